//! Reads what a run has left behind, by other means than those of the services.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use prost::Message as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers};
use rdkafka::{ClientConfig, Message as _, Offset, TopicPartitionList};
use relais_proto::events::CaseChanged;
use relais_runtime::Role;
use relais_store::{Topic, topics};
use tokio_postgres::{Client, Row};

use super::Cluster;
use super::evidence::{Case, Event, Evidence, Message, Offer, Record};
use super::servers::PARTITIONS;
use crate::smtp::Mail;

/// How long everything that follows from a run may take, and how often one looks.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(500);
/// How long the broker may take to give the next record.
const NEXT: Duration = Duration::from_secs(30);

/// Which service tells which topic.
const TELLS: [(Role, Topic); 4] = [
    (Role::Intake, topics::OFFERS),
    (Role::Profiles, topics::CANDIDATES),
    (Role::Matching, topics::SHORTLISTS),
    (Role::Relay, topics::CASES),
];

impl Cluster {
    /// Waits until nothing more follows: all events are published, every offer has its case, and no
    /// mail to an employer waits. Where that never comes, the checker finds what is missing.
    ///
    /// Messages whose sender was killed fall due again after some minutes, and those that were not
    /// taken after a while: both are brought forward.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn settled(&self) -> anyhow::Result<()> {
        let session = self.session().await?;
        let (mut before, mut quiet) = (0, 0);
        session.execute(BRING_FORWARD, &[]).await?;
        let tries = PATIENCE.as_millis() / PAUSE.as_millis();
        for _ in 0..tries {
            let waiting = waiting(&session).await?;
            let events = count(&session, &events_of_all("COUNT(*)")).await?;
            quiet = if waiting == 0 && events == before {
                quiet + 1
            } else {
                0
            };
            before = events;
            // What a consumer has just taken in is told by an event soon after.
            if quiet == 6 {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        println!(
            "not everything has come to rest: {} wait",
            waiting(&session).await?
        );
        Ok(())
    }

    /// Reads the databases, the topics and the mail server. Calls and looks are the caller's.
    ///
    /// # Errors
    /// Where one of them does not answer, or holds something else.
    pub async fn evidence(&self) -> anyhow::Result<Evidence> {
        let session = self.session().await?;
        let mut events = Vec::new();
        let mut set_aside = Vec::new();
        for role in Role::ALL {
            events.extend(events_of(&session, role).await?);
            set_aside.extend(set_aside_by(&session, role).await?);
        }
        let mut tenures = BTreeMap::new();
        for (role, topic) in TELLS {
            let sql = format!("SELECT COALESCE(MAX(epoch), 0) FROM relais_{role}.publisher");
            let epoch = count(&session, &sql).await?;
            tenures.insert(topic.name.to_owned(), usize::try_from(epoch)?);
        }
        let brokers = self.servers.brokers();
        let names = topics::ALL.map(|topic| (topic.name, self.servers.topic(topic.name)));
        let reading = tokio::task::spawn_blocking(move || {
            let topics = names.iter();
            let records = topics.map(|(topic, name)| records(&brokers, topic, name));
            records.collect::<anyhow::Result<Vec<_>>>()
        });
        Ok(Evidence {
            offers: offers(&session).await?,
            cases: cases(&session).await?,
            messages: messages(&session).await?,
            events,
            tenures,
            records: reading.await??.into_iter().flatten().collect(),
            mails: self.mail.mails()?.iter().map(Mail::id).collect(),
            set_aside,
            read_at: Timestamp::now().as_microsecond(),
            ..Evidence::default()
        })
    }
}

const BRING_FORWARD: &str = "UPDATE relais_relay.relay_messages SET next_attempt_at = 0
    WHERE state = 'pending' AND attempts > 0";

async fn count(session: &Client, sql: &str) -> anyhow::Result<i64> {
    Ok(session.query_one(sql, &[]).await?.try_get(0)?)
}

/// What is asked of the events of all services, added up.
fn events_of_all(what: &str) -> String {
    let parts = Role::ALL.map(|role| format!("(SELECT {what} FROM relais_{role}.events)"));
    format!("SELECT {}", parts.join(" + "))
}

/// How much has still to follow from what was done.
async fn waiting(session: &Client) -> anyhow::Result<i64> {
    let unpublished = Role::ALL.map(|role| {
        format!(
            "(SELECT COUNT(*) FROM relais_{role}.events WHERE seq > COALESCE(
                  (SELECT position FROM relais_{role}.publisher), 0))"
        )
    });
    let unpublished = format!("SELECT {}", unpublished.join(" + "));
    let unpublished = count(session, &unpublished);
    let without_case = count(
        session,
        "SELECT COUNT(*) FROM relais_intake.intake_offers AS offer WHERE NOT EXISTS
             (SELECT 1 FROM relais_relay.relay_cases WHERE offer_id = offer.offer_id)",
    );
    let unsent = count(
        session,
        "SELECT COUNT(*) FROM relais_relay.relay_messages
         JOIN relais_intake.intake_offers USING (offer_id)
         WHERE state = 'pending' AND purpose IN ('acknowledgement', 'answer')",
    );
    let open = count(
        session,
        "SELECT COUNT(*) FROM relais_relay.relay_cases WHERE stage <> 'closed' AND offer_id IN
             (SELECT stream FROM relais_intake.events WHERE kind = 'relais.offer.withdrawn.v1')",
    );
    Ok(unpublished.await? + without_case.await? + unsent.await? + open.await?)
}

async fn offers(session: &Client) -> anyhow::Result<Vec<Offer>> {
    let sql = "SELECT offer_id, identifier, case_ref, due_at FROM relais_intake.intake_offers";
    let offer = |row: &Row| {
        Ok(Offer {
            id: row.try_get(0)?,
            identifier: row.try_get(1)?,
            reference: row.try_get(2)?,
            due_at: row.try_get(3)?,
        })
    };
    session.query(sql, &[]).await?.iter().map(offer).collect()
}

async fn cases(session: &Client) -> anyhow::Result<Vec<Case>> {
    let sql = "SELECT offer_id, case_ref, stage, version, due_at, next_timer_at
               FROM relais_relay.relay_cases";
    let case = |row: &Row| {
        Ok(Case {
            offer: row.try_get(0)?,
            reference: row.try_get(1)?,
            stage: row.try_get(2)?,
            version: u64::try_from(row.try_get::<_, i64>(3)?)?,
            due_at: row.try_get(4)?,
            next_timer_at: row.try_get(5)?,
        })
    };
    session.query(sql, &[]).await?.iter().map(case).collect()
}

async fn messages(session: &Client) -> anyhow::Result<Vec<Message>> {
    let sql = "SELECT message_id, offer_id, purpose, state FROM relais_relay.relay_messages";
    let message = |row: &Row| {
        Ok(Message {
            id: row.try_get(0)?,
            offer: row.try_get(1)?,
            purpose: row.try_get(2)?,
            state: row.try_get(3)?,
        })
    };
    session.query(sql, &[]).await?.iter().map(message).collect()
}

async fn events_of(session: &Client, role: Role) -> anyhow::Result<Vec<Event>> {
    let sql =
        format!("SELECT topic, stream, seq, kind, payload FROM relais_{role}.events ORDER BY seq");
    let event = |row: &Row| {
        let kind: String = row.try_get(3)?;
        let version = if kind.starts_with("relais.case.") {
            Some(CaseChanged::decode(row.try_get::<_, &[u8]>(4)?)?.version)
        } else {
            None
        };
        Ok(Event {
            topic: row.try_get(0)?,
            stream: row.try_get(1)?,
            seq: row.try_get(2)?,
            kind,
            version,
        })
    };
    session.query(&sql, &[]).await?.iter().map(event).collect()
}

async fn set_aside_by(session: &Client, role: Role) -> anyhow::Result<Vec<String>> {
    let sql = format!(
        "SELECT consumer || ' of ' || topic || ': ' || kind || ': ' || reason
         FROM relais_{role}.dead_letters"
    );
    let rows = session.query(&sql, &[]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Every record of a topic, repetitions included.
fn records(brokers: &str, topic: &str, name: &str) -> anyhow::Result<Vec<Record>> {
    let mut records = Vec::new();
    read(brokers, name, |message| {
        let header = |wanted: &str| {
            let mut headers = message.headers()?.iter();
            let value = headers.find(|header| header.key == wanted)?.value?;
            std::str::from_utf8(value).ok()
        };
        records.push(Record {
            topic: topic.to_owned(),
            partition: message.partition(),
            offset: message.offset(),
            stream: String::from_utf8(message.key().unwrap_or_default().to_vec())?,
            seq: header("ce_id").context("a ce_id")?.parse()?,
            kind: header("ce_type").context("a ce_type")?.to_owned(),
        });
        Ok(())
    })?;
    Ok(records)
}

/// All that a topic says, one record after the other: segments on disk are compressed.
pub(super) fn text_of(brokers: &str, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    read(brokers, name, |message| {
        text.extend_from_slice(message.key().unwrap_or_default());
        text.extend_from_slice(message.payload().unwrap_or_default());
        for header in message.headers().into_iter().flat_map(Headers::iter) {
            text.extend_from_slice(header.value.unwrap_or_default());
        }
        Ok(())
    })?;
    Ok(text)
}

fn read(
    brokers: &str,
    name: &str,
    mut take: impl FnMut(&BorrowedMessage<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let client: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "checker")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .create()?;
    let mut all = TopicPartitionList::new();
    for partition in 0..PARTITIONS {
        all.add_partition_offset(name, partition, Offset::Beginning)?;
    }
    client.assign(&all)?;
    let mut ended = 0;
    while ended < PARTITIONS {
        match client.poll(NEXT).context("the broker gives nothing")? {
            Ok(message) => take(&message)?,
            Err(KafkaError::PartitionEOF(_)) => ended += 1,
            Err(error) => println!("{name}: {error}"),
        }
    }
    Ok(())
}
