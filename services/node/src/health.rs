//! Whether what a service stands on can be used, for readiness.

use std::time::Duration;

use relais_domain::Error;
use relais_events::topics;
use relais_runtime::Role;
use relais_runtime::door::{Readiness, Ready};
use tokio_util::sync::CancellationToken;

use crate::storage::Footing;

/// How often store and log are asked whether they answer, and how long they may take.
const CHECK_EVERY: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(4);

/// Tells `readiness` of the store and the log of a service until `stop`.
pub async fn watch(role: Role, footing: Footing, readiness: Readiness, stop: CancellationToken) {
    let (store, log) = parts(role);
    loop {
        readiness.set(store, state(ask_store(&footing)).await);
        readiness.set(log, state(ask_log(&footing)).await);
        let pause = tokio::time::sleep(CHECK_EVERY);
        if stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

/// What readiness calls the store and the log of a service.
fn parts(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Intake => ("intake: store", "intake: log"),
        Role::Profiles => ("profiles: store", "profiles: log"),
        Role::Matching => ("matching: store", "matching: log"),
        Role::Relay => ("relay: store", "relay: log"),
    }
}

async fn state(answer: impl Future<Output = Result<(), Error>>) -> Ready {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(())) => Ready::Yes,
        Ok(Err(error)) => Ready::no(error.to_string()),
        Err(_) => Ready::no("does not answer"),
    }
}

async fn ask_store(footing: &Footing) -> Result<(), Error> {
    let mut connection = footing.store.read().await?;
    connection.cursor("readiness", "", 0).await?;
    Ok(())
}

async fn ask_log(footing: &Footing) -> Result<(), Error> {
    footing.log.ends(topics::OFFERS).await.map(|_| ())
}
