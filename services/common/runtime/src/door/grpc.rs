//! Errors of use cases as gRPC statuses, and back again for those who call a peer.

use std::any::Any;
use std::collections::HashMap;

use axum::middleware::from_fn;
use axum::response::Response;
use relais_domain::{Error, ErrorCode, FieldError};
use tonic::service::Routes;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::error;

use super::RETRY_AFTER;
use super::deadline::within_deadline;
use crate::lifecycle::{Chain, panic_message};
use crate::telemetry::with_request_spans;

/// Says in the error details whose reasons these are.
const DOMAIN: &str = "relais";

/// Stands between what is wrong and its remedy in the description of a field violation.
const REMEDY_SEPARATOR: char = '\n';

/// Finishes the services of the gRPC door: a panic answers with a status instead of closing the
/// connection, a call ends when its caller no longer waits, and each call has its span.
pub fn finish_grpc(routes: Routes) -> Routes {
    let router = routes
        .into_axum_router()
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(within_deadline));
    with_request_spans(router).into()
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    error!(panic = panic_message(panic), "call handler panicked");
    Status::internal("internal error").into_http()
}

/// The status that a caller sees. Wrong fields become field violations of `BadRequest` (field =
/// JSON pointer, description = what is wrong and, on a second line, the remedy); the exact code is
/// the reason in `ErrorInfo`. The cause of an internal error goes to the log only.
pub fn to_status(error: &Error) -> Status {
    if error.code() == ErrorCode::Internal {
        error!(error = %Chain(error), "internal error");
    }
    let (code, reason) = status_code(error.code());
    let mut details = ErrorDetails::new();
    details.set_error_info(reason, DOMAIN, HashMap::new());
    if !error.fields().is_empty() {
        let violations: Vec<FieldViolation> = error.fields().iter().map(violation).collect();
        details.set_bad_request(violations);
    }
    if matches!(error.code(), ErrorCode::Unavailable | ErrorCode::Exhausted) {
        details.set_retry_info(Some(RETRY_AFTER));
    }
    Status::with_error_details(code, error.message(), details)
}

/// A peer failed: its bug or ours, not the user's mistake.
#[derive(Debug, thiserror::Error)]
#[error("peer answered {code:?}: {message}")]
pub struct PeerFailure {
    /// The code of its status.
    pub code: Code,
    /// The message of its status.
    pub message: String,
}

/// The error that a peer's status stands for. What the user did wrong stays the user's mistake,
/// with its fields; a peer that cannot be reached is [`ErrorCode::Unavailable`]; a peer that fails
/// is [`ErrorCode::Internal`], caused by a [`PeerFailure`].
pub fn from_status(status: &Status) -> Error {
    let details = status.get_error_details();
    let info = details.error_info().filter(|info| info.domain == DOMAIN);
    let code = info.and_then(|info| code_of_reason(&info.reason));
    match code.or_else(|| code_of_status(status.code())) {
        Some(ErrorCode::InvalidInput) => {
            let violations = details
                .bad_request()
                .map(|request| &request.field_violations);
            let fields: Vec<FieldError> =
                violations.into_iter().flatten().map(field_error).collect();
            if fields.is_empty() {
                Error::invalid_field("", status.message(), "see the message")
            } else {
                Error::invalid(fields)
            }
        }
        Some(ErrorCode::Unavailable) => {
            Error::unavailable("a part of the system does not answer; try again in a moment")
                .with_source(failure(status))
        }
        Some(ErrorCode::Internal) | None => Error::internal(failure(status)),
        Some(code) => Error::new(code, status.message()),
    }
}

fn failure(status: &Status) -> PeerFailure {
    PeerFailure {
        code: status.code(),
        message: status.message().to_owned(),
    }
}

const CODES: [(ErrorCode, Code, &str); 10] = [
    (
        ErrorCode::InvalidInput,
        Code::InvalidArgument,
        "INVALID_INPUT",
    ),
    (
        ErrorCode::Unauthenticated,
        Code::Unauthenticated,
        "UNAUTHENTICATED",
    ),
    (
        ErrorCode::PermissionDenied,
        Code::PermissionDenied,
        "PERMISSION_DENIED",
    ),
    (ErrorCode::NotFound, Code::NotFound, "NOT_FOUND"),
    (ErrorCode::Conflict, Code::FailedPrecondition, "CONFLICT"),
    (ErrorCode::Exhausted, Code::ResourceExhausted, "EXHAUSTED"),
    (ErrorCode::TooLarge, Code::ResourceExhausted, "TOO_LARGE"),
    (
        ErrorCode::StorageFull,
        Code::ResourceExhausted,
        "STORAGE_FULL",
    ),
    (ErrorCode::Unavailable, Code::Unavailable, "UNAVAILABLE"),
    (ErrorCode::Internal, Code::Internal, "INTERNAL"),
];

fn status_code(code: ErrorCode) -> (Code, &'static str) {
    let found = CODES.into_iter().find(|(ours, _, _)| *ours == code);
    found.map_or((Code::Internal, "INTERNAL"), |(_, status, reason)| {
        (status, reason)
    })
}

fn code_of_reason(reason: &str) -> Option<ErrorCode> {
    CODES
        .into_iter()
        .find(|(_, _, ours)| *ours == reason)
        .map(|(code, _, _)| code)
}

/// For statuses that no handler of ours made, such as those of the transport.
fn code_of_status(code: Code) -> Option<ErrorCode> {
    match code {
        Code::DeadlineExceeded | Code::Cancelled => Some(ErrorCode::Unavailable),
        Code::AlreadyExists | Code::Aborted => Some(ErrorCode::Conflict),
        Code::OutOfRange => Some(ErrorCode::TooLarge),
        code => CODES
            .into_iter()
            .find(|(_, status, _)| *status == code)
            .map(|(ours, _, _)| ours),
    }
}

fn violation(field: &FieldError) -> FieldViolation {
    let description = format!("{}{REMEDY_SEPARATOR}{}", field.message, field.remedy);
    FieldViolation::new(field.pointer.clone(), description)
}

fn field_error(violation: &FieldViolation) -> FieldError {
    let description = violation.description.as_str();
    let (message, remedy) = description
        .split_once(REMEDY_SEPARATOR)
        .unwrap_or((description, ""));
    FieldError::new(violation.field.clone(), message, remedy)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::handler::Handler;
    use axum::routing::any;
    use tower::ServiceExt as _;

    use super::*;

    async fn call<H: Handler<T, ()>, T: 'static>(handler: H, timeout: &str) -> Code {
        let router = Router::new().route("/relais.Service/Method", any(handler));
        let request = http::Request::post("/relais.Service/Method")
            .header("grpc-timeout", timeout)
            .body(tonic::body::Body::empty())
            .expect("a request");
        let response = finish_grpc(router.into())
            .oneshot(request)
            .await
            .expect("infallible");
        Status::from_header_map(response.headers())
            .expect("a status")
            .code()
    }

    #[tokio::test]
    async fn a_panic_in_a_call_is_an_internal_error() {
        let broken = async || assert!(std::hint::black_box(false), "a bug");
        assert_eq!(call(broken, "1H").await, Code::Internal);
    }

    #[tokio::test]
    async fn a_call_ends_when_its_caller_no_longer_waits() {
        let endless = async || std::future::pending::<()>().await;
        assert_eq!(call(endless, "1n").await, Code::DeadlineExceeded);
    }

    #[test]
    fn every_code_survives_the_way_through_a_status() {
        for (code, status, _) in CODES {
            let sent = to_status(&Error::new(code, "what happened"));
            assert_eq!(sent.code(), status);
            assert_eq!(from_status(&sent).code(), code);
        }
    }

    #[test]
    fn wrong_fields_survive_the_way_through_a_status() {
        let fields = vec![
            FieldError::new("/title", "is empty", "give the title of the job"),
            FieldError::new("/skills/3", "is a number", "give a text"),
        ];
        let back = from_status(&to_status(&Error::invalid(fields.clone())));
        assert_eq!(back.fields(), fields);
    }

    #[test]
    fn the_cause_of_an_internal_error_stays_inside() {
        let status = to_status(&Error::internal("password of the database: hunter2"));
        assert_eq!(status.message(), "internal error");
        assert!(!String::from_utf8_lossy(status.details()).contains("hunter2"));
    }

    #[test]
    fn a_caller_learns_when_to_try_again() {
        let status = to_status(&Error::unavailable("profiles does not answer"));
        let retry = status.get_details_retry_info().expect("retry info");
        assert_eq!(retry.retry_delay, Some(RETRY_AFTER));
    }

    #[test]
    fn a_deadline_missed_by_a_peer_is_no_mistake_of_the_user() {
        let error = from_status(&Status::deadline_exceeded("too slow"));
        assert_eq!(error.code(), ErrorCode::Unavailable);
    }

    #[test]
    fn a_peer_that_fails_is_told_apart_from_our_own_bugs() {
        let error = from_status(&Status::unknown("boom"));
        assert_eq!(error.code(), ErrorCode::Internal);
        let source = std::error::Error::source(&error).expect("a cause");
        assert!(source.is::<PeerFailure>());
    }
}
