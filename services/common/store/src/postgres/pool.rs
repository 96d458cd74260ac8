//! The sessions of the readers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::link::Link;
use super::server::{Purpose, Server};
use crate::{Row, StoreError, Value};

/// How long a reader waits for others.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lends sessions. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    server: Arc<Server>,
    turns: Arc<Semaphore>,
    idle: Mutex<Vec<Link>>,
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Link>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// Readers of the schema on `server`.
    pub fn new(server: Arc<Server>) -> Self {
        let shared = Shared {
            turns: Arc::new(Semaphore::new(server.readers as usize)),
            server,
            idle: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// A session, once it is the caller's turn.
    pub async fn lend(&self) -> Result<Lent, StoreError> {
        let gone = || StoreError::Unavailable("it is closed".to_owned());
        let turn = self.shared.turns.clone().acquire_owned();
        let turn = tokio::time::timeout(PATIENCE, turn)
            .await
            .map_err(|_| StoreError::Unavailable("too many read at once".to_owned()))?
            .map_err(|_| gone())?;
        let idle = std::iter::from_fn(|| self.shared.idle().pop()).find(|link| !link.is_lost());
        let is_new = idle.is_none();
        let link = match idle {
            Some(link) => link,
            None => self.shared.server.connect(Purpose::Read).await?,
        };
        Ok(Lent {
            link: Some(link),
            is_new,
            pool: self.shared.clone(),
            _turn: turn,
        })
    }

    /// Lends nothing more; what is lent is closed when it comes back.
    pub fn close(&self) {
        self.shared.turns.close();
        self.shared.idle().clear();
    }

    /// Whether nothing is lent any more.
    pub fn is_closed(&self) -> bool {
        self.shared.turns.is_closed()
    }

    /// Where it reads.
    pub fn server(&self) -> &Arc<Server> {
        &self.shared.server
    }
}

/// A session that goes back when it is dropped.
pub(crate) struct Lent {
    link: Option<Link>,
    /// It answered nothing yet: one that lay idle may be dead without anybody having noticed.
    is_new: bool,
    pool: Arc<Shared>,
    _turn: OwnedSemaphorePermit,
}

impl Lent {
    /// The first `limit` rows of a query. Reading changes nothing, so where the session was lost
    /// while it lay idle, another is asked.
    pub async fn fetch(
        &mut self,
        sql: &'static str,
        values: &[Value],
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let link = self.link().await?;
        let outcome = link.fetch(None, sql, values, limit).await;
        match outcome {
            Err(_) if link.is_lost() && !self.is_new => {
                self.link = None;
                let link = self.link().await?;
                link.fetch(None, sql, values, limit).await
            }
            outcome => outcome,
        }
    }

    /// Runs a statement, which the server lets only read.
    pub async fn execute(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<u64, StoreError> {
        self.link().await?.execute(None, sql, values).await
    }

    async fn link(&mut self) -> Result<&mut Link, StoreError> {
        if self.link.as_ref().is_some_and(Link::is_lost) {
            self.link = None;
        }
        match &mut self.link {
            Some(link) => Ok(link),
            none => {
                self.is_new = true;
                Ok(none.insert(self.pool.server.connect(Purpose::Read).await?))
            }
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let kept = self.link.take().filter(|link| !link.is_lost());
        if let Some(link) = kept.filter(|_| !self.pool.turns.is_closed()) {
            self.pool.idle().push(link);
        }
    }
}
