//! Starting and stopping: named tasks, one soft and one hard stop, nothing half alive.
//!
//! A soft stop asks every task to end and waits for the grace period; a hard stop drops what still
//! runs. A task that fails or panics stops the whole process softly, with a failing exit code, so
//! that whoever supervises the process starts it again.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use tokio::runtime::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::background::Background;

/// Anything that ends a task.
pub type TaskError = Box<dyn Error + Send + Sync>;

/// What a task may end with: nothing, or a result.
pub trait TaskOutcome {
    /// The outcome as a result.
    ///
    /// # Errors
    /// When the task failed.
    fn into_result(self) -> Result<(), TaskError>;
}

impl TaskOutcome for () {
    fn into_result(self) -> Result<(), TaskError> {
        Ok(())
    }
}

impl<E: Into<TaskError>> TaskOutcome for Result<(), E> {
    fn into_result(self) -> Result<(), TaskError> {
        self.map_err(Into::into)
    }
}

/// The tasks of a process and the two stops. Clones share them.
#[derive(Debug, Clone)]
pub struct Lifecycle {
    soft: CancellationToken,
    hard: CancellationToken,
    tasks: TaskTracker,
    failed: Arc<AtomicBool>,
    grace: Duration,
    background: Option<Arc<Background>>,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything that ran has ended by itself.
    Clean,
    /// A task failed or panicked.
    Failed,
    /// Some tasks were dropped: the grace period ran out or a second signal came.
    Forced,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::SUCCESS,
            Exit::Failed | Exit::Forced => Self::FAILURE,
        }
    }
}

impl Lifecycle {
    /// No tasks yet. `grace` is how long they may take to end after a soft stop.
    pub fn new(grace: Duration) -> Self {
        Self {
            soft: CancellationToken::new(),
            hard: CancellationToken::new(),
            tasks: TaskTracker::new(),
            failed: Arc::default(),
            grace,
            background: None,
        }
    }

    /// The same, with threads of their own for [`spawn_behind`](Self::spawn_behind). They last as
    /// long as the last clone.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn with_background(grace: Duration) -> std::io::Result<Self> {
        Ok(Self {
            background: Some(Arc::new(Background::start()?)),
            ..Self::new(grace)
        })
    }

    /// Cancelled at the soft stop: finish what is begun, begin nothing new, and return.
    pub fn stopping(&self) -> CancellationToken {
        self.soft.clone()
    }

    /// Begins the soft stop.
    pub fn stop(&self) {
        self.soft.cancel();
    }

    /// Runs a task. When it ends with an error or panics, this is logged and the process stops; a
    /// task that has done its work simply ends.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        self.tasks.spawn(self.clone().watch(name, task));
    }

    /// Runs a task that nobody waits for: it gets what the others leave of the processor.
    pub fn spawn_behind<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        let task = self.clone().watch(name, task);
        self.tasks.spawn_on(task, &self.behind());
    }

    /// Where that which nobody waits for runs; threads that are started there are like it.
    pub fn behind(&self) -> Handle {
        let handle = self.background.as_deref().and_then(Background::handle);
        handle.cloned().unwrap_or_else(Handle::current)
    }

    // No span around it: what a task does in its lifetime is not one trace.
    async fn watch<F>(self, name: &'static str, task: F)
    where
        F: Future<Output: TaskOutcome> + Send + 'static,
    {
        let outcome = tokio::select! {
            outcome = AssertUnwindSafe(task).catch_unwind() => outcome,
            () = self.hard.cancelled() => return,
        };
        match outcome.map(TaskOutcome::into_result) {
            Ok(Ok(())) => return,
            Ok(Err(error)) => {
                error!(task = name, error = %Chain(error.as_ref()), "task failed");
            }
            Err(panic) => error!(task = name, panic = panic_message(panic), "task panicked"),
        }
        self.failed.store(true, Ordering::Release);
        self.stop();
    }

    /// Waits for SIGTERM, SIGINT or a failed task, then drains. A second signal ends at once.
    ///
    /// # Errors
    /// When the system does not let us listen to signals.
    pub async fn run(self) -> std::io::Result<Exit> {
        let mut signals = Signals::listen()?;
        Ok(self.run_until(async || signals.next().await).await)
    }

    /// Like [`run`](Self::run), with the signals given by the caller: each call of `next_signal`
    /// ends with the name of the next one.
    pub async fn run_until(self, mut next_signal: impl AsyncFnMut() -> &'static str) -> Exit {
        tokio::select! {
            signal = next_signal() => info!(signal, "stopping"),
            () = self.soft.cancelled() => info!("stopping"),
        }
        self.soft.cancel();
        self.tasks.close();
        let drained = tokio::select! {
            () = self.tasks.wait() => true,
            signal = next_signal() => {
                warn!(signal, "second signal: dropping what still runs");
                false
            }
            () = tokio::time::sleep(self.grace) => {
                warn!(grace_seconds = self.grace.as_secs(), "grace period over: dropping what still runs");
                false
            }
        };
        self.hard.cancel();
        if self.failed.load(Ordering::Acquire) {
            Exit::Failed
        } else if drained {
            Exit::Clean
        } else {
            Exit::Forced
        }
    }
}

/// The signals that ask a process to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// An error with everything that caused it, on one line.
pub(crate) struct Chain<'a>(pub(crate) &'a (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

/// The text of a panic, where it has one.
pub(crate) fn panic_message(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast::<String>().map(|text| *text);
    text.or_else(|panic| panic.downcast::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|_| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_hours(1);

    async fn no_signal() -> &'static str {
        std::future::pending().await
    }

    #[tokio::test]
    async fn a_signal_lets_tasks_finish_and_ends_cleanly() {
        let lifecycle = Lifecycle::new(LONG);
        let stopping = lifecycle.stopping();
        lifecycle.spawn("worker", async move {
            stopping.cancelled().await;
        });
        let mut signals = vec!["SIGTERM"];
        let exit = lifecycle
            .run_until(async || match signals.pop() {
                Some(signal) => signal,
                None => no_signal().await,
            })
            .await;
        assert_eq!(exit, Exit::Clean);
    }

    #[tokio::test]
    async fn a_failing_task_takes_the_process_down() {
        let lifecycle = Lifecycle::new(LONG);
        let stopping = lifecycle.stopping();
        lifecycle.spawn("healthy", async move {
            stopping.cancelled().await;
        });
        lifecycle.spawn("broken", async { Err("the disk is on fire") });
        assert_eq!(lifecycle.run_until(no_signal).await, Exit::Failed);
    }

    #[tokio::test]
    async fn a_panicking_task_takes_the_process_down() {
        let lifecycle = Lifecycle::new(LONG);
        lifecycle.spawn("broken", async {
            assert!(std::hint::black_box(false), "a bug");
        });
        assert_eq!(lifecycle.run_until(no_signal).await, Exit::Failed);
    }

    #[tokio::test]
    async fn what_runs_in_the_background_is_stopped_and_watched_like_the_rest() {
        let lifecycle = Lifecycle::with_background(LONG).expect("threads");
        let stopping = lifecycle.stopping();
        lifecycle.spawn_behind("healthy", async move {
            stopping.cancelled().await;
        });
        lifecycle.spawn_behind("broken", async { Err("the disk is on fire") });
        assert_eq!(lifecycle.run_until(no_signal).await, Exit::Failed);
    }

    #[tokio::test]
    async fn a_second_signal_drops_what_still_runs() {
        let lifecycle = Lifecycle::new(LONG);
        lifecycle.spawn("stubborn", std::future::pending::<()>());
        let tasks = lifecycle.tasks.clone();
        assert_eq!(lifecycle.run_until(async || "SIGINT").await, Exit::Forced);
        tasks.wait().await;
    }

    #[tokio::test]
    async fn a_task_that_outlasts_the_grace_period_is_dropped() {
        let lifecycle = Lifecycle::new(Duration::ZERO);
        lifecycle.spawn("stubborn", std::future::pending::<()>());
        lifecycle.stop();
        assert_eq!(lifecycle.run_until(no_signal).await, Exit::Forced);
    }

    #[tokio::test]
    async fn a_task_that_has_done_its_work_does_not_stop_the_others() {
        let lifecycle = Lifecycle::new(LONG);
        lifecycle.spawn("once", async { Ok::<(), std::io::Error>(()) });
        lifecycle.tasks.close();
        lifecycle.tasks.wait().await;
        assert!(!lifecycle.stopping().is_cancelled());
    }

    #[test]
    fn an_error_is_logged_with_everything_that_caused_it() {
        let error = relais_domain::Error::unavailable("profiles does not answer")
            .with_source("connection refused");
        assert_eq!(
            Chain(&error).to_string(),
            "profiles does not answer: connection refused"
        );
    }
}
