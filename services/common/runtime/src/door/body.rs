//! Request bodies, read within a size and a time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use relais_domain::{Error, ErrorCode};
use serde_json::Value;

use super::json::{JsonLimits, parse_json};

/// How long a body may take to arrive, so that a caller who sends a byte now and then does not
/// hold a connection for ever.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Reads a whole body of at most `max_bytes`.
///
/// # Errors
/// [`TooLarge`](ErrorCode::TooLarge), or [`InvalidInput`](ErrorCode::InvalidInput) when the body
/// breaks off or does not arrive in time.
pub async fn read_body(body: Body, max_bytes: usize) -> Result<Bytes, Error> {
    let collecting = Limited::new(body, max_bytes).collect();
    match tokio::time::timeout(BODY_TIMEOUT, collecting).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("the body has more than {max_bytes} bytes; send it in parts");
            Err(Error::new(ErrorCode::TooLarge, message))
        }
        Ok(Err(_)) => Err(Error::invalid_field(
            "",
            "the body breaks off",
            "send it again",
        )),
        Err(_) => {
            let message = format!("the body did not arrive in {} s", BODY_TIMEOUT.as_secs());
            Err(Error::invalid_field("", message, "send it again"))
        }
    }
}

/// Reads a body as JSON.
///
/// # Errors
/// Those of [`read_body`] and of [`parse_json`].
pub async fn read_json(body: Body, limits: JsonLimits) -> Result<Value, Error> {
    let bytes = read_body(body, limits.bytes).await?;
    parse_json(&bytes, limits)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const LIMITS: JsonLimits = JsonLimits {
        bytes: 1000,
        depth: 3,
    };

    #[tokio::test]
    async fn a_body_over_its_limit_is_too_large() {
        let body = Body::from(format!("\"{}\"", "x".repeat(1000)));
        let error = read_json(body, LIMITS).await.expect_err("too large");
        assert_eq!(error.code(), ErrorCode::TooLarge);
    }

    #[tokio::test]
    async fn a_body_within_its_limit_is_read() {
        let value = read_json(Body::from("{\"title\":\"cook\"}"), LIMITS).await;
        assert_eq!(value.expect("JSON"), json!({"title": "cook"}));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_told_apart_from_one_that_is_too_large() {
        let broken = futures::stream::iter([Ok("{"), Err(std::io::Error::other("reset"))]);
        let error = read_json(Body::from_stream(broken), LIMITS)
            .await
            .expect_err("broken off");
        assert_eq!(error.message(), "the body breaks off");
    }
}
