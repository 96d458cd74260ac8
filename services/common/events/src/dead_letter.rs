//! Records that could not be taken in: kept with the reason, and taken in again when asked.

use std::sync::Arc;

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::Error;
use relais_proto::events as proto;
use relais_store::{
    Connection, EventRecord, NewEvent, Row, Store, StoreError, Topic, Tx, args, topics,
};

use crate::Handler;

/// The type under which a letter is told in a shared log; taken back by a tombstone.
const KIND: &str = "relais.record.set_aside.v1";

/// A record that a consumer could not take in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Who could not.
    pub consumer: String,
    /// The whole record, so that taking it in again needs no log.
    pub record: EventRecord,
    /// Why.
    pub reason: String,
}

impl DeadLetter {
    /// A record that `consumer` could not take in, for this reason.
    pub fn new(consumer: &str, record: EventRecord, reason: String) -> Self {
        Self {
            consumer: consumer.to_owned(),
            record,
            reason,
        }
    }

    pub(crate) fn failed(consumer: &str, record: EventRecord, error: &Error) -> Self {
        Self::new(consumer, record, reason_of(error))
    }

    /// What tells of it in a shared log.
    fn event(&self) -> NewEvent {
        let record = &self.record;
        let stream = stream_of(
            &self.consumer,
            &record.topic,
            record.partition.into(),
            record.offset,
        );
        let payload = self.message().encode_to_vec();
        told(&self.consumer, stream, record.time_micros, payload)
    }

    fn message(&self) -> proto::RecordSetAside {
        let record = self.record.clone();
        proto::RecordSetAside {
            consumer: self.consumer.clone(),
            reason: self.reason.clone(),
            topic: record.topic,
            partition: record.partition,
            offset: record.offset,
            stream: record.stream,
            r#type: record.kind,
            source: record.source,
            sequence: record.seq,
            time: record.time_micros,
            payload: record.payload,
        }
    }
}

/// Why a record could not be taken in: what a handler's error says, and its cause.
pub fn reason_of(error: &Error) -> String {
    let source = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{error}{}", source.unwrap_or_default())
}

/// Where a record stands in the log; before all records where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The topic's name.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The offset in it.
    pub offset: i64,
}

impl Place {
    /// The place of `record`.
    pub fn of(record: &EventRecord) -> Self {
        Self {
            topic: record.topic.clone(),
            partition: record.partition,
            offset: record.offset,
        }
    }
}

/// The service that follows under a name, as it signs what it tells.
fn source_of(consumer: &str) -> &'static str {
    match consumer {
        "intake" => "relais/intake",
        "matching" => "relais/matching",
        "relay" => "relais/relay",
        _ => "relais",
    }
}

/// The stream of a letter in the topic of dead letters.
fn stream_of(consumer: &str, topic: &str, partition: i64, offset: i64) -> String {
    format!("{consumer}/{topic}/{partition}/{offset}")
}

fn told(consumer: &str, stream: String, time_micros: i64, payload: Vec<u8>) -> NewEvent {
    NewEvent {
        topic: topics::DEAD_LETTERS,
        stream,
        kind: KIND,
        source: source_of(consumer),
        time: Timestamp::from_microsecond(time_micros).unwrap_or_default(),
        traceparent: None,
        payload,
    }
}

/// Keeps a letter, and tells of it in the log where `is_told`, as it should be in a shared one.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn keep(tx: &mut Tx, letter: DeadLetter, is_told: bool) -> Result<(), StoreError> {
    if is_told {
        tx.append(letter.event()).await?;
    }
    let record = letter.record;
    tx.execute(
        "INSERT INTO dead_letters (consumer, topic, part, position, seq, stream, kind, source,
                                   time, traceparent, payload, reason, told)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (consumer, topic, part, position) DO UPDATE SET reason = $12",
        args![
            letter.consumer,
            record.topic,
            record.partition,
            record.offset,
            record.seq,
            record.stream,
            record.kind,
            record.source,
            record.time_micros,
            record.traceparent,
            record.payload,
            letter.reason,
            is_told
        ],
    )
    .await?;
    Ok(())
}

/// The dead letters of the store, oldest first, at most `limit`.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn dead_letters(
    connection: &mut Connection,
    limit: u32,
) -> Result<Vec<DeadLetter>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT consumer, reason, topic, part, position, seq, stream, kind, source, time,
                    traceparent, payload
             FROM dead_letters ORDER BY topic, part, position, consumer LIMIT $1",
            args![limit],
        )
        .await?;
    rows.iter().map(letter).collect()
}

/// The dead letters of `consumer` after `after`, in the order of their places, at most `limit`.
pub(crate) async fn letters_of(
    connection: &mut Connection,
    consumer: &str,
    after: &Place,
    limit: u32,
) -> Result<Vec<DeadLetter>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT consumer, reason, topic, part, position, seq, stream, kind, source, time,
                    traceparent, payload
             FROM dead_letters
             WHERE consumer = $1 AND (topic, part, position) > ($2, $3, $4)
             ORDER BY topic, part, position LIMIT $5",
            args![
                consumer,
                after.topic.as_str(),
                after.partition,
                after.offset,
                limit
            ],
        )
        .await?;
    rows.iter().map(letter).collect()
}

/// Reads a row in the order of columns that every query here selects.
fn letter(row: &Row) -> Result<DeadLetter, StoreError> {
    let partition: i64 = row.get(3)?;
    Ok(DeadLetter {
        consumer: row.get(0)?,
        reason: row.get(1)?,
        record: EventRecord {
            topic: row.get(2)?,
            partition: i32::try_from(partition).unwrap_or_default(),
            offset: row.get(4)?,
            seq: row.get(5)?,
            stream: row.get(6)?,
            kind: row.get(7)?,
            source: row.get(8)?,
            time_micros: row.get(9)?,
            traceparent: row.get(10)?,
            payload: row.get(11)?,
        },
    })
}

/// Takes a dead letter in again with `handler` and forgets it once that has worked.
///
/// # Errors
/// That of the handler; the letter is kept. `NotFound` where the letter has been taken in
/// meanwhile, `InvalidInput` where the record is no event.
pub async fn replay(
    store: &Store,
    handler: Arc<dyn Handler>,
    letter: DeadLetter,
) -> Result<(), Error> {
    if letter.record.kind.is_empty() {
        return Err(Error::invalid_field(
            "/letter",
            "is of a record that is no event",
            "have its writer send it again as one",
        ));
    }
    let (taking, record) = (handler.clone(), letter.record.clone());
    store
        .write(move |tx| {
            Box::pin(async move {
                // First, so that of two who do it at once one has the effects.
                if !forget(tx, &letter).await? {
                    return Err(Error::not_found("dead letter any more"));
                }
                taking.handle(tx, &letter.record).await
            })
        })
        .await?;
    handler.committed(&[record]).await;
    Ok(())
}

/// Forgets the dead letters of a stream of `topic`, of every consumer: for one that is erased.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn forget_stream(tx: &mut Tx, topic: Topic, stream: &str) -> Result<(), StoreError> {
    let forgotten = tx
        .fetch(
            "DELETE FROM dead_letters WHERE topic = $1 AND stream = $2
             RETURNING consumer, topic, part, position, time, told",
            args![topic.name, stream],
        )
        .await?;
    for row in &forgotten {
        take_back(tx, row).await?;
    }
    Ok(())
}

async fn forget(tx: &mut Tx, letter: &DeadLetter) -> Result<bool, StoreError> {
    let record = &letter.record;
    let forgotten = tx
        .fetch_optional(
            "DELETE FROM dead_letters
             WHERE consumer = $1 AND topic = $2 AND part = $3 AND position = $4
             RETURNING consumer, topic, part, position, time, told",
            args![
                letter.consumer.as_str(),
                record.topic.as_str(),
                record.partition,
                record.offset
            ],
        )
        .await?;
    if let Some(row) = &forgotten {
        take_back(tx, row).await?;
    }
    Ok(forgotten.is_some())
}

/// Leaves the tombstone of a letter that a shared log was told of.
async fn take_back(tx: &mut Tx, row: &Row) -> Result<(), StoreError> {
    let consumer: String = row.get(0)?;
    let topic: String = row.get(1)?;
    let stream = stream_of(&consumer, &topic, row.get(2)?, row.get(3)?);
    if row.get(5)? {
        tx.append(told(&consumer, stream, row.get(4)?, Vec::new()))
            .await?;
    }
    Ok(())
}
