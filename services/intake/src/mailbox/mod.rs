//! Mailboxes: how mails come in and where they end up. What a mail means is not decided here.
//!
//! A mail is first taken into the table of mails, where it is durable; then it is understood; last
//! it is filed on its server. Each step can be done again: a mail that was taken is known by its
//! key, one that comes again under another key is known by what its sender wrote, and filing a
//! mail that was filed does nothing.

mod collect;
mod drop_folder;
mod fingerprint;
mod imap;
mod lmtp;
mod mails;
mod sealed;

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

pub use collect::Collector;
pub(crate) use collect::sleep;
pub use drop_folder::DropFolderAt;
pub use imap::ImapAt;
pub use lmtp::LmtpDoor;
pub use mails::{Mail, Mails, Outcome, Taken};
pub use sealed::{Sealer, Unsealable};

/// Names a mail within its mailbox for good: by IMAP the folder's validity and the mail's number,
/// in a folder the file's name and digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailKey(pub String);

/// A mail as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its bytes as RFC 5322 has them; the header only where the mail is too large.
    pub bytes: Vec<u8>,
    /// How many bytes all of it has, where that is more than was fetched.
    pub too_large: Option<u64>,
    /// When its server received it, where the server tells.
    pub received_at: Option<Timestamp>,
}

/// Mails that were fetched together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Portion {
    /// How many of the first keys were looked at.
    pub asked: usize,
    /// The mails of these that are still there.
    pub mails: Vec<(MailKey, Fetched)>,
}

/// So many mails, and so many bytes of them, are fetched and stored together: however many lie
/// there, no more than these are in memory. A mail that is larger comes alone.
const TOGETHER: usize = 32;
const TOGETHER_BYTES: u64 = 1 << 20;

/// Where understood mails are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// Mails with an offer.
    Offers,
    /// Answers to our mails.
    Replies,
    /// Auto-replies, newsletters, duplicates.
    Ignored,
    /// Mails that a person has to look at.
    Attention,
}

impl Shelf {
    /// The name of the folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offers => "offers",
            Self::Replies => "replies",
            Self::Ignored => "ignored",
            Self::Attention => "attention",
        }
    }
}

/// What lay in a mailbox before it was watched: others may have used it for years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Of what lay there, mails that were received before this day are left alone.
    pub before: Date,
    /// By what the mailbox tells what lay there from what came later.
    pub mark: String,
}

/// An open mailbox.
#[async_trait]
pub trait Mailbox: Send {
    /// The mark of this moment; `None` where all that lies there was put there for us.
    fn mark(&self) -> Option<String> {
        None
    }

    /// From now on leaves what is past alone. Says how many mails that are.
    async fn leave(&mut self, past: &Past) -> Result<usize, MailboxError>;

    /// The mails that lie in it, are not filed and not left alone, in the order in which they came.
    async fn list(&mut self) -> Result<Vec<MailKey>, MailboxError>;

    /// As many of the first of these as are worth fetching together, at least one.
    async fn fetch(&mut self, keys: &[&MailKey]) -> Result<Portion, MailboxError>;

    /// Moves one to its shelf, which is made where it is missing. Does nothing where the mail is
    /// no longer there.
    async fn file(&mut self, key: &MailKey, shelf: Shelf) -> Result<(), MailboxError>;

    /// Ends when there may be news, or when `interrupt` does.
    async fn wait(&mut self, interrupt: BoxFuture<'_, ()>) -> Result<(), MailboxError>;
}

/// Where a mailbox is, and how to get into it.
#[async_trait]
pub trait MailboxAt: Send + Sync {
    /// Opens it.
    async fn open(&self) -> Result<Box<dyn Mailbox>, MailboxError>;
}

/// Why something could not be done in a mailbox.
#[derive(Debug, Error)]
pub enum MailboxError {
    /// The connection or the disk failed; trying again later may help.
    #[error("mailbox unreachable: {0}")]
    Lost(String),
    /// The server does not let us in, or is not who it should be. A person has to mend it.
    #[error("mailbox closed to us: {0}")]
    Denied(String),
    /// The server refuses this one thing, as where a quota is full.
    #[error("mailbox refused: {0}")]
    Refused(String),
}

impl MailboxError {
    /// A failure that may pass.
    fn lost(why: impl std::fmt::Display) -> Self {
        Self::Lost(why.to_string())
    }
}
