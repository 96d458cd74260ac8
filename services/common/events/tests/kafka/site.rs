//! A place of its own on the cluster, and databases that publish to it.

use std::sync::Arc;

use relais_events::kafka::{KafkaLog, Publisher, apply};
use relais_runtime::config::Kafka;
use relais_runtime::{Random, SharedClock, SystemClock};
use relais_store::{Options, Store};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Topics under a prefix of their own, and a folder for a database.
pub struct Site {
    folder: TempDir,
    pub settings: Kafka,
    stop: CancellationToken,
    _stop: DropGuard,
}

/// Settings for the cluster, under a prefix that nobody has.
pub fn settings() -> Kafka {
    let brokers = std::env::var("RELAIS_TEST_KAFKA").expect("RELAIS_TEST_KAFKA names a broker");
    let number: [u8; 8] = relais_domain::entropy::random(&Random::from_system());
    Kafka {
        prefix: format!("test-{:016x}.", u64::from_be_bytes(number)),
        partitions: 3,
        replication: 1,
        min_in_sync: 1,
        ..Kafka::at([brokers])
    }
}

impl Site {
    /// Makes the topics.
    pub async fn new() -> Self {
        let settings = settings();
        apply(&settings).await.expect("the topics are made");
        let stop = CancellationToken::new();
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            settings,
            _stop: stop.clone().drop_guard(),
            stop,
        }
    }

    /// The database of the site.
    pub async fn store(&self) -> Store {
        let store = Store::open(self.folder.path(), &Options::default()).await;
        store.expect("the store opens")
    }

    /// The log as `store` sees it.
    pub async fn log(&self, store: &Store) -> KafkaLog {
        let log = KafkaLog::open(self.settings.clone(), store).await;
        log.expect("the log opens")
    }

    /// A publisher of `store` that counts its leases by `clock`.
    pub fn publisher(&self, store: &Store, holder: &str, clock: SharedClock) -> Publisher {
        Publisher {
            store: store.clone(),
            settings: self.settings.clone(),
            clock,
            holder: holder.to_owned(),
        }
    }

    /// Publishes what is appended to `store` until the end of the test.
    pub fn publish(&self, store: &Store) {
        let publisher = self.publisher(store, "the only one", Arc::new(SystemClock));
        tokio::spawn(publisher.run(self.stop.clone()));
    }
}
