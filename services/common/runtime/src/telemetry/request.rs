//! One span for each request that comes in, over HTTP and gRPC alike.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::header::CONTENT_TYPE;
use tracing::field::Empty;
use tracing::{Instrument as _, Span, debug, info_span};

use super::trace_context::{SpanParent as _, TRACEPARENT};

/// Gives each request to these routes a span, as a child of the one that its `traceparent` names.
pub fn with_request_spans(router: Router) -> Router {
    router.layer(from_fn(in_span))
}

async fn in_span(request: Request, next: Next) -> Response {
    let span = span_of(&request);
    let parent = request
        .headers()
        .get(TRACEPARENT)
        .and_then(|value| value.to_str().ok());
    if let Some(parent) = parent {
        span.set_parent_from(parent);
    }
    async {
        let begun = Instant::now();
        let response = next.run(request).await;
        let status = response.status().as_u16();
        Span::current().record("http.response.status_code", status);
        let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        debug!(status, elapsed_ms, "request answered");
        response
    }
    .instrument(span)
    .await
}

fn span_of(request: &Request) -> Span {
    let method = request.method().as_str();
    let route = route_of(request);
    info_span!(
        "request",
        otel.kind = "server",
        otel.name = format!("{method} {route}"),
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
    )
}

/// The route without its parameters and query, which may hold personal data; for a gRPC call its
/// method.
fn route_of(request: &Request) -> &str {
    let Some(matched) = request.extensions().get::<MatchedPath>() else {
        return "unmatched";
    };
    let content_type = request
        .headers()
        .get(CONTENT_TYPE)
        .map(http::HeaderValue::as_bytes);
    if content_type.is_some_and(|found| found.starts_with(b"application/grpc")) {
        request.uri().path()
    } else {
        matched.as_str()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn route_seen(path: &str) -> String {
        let show = from_fn(async |request: Request, next: Next| {
            let route = route_of(&request).to_owned();
            let mut response = next.run(request).await;
            response.extensions_mut().insert(route);
            response
        });
        let router = Router::new()
            .route("/offers/{id}", get(async || ""))
            .layer(show);
        let request = http::Request::get(path)
            .body(Body::empty())
            .expect("a request");
        let response = router
            .oneshot(request)
            .await
            .expect("a router always answers");
        response
            .extensions()
            .get::<String>()
            .expect("noted")
            .clone()
    }

    #[tokio::test]
    async fn a_span_names_the_route_and_not_what_the_caller_put_into_it() {
        assert_eq!(
            route_seen("/offers/7?mail=ana@example.org").await,
            "/offers/{id}"
        );
        assert_eq!(route_seen("/ana@example.org").await, "unmatched");
    }
}
