//! A handler whose effects can be counted, and whose failures are arranged.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use relais_domain::{Error, ErrorCode};
use relais_store::{EventRecord, Migration, Store, Topic, Tx, args};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::ends;
use crate::{Consumer, DeadLetter, EventLog, Handler, dead_letters, reached};

const TABLES: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE suite_effects (position BIGINT NOT NULL, number BIGINT NOT NULL);
          CREATE TABLE suite_keys (key BIGINT PRIMARY KEY);
          INSERT INTO suite_keys (key) VALUES (1)",
}];

/// What happens to a record, after its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It fails with this code, this many times.
    Fail(ErrorCode, u32),
    /// It fails for ever.
    Never,
    /// It panics for ever.
    Panic,
    /// It makes a row whose key is taken.
    Duplicate,
}

/// Notes the number of each record in the table of effects.
#[derive(Default)]
pub struct Effects {
    arranged: Mutex<HashMap<i64, Does>>,
    told: Mutex<Vec<i64>>,
}

impl Effects {
    /// A handler with failures arranged by number; others go well.
    pub fn arranged(failures: impl IntoIterator<Item = (i64, Does)>) -> Arc<Self> {
        Arc::new(Self {
            arranged: Mutex::new(failures.into_iter().collect()),
            told: Mutex::default(),
        })
    }

    /// Lets everything go well from now on.
    pub fn mend(&self) {
        self.arranged.lock().expect("a lock").clear();
    }

    /// The numbers of the records that the handler was told to be committed.
    pub fn told(&self) -> Vec<i64> {
        self.told.lock().expect("a lock").clone()
    }

    fn next(&self, number: i64) -> Option<Does> {
        let mut arranged = self.arranged.lock().expect("a lock");
        let does = *arranged.get(&number)?;
        match does {
            Does::Fail(_, 0) => None,
            Does::Fail(code, times) => {
                arranged.insert(number, Does::Fail(code, times - 1));
                Some(does)
            }
            other => Some(other),
        }
    }
}

#[async_trait]
impl Handler for Effects {
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let number = super::number(&record.payload);
        tx.execute(
            "INSERT INTO suite_effects (position, number)
             SELECT COALESCE(MAX(position), 0) + 1, $1 FROM suite_effects",
            args![number],
        )
        .await?;
        match self.next(number) {
            None => Ok(()),
            Some(Does::Fail(code, _)) => Err(Error::new(code, "it will pass")),
            Some(Does::Never) => Err(Error::internal("it will never pass")),
            Some(Does::Panic) => panic!("a bug in a handler"),
            Some(Does::Duplicate) => {
                let sql = "INSERT INTO suite_keys (key) VALUES (1)";
                tx.execute(sql, args![]).await?;
                Ok(())
            }
        }
    }

    async fn committed(&self, records: &[EventRecord]) {
        let numbers = records.iter().map(|record| super::number(&record.payload));
        self.told.lock().expect("a lock").extend(numbers);
    }
}

/// Makes the tables that effects are written to.
pub async fn prepare(store: &Store) {
    let made = store.migrate("suite", TABLES).await;
    made.expect("the tables of effects are made");
}

/// The numbers of all effects, in the order in which they were had.
pub async fn effects(store: &Store) -> Vec<i64> {
    let sql = "SELECT number FROM suite_effects ORDER BY position";
    let mut connection = store.read().await.expect("a connection");
    let rows = connection.fetch(sql, args![]).await.expect("the effects");
    rows.iter()
        .map(|row| row.get(0).expect("a number"))
        .collect()
}

/// The dead letters of the store.
pub async fn set_aside_in(store: &Store) -> Vec<DeadLetter> {
    let mut connection = store.read().await.expect("a connection");
    let letters = dead_letters(&mut connection, 100).await;
    letters.expect("the dead letters")
}

/// A consumer at work.
pub(crate) struct Running {
    name: &'static str,
    topic: Topic,
    store: Store,
    log: Arc<dyn EventLog>,
    stop: CancellationToken,
    task: JoinHandle<Result<(), Error>>,
}

impl Running {
    pub(crate) fn start(
        name: &'static str,
        topic: Topic,
        store: &Store,
        log: &Arc<dyn EventLog>,
        handler: Arc<Effects>,
    ) -> Self {
        Self::start_after(None, name, topic, store, log, handler)
    }

    /// As [`start`](Self::start), for a topic whose records may answer to those of `after`.
    pub(crate) fn start_after(
        after: Option<Topic>,
        name: &'static str,
        topic: Topic,
        store: &Store,
        log: &Arc<dyn EventLog>,
        handler: Arc<Effects>,
    ) -> Self {
        let stop = CancellationToken::new();
        let consumer = Consumer {
            name,
            topic,
            after,
            store: store.clone(),
            log: log.clone(),
            handler,
        };
        Self {
            name,
            topic,
            store: store.clone(),
            log: log.clone(),
            stop: stop.clone(),
            task: tokio::spawn(consumer.run(stop)),
        }
    }

    /// Waits until the cursors stand at the ends of the topic.
    pub(crate) async fn caught_up(&self) {
        let ends = ends(&self.store, &self.log, self.topic).await;
        loop {
            let mut connection = self.store.read().await.expect("a connection");
            let cursors = connection.cursors(self.name, self.topic.name).await;
            if reached(&cursors.expect("the cursors"), &ends) {
                return;
            }
            drop(connection);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Stops the consumer, and gives what it ended with.
    pub(crate) async fn stop(self) -> Result<(), Error> {
        self.stop.cancel();
        self.task.await.expect("the consumer does not panic")
    }

    /// Waits for the consumer to end by itself.
    pub(crate) async fn ended(self) -> Result<(), Error> {
        self.task.await.expect("the consumer does not panic")
    }
}
