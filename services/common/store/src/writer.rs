//! The one writer: it runs the closures that wait, each under its own savepoint, and commits them
//! together.

use std::ops::{Deref, DerefMut, RangeInclusive};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use relais_domain::{Error, ErrorCode};
use tokio::sync::{Notify, oneshot, watch};
use tracing::{Instrument as _, Span};

use crate::lanes::{Group, Lanes};
use crate::{Connection, Heads, NewEvent, StoreError, Topic, sqlite};

/// A transaction: a connection that can also append events.
pub struct Tx {
    connection: Connection,
    /// Topic and offset of each event that waits for the commit.
    appended: Vec<(&'static str, i64)>,
}

impl Tx {
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            connection,
            appended: Vec::new(),
        }
    }

    /// Appends an event; it becomes visible with the rest of the transaction. Returns its offset.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn append(&mut self, event: NewEvent) -> Result<i64, StoreError> {
        let topic = event.topic.name;
        let offset = self.connection.append_event(event).await?;
        self.appended.push((topic, offset));
        Ok(offset)
    }

    /// Appends the event of a stream of a compacted topic once more, after all others, where its
    /// `seq` is one of `seqs`; `Ok(false)`: it is not.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn append_again(
        &mut self,
        topic: Topic,
        stream: &str,
        seqs: RangeInclusive<i64>,
    ) -> Result<bool, StoreError> {
        let again = self.connection.append_event_again(topic.name, stream, seqs);
        let again = again.await?;
        self.appended
            .extend(again.map(|offset| (topic.name, offset)));
        Ok(again.is_some())
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
    /// Runs inside the transaction; a failure takes back what it did.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<(), ErrorCode>>;
    /// Hands the outcome to whoever waits, once the commit is known.
    fn settle(self: Box<Self>, committed: Result<(), &StoreError>);
}

pub(crate) struct Pending<F, T> {
    work: Option<F>,
    /// That of the caller, whose trace goes on on the writer's thread.
    span: Span,
    outcome: Option<Result<T, Error>>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<F, T> Pending<F, T> {
    pub(crate) fn new(work: F, reply: oneshot::Sender<Result<T, Error>>) -> Self {
        Self {
            work: Some(work),
            span: Span::current(),
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
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<(), ErrorCode>> {
        async move {
            let Some(work) = self.work.take() else {
                return Err(ErrorCode::Internal);
            };
            let work = async { work(tx).await }.instrument(self.span.clone());
            let outcome = AssertUnwindSafe(work)
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
            let outcome = match outcome {
                Ok(_) if tx.has_failed() => Err(Error::internal(
                    "a write went on after one of its statements had failed",
                )),
                outcome => outcome,
            };
            let kept = outcome.as_ref().map(|_| ()).map_err(Error::code);
            self.outcome = Some(outcome);
            kept
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

/// What the writer shares with the rest of the store.
pub(crate) struct Signals {
    /// Told after every commit.
    pub committed: watch::Sender<Heads>,
    /// Tells the writer to finish what waits and to take no more.
    pub stop: Arc<Notify>,
    /// The file of the embedded database's write-ahead log.
    pub log: Option<PathBuf>,
}

/// Begins to take work, on a thread of its own: its statements run where it stands, so nobody
/// else's turn is taken while the disk is waited for. What it returns turns to `true` once the
/// database is closed.
pub(crate) fn spawn(
    tx: Tx,
    lanes: Lanes,
    signals: Signals,
) -> Result<watch::Receiver<bool>, StoreError> {
    let (sender, ended) = watch::channel(false);
    // A session with a server is driven by this thread too, so that an answer wakes nobody else.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    std::thread::Builder::new()
        .name("store-writer".to_owned())
        .spawn(move || {
            runtime.block_on(run(tx, lanes, signals));
            sender.send_replace(true);
        })
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(ended)
}

/// Runs until told to stop, or until every [`Store`](crate::Store) that can send work is gone.
async fn run(mut tx: Tx, mut lanes: Lanes, signals: Signals) {
    let longest = tx.group();
    let mut most = longest;
    let mut limit = sqlite::LONGEST_LOG;
    loop {
        tokio::select! {
            more = lanes.wait() => if !more { return },
            () = signals.stop.notified() => {
                lanes.close();
                continue;
            }
        }
        let mut group = lanes.group(most);
        let (ran, outcome) = commit_group(&mut tx, &mut group).await;
        // On a full disk each write stands alone, so that one which makes room gets through.
        most = match outcome {
            Err(StoreError::Full) => 1,
            _ => (most * 2).min(longest),
        };
        match &outcome {
            Ok(()) => signals.committed.send_modify(|heads| {
                heads.raise(&tx.appended);
            }),
            Err(error) => {
                tracing::warn!(error = %error, writes = ran, "writes were not committed");
            }
        }
        lanes.settle(group, ran, outcome.as_ref().copied());
        let Some(log) = &signals.log else { continue };
        let length = std::fs::metadata(log).map_or(0, |log| log.len());
        if length > limit {
            let cut = sqlite::cut_log(&mut tx).await;
            limit = sqlite::LONGEST_LOG + if cut { 0 } else { length };
        }
    }
}

/// Runs the jobs of a group in one transaction and commits it. Tells how many of them the outcome
/// is for: those that ran, or all where no transaction was to be had.
async fn commit_group(tx: &mut Tx, group: &mut Group) -> (usize, Result<(), StoreError>) {
    tx.appended.clear();
    let mut ran = 0;
    let outcome = run_group(tx, group, &mut ran).await;
    if outcome.is_err() {
        tx.roll_back().await;
    }
    let covered = if ran > 0 { ran } else { group.jobs.len() };
    (covered, outcome)
}

async fn run_group(tx: &mut Tx, group: &mut Group, ran: &mut usize) -> Result<(), StoreError> {
    tx.begin().await?;
    let began = Instant::now();
    for job in &mut group.jobs {
        let before = tx.appended.len();
        tx.mark().await?;
        let kept = job.run(tx).await;
        *ran += 1;
        match kept {
            Ok(()) => tx.keep().await?,
            // SQLite takes the whole transaction back when the disk is full.
            Err(ErrorCode::StorageFull) => return Err(StoreError::Full),
            Err(_) => {
                tx.take_back().await?;
                tx.appended.truncate(before);
            }
        }
        if group.turn.is_some_and(|turn| began.elapsed() >= turn) {
            break;
        }
    }
    tx.commit().await
}
