//! Errors over HTTP: `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, StatusCode};
use relais_domain::{Error, ErrorCode, FieldError};
use serde::Serialize;
use tracing::error;

use crate::lifecycle::Chain;

/// A problem document. `type` is `about:blank`, so the title is that of the status, as RFC 9457
/// has it; `code` tells apart what the status does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<FieldError>,
}

/// The document as it is written.
#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    pointer: &'a str,
    detail: &'a str,
    remedy: &'a str,
}

impl<'a> From<&'a FieldError> for Entry<'a> {
    fn from(field: &'a FieldError) -> Self {
        Self {
            pointer: &field.pointer,
            detail: &field.message,
            remedy: &field.remedy,
        }
    }
}

impl Problem {
    /// A problem that only HTTP knows, such as an unknown route.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    fn body(&self) -> Vec<u8> {
        let document = Document {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            errors: self.errors.iter().map(Entry::from).collect(),
        };
        // Numbers and texts only: there is nothing in it that JSON cannot hold.
        serde_json::to_vec(&document).unwrap_or_default()
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self.status {
            StatusCode::UNAUTHORIZED => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Some((RETRY_AFTER, HeaderValue::from(super::RETRY_AFTER.as_secs())))
            }
            _ => None,
        }
    }
}

/// The cause of an internal error goes to the log only.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        if error.code() == ErrorCode::Internal {
            error!(error = %Chain(&error), "internal error");
        }
        let (status, code) = match error.code() {
            ErrorCode::InvalidInput => (StatusCode::BAD_REQUEST, "invalid_input"),
            ErrorCode::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            ErrorCode::PermissionDenied => (StatusCode::FORBIDDEN, "permission_denied"),
            ErrorCode::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            ErrorCode::Conflict => (StatusCode::CONFLICT, "conflict"),
            ErrorCode::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            ErrorCode::Exhausted => (StatusCode::TOO_MANY_REQUESTS, "exhausted"),
            ErrorCode::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            ErrorCode::StorageFull => (StatusCode::INSUFFICIENT_STORAGE, "storage_full"),
            ErrorCode::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        };
        let detail = error.message().to_owned();
        Self {
            status,
            code,
            detail,
            errors: error.fields().to_vec(),
        }
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(rejection.status(), "invalid_path", rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), "invalid_query", rejection.body_text())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.extend(self.header());
        response
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    async fn body(problem: Problem) -> Value {
        let body = problem.into_response().into_body();
        let bytes = axum::body::to_bytes(body, 10_000)
            .await
            .expect("a short body");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    #[tokio::test]
    async fn every_wrong_field_is_named_with_its_remedy() {
        let error = Error::invalid_field("/title", "is empty", "give the title of the job");
        let expected = json!({
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "code": "invalid_input",
            "detail": "is empty",
            "errors": [
                {"pointer": "/title", "detail": "is empty", "remedy": "give the title of the job"}
            ],
        });
        assert_eq!(body(error.into()).await, expected);
    }

    #[tokio::test]
    async fn the_cause_of_an_internal_error_stays_inside() {
        let document = body(Error::internal("hunter2").into()).await;
        assert_eq!(document["status"], 500);
        assert!(!document.to_string().contains("hunter2"));
    }

    #[test]
    fn a_full_disk_is_told_apart_from_a_busy_peer() {
        let status = |code| Problem::from(Error::new(code, "")).into_response().status();
        assert_eq!(
            status(ErrorCode::StorageFull),
            StatusCode::INSUFFICIENT_STORAGE
        );
        assert_eq!(
            status(ErrorCode::Unavailable),
            StatusCode::SERVICE_UNAVAILABLE
        );
    }

    #[test]
    fn a_caller_learns_when_to_try_again() {
        for code in [ErrorCode::Unavailable, ErrorCode::Exhausted] {
            let response = Problem::from(Error::new(code, "")).into_response();
            assert_eq!(response.headers()[RETRY_AFTER], "2");
        }
    }

    #[test]
    fn the_media_type_is_that_of_a_problem() {
        let response = Problem::from(Error::not_found("offer")).into_response();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    }
}
