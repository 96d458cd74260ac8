//! Starts what the configuration names: mailboxes to watch, ports to listen at, originals to forget.

use std::time::Duration;

use jiff::SignedDuration;
use relais_domain::Error;
use relais_runtime::config::Mailbox;
use relais_runtime::{Config, Lifecycle};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::mailbox::{Collector, DropFolderAt, ImapAt, LmtpDoor, MailboxAt, Mails};

/// How often originals that were kept long enough are looked for.
const FORGET_EVERY: Duration = Duration::from_hours(6);

/// Starts the tasks of all mailboxes.
///
/// # Errors
/// `Unavailable` where a port cannot be bound.
pub(crate) async fn start(
    config: &Config,
    mails: &Mails,
    lifecycle: &Lifecycle,
) -> Result<(), Error> {
    let max_bytes = config.mails.max_bytes;
    for (name, mailbox) in &config.mailboxes {
        let clock = mails.clock().clone();
        let at: Box<dyn MailboxAt> = match mailbox.clone() {
            Mailbox::Imap(imap) => Box::new(ImapAt {
                imap,
                max_bytes,
                clock,
            }),
            Mailbox::Folder(folder) => Box::new(DropFolderAt {
                folder,
                max_bytes,
                clock,
            }),
            Mailbox::Lmtp(lmtp) => {
                let door = LmtpDoor::bind(name.clone(), &lmtp, mails.clone(), max_bytes).await?;
                lifecycle.spawn("intake: take mails by LMTP", door.run(lifecycle.stopping()));
                continue;
            }
        };
        let collector = Collector {
            name: name.clone(),
            at,
            mails: mails.clone(),
        };
        lifecycle.spawn(
            "intake: watch a mailbox",
            collector.run(lifecycle.stopping()),
        );
    }
    if !config.mailboxes.is_empty() {
        let keep = SignedDuration::from_hours(24 * i64::from(config.mails.keep_days));
        let forget = forget(mails.clone(), keep, lifecycle.stopping());
        lifecycle.spawn("intake: forget originals of mails", forget);
    }
    Ok(())
}

/// Forgets originals for ever.
async fn forget(mails: Mails, keep: SignedDuration, stopping: CancellationToken) {
    loop {
        match mails.forget_originals(keep).await {
            Ok(0) => {}
            Ok(count) => info!(count, "originals of mails forgotten"),
            Err(error) => warn!(%error, "originals of mails cannot be forgotten"),
        }
        tokio::select! {
            () = crate::mailbox::sleep(mails.clock(), FORGET_EVERY) => {}
            () = stopping.cancelled() => return,
        }
    }
}
