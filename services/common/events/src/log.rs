//! What a log can do.

use std::collections::BTreeMap;

use async_trait::async_trait;
use relais_domain::Error;
use relais_store::{Cursor, Cursors, EventRecord, Store, Topic};

/// The offset of the last record of each partition of a topic; 0 where it has none.
pub type Ends = BTreeMap<i32, i64>;

/// Whether who stands at `cursors` has read everything up to `ends`.
pub fn reached(cursors: &Cursors, ends: &Ends) -> bool {
    ends.iter().all(|(partition, end)| {
        let cursor = cursors.get(partition).copied().unwrap_or_default();
        cursor.offset >= *end
    })
}

/// An ordered log of events by topic and partition. All records of one stream stand in one
/// partition, in the order in which they were appended, and a reader that goes on from its cursor
/// misses none.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Where the partitions of `topic` end now.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer.
    async fn ends(&self, topic: Topic) -> Result<Ends, Error>;

    /// How many events of `topic` who stands at `cursors` has still to read. Of a compacted topic
    /// it may be fewer.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer.
    async fn lag(&self, topic: Topic, cursors: &Cursors) -> Result<u64, Error> {
        let ends = self.ends(topic).await?;
        let left = ends.iter().map(|(partition, end)| {
            let cursor = cursors.get(partition).copied().unwrap_or_default();
            u64::try_from(end - cursor.offset).unwrap_or(0)
        });
        Ok(left.sum())
    }

    /// Reads all partitions of `topic`, each from after its cursor in `from`.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer.
    async fn follow(&self, topic: Topic, from: Cursors) -> Result<Box<dyn Reader>, Error>;

    /// Reads the partitions that fall to this process, each from after its stored cursor; others
    /// who join under the same name have the other partitions.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer.
    async fn join(&self, member: Member) -> Result<Box<dyn Reader>, Error>;

    /// Tells this log from others: a cursor of one means nothing in another.
    fn identity(&self) -> String;

    /// Whether others read along who do not see the store: what concerns them must be told in the
    /// log too.
    fn is_shared(&self) -> bool;
}

/// One of those who share a topic among them.
#[derive(Clone)]
pub struct Member {
    /// The name that they share, which is that of their cursors.
    pub consumer: &'static str,
    /// What they follow.
    pub topic: Topic,
    /// Where their cursors are.
    pub store: Store,
}

impl Member {
    /// The stored cursor of a partition.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn cursor(&self, partition: i32) -> Result<Cursor, Error> {
        let mut connection = self.store.read().await?;
        let cursor = connection.cursor(self.consumer, self.topic.name, partition);
        Ok(cursor.await?)
    }
}

/// Reads one topic, and waits for what comes.
#[async_trait]
pub trait Reader: Send {
    /// What comes next, with at most `limit` records; waits for it. Nothing is lost where the
    /// future is dropped.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer: open another reader.
    async fn next(&mut self, limit: usize) -> Result<Batch, Error>;

    /// Goes on in `partition` from after `cursor`.
    ///
    /// # Errors
    /// `Unavailable` where the log does not answer: open another reader.
    async fn seek(&mut self, partition: i32, cursor: Cursor) -> Result<(), Error>;

    /// Learns that everything up to `cursor` has had its effects, for tools that show the lag.
    fn taken(&mut self, partition: i32, cursor: Cursor);

    /// Leaves what was joined, so that others take over at once.
    async fn close(self: Box<Self>);
}

/// Consecutive records of one partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The partition.
    pub partition: i32,
    /// The offset at which the batch begins: that of the cursor before it.
    pub before: i64,
    /// The cursor after it. It may lie after the last record, where later ones are gone.
    pub after: Cursor,
    /// The records, oldest first.
    pub records: Vec<EventRecord>,
    /// What stands between them and is no event.
    pub unreadable: Vec<Unreadable>,
}

/// A record of the log that is no event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What could be read of it; what could not be is empty.
    pub record: EventRecord,
    /// What is wrong with it.
    pub reason: String,
}
