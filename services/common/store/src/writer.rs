//! The one writer: it runs the closures that wait, each under its own savepoint, and commits them
//! together.

use std::ops::{Deref, DerefMut};
use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use relais_domain::Error;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{Connection, NewEvent, StoreError, args};

/// How many closures share a commit at most.
const GROUP: usize = 256;

/// A transaction: a connection that can also append events.
pub struct Tx {
    connection: Connection,
    last_offset: Option<i64>,
}

impl Tx {
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            connection,
            last_offset: None,
        }
    }

    /// Appends an event; it becomes visible with the rest of the transaction. Returns its offset.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn append(&mut self, event: NewEvent) -> Result<i64, StoreError> {
        let offset = self.connection.append_event(event).await?;
        self.last_offset = Some(offset);
        Ok(offset)
    }
}

impl Deref for Tx {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// What a write does inside its transaction.
pub type Work<'t, T> = BoxFuture<'t, Result<T, Error>>;

pub(crate) trait Job: Send {
    /// Runs inside the transaction; `false` takes back what it did.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// Hands the outcome to whoever waits, once the commit is known.
    fn settle(self: Box<Self>, committed: Result<(), &StoreError>);
}

pub(crate) struct Pending<F, T> {
    work: Option<F>,
    outcome: Option<Result<T, Error>>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<F, T> Pending<F, T> {
    pub(crate) fn new(work: F, reply: oneshot::Sender<Result<T, Error>>) -> Self {
        Self {
            work: Some(work),
            outcome: None,
            reply,
        }
    }
}

impl<F, T> Job for Pending<F, T>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send,
    T: Send,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        async move {
            let Some(work) = self.work.take() else {
                return false;
            };
            let outcome = AssertUnwindSafe(async { work(tx).await })
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        }
        .boxed()
    }

    fn settle(self: Box<Self>, committed: Result<(), &StoreError>) {
        let outcome = match (self.outcome, committed) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.share().into()),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(Error::internal("a write was not run")),
        };
        // Nobody waits any more where the caller has gone away: the write stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// Runs until every [`Store`](crate::Store) that can send work is gone.
pub(crate) async fn run(
    mut tx: Tx,
    mut queue: mpsc::Receiver<Box<dyn Job>>,
    committed: watch::Sender<i64>,
) {
    let mut waiting: Vec<Box<dyn Job>> = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut waiting, GROUP).await > 0 {
        tx.last_offset = None;
        let outcome = commit_group(&mut tx, &mut waiting).await;
        if let Err(error) = &outcome {
            tracing::warn!(error = %error, writes = waiting.len(), "a group of writes was not committed");
            // A failed COMMIT may leave the transaction open; there is nothing to take back
            // where it does not.
            let _ = tx.execute("ROLLBACK", args![]).await;
        }
        if let (Ok(()), Some(offset)) = (&outcome, tx.last_offset) {
            committed.send_replace(offset);
        }
        for job in waiting.drain(..) {
            job.settle(outcome.as_ref().copied());
        }
    }
}

async fn commit_group(tx: &mut Tx, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    tx.execute("BEGIN IMMEDIATE", args![]).await?;
    for job in jobs {
        let before = tx.last_offset;
        tx.execute("SAVEPOINT work", args![]).await?;
        if !job.run(tx).await {
            tx.execute("ROLLBACK TO work", args![]).await?;
            tx.last_offset = before;
        }
        tx.execute("RELEASE work", args![]).await?;
    }
    tx.execute("COMMIT", args![]).await?;
    Ok(())
}
