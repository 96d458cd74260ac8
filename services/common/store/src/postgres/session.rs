//! The session that writes: its transactions, and the savepoint of each closure in them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::dialect;
use super::link::Link;
use super::server::{Purpose, Server};
use crate::{Row, StoreError, Value};

/// How long a transaction waits for a lost server to come back, unless the last one has waited
/// already; and how often it looks.
const PATIENCE: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Where the savepoint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Not set in this transaction.
    None,
    /// Set, and nothing happened since.
    Fresh,
    /// Set, and what happened since is kept.
    Kept,
    /// Set, and the closure that runs has done something since.
    Used,
}

/// The writer's session. A lost connection is made anew by the next transaction.
pub(crate) struct Session {
    server: Arc<Server>,
    purpose: Purpose,
    link: Option<Link>,
    mark: Mark,
    /// The last transaction found no server.
    is_down: bool,
}

impl Session {
    /// A session that connects with its first transaction.
    pub fn new(server: Arc<Server>) -> Self {
        Self::with(server, Purpose::Write)
    }

    /// A session that nobody else may use the schema beside, to move all of its data.
    pub fn alone(server: Arc<Server>) -> Self {
        Self::with(server, Purpose::Move)
    }

    fn with(server: Arc<Server>, purpose: Purpose) -> Self {
        Self {
            server,
            purpose,
            link: None,
            mark: Mark::None,
            is_down: false,
        }
    }

    /// Begins a transaction once no other process of the schema is in one.
    ///
    /// READ COMMITTED is enough: nobody else writes, and each statement sees what the lock waited
    /// for.
    pub async fn begin(&mut self) -> Result<(), StoreError> {
        self.mark = Mark::None;
        let lock = format!(
            "BEGIN; SELECT pg_advisory_xact_lock({})",
            self.server.write_key()
        );
        let end = Instant::now()
            + if self.is_down {
                Duration::ZERO
            } else {
                PATIENCE
            };
        let mut pause = FIRST_PAUSE;
        loop {
            let outcome = match self.connected().await {
                Ok(link) => link.batch(&lock).await,
                Err(error) => Err(error),
            };
            let is_lost = self.link.as_ref().is_none_or(Link::is_lost);
            self.is_down = outcome.is_err() && is_lost;
            match outcome {
                Err(StoreError::Unavailable(_)) if is_lost && Instant::now() < end => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                outcome => return outcome,
            }
        }
    }

    async fn connected(&mut self) -> Result<&mut Link, StoreError> {
        if self.link.as_ref().is_some_and(Link::is_lost) {
            self.link = None;
        }
        match &mut self.link {
            Some(link) => Ok(link),
            none => Ok(none.insert(self.server.connect(self.purpose).await?)),
        }
    }

    fn link(&mut self) -> Result<&mut Link, StoreError> {
        let lost = || StoreError::Unavailable("the connection was lost".to_owned());
        self.link.as_mut().ok_or_else(lost)
    }

    /// From here on, [`take_back`](Self::take_back) can undo what is done.
    pub fn mark(&mut self) {
        if self.mark == Mark::Used {
            self.mark = Mark::Kept;
        }
    }

    /// What is to be sent ahead of a closure's next statement.
    fn ahead(&mut self) -> Option<&'static str> {
        match std::mem::replace(&mut self.mark, Mark::Used) {
            Mark::None => Some("SAVEPOINT work"),
            Mark::Kept => Some("RELEASE work; SAVEPOINT work"),
            Mark::Fresh | Mark::Used => None,
        }
    }

    /// Undoes what was done since the mark.
    pub async fn take_back(&mut self) -> Result<(), StoreError> {
        if self.mark == Mark::Used {
            self.link()?.batch("ROLLBACK TO work").await?;
            self.mark = Mark::Fresh;
        }
        Ok(())
    }

    /// Commits. Where the connection was lost meanwhile, nobody knows whether it did.
    pub async fn commit(&mut self) -> Result<(), StoreError> {
        let sql = match self.mark {
            Mark::None => "COMMIT",
            // COMMIT after a failed statement is a silent ROLLBACK; RELEASE then says so.
            _ => "RELEASE work; COMMIT",
        };
        let link = self.link()?;
        if link.is_lost() {
            return Err(StoreError::Unavailable(
                "the connection was lost".to_owned(),
            ));
        }
        match link.batch(sql).await {
            Err(StoreError::Unavailable(reason)) if link.is_lost() => {
                Err(StoreError::Unknown(reason))
            }
            outcome => outcome,
        }
    }

    /// Undoes the whole transaction, if there is still one.
    pub async fn roll_back(&mut self) {
        if let Some(link) = &mut self.link
            && (link.is_lost() || link.batch("ROLLBACK").await.is_err())
        {
            self.link = None;
        }
    }

    pub async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let ahead = self.ahead();
        self.link()?.execute(ahead, sql, values).await
    }

    pub async fn fetch(
        &mut self,
        sql: &str,
        values: &[Value],
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let ahead = self.ahead();
        self.link()?.fetch(ahead, sql, values, limit).await
    }

    /// Runs a migration's statements, which may take any time.
    pub async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        let ahead = self.ahead().unwrap_or_default();
        let sql = format!(
            "{ahead};
             SET LOCAL statement_timeout = 0;
             {}",
            dialect::translate(sql)
        );
        self.link()?.patiently(&sql).await
    }
}
