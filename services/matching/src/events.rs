//! Reading and following events.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use relais_domain::Error;
use relais_events::{EventLog, EventRecord, Reader as LogReader, Topic, UnknownType, tell_lag};
use thiserror::Error as ThisError;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::index::{Cursors, Index, Update};

/// Records read together.
const BATCH: usize = 512;
/// Changes that may wait to be written before reading pauses for the disk.
const BACKLOG: usize = 16_384;
/// How long to wait after the log did not answer.
const AFTER_FAILURE: Duration = Duration::from_millis(200);

/// An event that is not what its type says.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Unreadable {
    /// Its payload does not parse.
    #[error("payload: {0}")]
    Payload(String),
    /// It is none that this version knows.
    #[error(transparent)]
    Type(#[from] UnknownType),
    /// Its stream, or an id in it, is none.
    #[error("an id in it is none")]
    Id,
}

impl From<prost::DecodeError> for Unreadable {
    fn from(error: prost::DecodeError) -> Self {
        Self::Payload(error.to_string())
    }
}

/// The id of the stream that a record belongs to.
///
/// # Errors
/// [`Unreadable::Id`] where it is none.
pub fn stream_id(record: &EventRecord) -> Result<Uuid, Unreadable> {
    Uuid::parse_str(&record.stream).map_err(|_| Unreadable::Id)
}

/// What a record does to an index; `None` where it is of no concern.
pub type Reader = fn(&EventRecord) -> Result<Option<Update>, Unreadable>;

/// Brings the records of a topic into an index.
pub struct Follower {
    /// What figures call it.
    pub name: &'static str,
    /// Where the records come from.
    pub log: Arc<dyn EventLog>,
    /// Where they go.
    pub index: Index,
    /// The topic.
    pub topic: Topic,
    /// A topic of the same index whose events these ones may answer to: what it held when a batch
    /// was read is taken in before the batch.
    pub after: Option<Topic>,
    /// What a record does.
    pub reader: Reader,
}

impl Follower {
    /// Follows the topic until `stop`, and tells meanwhile how far it lies behind; then leaves
    /// everything on disk.
    ///
    /// # Errors
    /// Where the index has no writer any more.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        let cursors = || {
            let cursors = self.index.view().cursors().of(self.topic.name);
            ready(Ok(cursors)).boxed()
        };
        tokio::select! {
            ended = self.work(stop) => ended?,
            never = tell_lag(self.name, self.topic, self.log.as_ref(), cursors) => match never {},
        }
        if let Err(error) = self.index.flush().await {
            tracing::warn!(error = %error, "the index is not on disk; what lacks comes again from the events");
        }
        Ok(())
    }

    async fn work(&self, stop: CancellationToken) -> Result<(), Error> {
        loop {
            let Some(error) = stop.run_until_cancelled(self.follow()).await else {
                return Ok(());
            };
            if self.index.has_stopped() {
                return Err(error);
            }
            tracing::warn!(topic = self.topic.name, error = %error, "the index cannot follow; will try again");
            let pause = tokio::time::sleep(AFTER_FAILURE);
            if stop.run_until_cancelled(pause).await.is_none() {
                return Ok(());
            }
        }
    }

    /// Takes in what comes after what the index has, until something fails.
    async fn follow(&self) -> Error {
        let from = self.index.view().cursors().of(self.topic.name);
        let mut reader = match self.log.follow(self.topic, from).await {
            Ok(reader) => reader,
            Err(error) => return error,
        };
        loop {
            if let Err(error) = self.take(reader.as_mut()).await {
                return error;
            }
        }
    }

    async fn take(&self, reader: &mut dyn LogReader) -> Result<(), Error> {
        let batch = reader.next(BATCH).await?;
        if let Some(topic) = self.after {
            let ends = self.log.ends(topic).await?;
            self.index.reached(topic.name, &ends).await;
        }
        for unreadable in &batch.unreadable {
            self.passed_over(unreadable.record.offset, &unreadable.reason);
        }
        let updates = batch
            .records
            .iter()
            .filter_map(|record| self.read(record))
            .collect();
        let cursors = Cursors::at(self.topic.name, batch.partition, batch.after);
        if self.index.apply(updates, &cursors)? > BACKLOG {
            self.index.flush().await?;
        }
        Ok(())
    }

    fn read(&self, record: &EventRecord) -> Option<Update> {
        (self.reader)(record).unwrap_or_else(|error| {
            self.passed_over(record.offset, &error.to_string());
            None
        })
    }

    fn passed_over(&self, offset: i64, reason: &str) {
        tracing::error!(
            topic = self.topic.name,
            offset,
            reason,
            "an event cannot be read and is passed over"
        );
    }
}
