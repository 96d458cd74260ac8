//! A place of its own on the cluster, and databases that publish to it.

use std::sync::Arc;
use std::time::Duration;

use relais_domain::Error;
use relais_events::kafka::{KafkaLog, Owner, Publisher, apply};
use relais_events::suite::Effects;
use relais_events::{Consumer, Topic};
use relais_runtime::config::Kafka;
use relais_runtime::{Random, SharedClock, SystemClock};
use relais_store::{Options, Store};
use tempfile::TempDir;
use tokio::task::JoinHandle;
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

/// The log as it is for `store`, which holds the events of `service`.
pub async fn open(
    settings: &Kafka,
    store: &Store,
    service: &'static str,
) -> Result<KafkaLog, Error> {
    let owner = Owner {
        store,
        services: &[service],
        entropy: &Random::from_system(),
    };
    KafkaLog::open(settings.clone(), &owner).await
}

impl Site {
    /// Makes the topics.
    pub async fn new() -> Self {
        Self::with(settings()).await
    }

    /// Makes the topics as `settings` say.
    pub async fn with(settings: Kafka) -> Self {
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
        let log = open(&self.settings, store, "intake").await;
        log.expect("the log opens")
    }

    /// A consumer of `store` that runs until its token is cancelled.
    pub fn consume(
        &self,
        store: &Store,
        log: &KafkaLog,
        topic: Topic,
        handler: Arc<Effects>,
    ) -> (CancellationToken, JoinHandle<Result<(), Error>>) {
        let stop = self.stop.child_token();
        let consumer = Consumer {
            name: "one",
            topic,
            after: None,
            store: store.clone(),
            log: Arc::new(log.clone()),
            handler,
        };
        (stop.clone(), tokio::spawn(consumer.run(stop)))
    }

    /// The cluster's own name of a topic.
    pub fn name(&self, topic: Topic) -> String {
        format!("{}{}", self.settings.prefix, topic.name)
    }

    /// A publisher of `store` that counts its leases by `clock`.
    pub fn publisher(&self, store: &Store, holder: &str, clock: SharedClock) -> Publisher {
        Publisher {
            store: store.clone(),
            settings: self.settings.clone(),
            clock,
            service: "test",
            holder: holder.to_owned(),
        }
    }

    /// Publishes what is appended to `store` until the end of the test.
    pub fn publish(&self, store: &Store) {
        let publisher = self.publisher(store, "the only one", Arc::new(SystemClock));
        tokio::spawn(publisher.run(self.stop.clone()));
    }
}

/// Waits for something that must come.
pub async fn until(what: &str, come: impl AsyncFn() -> bool) {
    for _ in 0..6_000 {
        if come().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited for: {what}");
}
