//! Topics as they should be on the cluster: made, mended and checked.

use std::fmt;
use std::time::Duration;

use rdkafka::admin::{
    AdminClient, AdminOptions, AlterConfig, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::error::RDKafkaErrorCode;
use relais_domain::Error;
use relais_runtime::config::Kafka;
use relais_store::{Store, topics};

use super::claims;
use super::client::{self, LARGEST_RECORD, Witness};
use super::probe::{PATIENCE, Probe};
use super::topic_name;

/// How often brokers are asked for topics that were made, and the wait between.
const LOOKS: u32 = 100;
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What was done to a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its name on the cluster.
    pub topic: String,
    /// How many partitions it has.
    pub partitions: usize,
    /// Whether it was made; otherwise only its settings were set.
    pub is_new: bool,
}

impl fmt::Display for Applied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done = if self.is_new { "made" } else { "set" };
        write!(f, "{}: {done}, {} partitions", self.topic, self.partitions)
    }
}

/// A topic as it should be.
struct Wanted {
    /// Its name on the cluster.
    name: String,
    partitions: i32,
    /// Only the last record of a key is kept.
    is_compacted: bool,
    /// Records do not end with their age.
    is_kept: bool,
}

impl Wanted {
    fn policy(&self) -> &'static str {
        if self.is_compacted {
            "compact"
        } else {
            "delete"
        }
    }
}

/// The settings of a topic.
fn settings_of(settings: &Kafka, topic: &Wanted) -> Vec<(&'static str, String)> {
    let millis = |kept: Duration| kept.as_millis().to_string();
    let retention = settings.retention.filter(|_| !topic.is_kept);
    let retention = retention.map_or_else(|| "-1".to_owned(), millis);
    vec![
        ("cleanup.policy", topic.policy().to_owned()),
        ("retention.ms", retention),
        ("retention.bytes", "-1".to_owned()),
        ("compression.type", "producer".to_owned()),
        ("max.message.bytes", LARGEST_RECORD.to_string()),
        ("min.insync.replicas", settings.min_in_sync.to_string()),
        ("unclean.leader.election.enable", "false".to_owned()),
    ]
}

/// The topics of events, and that of claims: each with its name on the cluster, its partitions and
/// whether only the last record of a key is kept.
fn wanted(settings: &Kafka) -> Vec<Wanted> {
    let events = topics::ALL.map(|topic| Wanted {
        name: topic_name(settings, topic.name),
        partitions: settings.partitions,
        is_compacted: topic.compacted,
        is_kept: topic.compacted,
    });
    let claims = Wanted {
        name: topic_name(settings, claims::TOPIC),
        partitions: 1,
        is_compacted: false,
        is_kept: true,
    };
    events.into_iter().chain([claims]).collect()
}

/// Makes the topics that are missing and sets the settings of all. The number of partitions of a
/// topic that is there is never changed: streams would go to other partitions and lose their order.
///
/// # Errors
/// `InvalidInput` where a topic has another number of partitions; `Unavailable` where the cluster
/// does not answer or refuses.
pub async fn apply(settings: &Kafka) -> Result<Vec<Applied>, Error> {
    let probe = Probe::new(settings)?;
    let found = probe.partitions().await?;
    let witness = Witness::default();
    let admin: AdminClient<Witness> = client::config(settings)?
        .create_with_context(witness.clone())
        .map_err(client::unusable)?;
    let mut done = Vec::new();
    for topic in wanted(settings) {
        let name = &topic.name;
        let partitions = usize::try_from(topic.partitions).unwrap_or(1);
        let known = found.get(name).copied();
        if let Some(known) = known.filter(|known| *known != partitions) {
            return Err(other_partitions(name, known));
        }
        let entries = settings_of(settings, &topic);
        if known.is_some() {
            alter(&admin, &witness, name, &entries).await?;
        } else {
            create(&admin, &witness, settings, &topic, &entries).await?;
        }
        done.push(Applied {
            topic: topic.name,
            partitions,
            is_new: known.is_none(),
        });
    }
    seen(&probe, &done).await?;
    Ok(done)
}

/// Waits until brokers know of the topics, which is a moment after they were made.
async fn seen(probe: &Probe, applied: &[Applied]) -> Result<(), Error> {
    for _ in 0..LOOKS {
        let found = probe.partitions().await?;
        if applied.iter().all(|it| found.contains_key(&it.topic)) {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let message = "the topics were made, but the brokers do not know of them yet: try again";
    Err(Error::unavailable(message))
}

fn other_partitions(topic: &str, found: usize) -> Error {
    Error::invalid_field(
        "/events/kafka/partitions",
        format!("{topic} has {found}; a change would take streams out of their order"),
        format!("set it to {found}, or begin under another prefix"),
    )
}

fn options() -> AdminOptions {
    AdminOptions::new()
        .request_timeout(Some(PATIENCE))
        .operation_timeout(Some(PATIENCE))
}

fn refused(name: &str, code: RDKafkaErrorCode) -> Error {
    Error::unavailable(format!(
        "the cluster refuses the topic {name}: {code}; see events.kafka.replication, min_in_sync and the rights of the user"
    ))
}

async fn create(
    admin: &AdminClient<Witness>,
    witness: &Witness,
    settings: &Kafka,
    wanted: &Wanted,
    entries: &[(&'static str, String)],
) -> Result<(), Error> {
    let copies = TopicReplication::Fixed(settings.replication);
    let mut topic = NewTopic::new(&wanted.name, wanted.partitions, copies);
    for (key, value) in entries {
        topic = topic.set(key, value);
    }
    let outcome = admin.create_topics([&topic], &options()).await;
    for made in outcome.map_err(|error| witness.failure(error))? {
        match made {
            // Somebody else was faster.
            Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((_, code)) => return Err(refused(&wanted.name, code)),
        }
    }
    Ok(())
}

async fn alter(
    admin: &AdminClient<Witness>,
    witness: &Witness,
    name: &str,
    entries: &[(&'static str, String)],
) -> Result<(), Error> {
    let mut config = AlterConfig::new(ResourceSpecifier::Topic(name));
    for (key, value) in entries {
        config = config.set(key, value);
    }
    let outcome = admin.alter_configs([&config], &options()).await;
    for altered in outcome.map_err(|error| witness.failure(error))? {
        altered.map_err(|(_, code)| refused(name, code))?;
    }
    Ok(())
}

/// Sees that the topics are there, each with the way of keeping records that it needs.
///
/// # Errors
/// `InvalidInput` with the remedy; `Unavailable` where the cluster does not answer.
pub async fn check_settings(settings: &Kafka) -> Result<(), Error> {
    let found = Probe::new(settings)?.partitions().await?;
    for topic in wanted(settings) {
        if !found.contains_key(&topic.name) {
            return Err(wrong(
                format!("there is no topic {}", topic.name),
                "run `relais topics apply`",
            ));
        }
    }
    check_policies(settings).await
}

/// As [`check_settings`], and that no partition is missing that the cursors in `store` know.
///
/// # Errors
/// `InvalidInput` with the remedy; `Unavailable` where the cluster does not answer.
pub async fn check(settings: &Kafka, store: &Store) -> Result<(), Error> {
    check_settings(settings).await?;
    let found = Probe::new(settings)?.partitions().await?;
    for topic in topics::ALL {
        let name = topic_name(settings, topic.name);
        let partitions = found.get(&name).copied().unwrap_or(0);
        let highest = store.read().await?.highest_partition(topic.name).await?;
        let known = highest.map_or(0, |highest| highest + 1);
        if i64::try_from(partitions).unwrap_or(i64::MAX) < known {
            return Err(wrong(
                format!(
                    "{name} has {partitions} partitions, but {known} were read of it: it was made anew"
                ),
                "bring the old topic back, or begin with an empty database and another prefix",
            ));
        }
    }
    Ok(())
}

fn wrong(message: String, remedy: &str) -> Error {
    Error::invalid_field("/events/kafka", message, remedy)
}

async fn check_policies(settings: &Kafka) -> Result<(), Error> {
    let witness = Witness::default();
    let admin: AdminClient<Witness> = client::config(settings)?
        .create_with_context(witness.clone())
        .map_err(client::unusable)?;
    let topics = wanted(settings);
    let asked: Vec<_> = topics
        .iter()
        .map(|topic| ResourceSpecifier::Topic(&topic.name))
        .collect();
    let answers = admin.describe_configs(&asked, &options()).await;
    let answers = answers.map_err(|error| witness.failure(error))?;
    for (topic, answer) in topics.iter().zip(answers) {
        let (name, wanted) = (&topic.name, topic.policy());
        let config = answer.map_err(|code| refused(name, code))?;
        let found = config.get("cleanup.policy").and_then(|it| it.value.clone());
        let policy = found.unwrap_or_default();
        if policy != wanted {
            return Err(wrong(
                format!("{name} has cleanup.policy {policy}, and must have {wanted}"),
                "run `relais topics apply`",
            ));
        }
    }
    Ok(())
}
