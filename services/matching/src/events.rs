//! Reading and following events.

use std::sync::Arc;
use std::time::Duration;

use relais_domain::Error;
use relais_events::{EventLog, EventRecord, Tail};
use thiserror::Error as ThisError;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::index::{Cursors, Index, Update};

/// Records read together.
const BATCH: u32 = 512;
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
    /// Where the records come from.
    pub log: Arc<dyn EventLog>,
    /// Where they go.
    pub index: Index,
    /// The topic.
    pub topic: &'static str,
    /// A topic of the same index whose events these ones may answer to: what it held when a batch
    /// was read is taken in before the batch.
    pub after: Option<&'static str>,
    /// What a record does.
    pub reader: Reader,
}

impl Follower {
    /// Follows the topic until `stop`, then leaves everything on disk.
    ///
    /// # Errors
    /// Where the index has no writer any more.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        let from = self.index.view().cursors().of(self.topic);
        let mut tail = Tail::new(self.log.clone(), self.topic, from);
        loop {
            let outcome = tokio::select! {
                () = stop.cancelled() => break,
                outcome = self.take(&mut tail) => outcome,
            };
            let Err(error) = outcome else { continue };
            if self.index.has_stopped() {
                return Err(error);
            }
            tracing::warn!(topic = self.topic, error = %error, "the index cannot follow; will try again");
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(AFTER_FAILURE) => {
                    let from = self.index.view().cursors().of(self.topic);
                    tail = Tail::new(self.log.clone(), self.topic, from);
                }
            }
        }
        if let Err(error) = self.index.flush().await {
            tracing::warn!(error = %error, "the index is not on disk; what lacks comes again from the events");
        }
        Ok(())
    }

    async fn take(&self, tail: &mut Tail) -> Result<(), Error> {
        let records = tail.next(BATCH).await?;
        if let Some(topic) = self.after {
            self.index.reached(topic, self.log.end(topic).await?).await;
        }
        let updates = records
            .iter()
            .filter_map(|record| self.read(record))
            .collect();
        let cursors = Cursors::at(self.topic, tail.position());
        if self.index.apply(updates, &cursors)? > BACKLOG {
            self.index.flush().await?;
        }
        Ok(())
    }

    fn read(&self, record: &EventRecord) -> Option<Update> {
        (self.reader)(record).unwrap_or_else(|error| {
            tracing::error!(
                topic = self.topic,
                offset = record.offset,
                error = %error,
                "an event cannot be read and is passed over"
            );
            None
        })
    }
}
