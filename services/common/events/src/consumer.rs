//! A service that follows a topic.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use relais_domain::{Error, ErrorCode};
use relais_runtime::telemetry::{SpanParent as _, metrics};
use relais_store::{Cursor, EventRecord, Store, StoreError, Topic, Tx};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span, info_span};

use crate::backoff::{self, Backoff};
use crate::dead_letter::{self, DeadLetter};
use crate::{Batch, EventLog, Member, Reader, reached, stored, tell_lag};

/// Records taken in together: few enough that whoever writes meanwhile waits a few milliseconds.
const BATCH: usize = 16;

/// How often one looks whether others have come far enough.
const LOOK_EVERY: Duration = Duration::from_millis(3);

/// What a service does with the records of a topic.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Takes one record in, inside the transaction that moves the cursor past it.
    ///
    /// # Errors
    /// `Unavailable`, `Exhausted`, `StorageFull` and `Conflict` are tried again until they pass.
    /// Anything else, a key that is taken included, sets the record aside as a dead letter, and
    /// the topic goes on.
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error>;

    /// Called after each commit with the records that it covered, for what is not in the store
    /// (to wake a timer, say). It may be left out by a crash, so nothing may hang on it.
    async fn committed(&self, _records: &[EventRecord]) {}
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// The records have had their effects.
    Done,
    /// Another process had moved the cursor: these records are not ours.
    Moved,
}

/// A handler with the topic it follows and the cursors it keeps, one for each partition.
pub struct Consumer {
    /// The name of the cursors, like `relay`. Those who run under one name share the partitions.
    pub name: &'static str,
    /// What it follows.
    pub topic: Topic,
    /// A topic that these records may answer to: what it held when they were read is taken in,
    /// under the same name, before they are.
    pub after: Option<Topic>,
    /// The store of cursors and effects.
    pub store: Store,
    /// Where the records come from.
    pub log: Arc<dyn EventLog>,
    /// What is done with them.
    pub handler: Arc<dyn Handler>,
}

impl Consumer {
    /// Follows the topic until `stop`, and tells meanwhile how far it lies behind.
    ///
    /// # Errors
    /// Only what no waiting mends: the store is closed.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        let cursors = || stored(&self.store, self.name, self.topic);
        tokio::select! {
            ended = self.work(stop) => ended,
            never = tell_lag(self.name, self.topic, self.log.as_ref(), cursors) => match never {},
        }
    }

    async fn work(&self, stop: CancellationToken) -> Result<(), Error> {
        let mut backoff = Backoff::default();
        loop {
            let mut reader = None;
            let failed = stop
                .run_until_cancelled(self.follow(&mut reader, &mut backoff))
                .await;
            if let Some(reader) = reader {
                reader.close().await;
            }
            let Some(error) = failed else { return Ok(()) };
            if self.store.is_closed() {
                return Err(error);
            }
            let pause = self.pause(&error, &mut backoff);
            if stop.run_until_cancelled(pause).await.is_none() {
                return Ok(());
            }
        }
    }

    /// What passes soon is not worth a line in the log; what lasts is.
    fn pause(&self, error: &Error, backoff: &mut Backoff) -> tokio::time::Sleep {
        let (consumer, topic) = (self.name, self.topic.name);
        let wait = backoff.wait(error.code());
        if wait < backoff::WORTH_A_WARNING {
            tracing::debug!(consumer, topic, error = %error, "will try again");
        } else {
            tracing::warn!(consumer, topic, error = %error, "does not get on, will try again");
        }
        tokio::time::sleep(wait)
    }

    /// Takes batches in until the reader fails or the store is closed.
    async fn follow(&self, opened: &mut Option<Box<dyn Reader>>, backoff: &mut Backoff) -> Error {
        let member = Member {
            consumer: self.name,
            topic: self.topic,
            store: self.store.clone(),
        };
        let reader = match self.log.join(member.clone()).await {
            Ok(reader) => opened.insert(reader),
            Err(error) => return error,
        };
        loop {
            let next = tokio::select! {
                next = reader.next(BATCH) => next,
                () = closed(&self.store) => Err(Error::unavailable("the store is closed")),
            };
            let batch = match next {
                Ok(batch) => batch,
                Err(error) => return error,
            };
            if let Err(error) = self.wait_for_others().await {
                return error;
            }
            self.store.give_way().await;
            let taken = match self.take_patiently(&batch, backoff).await {
                Ok(taken) => taken,
                Err(error) => return error,
            };
            if taken == Taken::Done {
                reader.taken(batch.partition, batch.after);
            } else if let Err(error) = go_back(reader.as_mut(), &member, batch.partition).await {
                return error;
            }
            backoff.reset();
        }
    }

    /// Waits until everything that [`after`](Self::after) holds now has been taken in.
    async fn wait_for_others(&self) -> Result<(), Error> {
        let Some(topic) = self.after else {
            return Ok(());
        };
        let ends = self.log.ends(topic).await?;
        loop {
            let mut connection = self.store.read().await?;
            if reached(&connection.cursors(self.name, topic.name).await?, &ends) {
                return Ok(());
            }
            drop(connection);
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Takes a batch in, again and again while what fails may pass. Nothing overtakes it.
    async fn take_patiently(&self, batch: &Batch, backoff: &mut Backoff) -> Result<Taken, Error> {
        loop {
            let error = match self.take(batch).await {
                Err(error) => error,
                taken => return taken,
            };
            if self.store.is_closed() {
                return Err(error);
            }
            self.pause(&error, backoff).await;
        }
    }

    async fn take(&self, batch: &Batch) -> Result<Taken, Error> {
        let records: Arc<[EventRecord]> = batch.records.clone().into();
        let letters: Vec<DeadLetter> = batch
            .unreadable
            .iter()
            .map(|it| DeadLetter::new(self.name, it.record.clone(), it.reason.clone()))
            .collect();
        let step = Step {
            partition: batch.partition,
            before: batch.before,
            after: batch.after,
        };
        match self.take_records(step, records, letters.clone()).await {
            Err(error) if !passes(&error) => self.take_singly(batch, letters).await,
            other => other,
        }
    }

    /// Takes records in and sets letters aside, in the transaction that moves the cursor.
    async fn take_records(
        &self,
        step: Step,
        records: Arc<[EventRecord]>,
        letters: Vec<DeadLetter>,
    ) -> Result<Taken, Error> {
        let (name, topic, handler) = (self.name, self.topic, self.handler.clone());
        let (covered, is_told) = (records.clone(), self.log.is_shared());
        let set_aside = letters.len();
        for letter in &letters {
            self.tell(letter);
        }
        let taken = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if !step.make(tx, name, topic).await? {
                        return Ok(Taken::Moved);
                    }
                    for record in records.iter() {
                        let span = span_of(name, record);
                        handler.handle(tx, record).instrument(span).await?;
                        if topic.compacted && record.payload.is_empty() {
                            dead_letter::forget_stream(tx, topic, &record.stream).await?;
                        }
                    }
                    for letter in letters {
                        dead_letter::keep(tx, letter, is_told).await?;
                    }
                    Ok(Taken::Done)
                })
            })
            .await?;
        if taken == Taken::Done {
            for _ in 0..set_aside {
                metrics().dead_letter("event");
            }
            self.handler.committed(&covered).await;
        }
        Ok(taken)
    }

    /// Takes records in one by one, so that one that cannot be taken in stops no other.
    async fn take_singly(&self, batch: &Batch, letters: Vec<DeadLetter>) -> Result<Taken, Error> {
        let mut before = batch.before;
        for record in &batch.records {
            let step = Step {
                partition: batch.partition,
                before,
                after: Cursor::after(record),
            };
            let one: Arc<[EventRecord]> = Arc::from([record.clone()]);
            let taken = match self.take_records(step, one, Vec::new()).await {
                Err(error) if !passes(&error) => {
                    let letter = DeadLetter::failed(self.name, record.clone(), &error);
                    self.take_records(step, Arc::from([]), vec![letter]).await?
                }
                other => other?,
            };
            if taken == Taken::Moved {
                return Ok(Taken::Moved);
            }
            before = record.offset;
        }
        let rest = Step {
            partition: batch.partition,
            before,
            after: batch.after,
        };
        self.take_records(rest, Arc::from([]), letters).await
    }

    fn tell(&self, letter: &DeadLetter) {
        tracing::error!(
            consumer = self.name,
            topic = self.topic.name,
            partition = letter.record.partition,
            offset = letter.record.offset,
            reason = letter.reason,
            "a record was set aside as a dead letter"
        );
    }
}

/// A span for what `consumer` does with a record, in the trace of whatever gave rise to it.
pub fn span_of(consumer: &'static str, record: &EventRecord) -> Span {
    let span = info_span!(
        "take in",
        otel.kind = "consumer",
        otel.name = format!("{consumer} takes in {}", record.kind),
        messaging.destination.name = record.topic,
        messaging.consumer.group.name = consumer,
    );
    if let Some(parent) = &record.traceparent {
        span.set_parent_from(parent);
    }
    span
}

/// A move of the cursor.
#[derive(Clone, Copy)]
struct Step {
    partition: i32,
    before: i64,
    after: Cursor,
}

impl Step {
    async fn make(self, tx: &mut Tx, consumer: &str, topic: Topic) -> Result<bool, StoreError> {
        tx.move_cursor(
            consumer,
            topic.name,
            self.partition,
            self.before,
            self.after,
        )
        .await
    }
}

/// Returns once the store is closed: a log elsewhere does not tell.
async fn closed(store: &Store) {
    let mut committed = store.committed();
    while committed.changed().await.is_ok() {}
}

/// Goes on from where whoever moved the cursor has left it.
async fn go_back(reader: &mut dyn Reader, member: &Member, partition: i32) -> Result<(), Error> {
    let cursor = member.cursor(partition).await?;
    reader.seek(partition, cursor).await
}

/// Whether a failure may pass by itself. A key that is taken stays taken.
pub fn passes(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    match error.code() {
        ErrorCode::Unavailable | ErrorCode::StorageFull | ErrorCode::Exhausted => true,
        ErrorCode::Conflict => !matches!(cause, Some(StoreError::Duplicate)),
        _ => false,
    }
}
