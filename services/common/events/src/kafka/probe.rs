//! Asks the cluster about topics.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::metadata::MetadataPartition;
use rdkafka::{Offset, TopicPartitionList};
use relais_domain::Error;
use relais_runtime::config::Kafka;

use super::client::{self, Witness};
use crate::Ends;

/// How long an answer may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What a client tells of a failure comes within this, and is not more.
const NEWS_WITHIN: Duration = Duration::from_millis(100);
const MOST_NEWS: u32 = 20;

impl ConsumerContext for Witness {}

/// A client that only asks. Cheap to clone.
#[derive(Clone)]
pub(super) struct Probe {
    client: Arc<BaseConsumer<Witness>>,
    witness: Witness,
}

impl Probe {
    pub fn new(settings: &Kafka) -> Result<Self, Error> {
        let witness = Witness::default();
        let config = client::config(settings)?;
        let client = config
            .create_with_context(witness.clone())
            .map_err(client::unusable)?;
        Ok(Self {
            client: Arc::new(client),
            witness,
        })
    }

    async fn ask<T, F>(&self, question: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&BaseConsumer<Witness>) -> Result<T, KafkaError> + Send + 'static,
    {
        let client = self.client.clone();
        let answer =
            tokio::task::spawn_blocking(move || question(&client).inspect_err(|_| listen(&client)));
        let answer = answer.await.map_err(Error::internal)?;
        answer.map_err(|error| self.witness.failure(error))
    }

    /// The id of the cluster.
    pub async fn cluster(&self) -> Result<String, Error> {
        self.ask(|client| {
            // Nothing else tells why there is none.
            client
                .fetch_metadata(Some(""), PATIENCE)
                .or_else(|error| match error {
                    KafkaError::MetadataFetch(RDKafkaErrorCode::InvalidTopic) => {
                        client.fetch_metadata(None, PATIENCE)
                    }
                    error => Err(error),
                })?;
            let id = client.client().fetch_cluster_id(PATIENCE);
            id.ok_or(KafkaError::Global(RDKafkaErrorCode::UnknownBroker))
        })
        .await
    }

    /// How many partitions each topic of the cluster has.
    pub async fn partitions(&self) -> Result<BTreeMap<String, usize>, Error> {
        self.ask(|client| {
            let metadata = client.fetch_metadata(None, PATIENCE)?;
            let topics = metadata.topics().iter();
            Ok(topics
                .map(|topic| (topic.name().to_owned(), topic.partitions().len()))
                .collect())
        })
        .await
    }

    /// Where the partitions of a topic end.
    pub async fn ends(&self, topic: String) -> Result<Ends, Error> {
        self.ask(move |client| {
            let partitions = partitions_of(client, &topic)?;
            ends(client, &topic, partitions)
        })
        .await
    }
}

/// Hears what the client has to tell, such as why it cannot connect.
fn listen(client: &BaseConsumer<Witness>) {
    for _ in 0..MOST_NEWS {
        if client.poll(NEWS_WITHIN).is_none() {
            return;
        }
    }
}

/// The partitions of `topic`.
pub(super) fn partitions_of<C: ConsumerContext>(
    client: &BaseConsumer<C>,
    topic: &str,
) -> Result<Vec<i32>, KafkaError> {
    let metadata = client.fetch_metadata(Some(topic), PATIENCE)?;
    let found = metadata.topics().iter().find(|it| it.name() == topic);
    let partitions = found.map_or(&[][..], |topic| topic.partitions());
    if partitions.is_empty() {
        let unknown = RDKafkaErrorCode::UnknownTopicOrPartition;
        return Err(KafkaError::MetadataFetch(unknown));
    }
    Ok(partitions.iter().map(MetadataPartition::id).collect())
}

/// Where `partitions` of `topic` end for who reads what was committed.
pub(super) fn ends<C: ConsumerContext>(
    client: &BaseConsumer<C>,
    topic: &str,
    partitions: impl IntoIterator<Item = i32>,
) -> Result<Ends, KafkaError> {
    let mut asked = TopicPartitionList::new();
    for partition in partitions {
        // In place of an instant: the latest.
        asked.add_partition_offset(topic, partition, Offset::End)?;
    }
    let found = client.offsets_for_times(asked, PATIENCE)?;
    found
        .elements()
        .iter()
        .map(|element| {
            element.error()?;
            match element.offset() {
                Offset::Offset(end) => Ok((element.partition(), end)),
                _ => Err(KafkaError::OffsetFetch(RDKafkaErrorCode::NoOffset)),
            }
        })
        .collect()
}
