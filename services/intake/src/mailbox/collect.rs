//! Watches a mailbox for ever: takes what is new, files what is decided.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::try_join_all;
use relais_domain::Error;
use relais_runtime::SharedClock;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use super::{Fetched, MailKey, Mailbox, MailboxAt, MailboxError, Mails, Taken};

/// The first wait after a failure; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// So many keys are looked up, or mails filed, at once.
const BATCH: usize = 100;

/// Brings the mails of one mailbox in.
pub struct Collector {
    /// The name of the mailbox in the configuration.
    pub name: String,
    /// How to get into it.
    pub at: Box<dyn MailboxAt>,
    /// Where the mails go.
    pub mails: Mails,
}

/// Why a mailbox is left and opened anew.
#[derive(Debug, thiserror::Error)]
enum Interruption {
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    #[error("mails cannot be stored: {0}")]
    Store(#[from] Error),
}

impl Collector {
    /// Runs until `stopping` is cancelled. A failure of whatever kind is logged, waited out and
    /// tried again.
    pub async fn run(self, stopping: CancellationToken) {
        let mut wait = FIRST_WAIT;
        while !stopping.is_cancelled() {
            let Err(interruption) = self.attend(&stopping, &mut wait).await else {
                return;
            };
            let (mailbox, wait_seconds) = (&self.name, wait.as_secs());
            warn!(mailbox, wait_seconds, error = %interruption, "mailbox interrupted");
            let pause = sleep(self.mails.clock(), wait);
            tokio::select! {
                () = pause => {}
                () = stopping.cancelled() => return,
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Opens the mailbox and attends to it until something fails or `stopping` is cancelled.
    async fn attend(
        &self,
        stopping: &CancellationToken,
        wait: &mut Duration,
    ) -> Result<(), Interruption> {
        let mut decisions = self.mails.decisions();
        let mut mailbox = tokio::select! {
            mailbox = self.at.open() => mailbox?,
            () = stopping.cancelled() => return Ok(()),
        };
        let left = match mailbox.mark() {
            Some(mark) => {
                mailbox
                    .leave(&self.mails.past(&self.name, mark).await?)
                    .await?
            }
            None => 0,
        };
        info!(mailbox = self.name, left, "mailbox open");
        while !stopping.is_cancelled() {
            decisions.mark_unchanged();
            self.take_new(&mut *mailbox, stopping).await?;
            self.file_decided(&mut *mailbox).await?;
            // It works again.
            *wait = FIRST_WAIT;
            mailbox.wait(news(&mut decisions, stopping).boxed()).await?;
        }
        Ok(())
    }

    async fn take_new(
        &self,
        mailbox: &mut dyn Mailbox,
        stopping: &CancellationToken,
    ) -> Result<(), Interruption> {
        let keys = mailbox.list().await?;
        for keys in keys.chunks(BATCH) {
            let mut keys = self.mails.unknown(&self.name, keys).await?;
            while !keys.is_empty() && !stopping.is_cancelled() {
                let portion = mailbox.fetch(&keys).await?;
                self.store(portion.mails).await?;
                keys.drain(..portion.asked.clamp(1, keys.len()));
            }
        }
        Ok(())
    }

    /// Stores mails by one commit.
    async fn store(&self, fetched: Vec<(MailKey, Fetched)>) -> Result<(), Error> {
        let taken = fetched
            .iter()
            .map(|(key, mail)| self.mails.take(&self.name, key, mail, false));
        for taken in try_join_all(taken).await? {
            match taken {
                Taken::New(mail) => info!(mailbox = self.name, %mail, "mail taken"),
                Taken::Known => debug!(mailbox = self.name, "mail came again"),
            }
        }
        Ok(())
    }

    async fn file_decided(&self, mailbox: &mut dyn Mailbox) -> Result<(), Interruption> {
        let limit = u32::try_from(BATCH).unwrap_or(u32::MAX);
        let mut after = None;
        loop {
            let decided = self.mails.to_file(&self.name, after, limit).await?;
            let Some((last, ..)) = decided.last() else {
                return Ok(());
            };
            after = Some(*last);
            for (mail, key, shelf) in decided {
                match mailbox.file(&key, shelf).await {
                    Ok(()) => self.mails.set_filed(mail).await?,
                    // The mail is safe with us; it stays where it is until the next round.
                    Err(MailboxError::Refused(why)) => {
                        warn!(mailbox = self.name, %mail, why, "mail cannot be filed");
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
}

/// Ends when mails were decided or everything stops.
async fn news(decisions: &mut watch::Receiver<u64>, stopping: &CancellationToken) {
    tokio::select! {
        changed = decisions.changed() => {
            if changed.is_err() {
                // Nobody is left to decide.
                stopping.cancelled().await;
            }
        }
        () = stopping.cancelled() => {}
    }
}

/// Ends after this long by the given clock.
pub(crate) async fn sleep(clock: &SharedClock, wait: Duration) {
    let wait = jiff::SignedDuration::try_from(wait).unwrap_or(jiff::SignedDuration::MAX);
    let until = clock
        .now()
        .saturating_add(wait)
        .unwrap_or(jiff::Timestamp::MAX);
    clock.sleep_until(until).await;
}
