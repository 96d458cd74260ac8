//! What every HTTP router gets on its way out: problem documents for what no handler answers.

use std::any::Any;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_TYPE, HeaderMap};
use http::{StatusCode, Uri};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::error;

use super::Problem;
use crate::lifecycle::panic_message;
use crate::telemetry::with_request_spans;

/// Finishes the router of the HTTP door: unknown routes, wrong methods and panics answer with a
/// problem document, and each request has its span.
pub fn finish(router: Router) -> Router {
    let router = router
        .fallback(unknown_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(panicked));
    with_request_spans(router)
}

/// Refuses a body of another type than the one expected, as in `application/json`.
///
/// # Errors
/// A problem with status 415 that names the types that are taken.
pub fn require_content_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Problem> {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    if essence.is_some_and(|found| accepted.iter().any(|one| found.eq_ignore_ascii_case(one))) {
        return Ok(());
    }
    let detail = format!("send the body as content-type {}", accepted.join(" or "));
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        detail,
    ))
}

async fn unknown_route(uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(200).collect();
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown_route",
        format!("nothing is at {path}"),
    )
}

async fn wrong_method() -> Problem {
    let detail = "the address is right, the method is not: see the header allow";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    error!(panic = panic_message(panic), "request handler panicked");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "internal error",
    )
    .into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http::header::ALLOW;
    use tower::ServiceExt as _;

    use super::*;

    async fn call(method: &str, path: &str) -> Response {
        let broken = async || {
            assert!(std::hint::black_box(false), "a bug");
        };
        let router = finish(Router::new().route("/broken", get(broken)));
        let request = http::Request::builder().method(method).uri(path);
        let request = request.body(Body::empty()).expect("a request");
        router
            .oneshot(request)
            .await
            .expect("a router always answers")
    }

    fn is_problem(response: &Response) -> bool {
        response.headers()[CONTENT_TYPE] == "application/problem+json"
    }

    #[tokio::test]
    async fn an_unknown_route_is_a_problem() {
        let response = call("GET", "/nowhere").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(is_problem(&response));
    }

    #[tokio::test]
    async fn a_wrong_method_is_a_problem_that_names_the_right_ones() {
        let response = call("DELETE", "/broken").await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()[ALLOW], "GET,HEAD");
        assert!(is_problem(&response));
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_and_not_a_closed_connection() {
        let response = call("GET", "/broken").await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(is_problem(&response));
    }

    #[test]
    fn parameters_of_a_content_type_do_not_matter() {
        let headers = |value: &'static str| {
            HeaderMap::from_iter([(CONTENT_TYPE, http::HeaderValue::from_static(value))])
        };
        let accepted = ["application/json", "application/ld+json"];
        let check = |value| require_content_type(&headers(value), &accepted);
        assert_eq!(check("Application/JSON; charset=utf-8"), Ok(()));
        assert_eq!(check("application/ld+json"), Ok(()));
        let problem = check("text/csv").expect_err("not JSON");
        assert_eq!(problem.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(require_content_type(&HeaderMap::new(), &accepted).is_err());
    }
}
