//! The parent: starts the child, waits for so long, and makes sense of how it ended.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use thiserror::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::child::COMMAND;
use super::wire::{Answer, Head, max_answer_bytes};
use crate::document::{Bound, Document, Unreadable};
use crate::kind::Hint;
use crate::limits::Limits;

/// Reads documents in child processes, a few at a time.
#[derive(Debug)]
pub struct Confined {
    exe: PathBuf,
    limits: Limits,
    permits: Semaphore,
}

/// Why a document was not read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It cannot be: the sender has to send another.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The machine could not do it. Later it may.
    #[error("the reader of documents could not be run: {0}")]
    Machine(#[from] std::io::Error),
    /// The child said something that only a bug of ours explains.
    #[error("the reader of documents {0}")]
    Bug(&'static str),
}

impl Confined {
    /// Reads by `exe`, a binary that calls [`answer`](super::answer) where
    /// [`is_asked`](super::is_asked) says so, in at most so many processes at once.
    pub fn new(exe: PathBuf, limits: Limits, at_once: usize) -> Self {
        Self {
            exe,
            limits,
            permits: Semaphore::new(at_once.max(1)),
        }
    }

    /// Reads a document. Waits while as many as may are being read; the child is killed when the
    /// future is dropped.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn read(&self, bytes: &[u8], hint: &Hint) -> Result<Document, ReadError> {
        if bytes.len() > self.limits.bytes {
            return Err(Unreadable::TooLarge(Bound::Bytes).into());
        }
        let permit = self.permits.acquire().await;
        let _permit = permit.map_err(|_| ReadError::Bug("was closed"))?;
        let mut child = self.start()?;
        let time = Duration::from_secs(self.limits.wall_seconds);
        let Ok(ended) = timeout(time, self.converse(&mut child, bytes, hint)).await else {
            child.kill().await?;
            return Err(Unreadable::TooLarge(Bound::Time).into());
        };
        let (status, answer) = ended?;
        if !status.success() {
            return Err(why(status));
        }
        let answer: Answer = serde_json::from_slice(&answer)
            .map_err(|_| ReadError::Bug("answered in an unknown form"))?;
        Ok(answer?)
    }

    /// Starts a child that inherits nothing: no variables (there may be secrets in them), no
    /// folder, no files.
    fn start(&self) -> std::io::Result<Child> {
        Command::new(&self.exe)
            .arg(COMMAND)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }

    /// Gives the child the document and takes its answer, both at once.
    async fn converse(
        &self,
        child: &mut Child,
        bytes: &[u8],
        hint: &Hint,
    ) -> Result<(ExitStatus, Vec<u8>), ReadError> {
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ReadError::Bug("has no pipes"));
        };
        let head = Head {
            hint: hint.clone(),
            limits: self.limits,
        };
        let head = head
            .line()
            .map_err(|_| ReadError::Bug("could not be asked"))?;
        let give = async move {
            stdin.write_all(&head).await?;
            stdin.write_all(bytes).await?;
            stdin.shutdown().await
        };
        let take = async {
            let mut answer = Vec::new();
            let mut stdout = stdout.take(max_answer_bytes(&self.limits));
            stdout.read_to_end(&mut answer).await.map(|_| answer)
        };
        // A child that ended early does not take all of the document; how it ended says why.
        let (_, answer) = tokio::join!(give, take);
        Ok((child.wait().await?, answer?))
    }
}

/// What the way in which a child ended says about the document.
fn why(status: ExitStatus) -> ReadError {
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    let is = |wanted: Signal| signal == Some(wanted.as_raw());
    let unreadable = if is(Signal::XCPU) || is(Signal::KILL) {
        Unreadable::TooLarge(Bound::Time)
    } else if is(Signal::ABORT) || is(Signal::SEGV) || is(Signal::BUS) {
        // What an allocation that fails, or a stack that is full, ends in.
        Unreadable::TooLarge(Bound::Memory)
    } else if status.code() == Some(PANICKED) {
        Unreadable::broken("the reader gave up on it")
    } else {
        return ReadError::Bug("did not understand what it was asked");
    };
    unreadable.into()
}

/// The exit code of a Rust program that panicked.
const PANICKED: i32 = 101;
