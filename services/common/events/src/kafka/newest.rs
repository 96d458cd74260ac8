//! Sees to it that the newest state of each stream stands last in a compacted topic.
//!
//! What a publisher has handed to the network can reach the broker after its tenure, and even after
//! its process was killed: after newer states, that is, which its successor has sent meanwhile.
//! Readers would go by the old one, and compaction would take the new one away. So the service that
//! tells a compacted topic reads it too, and where an old state comes after the newest it appends
//! that once more.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use relais_domain::Error;
use relais_store::{EventRecord, Store, Topic, Tx};

use crate::{Consumer, EventLog, Handler};

/// The name of the cursors.
const NAME: &str = "publisher";

/// Who follows `topic`, which the service of `store` tells, and keeps its newest states last.
pub fn keep_newest(store: &Store, log: Arc<dyn EventLog>, topic: Topic) -> Consumer {
    Consumer {
        name: NAME,
        topic,
        after: None,
        store: store.clone(),
        log,
        handler: Arc::new(Newest::new(store, topic)),
    }
}

struct Newest {
    store: Store,
    topic: Topic,
    /// The highest number that stands before the present record, by partition.
    highest: Mutex<BTreeMap<i32, i64>>,
}

impl Newest {
    fn new(store: &Store, topic: Topic) -> Self {
        Self {
            store: store.clone(),
            topic,
            highest: Mutex::default(),
        }
    }

    fn highest(&self) -> MutexGuard<'_, BTreeMap<i32, i64>> {
        self.highest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The highest number before `record`, which counts from now on. What was read before these
    /// records is in the cursor as it was committed last.
    async fn before(&self, record: &EventRecord) -> Result<i64, Error> {
        let partition = record.partition;
        if !self.highest().contains_key(&partition) {
            let mut connection = self.store.read().await?;
            let cursor = connection.cursor(NAME, self.topic.name, partition);
            let cursor = cursor.await?;
            self.highest().insert(partition, cursor.seq);
        }
        match self.highest().entry(partition) {
            Entry::Occupied(mut highest) => {
                let newer = record.seq.max(*highest.get());
                Ok(highest.insert(newer))
            }
            Entry::Vacant(none) => Ok(*none.insert(record.seq)),
        }
    }
}

#[async_trait]
impl Handler for Newest {
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let highest = self.before(record).await?;
        // A newer state beyond the highest number has still to come by itself.
        let newer = record.seq + 1..=highest;
        if !newer.is_empty() && tx.append_again(self.topic, &record.stream, newer).await? {
            tracing::warn!(
                topic = self.topic.name,
                stream = record.stream,
                seq = record.seq,
                "an old state came late; the newest is told once more"
            );
        }
        Ok(())
    }

    async fn committed(&self, _records: &[EventRecord]) {
        // Another process may read on from here.
        self.highest().clear();
    }
}

#[cfg(test)]
mod tests {
    use relais_store::{Database, NewEvent, Options, topics};

    use super::*;

    const STREAM: &str = "candidate";

    async fn store(folder: &tempfile::TempDir) -> Store {
        let database = Database::Sqlite(folder.path().to_owned());
        let store = Store::open(database, &Options::default()).await;
        store.expect("a store")
    }

    async fn append(store: &Store, payload: &[u8]) -> i64 {
        let event = NewEvent {
            topic: topics::CANDIDATES,
            stream: STREAM.to_owned(),
            kind: "relais.candidate.changed.v1",
            source: "relais/profiles",
            time: jiff::Timestamp::UNIX_EPOCH,
            traceparent: None,
            payload: payload.to_vec(),
        };
        let appended = store.write(move |tx| Box::pin(async move { Ok(tx.append(event).await?) }));
        appended.await.expect("it is appended")
    }

    async fn in_table(store: &Store) -> Vec<EventRecord> {
        let mut connection = store.read().await.expect("a connection");
        let events = connection.events_after(topics::CANDIDATES.name, 0, 10);
        events.await.expect("the events")
    }

    /// Reads records of a partition with these numbers, one after the other.
    async fn read(store: &Store, seqs: &[i64]) {
        let newest = Arc::new(Newest::new(store, topics::CANDIDATES));
        let like = in_table(store).await.remove(0);
        for seq in seqs {
            let (newest, record) = (
                newest.clone(),
                EventRecord {
                    seq: *seq,
                    ..like.clone()
                },
            );
            let taken =
                store.write(move |tx| Box::pin(async move { newest.handle(tx, &record).await }));
            taken.await.expect("it is taken in");
        }
    }

    #[tokio::test]
    async fn an_old_state_after_the_newest_has_the_newest_told_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder).await;
        let old = append(&store, b"old").await;
        let new = append(&store, b"new").await;
        read(&store, &[new, old]).await;
        let left = in_table(&store).await;
        assert_eq!(left.len(), 1);
        assert!(left[0].seq > new, "it stands after all others");
        assert_eq!(left[0].payload, b"new");
        store.close().await;
    }

    #[tokio::test]
    async fn states_in_their_order_and_repetitions_change_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder).await;
        let old = append(&store, b"old").await;
        let new = append(&store, b"new").await;
        read(&store, &[old, new, new]).await;
        assert_eq!(in_table(&store).await[0].seq, new);
        store.close().await;
    }

    #[tokio::test]
    async fn a_state_whose_successor_is_still_to_come_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder).await;
        let old = append(&store, b"old").await;
        let new = append(&store, b"new").await;
        // Others of the partition have come further than this stream.
        read(&store, &[new - 1, old]).await;
        assert_eq!(in_table(&store).await[0].seq, new);
        store.close().await;
    }
}
