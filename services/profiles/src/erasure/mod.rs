//! The proof that an erased person is gone: who is asked, and what is looked for in the files.

mod files;
mod traces;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use relais_domain::Error;
use relais_domain::ids::CandidateId;
use relais_proto::profiles::ErasedPlace;

pub(crate) use files::look_in_files;
pub(crate) use traces::Traces;

/// How often another part is asked whether it has followed, and the wait between.
const ASKS: u32 = 50;
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Another part of the process that knows candidates, such as an index or notes about them.
#[async_trait]
pub trait ErasureCheck: Send + Sync {
    /// Each place where the part may hold something of an erased candidate, and how much it still
    /// does. It is asked again for a few seconds while anything remains.
    ///
    /// # Errors
    /// Where the part cannot look; the report then says so.
    async fn check(&self, candidate: CandidateId) -> Result<Vec<ErasedPlace>, Error>;
}

/// Asks every part until nothing remains, or it has had its time.
pub(crate) async fn ask(
    checks: &[Arc<dyn ErasureCheck>],
    candidate: CandidateId,
) -> Vec<ErasedPlace> {
    let mut places = Vec::new();
    for check in checks {
        places.extend(ask_one(check.as_ref(), candidate).await);
    }
    places
}

async fn ask_one(check: &dyn ErasureCheck, candidate: CandidateId) -> Vec<ErasedPlace> {
    let mut answer = check.check(candidate).await;
    for _ in 1..ASKS {
        let is_done = |places: &Vec<ErasedPlace>| places.iter().all(|place| place.remaining == 0);
        if answer.as_ref().is_ok_and(is_done) {
            break;
        }
        tokio::time::sleep(ASK_EVERY).await;
        answer = check.check(candidate).await;
    }
    answer.unwrap_or_else(|error| {
        tracing::warn!(error = %error, "a part could not tell what it holds of an erased candidate");
        // What was not looked at counts as not erased.
        vec![place("a part that could not look", 0, 1)]
    })
}

/// One line of the report.
pub(crate) fn place(name: impl Into<String>, removed: u64, remaining: u64) -> ErasedPlace {
    ErasedPlace {
        place: name.into(),
        removed,
        remaining,
    }
}
