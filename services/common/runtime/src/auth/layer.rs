//! The layers that ask every caller for a key and note whose it is.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::{Extensions, HeaderMap};
use relais_domain::Error;
use tonic::service::Routes;

use super::{Authenticator, Principal, bearer_of_headers};
use crate::door::{Problem, to_status};

/// An authenticator as it is handed round.
pub type SharedAuthenticator = Arc<dyn Authenticator>;

/// Asks the callers of these HTTP routes for a key; refusals are problem documents.
pub fn with_http_auth(router: Router, authenticator: SharedAuthenticator) -> Router {
    router.layer(from_fn_with_state(authenticator, http_auth))
}

/// Asks the callers of these gRPC services for a key; refusals are gRPC statuses.
pub fn with_grpc_auth(routes: Routes, authenticator: SharedAuthenticator) -> Routes {
    routes
        .into_axum_router()
        .layer(from_fn_with_state(authenticator, grpc_auth))
        .into()
}

/// The caller of a gRPC request that came through [`with_grpc_auth`].
///
/// # Errors
/// [`Unauthenticated`](relais_domain::ErrorCode::Unauthenticated) when it did not.
pub fn principal_of<T>(request: &tonic::Request<T>) -> Result<Principal, Error> {
    let principal = request.extensions().get::<Principal>();
    principal
        .copied()
        .ok_or_else(|| Error::unauthenticated("no key came with the call"))
}

/// The caller of an HTTP request that came through [`with_http_auth`].
///
/// # Errors
/// [`Unauthenticated`](relais_domain::ErrorCode::Unauthenticated) when it did not.
pub fn principal_in(extensions: &Extensions) -> Result<Principal, Error> {
    let principal = extensions.get::<Principal>();
    principal
        .copied()
        .ok_or_else(|| Error::unauthenticated("no key came with the request"))
}

async fn http_auth(
    State(authenticator): State<SharedAuthenticator>,
    mut request: Request,
    next: Next,
) -> Response {
    match identify(authenticator.as_ref(), request.headers()).await {
        Ok(principal) => {
            request.extensions_mut().insert(principal);
            next.run(request).await
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn grpc_auth(
    State(authenticator): State<SharedAuthenticator>,
    mut request: Request,
    next: Next,
) -> Response {
    match identify(authenticator.as_ref(), request.headers()).await {
        Ok(principal) => {
            request.extensions_mut().insert(principal);
            next.run(request).await
        }
        Err(error) => to_status(&error).into_http(),
    }
}

async fn identify(
    authenticator: &dyn Authenticator,
    headers: &HeaderMap,
) -> Result<Principal, Error> {
    let key = bearer_of_headers(headers)?;
    let principal = authenticator.authenticate(&key).await?;
    principal.ok_or_else(|| Error::unauthenticated("the key is not known, or was revoked"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http::StatusCode;
    use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
    use tower::ServiceExt as _;

    use super::super::{ApiKey, KeyKind, WithServiceKey, key::tests::key};
    use super::*;

    struct Nobody;

    #[async_trait::async_trait]
    impl Authenticator for Nobody {
        async fn authenticate(&self, _: &ApiKey) -> Result<Option<Principal>, Error> {
            Ok(None)
        }
    }

    fn authenticator() -> SharedAuthenticator {
        Arc::new(WithServiceKey::new(&key(KeyKind::Service, 1), Nobody))
    }

    fn whoami() -> Router {
        let handler = async |request: Request| {
            principal_in(request.extensions()).map_or_else(
                |error| Problem::from(error).into_response(),
                |principal| principal.to_string().into_response(),
            )
        };
        Router::new().route("/", get(handler))
    }

    fn request(key: Option<&ApiKey>) -> Request {
        let mut request = http::Request::builder().uri("/");
        if let Some(key) = key {
            request = request.header(AUTHORIZATION, format!("Bearer {}", key.expose()));
        }
        request.body(Body::empty()).expect("a request")
    }

    async fn call(router: Router, key: Option<&ApiKey>) -> Response {
        router
            .oneshot(request(key))
            .await
            .expect("a router always answers")
    }

    #[tokio::test]
    async fn the_service_key_opens_the_door_and_names_the_caller() {
        let router = with_http_auth(whoami(), authenticator());
        let response = call(router, Some(&key(KeyKind::Service, 1))).await;
        let body = axum::body::to_bytes(response.into_body(), 100)
            .await
            .expect("a short body");
        assert_eq!(&body[..], b"service");
    }

    #[tokio::test]
    async fn an_unknown_key_is_refused_with_a_challenge() {
        let router = with_http_auth(whoami(), authenticator());
        for unknown in [
            None,
            Some(key(KeyKind::Service, 2)),
            Some(key(KeyKind::Worker, 1)),
        ] {
            let response = call(router.clone(), unknown.as_ref()).await;
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            assert_eq!(response.headers()[WWW_AUTHENTICATE], "Bearer");
        }
    }

    #[tokio::test]
    async fn a_route_outside_the_layer_knows_no_caller() {
        let response = call(whoami(), Some(&key(KeyKind::Service, 1))).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }

    #[tokio::test]
    async fn a_grpc_caller_without_a_key_gets_a_grpc_status() {
        let routes = with_grpc_auth(Routes::from(whoami()), authenticator());
        let response = call(routes.into_axum_router(), None).await;
        assert_eq!(response.status(), StatusCode::OK);
        let status = tonic::Status::from_header_map(response.headers()).expect("a status");
        assert_eq!(status.code(), tonic::Code::Unauthenticated);
    }
}
