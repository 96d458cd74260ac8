//! Records that could not be taken in: kept with the reason, and taken in again when asked.

use std::sync::Arc;

use relais_domain::Error;
use relais_store::{Connection, EventRecord, Store, StoreError, Tx, args};

use crate::Handler;

/// A record that a consumer could not take in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Who could not.
    pub consumer: String,
    /// The record's topic.
    pub topic: String,
    /// The record's offset; the record itself stays in the log.
    pub offset: i64,
    /// The record's type.
    pub kind: String,
    /// Why.
    pub reason: String,
}

impl DeadLetter {
    pub(crate) fn new(consumer: &str, record: &EventRecord, error: &Error) -> Self {
        let source = std::error::Error::source(error).map(|cause| format!(": {cause}"));
        Self {
            consumer: consumer.to_owned(),
            topic: record.topic.clone(),
            offset: record.offset,
            kind: record.kind.clone(),
            reason: format!("{error}{}", source.unwrap_or_default()),
        }
    }
}

pub(crate) async fn keep(tx: &mut Tx, letter: DeadLetter) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO dead_letters (consumer, topic, position, kind, reason)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (consumer, topic, position) DO UPDATE SET reason = $5",
        args![
            letter.consumer,
            letter.topic,
            letter.offset,
            letter.kind,
            letter.reason
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
            "SELECT consumer, topic, position, kind, reason FROM dead_letters
             ORDER BY topic, position LIMIT $1",
            args![limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(DeadLetter {
                consumer: row.get(0)?,
                topic: row.get(1)?,
                offset: row.get(2)?,
                kind: row.get(3)?,
                reason: row.get(4)?,
            })
        })
        .collect()
}

/// Takes a dead letter in again with `handler` and forgets it once that has worked.
///
/// # Errors
/// That of the handler; the letter is kept. `NotFound` where the letter has been taken in
/// meanwhile, or the log no longer has the record.
pub async fn replay(
    store: &Store,
    handler: Arc<dyn Handler>,
    letter: DeadLetter,
) -> Result<(), Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                // First, so that of two who do it at once one has the effects.
                if !forget(tx, &letter).await? {
                    return Err(Error::not_found("dead letter any more"));
                }
                let found = tx.events_after(&letter.topic, letter.offset - 1, 1).await?;
                let record = found
                    .first()
                    .filter(|record| record.offset == letter.offset)
                    .ok_or_else(|| Error::not_found("record in the log any more"))?;
                handler.handle(tx, record).await
            })
        })
        .await
}

async fn forget(tx: &mut Tx, letter: &DeadLetter) -> Result<bool, StoreError> {
    let forgotten = tx
        .execute(
            "DELETE FROM dead_letters WHERE consumer = $1 AND topic = $2 AND position = $3",
            args![
                letter.consumer.as_str(),
                letter.topic.as_str(),
                letter.offset
            ],
        )
        .await?;
    Ok(forgotten == 1)
}
