//! The store of one process.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use relais_domain::Error;
use tokio::sync::{Notify, oneshot, watch};

use crate::lanes::{Entry, Lane, lanes};
use crate::sqlite::{self, Readers};
use crate::writer::{self, Pending, Signals};
use crate::{Connection, FILE, Heads, Migration, StoreError, Tx, Work, args, migrate};

/// How often the write-ahead log is folded in.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);
/// How often, and after which pause, cutting the write-ahead log is tried.
const FOLD_TRIES: u32 = 20;
const FOLD_PAUSE: Duration = Duration::from_millis(50);

/// What a store can be told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The data may take up no more than this; `None` leaves it to the disk.
    pub max_bytes: Option<u64>,
}

/// State and log of one process. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    lane: Lane,
}

struct Inner {
    file: PathBuf,
    entry: Entry,
    committed: watch::Receiver<Heads>,
    stop: Arc<Notify>,
    /// Turns to `true` when the writer has closed the database.
    ended: watch::Receiver<bool>,
    readers: Readers,
}

impl Store {
    /// Opens the store in the folder `data`, which must exist, and brings its log to the newest
    /// version.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn open(data: &Path, options: &Options) -> Result<Self, StoreError> {
        let file = data.join(FILE);
        let writer = sqlite::writer(&file, options.max_bytes)?;
        let mut connection = Connection::from(writer);
        connection.execute("BEGIN IMMEDIATE", args![]).await?;
        migrate::migrate(&mut connection, "log", migrate::LOG).await?;
        connection.execute("COMMIT", args![]).await?;
        let readers = Readers::new(file.clone());
        let (entry, lanes) = lanes();
        let (sender, committed) = watch::channel(Heads::default());
        let stop = Arc::new(Notify::new());
        let signals = Signals {
            committed: sender,
            stop: stop.clone(),
            log: file.with_extension("db-wal"),
        };
        // Both end by themselves: the writer with its queue, the other with the writer.
        let ended = writer::spawn(Tx::new(connection), lanes, signals)?;
        tokio::spawn(checkpoints(readers.clone(), committed.clone()));
        let inner = Inner {
            file,
            entry,
            committed,
            stop,
            ended,
            readers,
        };
        Ok(Self {
            inner: Arc::new(inner),
            lane: Lane::Front,
        })
    }

    /// The same store for work that nobody waits for: following events, sending messages. Its
    /// writes give way to the others, for some 100 ms at most.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            lane: Lane::Back,
        }
    }

    /// Brings the tables of `service` to the newest version.
    ///
    /// # Errors
    /// [`StoreError::Newer`] where the data was made by a newer program; others by what went wrong.
    pub async fn migrate(
        &self,
        service: &'static str,
        migrations: &'static [Migration],
    ) -> Result<(), Error> {
        self.write(move |tx| {
            Box::pin(async move { Ok(migrate::migrate(tx, service, migrations).await?) })
        })
        .await
    }

    /// Call it in the background before beginning on something that costs time: it returns once
    /// nobody waits for a write, after some 100 ms at the latest.
    pub async fn give_way(&self) {
        self.inner.entry.give_way().await;
    }

    /// Runs `work` in a transaction and returns once it is durable. Writes that wait at the same
    /// time share a commit; one that fails takes back only its own changes. `work` should touch
    /// nothing but the transaction, for all other writes wait for it. Once it has begun to wait
    /// its turn it runs, even where the caller has gone away.
    ///
    /// # Errors
    /// That of `work`, or [`StoreError`] as an [`Error`] where nothing could be committed.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    {
        let (reply, outcome) = oneshot::channel();
        let gone = || Error::unavailable("the store is closed");
        let job = Box::new(Pending::new(work, reply));
        if !self.inner.entry.put(self.lane, job).await {
            return Err(gone());
        }
        outcome.await.map_err(|_| gone())?
    }

    /// A connection for reading. It sees everything that was committed before each query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where none is to be had.
    pub async fn read(&self) -> Result<Connection, StoreError> {
        Ok(self.inner.readers.lend().await?.into())
    }

    /// Tells of every commit, with the last offset of each topic.
    pub fn committed(&self) -> watch::Receiver<Heads> {
        self.inner.committed.clone()
    }

    /// Writes a whole and consistent copy into `file`, which must not exist, while others go on.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        sqlite::copy(&self.inner.file, file).await
    }

    /// Folds the whole write-ahead log in and cuts it, so that nothing that was overwritten is
    /// left in it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] while a reader holds on to an old state.
    pub async fn fold(&self) -> Result<(), StoreError> {
        let mut connection = self.read().await?;
        for _ in 0..FOLD_TRIES {
            let row = connection
                .fetch_one("PRAGMA wal_checkpoint(TRUNCATE)", args![])
                .await?;
            if row.get::<i64>(0)? == 0 {
                return Ok(());
            }
            // Another checkpoint is on its way; SQLite does not wait for that.
            tokio::time::sleep(FOLD_PAUSE).await;
        }
        Err(StoreError::Unavailable(
            "the write-ahead log is in use".to_owned(),
        ))
    }

    /// Whether the store was closed: it takes no write and no read any more.
    pub fn is_closed(&self) -> bool {
        self.inner.readers.is_closed()
    }

    /// The database file; its write-ahead log stands beside it with `-wal` at the end.
    pub fn file(&self) -> &Path {
        &self.inner.file
    }

    /// Waits for all writes that were accepted, folds the log in and closes the files. Other
    /// handles of this store are refused from then on.
    pub async fn close(self) {
        self.inner.stop.notify_one();
        self.inner.readers.close().await;
        // An error means that the writer is gone too.
        let _ = self.inner.ended.clone().wait_for(|ended| *ended).await;
    }
}

/// Folds the write-ahead log in after commits. What it cannot keep up with is left to the writer.
async fn checkpoints(readers: Readers, mut committed: watch::Receiver<Heads>) {
    while committed.changed().await.is_ok() {
        tokio::time::sleep(CHECKPOINT_EVERY).await;
        committed.mark_unchanged();
        let Ok(lent) = readers.lend().await else {
            return;
        };
        match sqlite::checkpoint(&mut lent.into()).await {
            Ok(true) => {}
            // Some is left: try again without waiting for a commit.
            Ok(false) => committed.mark_changed(),
            Err(error) => {
                committed.mark_changed();
                tracing::warn!(error = %error, "the write-ahead log could not be folded in");
            }
        }
    }
}
