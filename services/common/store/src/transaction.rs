//! The writer's transaction: it is begun and ended on its own connection; readers have none.

use crate::connection::Engine;
use crate::{Connection, StoreError, postgres, sqlite};

impl Connection {
    /// How many closures share a commit at most.
    pub(crate) fn group(&self) -> usize {
        match &self.engine {
            Engine::Session(_) => postgres::GROUP,
            _ => sqlite::GROUP,
        }
    }

    /// Begins a transaction that no other writes beside.
    pub(crate) async fn begin(&mut self) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Session(session) => session.begin().await,
            _ => self.done("BEGIN IMMEDIATE").await,
        }
    }

    /// Sets the mark to which [`take_back`](Self::take_back) goes back.
    pub(crate) async fn mark(&mut self) -> Result<(), StoreError> {
        self.failed = false;
        match &mut self.engine {
            Engine::Session(session) => {
                session.mark();
                Ok(())
            }
            _ => self.done("SAVEPOINT work").await,
        }
    }

    /// Whether a statement has failed since the mark. Then the server has given the rest up, so
    /// nothing of it can be kept on either engine.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Keeps what was done since the mark.
    pub(crate) async fn keep(&mut self) -> Result<(), StoreError> {
        match &mut self.engine {
            // It goes out with the next statement.
            Engine::Session(_) => Ok(()),
            _ => self.done("RELEASE work").await,
        }
    }

    /// Undoes what was done since the mark.
    pub(crate) async fn take_back(&mut self) -> Result<(), StoreError> {
        if let Engine::Session(session) = &mut self.engine {
            return session.take_back().await;
        }
        self.done("ROLLBACK TO work").await?;
        self.done("RELEASE work").await
    }

    /// Makes the transaction durable.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Session(session) => session.commit().await,
            _ => self.done("COMMIT").await,
        }
    }

    /// Undoes the transaction, if it is still open.
    pub(crate) async fn roll_back(&mut self) {
        match &mut self.engine {
            Engine::Session(session) => session.roll_back().await,
            // A failed COMMIT may leave it open; there is nothing to undo where it does not.
            _ => drop(self.done("ROLLBACK").await),
        }
    }

    async fn done(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.execute(sql, Vec::new()).await.map(|_| ())
    }
}
