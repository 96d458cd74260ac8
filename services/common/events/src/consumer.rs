//! A service that follows a topic.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use relais_domain::{Error, ErrorCode};
use relais_store::{EventRecord, Store, StoreError, Topic, Tx};
use tokio_util::sync::CancellationToken;

use crate::backoff::{self, Backoff};
use crate::{EventLog, Tail, dead_letter};

/// Records taken in together: few enough that whoever writes meanwhile waits a few milliseconds.
const BATCH: u32 = 16;

/// What a service does with the records of a topic.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Takes one record in, inside the transaction that moves the cursor past it.
    ///
    /// # Errors
    /// `Unavailable`, `Exhausted`, `StorageFull` and `Conflict` are tried again until they pass;
    /// a conflict is for a record that must wait for another topic. Anything else, a key that is
    /// taken included, sets the record aside as a dead letter, and the topic goes on.
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error>;

    /// Called after each commit with the records that it covered, for what is not in the store
    /// (to wake a timer, say). It may be left out by a crash, so nothing may hang on it.
    async fn committed(&self, _records: &[EventRecord]) {}
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The records have had their effects.
    Done,
    /// Another process had moved the cursor: these records are not ours.
    Moved,
}

/// A handler with the topic it follows and the cursor it keeps.
pub struct Consumer {
    /// The cursor's name, like `relay`.
    pub name: &'static str,
    /// What it follows.
    pub topic: Topic,
    /// The store of cursor and effects.
    pub store: Store,
    /// Where the records come from.
    pub log: Arc<dyn EventLog>,
    /// What is done with them.
    pub handler: Arc<dyn Handler>,
}

impl Consumer {
    /// Follows the topic until `stop`.
    ///
    /// # Errors
    /// Only what no waiting mends: the store is closed.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        let mut backoff = Backoff::default();
        loop {
            let outcome = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                outcome = self.follow(&mut backoff) => outcome,
            };
            let Err(error) = outcome else { continue };
            if self.store.is_closed() {
                return Err(error);
            }
            let wait = backoff.wait(error.code());
            self.tell(&error, wait);
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// What passes soon is not worth a line in the log; what lasts is.
    fn tell(&self, error: &Error, wait: Duration) {
        let (consumer, topic) = (self.name, self.topic.name);
        if wait < backoff::WORTH_A_WARNING {
            tracing::debug!(consumer, topic, error = %error, "will try again");
        } else {
            tracing::warn!(consumer, topic, error = %error, "does not get on, will try again");
        }
    }

    /// Takes batches in from the stored cursor on, until something fails.
    async fn follow(&self, backoff: &mut Backoff) -> Result<(), Error> {
        let from = self
            .store
            .read()
            .await?
            .cursor(self.name, self.topic.name, 0)
            .await?;
        let mut tail = Tail::new(self.log.clone(), self.topic.name, from);
        loop {
            let before = tail.position();
            let records: Arc<[EventRecord]> = tail.next(BATCH).await?.into();
            self.store.give_way().await;
            let taken = match self.take(before, records.clone()).await {
                Err(error) if !passes(&error) => self.take_singly(before, &records).await?,
                other => other?,
            };
            if taken == Taken::Moved {
                return Ok(());
            }
            backoff.reset();
        }
    }

    /// Takes `records` in, in one transaction that moves the cursor from `before` to the last.
    async fn take(&self, before: i64, records: Arc<[EventRecord]>) -> Result<Taken, Error> {
        let Some(last) = records.last().map(|record| record.offset) else {
            return Ok(Taken::Done);
        };
        let (name, topic, handler) = (self.name, self.topic.name, self.handler.clone());
        let covered = records.clone();
        let taken = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.move_cursor(name, topic, 0, before, last).await? {
                        return Ok(Taken::Moved);
                    }
                    for record in records.iter() {
                        handler.handle(tx, record).await?;
                    }
                    Ok(Taken::Done)
                })
            })
            .await?;
        if taken == Taken::Done {
            self.handler.committed(&covered).await;
        }
        Ok(taken)
    }

    /// Takes records in one by one, so that one that cannot be taken in stops no other.
    async fn take_singly(&self, mut before: i64, records: &[EventRecord]) -> Result<Taken, Error> {
        for record in records {
            let one: Arc<[EventRecord]> = Arc::from([record.clone()]);
            let taken = match self.take(before, one).await {
                Err(error) if !passes(&error) => self.set_aside(before, record, &error).await?,
                other => other?,
            };
            if taken == Taken::Moved {
                return Ok(Taken::Moved);
            }
            before = record.offset;
        }
        Ok(Taken::Done)
    }

    async fn set_aside(
        &self,
        before: i64,
        record: &EventRecord,
        error: &Error,
    ) -> Result<Taken, Error> {
        tracing::error!(
            consumer = self.name,
            topic = self.topic.name,
            offset = record.offset,
            error = %error,
            "a record was set aside as a dead letter"
        );
        let (name, topic) = (self.name, self.topic.name);
        let letter = dead_letter::DeadLetter::new(name, record, error);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let to = letter.offset;
                    if !tx.move_cursor(name, topic, 0, before, to).await? {
                        return Ok(Taken::Moved);
                    }
                    dead_letter::keep(tx, letter).await?;
                    Ok(Taken::Done)
                })
            })
            .await
    }
}

/// Whether a failure may pass by itself. A key that is taken stays taken.
fn passes(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    match error.code() {
        ErrorCode::Unavailable | ErrorCode::StorageFull | ErrorCode::Exhausted => true,
        ErrorCode::Conflict => !matches!(cause, Some(StoreError::Duplicate)),
        _ => false,
    }
}
