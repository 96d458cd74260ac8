//! What a log can do.

use std::sync::Arc;

use async_trait::async_trait;
use relais_domain::Error;
use relais_store::EventRecord;

/// An ordered log of events by topic. Records of one stream keep the order in which they were
/// appended, and a reader that goes on from the last offset it saw misses none.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Records of `topic` after the offset `after`, oldest first, at most `limit`. Empty where
    /// there is none yet.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer.
    async fn read(&self, topic: &str, after: i64, limit: u32) -> Result<Vec<EventRecord>, Error>;

    /// The offset of the last record of `topic`; 0 where it has none.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer.
    async fn end(&self, topic: &str) -> Result<i64, Error>;

    /// Returns once there may be records of `topic` after the offset `after`.
    async fn grown(&self, topic: &str, after: i64);
}

/// A reader of one topic that waits for what comes.
pub struct Tail {
    log: Arc<dyn EventLog>,
    topic: &'static str,
    after: i64,
}

impl Tail {
    /// Reads `topic` from after the offset `after`.
    pub fn new(log: Arc<dyn EventLog>, topic: &'static str, after: i64) -> Self {
        Self { log, topic, after }
    }

    /// The next records, at most `limit` and at least one; waits for them.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer. Nothing is lost: call it again.
    pub async fn next(&mut self, limit: u32) -> Result<Vec<EventRecord>, Error> {
        loop {
            let records = self.log.read(self.topic, self.after, limit).await?;
            if let Some(last) = records.last() {
                self.after = last.offset;
                return Ok(records);
            }
            self.log.grown(self.topic, self.after).await;
        }
    }

    /// The offset of the last record returned.
    pub fn position(&self) -> i64 {
        self.after
    }
}
