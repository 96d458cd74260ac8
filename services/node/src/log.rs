//! Where the event log of a process is.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use relais_domain::Entropy;
use relais_domain::entropy::random;
use relais_events::kafka::{self, KafkaLog, Owner, Publisher};
use relais_events::{EmbeddedLog, EventLog, topics};
use relais_runtime::{Config, Lifecycle, Role, SharedClock};
use relais_store::Store;

/// Opens the log that the configuration names, and begins to publish what `store` holds of
/// `services` where that is elsewhere. Figures call it that of `service`.
///
/// # Errors
/// What is wrong with the log, and its remedy.
pub async fn open(
    config: &Config,
    service: &'static str,
    services: &[&'static str],
    store: &Store,
    clock: &SharedClock,
    entropy: &dyn Entropy,
    lifecycle: &Lifecycle,
) -> anyhow::Result<Arc<dyn EventLog>> {
    let Some(settings) = &config.events.kafka else {
        return embedded(store).await;
    };
    let owner = Owner {
        store,
        services,
        entropy,
    };
    let log = KafkaLog::open(settings.clone(), &owner).await;
    let log = log.map_err(|error| told(&error)).context("the event log")?;
    let bytes: [u8; 8] = random(entropy);
    let publisher = Publisher {
        store: store.clone(),
        settings: settings.clone(),
        clock: clock.clone(),
        service,
        holder: format!("{:016x}", u64::from_be_bytes(bytes)),
    };
    lifecycle.spawn_behind("publisher", publisher.run(lifecycle.stopping()));
    let log: Arc<dyn EventLog> = Arc::new(log);
    if service == Role::Profiles.name() {
        let newest = kafka::keep_newest(store, log.clone(), topics::CANDIDATES);
        lifecycle.spawn_behind("newest candidates", newest.run(lifecycle.stopping()));
    }
    Ok(log)
}

async fn embedded(store: &Store) -> anyhow::Result<Arc<dyn EventLog>> {
    if let Some((cluster, prefix)) = kafka::claimed(&mut store.read().await?).await? {
        bail!(
            "this data is used with the Kafka cluster {cluster} (prefix `{prefix}`): name its brokers under [events.kafka]"
        );
    }
    Ok(Arc::new(EmbeddedLog::new(store.clone())))
}

/// An error with its fields and their remedies, for the person who starts the process.
pub fn told(error: &relais_domain::Error) -> anyhow::Error {
    let mut text = error.message().to_owned();
    for field in error.fields() {
        if field.message != text {
            let _ = write!(text, "; {}: {}", field.pointer, field.message);
        }
        let _ = write!(text, ": {}", field.remedy);
    }
    anyhow::Error::msg(text)
}
