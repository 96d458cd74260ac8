//! Mailboxes that offers come by.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use jiff::fmt::serde::unsigned_duration::friendly::compact::required as duration;
use serde::Deserialize;

use super::Secret;
use super::sections::address;

/// A place that mails with offers come to: one of the sections `[mailboxes.NAME.imap]`,
/// `[mailboxes.NAME.folder]` and `[mailboxes.NAME.lmtp]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mailbox {
    /// A mailbox on a server, watched by IMAP over TLS.
    Imap(Imap),
    /// A folder on this machine that somebody puts `.eml` files into.
    Folder(DropFolder),
    /// A port that a mail server on this machine or network delivers to by LMTP.
    Lmtp(Lmtp),
}

/// A mailbox on a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imap {
    /// The name of the server, as its certificate has it.
    pub host: String,
    /// Its port for IMAP over TLS.
    #[serde(default = "imap_port")]
    pub port: u16,
    /// The user to log in as.
    pub username: String,
    /// How to prove to be this user.
    pub login: ImapLogin,
    /// Certificates (PEM) to trust beside those of the system, for a server of one's own.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Of the mails that lay there when it was first watched, those that its server received
    /// before this day are left alone; where no day is given, those older than thirty days. What
    /// comes later is taken whatever its date.
    #[serde(default)]
    pub since: Option<Date>,
    /// The folder that mails arrive in.
    #[serde(default = "inbox")]
    pub inbox: String,
    /// The folder in whose subfolders mails are filed once they are understood.
    #[serde(default = "filed")]
    pub filed: String,
    /// How often to look for new mails where the server does not tell of them.
    #[serde(default = "minute", with = "duration")]
    pub poll: Duration,
}

/// How to prove to be a user of a mail server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImapLogin {
    /// The password itself; `password_file` is the better place.
    Password(Secret),
    /// A file whose first line is the password.
    PasswordFile(PathBuf),
    /// A file whose first line is an OAuth 2 access token, kept fresh by another program.
    TokenFile(PathBuf),
    /// A program with its arguments, whose first line of output is an OAuth 2 access token.
    TokenCommand(Vec<String>),
}

impl ImapLogin {
    /// The file that holds the password or token.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::PasswordFile(file) | Self::TokenFile(file) => Some(file),
            Self::Password(_) | Self::TokenCommand(_) => None,
        }
    }
}

/// Reads a password or token out of the first line of a file.
///
/// # Errors
/// When the file cannot be read.
pub fn first_line(file: &Path) -> io::Result<Secret> {
    let text = std::fs::read_to_string(file)?;
    Ok(Secret::new(text.lines().next().unwrap_or_default()))
}

/// A folder on this machine. Whoever puts a file there writes it under another name and renames
/// it, so that no half of a mail is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropFolder {
    /// The folder; one that is not absolute lies in the data folder.
    pub path: PathBuf,
    /// How often to look for new files.
    #[serde(default = "two_seconds", with = "duration")]
    pub poll: Duration,
}

/// A port for a mail server to deliver to. It asks for no password: let nobody but the mail server
/// reach it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lmtp {
    /// Where to listen; port 0 takes a free one.
    #[serde(deserialize_with = "address")]
    pub addr: SocketAddr,
}

/// What becomes of mails once they were taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mails {
    /// Bytes of one mail; of a longer one only the header is kept.
    pub max_bytes: usize,
    /// Days that the original of a mail is kept, encrypted.
    pub keep_days: u32,
    /// The name under which the receiving mail server records what it found about senders in
    /// `Authentication-Results` (RFC 8601). Where it is empty, no such record is believed.
    pub authserv_id: String,
    /// Documents that are read at once, each in a process of its own.
    pub readers: usize,
}

impl Default for Mails {
    fn default() -> Self {
        Self {
            // What a server with the usual limit of 25 MB lets through, as it is encoded.
            max_bytes: 36 << 20,
            keep_days: 400,
            authserv_id: String::new(),
            readers: 2,
        }
    }
}

impl Mailbox {
    /// Places a relative drop folder inside the data folder.
    pub(super) fn resolve_folder(&mut self, data_dir: &Path) {
        if let Self::Folder(folder) = self {
            folder.path = data_dir.join(&folder.path);
        }
    }
}

fn imap_port() -> u16 {
    993
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn filed() -> String {
    "Relais".to_owned()
}

fn minute() -> Duration {
    Duration::from_mins(1)
}

fn two_seconds() -> Duration {
    Duration::from_secs(2)
}
