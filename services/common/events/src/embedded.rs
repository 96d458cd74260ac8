//! The log of one process: the event table of its store.

use async_trait::async_trait;
use relais_domain::Error;
use relais_store::{EventRecord, Store};

use crate::EventLog;

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
    async fn read(&self, topic: &str, after: i64, limit: u32) -> Result<Vec<EventRecord>, Error> {
        Ok(self
            .store
            .read()
            .await?
            .events_after(topic, after, limit)
            .await?)
    }

    async fn end(&self, topic: &str) -> Result<i64, Error> {
        Ok(self.store.read().await?.last_offset(topic).await?)
    }

    async fn grown(&self, topic: &str, after: i64) {
        let mut committed = self.store.committed();
        // An error means that the store is closed: the next read says so.
        let _ = committed.wait_for(|heads| heads.of(topic) > after).await;
    }
}
