//! The connections of the readers, who never wait for the writer.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::open;
use crate::StoreError;

/// Readers at the same time.
const READERS: u32 = 4;
/// How long a reader waits for others.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lends connections. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Readers {
    shared: Arc<Shared>,
}

struct Shared {
    file: PathBuf,
    turns: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    closed: AtomicBool,
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Readers {
    /// Readers of the database in `file`.
    pub fn new(file: PathBuf) -> Self {
        let shared = Shared {
            file,
            turns: Arc::new(Semaphore::new(READERS as usize)),
            idle: Mutex::default(),
            closed: AtomicBool::new(false),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// A connection, once it is the caller's turn.
    pub async fn lend(&self) -> Result<Lent, StoreError> {
        let gone = || StoreError::Unavailable("it is closed".to_owned());
        if self.is_closed() {
            return Err(gone());
        }
        let turn = self.shared.turns.clone().acquire_owned();
        let turn = tokio::time::timeout(PATIENCE, turn)
            .await
            .map_err(|_| StoreError::Unavailable("too many read at once".to_owned()))?
            .map_err(|_| gone())?;
        let mut lent = Lent {
            connection: self.shared.idle().pop(),
            readers: self.shared.clone(),
            _turn: turn,
        };
        if lent.connection.is_none() {
            let file = self.shared.file.clone();
            let opened = tokio::task::spawn_blocking(move || open::reader(&file));
            lent.connection = Some(opened.await.map_err(StoreError::unfinished)??);
        }
        Ok(lent)
    }

    /// Lends nothing more, waits for what is lent and closes the files.
    pub async fn close(&self) {
        self.shared.closed.store(true, Ordering::Release);
        // Only a close closes the turns: then another one has waited already.
        if let Ok(_all) = self.shared.turns.acquire_many(READERS).await {
            self.shared.turns.close();
            self.shared.idle().clear();
        }
    }

    /// The database that is read.
    pub fn file(&self) -> &Path {
        &self.shared.file
    }

    /// Whether nothing is lent any more.
    pub fn is_closed(&self) -> bool {
        self.shared.closed.load(Ordering::Acquire)
    }
}

/// A connection that goes back when it is dropped.
pub(crate) struct Lent {
    /// Away while a statement runs; lost with it where nobody waits for its end.
    connection: Option<Connection>,
    readers: Arc<Shared>,
    _turn: OwnedSemaphorePermit,
}

impl Lent {
    /// Runs `work` where it may wait for the disk.
    pub async fn run<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut connection = self.connection.take().ok_or_else(|| {
            StoreError::Unavailable("an earlier statement was given up".to_owned())
        })?;
        let ran = tokio::task::spawn_blocking(move || {
            let outcome = work(&mut connection);
            (connection, outcome)
        });
        let (connection, outcome) = ran.await.map_err(StoreError::unfinished)?;
        self.connection = Some(connection);
        outcome
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.readers.idle().push(connection);
        }
    }
}
