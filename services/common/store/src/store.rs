//! The store of one process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use relais_domain::Error;
use tokio::sync::{Notify, oneshot, watch};

use crate::lanes::{Entry, Lane, lanes};
use crate::postgres::{self, News, Pool, Server, Session};
use crate::reader::Source;
use crate::sqlite::{self, Readers};
use crate::writer::{self, Pending, Signals};
use crate::{
    Connection, Database, FILE, Heads, Migration, Postgres, StoreError, Tx, Work, migrate,
};

/// What a store can be told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The data may take up no more than this; `None` leaves it to the disk. Only an embedded
    /// database can be told.
    pub max_bytes: Option<u64>,
    /// Tables of an older version are refused, and not brought to the newest.
    pub only_check_versions: bool,
}

/// State and log of one process, or of one among several on the same schema. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    lane: Lane,
}

struct Inner {
    entry: Entry,
    committed: watch::Receiver<Heads>,
    stop: Arc<Notify>,
    /// Turns to `true` when the writer has closed the database.
    ended: watch::Receiver<bool>,
    source: Source,
    only_check_versions: bool,
}

/// A write that waits its turn. It runs even where this is dropped.
#[must_use = "only its outcome tells whether it stands"]
pub struct Enqueued<T>(oneshot::Receiver<Result<T, Error>>);

impl<T> Enqueued<T> {
    /// Waits until the write is durable.
    ///
    /// # Errors
    /// Those of [`Store::write`].
    pub async fn settled(self) -> Result<T, Error> {
        self.0.await.map_err(|_| closed())?
    }
}

fn closed() -> Error {
    Error::unavailable("the store is closed")
}

impl Store {
    /// Opens the store in `database`, whose folder must exist, and brings its log to the newest
    /// version.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn open(
        database: impl Into<Database>,
        options: &Options,
    ) -> Result<Self, StoreError> {
        match database.into() {
            Database::Sqlite(folder) => Self::embedded(&folder.join(FILE), options).await,
            Database::Postgres(postgres) => Self::on_server(&postgres, options).await,
        }
    }

    async fn embedded(file: &Path, options: &Options) -> Result<Self, StoreError> {
        let writer = sqlite::writer(file, options.max_bytes)?;
        let mut connection = Connection::from(writer);
        migrate_log(&mut connection, options).await?;
        let readers = Readers::new(file.to_owned());
        let (heads, committed) = watch::channel(Heads::default());
        let log = sqlite::log_of(file);
        let source = Source::Sqlite(readers.clone());
        let store = Self::start(connection, source, heads, Some(log), options)?;
        // Ends by itself with the writer.
        tokio::spawn(sqlite::checkpoints(readers, committed));
        Ok(store)
    }

    async fn on_server(postgres: &Postgres, options: &Options) -> Result<Self, StoreError> {
        if options.max_bytes.is_some() {
            return Err(StoreError::Unsupported(
                "a size for the data can be set for an embedded database only: give the server's tablespace a quota",
            ));
        }
        let server = Arc::new(Server::new(postgres)?);
        if !options.only_check_versions {
            postgres::prepare(&server).await?;
        }
        migrate_log(&mut Session::new(server.clone()).into(), options).await?;
        let (heads, committed) = watch::channel(Heads::default());
        let news = News::open(server.clone(), heads.clone()).await?;
        let source = Source::Postgres(Pool::new(server.clone()));
        // It connects by itself, on the writer's thread.
        let connection = Session::new(server).into();
        let store = Self::start(connection, source, heads, None, options)?;
        tokio::spawn(postgres::spread(news, committed, store.inner.ended.clone()));
        Ok(store)
    }

    fn start(
        writer: Connection,
        source: Source,
        heads: watch::Sender<Heads>,
        log: Option<PathBuf>,
        options: &Options,
    ) -> Result<Self, StoreError> {
        let (entry, lanes) = lanes();
        let committed = heads.subscribe();
        let stop = Arc::new(Notify::new());
        let signals = Signals {
            committed: heads,
            stop: stop.clone(),
            log,
        };
        let inner = Inner {
            entry,
            committed,
            stop,
            ended: writer::spawn(Tx::new(writer), lanes, signals)?,
            source,
            only_check_versions: options.only_check_versions,
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
    /// [`StoreError::Newer`] where the data was made by a newer program, [`StoreError::Older`]
    /// where it was made by an older one and is only to be checked; others by what went wrong.
    pub async fn migrate(
        &self,
        service: &'static str,
        migrations: &'static [Migration],
    ) -> Result<(), Error> {
        let only_check = self.inner.only_check_versions;
        self.write(move |tx| {
            Box::pin(
                async move { Ok(migrate::migrate(tx, service, migrations, only_check).await?) },
            )
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
        self.enqueue(work).await?.settled().await
    }

    /// The same as [`write`](Self::write), but returns once `work` has its place among those that
    /// wait, so that the caller can go on. Writes of one caller run in the order of these calls.
    ///
    /// # Errors
    /// `Unavailable` where the store is closed.
    pub async fn enqueue<T, F>(&self, work: F) -> Result<Enqueued<T>, Error>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    {
        let (reply, outcome) = oneshot::channel();
        let job = Box::new(Pending::new(work, reply));
        if self.inner.entry.put(self.lane, job).await {
            Ok(Enqueued(outcome))
        } else {
            Err(closed())
        }
    }

    /// A connection for reading. It sees everything that was committed before each query.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where none is to be had.
    pub async fn read(&self) -> Result<Connection, StoreError> {
        self.inner.source.lend().await
    }

    /// Tells of every commit, with the last offset of each topic; on a server also of those of
    /// other processes, soon after them.
    pub fn committed(&self) -> watch::Receiver<Heads> {
        self.inner.committed.clone()
    }

    /// Writes a whole and consistent copy into `file`, which must not exist, while others go on.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        self.inner.source.copy(file).await
    }

    /// Overwrites what was deleted from `tables`: an embedded database folds its write-ahead log
    /// in and cuts it, for the rest is overwritten at once; on a server the tables are written
    /// anew, and block who uses them meanwhile. The server's own write-ahead log, its standbys and
    /// its backups stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] while a reader holds on to an old state.
    pub async fn scrub(&self, tables: &[&'static str]) -> Result<(), StoreError> {
        match &self.inner.source {
            Source::Sqlite(readers) => sqlite::fold(readers).await,
            Source::Postgres(pool) => postgres::scrub(pool.server(), tables).await,
        }
    }

    /// Whether the store was closed: it takes no write and no read any more.
    pub fn is_closed(&self) -> bool {
        self.inner.source.is_closed()
    }

    /// The files of an embedded database: itself and its write-ahead log. None on a server.
    pub fn files(&self) -> Vec<PathBuf> {
        match &self.inner.source {
            Source::Sqlite(readers) => {
                let file = readers.file().to_owned();
                let log = sqlite::log_of(&file);
                vec![file, log]
            }
            Source::Postgres(_) => Vec::new(),
        }
    }

    /// Waits for all writes that were accepted, folds the log in and closes the files. Other
    /// handles of this store are refused from then on.
    pub async fn close(self) {
        self.inner.stop.notify_one();
        self.inner.source.close().await;
        // An error means that the writer is gone too.
        let _ = self.inner.ended.clone().wait_for(|ended| *ended).await;
    }
}

/// Brings the log to the newest version.
async fn migrate_log(connection: &mut Connection, options: &Options) -> Result<(), StoreError> {
    connection.begin().await?;
    let only_check = options.only_check_versions;
    migrate::migrate(connection, "log", migrate::LOG, only_check).await?;
    connection.commit().await
}
