//! How far consumers lie behind the log, as figures.

use std::convert::Infallible;
use std::time::Duration;

use futures::future::BoxFuture;
use relais_domain::Error;
use relais_runtime::telemetry::metrics;
use relais_store::{Cursors, Store, Topic};

use crate::EventLog;

/// How often it is looked at.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Tells again and again how much of `topic` `consumer` has still to read, for as long as it is
/// polled. It stands where `cursors` says.
pub async fn tell_lag<'a>(
    consumer: &'static str,
    topic: Topic,
    log: &dyn EventLog,
    cursors: impl Fn() -> BoxFuture<'a, Result<Cursors, Error>>,
) -> Infallible {
    loop {
        let lag = async { log.lag(topic, &cursors().await?).await };
        match lag.await {
            Ok(events) => metrics().consumer_lag(consumer, topic.name, events),
            // Readiness tells of a store or a log that does not answer.
            Err(error) => {
                tracing::debug!(consumer, topic = topic.name, error = %error, "the lag is not known");
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The cursors that `consumer` keeps in `store`.
///
/// # Errors
/// Those of the store.
pub fn stored<'a>(
    store: &'a Store,
    consumer: &'static str,
    topic: Topic,
) -> BoxFuture<'a, Result<Cursors, Error>> {
    Box::pin(async move { Ok(store.read().await?.cursors(consumer, topic.name).await?) })
}
