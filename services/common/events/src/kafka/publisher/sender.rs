//! Sends events to Kafka in their order.

use std::time::Duration;

use futures::future::try_join_all;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{FutureProducer, Producer as _, PurgeConfig};
use relais_domain::Error;
use relais_runtime::config::Kafka;
use relais_store::{EventRecord, Topic, topics};

use super::super::client::{self, LARGEST_RECORD, Witness};
use super::super::{topic_name, wire};

/// A client that sends. After a failure it must not be used any more: what it sent later could
/// overtake what failed.
pub(super) struct Sender {
    producer: FutureProducer<Witness>,
    witness: Witness,
    topics: Vec<(Topic, String)>,
}

impl Sender {
    pub fn new(settings: &Kafka) -> Result<Self, Error> {
        let witness = Witness::default();
        let mut config = client::config(settings)?;
        config
            .set("enable.idempotence", "true")
            .set("enable.gapless.guarantee", "true")
            .set("acks", "all")
            .set("compression.type", "zstd")
            .set("linger.ms", "1")
            // Without end: a record that is given up would be overtaken by later ones.
            .set("message.timeout.ms", "0")
            .set("message.max.bytes", LARGEST_RECORD.to_string());
        let producer = config
            .create_with_context(witness.clone())
            .map_err(client::unusable)?;
        let name = |topic: Topic| (topic, topic_name(settings, topic.name));
        Ok(Self {
            producer,
            witness,
            topics: topics::ALL.map(name).to_vec(),
        })
    }

    /// Sends events; returns once all of them are in Kafka.
    ///
    /// # Errors
    /// `Unavailable` where one of them is not, after `patience` at the latest. Some may be.
    pub async fn send(&self, events: &[EventRecord], patience: Duration) -> Result<(), Error> {
        let mut deliveries = Vec::with_capacity(events.len());
        for event in events {
            let known = self
                .topics
                .iter()
                .find(|(topic, _)| topic.name == event.topic);
            let Some((topic, name)) = known else {
                tracing::error!(
                    topic = event.topic,
                    "events of a topic that is not known stay here"
                );
                continue;
            };
            let sent = self
                .producer
                .send_result(wire::outgoing(name, *topic, event));
            deliveries.push(sent.map_err(|(error, _)| self.witness.failure(error))?);
        }
        let delivered = deliveries.into_iter().map(async |delivery| {
            let outcome = delivery.await.map_err(|_| KafkaError::Canceled)?;
            outcome.map_err(|(error, _)| error)
        });
        let outcome = tokio::time::timeout(patience, try_join_all(delivered)).await;
        let timed_out = KafkaError::MessageProduction(RDKafkaErrorCode::OperationTimedOut);
        let failed = outcome.unwrap_or(Err(timed_out)).err();
        failed.map_or(Ok(()), |error| Err(self.witness.failure(error)))
    }
}

impl Drop for Sender {
    /// What still waits must not go out later.
    fn drop(&mut self) {
        self.producer
            .purge(PurgeConfig::default().queue().inflight());
    }
}
