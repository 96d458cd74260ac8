//! The clock of all cases: one task that sleeps until the next timer and lets what is due happen.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_domain::Error;
use relais_domain::case::{CaseEvent, Command};
use tokio_util::sync::CancellationToken;

use crate::record::Enclosed;
use crate::service::Relay;
use crate::store::{self, StoredCase};

/// Cases whose timers fire in one transaction.
const BATCH: u32 = 64;
/// How long the clock sleeps at most, so that it takes over from an instance that has died.
const LONGEST_SLEEP: SignedDuration = SignedDuration::from_mins(1);
/// How long to wait after the storage failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// A case whose time has come, and what happens to it.
struct Due {
    stored: StoredCase,
    events: Vec<CaseEvent>,
}

/// Runs the clock until `stop`.
pub(crate) async fn run(relay: Relay, stop: CancellationToken) -> Result<(), Error> {
    loop {
        let round = async {
            if let Err(error) = round(&relay).await {
                tracing::warn!(error = %error, "the clock of the cases will try again");
                tokio::time::sleep(RETRY_AFTER).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = round => {}
        }
    }
}

/// Fires what is due, or else sleeps until something is, or somebody changes a case.
async fn round(relay: &Relay) -> Result<(), Error> {
    let now = relay.now();
    if fire(relay, now).await? {
        return Ok(());
    }
    let next = store::next_timer(&mut relay.store().read().await?, now).await?;
    let longest = now.saturating_add(LONGEST_SLEEP).unwrap_or(Timestamp::MAX);
    let until = next.map_or(longest, |next| next.min(longest));
    tokio::select! {
        () = relay.clock().sleep_until(until) => {}
        () = relay.woken() => {}
    }
    Ok(())
}

/// Lets a batch of due timers fire. `false` where there was none.
async fn fire(relay: &Relay, now: Timestamp) -> Result<bool, Error> {
    let cases = store::due_cases(&mut relay.store().read().await?, now, BATCH).await?;
    let due: Vec<Due> = cases
        .into_iter()
        .filter_map(|stored| due(relay, stored, now))
        .collect();
    if due.is_empty() {
        return Ok(false);
    }
    let teller = relay.clone();
    relay
        .store()
        .write(move |tx| {
            Box::pin(async move {
                let recorder = teller.recorder(now, None);
                for Due { stored, events } in &due {
                    // Another instance that was faster has the claim; it tells everybody.
                    recorder
                        .change(tx, stored, events, now, &Enclosed::default())
                        .await?;
                }
                Ok(())
            })
        })
        .await?;
    relay.wake_courier();
    Ok(true)
}

fn due(relay: &Relay, stored: StoredCase, now: Timestamp) -> Option<Due> {
    let calendar = relay.calendars().of(&stored.case.opening.rule);
    let events = stored
        .case
        .decide(Command::Tick, now, calendar)
        .unwrap_or_default();
    if events.is_empty() {
        let offer = stored.case.opening.offer;
        tracing::error!(offer.id = %offer, "a case is due, but nothing in it is");
        return None;
    }
    Some(Due { stored, events })
}
