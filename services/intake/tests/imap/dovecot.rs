//! A Dovecot of one test, and its mailboxes opened.

#[path = "../../../../tests/src/dovecot.rs"]
mod server;

use std::sync::Arc;

use relais_intake::mailbox::{ImapAt, Mailbox, MailboxAt as _, MailboxError};
use relais_runtime::SystemClock;
use relais_runtime::config::Imap;

pub use server::{Dovecot, deliver};

/// Bytes of one mail.
pub const MAX_BYTES: usize = 1 << 20;

/// Opens a mailbox.
pub async fn open(imap: Imap) -> Result<Box<dyn Mailbox>, MailboxError> {
    let at = ImapAt {
        imap,
        max_bytes: MAX_BYTES,
        clock: Arc::new(SystemClock),
    };
    at.open().await
}

/// Opens a user's mailbox, which lets us in.
pub async fn opened(server: &Dovecot, user: &str) -> Box<dyn Mailbox> {
    open(server.imap(user)).await.expect("the mailbox opens")
}
