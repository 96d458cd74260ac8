//! Whose events the topics of a prefix hold. Events are known by their numbers in the database that
//! they come from: those of a second database under one prefix would be taken for repetitions.
//!
//! One more topic says so, in which the first record of a service counts and none is ever deleted.

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::{Message as _, Offset, TopicPartitionList};
use relais_domain::Error;
use relais_runtime::config::Kafka;

use super::client::{self, Witness};
use super::probe::PATIENCE;
use super::topic_name;

/// The topic, of one partition.
pub(super) const TOPIC: &str = "relais.claims";
/// Records that are read: there is about one of each service.
const MOST_RECORDS: usize = 1_000;

/// Sees that the events of `service` under this prefix are those of the database called
/// `database`; where nobody has said so yet, says it.
///
/// # Errors
/// `InvalidInput` where they are those of another one; `Unavailable` where no broker answers.
pub(super) async fn hold(settings: &Kafka, service: &str, database: &str) -> Result<(), Error> {
    let mut holder = first(settings, service).await?;
    if holder.is_none() {
        say(settings, service, database).await?;
        // Somebody else may have said so right before.
        holder = first(settings, service).await?;
    }
    match holder {
        Some(holder) if holder == database => Ok(()),
        Some(_) => Err(Error::invalid_field(
            "/events/kafka/prefix",
            format!(
                "is `{}`, under which the {service} of another database sends its events",
                settings.prefix
            ),
            "give this site a prefix of its own, then run `relais topics apply`",
        )),
        None => Err(Error::unavailable(
            "Kafka does not show what was sent to it: try again",
        )),
    }
}

async fn say(settings: &Kafka, service: &str, database: &str) -> Result<(), Error> {
    let witness = Witness::default();
    let mut config = client::config(settings)?;
    config
        .set("acks", "all")
        .set("message.timeout.ms", PATIENCE.as_millis().to_string());
    let producer: FutureProducer<Witness> = config
        .create_with_context(witness.clone())
        .map_err(client::unusable)?;
    let topic = topic_name(settings, TOPIC);
    let record = FutureRecord::to(&topic).key(service).payload(database);
    let sent = producer.send(record, PATIENCE).await;
    sent.map_err(|(error, _)| witness.failure(error))?;
    Ok(())
}

/// The database that `service` was claimed for first.
async fn first(settings: &Kafka, service: &str) -> Result<Option<String>, Error> {
    let witness = Witness::default();
    let mut config = client::config(settings)?;
    config
        // The client asks for a name though no group is joined.
        .set("group.id", topic_name(settings, "relais-readers"))
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true");
    let consumer: BaseConsumer<Witness> = config
        .create_with_context(witness.clone())
        .map_err(client::unusable)?;
    let (topic, service) = (topic_name(settings, TOPIC), service.to_owned());
    let read = tokio::task::spawn_blocking(move || read(&consumer, &topic, &service));
    let found = read.await.map_err(Error::internal)?;
    found.map_err(|error| witness.failure(error))
}

fn read(
    consumer: &BaseConsumer<Witness>,
    topic: &str,
    service: &str,
) -> Result<Option<String>, KafkaError> {
    let mut all = TopicPartitionList::new();
    all.add_partition_offset(topic, 0, Offset::Beginning)?;
    consumer.assign(&all)?;
    for _ in 0..MOST_RECORDS {
        match consumer.poll(PATIENCE) {
            Some(Ok(record)) if record.key() == Some(service.as_bytes()) => {
                let database = record.payload().unwrap_or_default();
                return Ok(Some(String::from_utf8_lossy(database).into_owned()));
            }
            Some(Ok(_)) => {}
            Some(Err(KafkaError::PartitionEOF(_))) => return Ok(None),
            Some(Err(error)) => return Err(error),
            None => break,
        }
    }
    Err(KafkaError::MessageConsumption(
        RDKafkaErrorCode::OperationTimedOut,
    ))
}
