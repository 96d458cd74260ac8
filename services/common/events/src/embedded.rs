//! The log of one process: the event table of its store.

use async_trait::async_trait;
use relais_domain::Error;
use relais_store::{Cursor, Cursors, Store, Topic};

use crate::{Batch, Ends, EventLog, Member, Reader};

/// The only partition.
const PARTITION: i32 = 0;

/// Reads the events that the store's writers append, and is woken by their commits.
pub struct EmbeddedLog {
    store: Store,
}

impl EmbeddedLog {
    /// The log of `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

#[async_trait]
impl EventLog for EmbeddedLog {
    async fn ends(&self, topic: Topic) -> Result<Ends, Error> {
        let end = self.store.read().await?.last_offset(topic.name).await?;
        Ok([(PARTITION, end)].into())
    }

    /// Offsets are those of the table, in which other topics stand too: events are counted.
    async fn lag(&self, topic: Topic, cursors: &Cursors) -> Result<u64, Error> {
        let after = cursors.get(&PARTITION).copied().unwrap_or_default().offset;
        let mut connection = self.store.read().await?;
        Ok(connection.count_events_after(topic.name, after).await?)
    }

    async fn follow(&self, topic: Topic, from: Cursors) -> Result<Box<dyn Reader>, Error> {
        Ok(Box::new(TableReader {
            store: self.store.clone(),
            topic: topic.name,
            cursor: from.get(&PARTITION).copied().unwrap_or_default(),
        }))
    }

    /// There is one partition: everybody gets it, and of those who share a name the first to move
    /// the cursor has the effects.
    async fn join(&self, member: Member) -> Result<Box<dyn Reader>, Error> {
        let cursor = member.cursor(PARTITION).await?;
        self.follow(member.topic, [(PARTITION, cursor)].into())
            .await
    }

    fn identity(&self) -> String {
        "embedded".to_owned()
    }

    fn is_shared(&self) -> bool {
        false
    }
}

struct TableReader {
    store: Store,
    topic: &'static str,
    cursor: Cursor,
}

impl TableReader {
    async fn grown(&self) {
        let mut committed = self.store.committed();
        let after = self.cursor.offset;
        // An error means that the store is closed: the next read says so.
        let _ = committed
            .wait_for(|heads| heads.of(self.topic) > after)
            .await;
    }
}

#[async_trait]
impl Reader for TableReader {
    async fn next(&mut self, limit: usize) -> Result<Batch, Error> {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        loop {
            let before = self.cursor.offset;
            let mut connection = self.store.read().await?;
            let records = connection.events_after(self.topic, before, limit).await?;
            drop(connection);
            if let Some(last) = records.last() {
                self.cursor = Cursor::after(last);
                return Ok(Batch {
                    partition: PARTITION,
                    before,
                    after: self.cursor,
                    records,
                    unreadable: Vec::new(),
                });
            }
            self.grown().await;
        }
    }

    async fn seek(&mut self, _partition: i32, cursor: Cursor) -> Result<(), Error> {
        self.cursor = cursor;
        Ok(())
    }

    fn taken(&mut self, _partition: i32, _cursor: Cursor) {}

    async fn close(self: Box<Self>) {}
}
