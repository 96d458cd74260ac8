//! The time that a caller gives a gRPC call: the header `grpc-timeout`.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use tonic::Status;

/// Ends a call when its caller no longer waits for it, also in one process, where no connection is
/// there to be closed.
pub(super) async fn within_deadline(request: Request, next: Next) -> Response {
    match timeout_of(request.headers()) {
        None => next.run(request).await,
        Some(timeout) => tokio::time::timeout(timeout, next.run(request))
            .await
            .unwrap_or_else(|_| {
                Status::deadline_exceeded("the call took longer than its caller waits").into_http()
            }),
    }
}

/// Up to eight digits and a unit; anything else is no timeout.
fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_hours(amount)),
        "M" => Some(Duration::from_mins(amount)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn timeout(text: &str) -> Option<Duration> {
        let value = text.parse().expect("a header value");
        timeout_of(&HeaderMap::from_iter([(
            http::HeaderName::from_static("grpc-timeout"),
            value,
        )]))
    }

    #[test]
    fn every_unit_is_understood() {
        assert_eq!(timeout("2H"), Some(Duration::from_hours(2)));
        assert_eq!(timeout("3M"), Some(Duration::from_mins(3)));
        assert_eq!(timeout("4S"), Some(Duration::from_secs(4)));
        assert_eq!(timeout("5m"), Some(Duration::from_millis(5)));
        assert_eq!(timeout("6u"), Some(Duration::from_micros(6)));
        assert_eq!(timeout("7n"), Some(Duration::from_nanos(7)));
    }

    #[test]
    fn nine_digits_are_no_timeout() {
        assert_eq!(timeout("123456789S"), None);
        assert_eq!(timeout("S"), None);
        assert_eq!(timeout("+1S"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_ignored_without_a_panic(text in "[ -~]{0,12}") {
            let _ = timeout(&text);
        }
    }
}
