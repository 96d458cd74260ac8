//! Decides what each mail is: offers, a reply, nothing, or something for a person.
//!
//! A mail that was taken waits until it is read here. What follows from it in this service is
//! written together with the decision; what follows in the relay is asked for before, by calls
//! that may be repeated. A crash between two steps therefore repeats nothing that anybody sees,
//! and a mail that cannot be decided on now is tried again.

mod attachments;
mod contents;
mod correction;
mod judge;
mod offers;
mod reason;
mod reply;
mod sender;
mod understood;

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use relais_documents::Confined;
use relais_domain::{Error, ErrorCode};
use relais_proto::relay::threads_client::ThreadsClient;
use relais_runtime::peer::Peer;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::Intake;
use crate::mailbox::{Mail, Mails, Outcome, sleep};

pub(crate) use judge::words;
pub(crate) use sender::{Sender, employer_of};

/// Mails that are decided on at once.
const AT_ONCE: usize = 4;
/// Mails that are looked up at once.
const BATCH: u32 = 100;
/// How long to wait before mails that could not be decided on are tried again, and after which
/// those are found that another process has taken.
const AGAIN: Duration = Duration::from_secs(15);

/// Decides on mails. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Decider {
    intake: Intake,
    threads: ThreadsClient<Peer>,
    documents: Arc<Confined>,
}

impl Decider {
    /// Joins replies to their cases by way of `relay`, and reads documents by `documents`.
    pub fn new(intake: Intake, relay: Peer, documents: Arc<Confined>) -> Self {
        Self {
            intake,
            threads: ThreadsClient::new(relay),
            documents,
        }
    }

    fn mails(&self) -> &Mails {
        self.intake.mails()
    }

    /// Runs until `stopping` is cancelled.
    pub async fn run(self, stopping: CancellationToken) {
        let mut arrivals = self.mails().arrivals();
        loop {
            arrivals.mark_unchanged();
            if let Err(error) = self.sweep(&stopping).await {
                warn!(%error, "mails cannot be looked up");
            }
            tokio::select! {
                changed = arrivals.changed() => if changed.is_err() { return },
                () = sleep(self.mails().clock(), AGAIN) => {}
                () = stopping.cancelled() => return,
            }
        }
    }

    /// Decides on every mail that waits. One that cannot be decided on now holds up no other.
    async fn sweep(&self, stopping: &CancellationToken) -> Result<(), Error> {
        let mut after = None;
        loop {
            let waiting = self.mails().waiting(after, BATCH).await?;
            let Some(last) = waiting.last() else {
                return Ok(());
            };
            after = Some(last.id);
            let decisions = waiting.into_iter().map(|mail| async move {
                if !stopping.is_cancelled() {
                    self.decide(&mail).await;
                }
            });
            let mut decisions = futures::stream::iter(decisions).buffer_unordered(AT_ONCE);
            while decisions.next().await.is_some() {}
        }
    }

    /// Decides on one mail, unless something is in the way that may pass.
    async fn decide(&self, mail: &Mail) {
        let decided = match self.judge(mail).await {
            Err(error) if !may_pass(&error) => {
                log_fault(mail, &error);
                let fault = Outcome::Attention(reason::FAULT.to_owned());
                self.note(mail, fault).await
            }
            decided => decided,
        };
        if let Err(error) = decided {
            warn!(mail = %mail.id, %error, "mail is decided on later");
        }
    }

    /// Writes down what a mail is, where nothing else follows from it.
    async fn note(&self, mail: &Mail, outcome: Outcome) -> Result<(), Error> {
        let (id, told) = (mail.id, outcome.clone());
        let write = self
            .intake
            .inner
            .store
            .write(move |tx| Box::pin(async move { Mails::decide(tx, id, &outcome).await }));
        if write.await? {
            self.announce(mail, &told);
        }
        Ok(())
    }

    /// Tells those who file mails, and the log.
    fn announce(&self, mail: &Mail, outcome: &Outcome) {
        let (state, reason) = outcome.state();
        info!(mail = %mail.id, state, reason, "mail decided on");
        self.mails().announce();
    }
}

/// Whether trying again later may help.
fn may_pass(error: &Error) -> bool {
    matches!(
        error.code(),
        ErrorCode::Unavailable
            | ErrorCode::StorageFull
            | ErrorCode::Exhausted
            | ErrorCode::Conflict
    )
}

fn log_fault(mail: &Mail, error: &Error) {
    let source = std::error::Error::source(error);
    error!(mail = %mail.id, %error, source, "mail cannot be decided on");
}
