//! People try again when a page does not come.

use std::time::{Duration, Instant};

use tonic::{Code, Status};

/// For how long, in real time, and the wait between.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(200);

/// Calls again for as long as there is no answer.
///
/// # Errors
/// The answer, where it is a refusal; the last failure.
pub async fn patiently<T>(mut call: impl AsyncFnMut() -> Result<T, Status>) -> Result<T, Status> {
    let began = Instant::now();
    loop {
        match call().await {
            Err(status) if is_no_answer(&status) && began.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await;
            }
            other => return other,
        }
    }
}

/// Whether nothing is known of what became of a call.
fn is_no_answer(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_does_not_answer_is_asked_again_and_a_refusal_is_not() {
        let mut calls = 0;
        let answer = patiently(async || {
            calls += 1;
            if calls < 3 {
                Err(Status::unavailable("an instance has ended"))
            } else {
                Ok(calls)
            }
        });
        assert_eq!(answer.await.expect("an answer"), 3);
        let refused = patiently(async || Err::<(), _>(Status::invalid_argument("no title")));
        let refused = refused.await.expect_err("a refusal");
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
}
