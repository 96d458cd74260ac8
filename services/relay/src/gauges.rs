//! How things stand at the relay, as figures: the most urgent case, and what waits to be sent.

use std::time::Duration;

use relais_domain::Error;
use relais_runtime::telemetry::metrics;
use tokio_util::sync::CancellationToken;

use crate::outgoing::{self, Means};
use crate::service::Relay;
use crate::store;

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Cases that are looked at, those due first: a pause may leave more time than the due instant
/// says.
const CASES: u32 = 100;

/// Tells how things stand until `stop`.
///
/// # Errors
/// None: readiness tells of a store that does not answer.
pub(crate) async fn run(relay: Relay, stop: CancellationToken) -> Result<(), Error> {
    loop {
        if let Err(error) = tell(&relay).await {
            tracing::debug!(error = %error, "figures of the relay are not known");
        }
        let pause = tokio::time::sleep(LOOK_EVERY);
        if stop.run_until_cancelled(pause).await.is_none() {
            return Ok(());
        }
    }
}

async fn tell(relay: &Relay) -> Result<(), Error> {
    let mut connection = relay.store().read().await?;
    let cases = store::unanswered(&mut connection, CASES).await?;
    let pending = outgoing::pending_by_means(&mut connection).await?;
    drop(connection);
    let now = relay.now();
    let left = cases.iter().map(|it| relay.calendars().left(&it.case, now));
    metrics().most_urgent_case(left.min().map(|left| left.as_secs()));
    for means in Means::ALL {
        let messages = pending.get(means.code()).copied().unwrap_or_default();
        metrics().outbox_pending(means.code(), messages);
    }
    Ok(())
}
