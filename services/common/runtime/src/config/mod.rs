//! The configuration: a TOML file, environment variables and overrides from the command line, in
//! this order, over defaults that are enough to start with.
//!
//! ```toml
//! data_dir = "/var/lib/relais"
//! roles = ["intake", "relay"]
//!
//! [http]
//! addr = "0.0.0.0:7280"
//! public_url = "https://relais.example"
//!
//! [mail]
//! from_address = "offres@relais.example"
//!
//! [mail.transport.smtp]
//! host = "smtp.example"
//! password_file = "/run/secrets/smtp"
//!
//! [mailboxes.offres.imap]
//! host = "imap.example"
//! username = "offres@relais.example"
//! login = { password_file = "/run/secrets/imap" }
//! ```
//!
//! A variable is the key in capitals, its parts joined by two underscores, after `RELAIS__`:
//! `RELAIS__HTTP__ADDR=0.0.0.0:7280`. Durations are texts with a unit ("20s", "5m").

mod check;
mod events;
mod feeds;
mod layers;
mod load;
mod mail;
mod mailbox;
mod peers;
mod problem;
mod role;
mod secret;
mod sections;
mod store;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact::required as duration;
use serde::Deserialize;

pub use events::{Events, Kafka, KafkaMechanism, KafkaSecurity};
pub use feeds::Feeds;
pub use layers::Origin;
pub use load::Loader;
pub use mail::{Folder, Mail, MailTransport, Smtp, SmtpSecurity};
pub use mailbox::{DropFolder, Imap, ImapLogin, Lmtp, Mailbox, Mails, first_line};
pub use peers::{Addresses, GrpcTls, PeerTls, Peers};
pub use problem::{ConfigError, Problem};
pub use role::{Role, Roles};
pub use secret::Secret;
pub use sections::{Calendar, Grpc, Http, Limits, LogFormat, Matching, Telemetry, Webhooks};
pub use store::{Place, Store, StoreTls};

/// The whole configuration of one process.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where databases, indexes, secrets and outgoing mail of the folder transport are kept.
    pub data_dir: PathBuf,
    /// The keys that instances of one installation share; `secrets.toml` in `data_dir` when it is
    /// not given. It is made where it is missing.
    pub secrets_file: Option<PathBuf>,
    /// The services that this process runs.
    pub roles: Roles,
    /// How long running work may take to end after the first signal to stop.
    #[serde(with = "duration")]
    pub shutdown_grace: Duration,
    /// The door for REST and web pages.
    pub http: Http,
    /// The door for gRPC.
    pub grpc: Grpc,
    /// Where the services are that this process does not run.
    pub peers: Peers,
    /// How much one caller may send at once.
    pub limits: Limits,
    /// Which working time an answer is due in.
    pub calendar: Calendar,
    /// Where state is kept.
    pub store: Store,
    /// Where the event log is.
    pub events: Events,
    /// Outgoing mail.
    pub mail: Mail,
    /// Where mails with offers come in, by a name of one's own.
    pub mailboxes: BTreeMap<String, Mailbox>,
    /// What becomes of mails once they were taken.
    pub mails: Mails,
    /// Outgoing webhooks.
    pub webhooks: Webhooks,
    /// Feeds of offers, in and out.
    pub feeds: Feeds,
    /// Logs, traces and metrics.
    pub telemetry: Telemetry,
    /// Ranking candidates for offers.
    pub matching: Matching,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./relais-data"),
            secrets_file: None,
            roles: Roles::default(),
            shutdown_grace: Duration::from_secs(20),
            http: Http::default(),
            grpc: Grpc::default(),
            peers: Peers::default(),
            limits: Limits::default(),
            calendar: Calendar::default(),
            store: Store::default(),
            events: Events::default(),
            mail: Mail::default(),
            mailboxes: BTreeMap::new(),
            mails: Mails::default(),
            webhooks: Webhooks::default(),
            feeds: Feeds::default(),
            telemetry: Telemetry::default(),
            matching: Matching::default(),
        }
    }
}

impl Config {
    /// Starts to collect the layers of a configuration.
    pub fn loader() -> Loader {
        Loader::default()
    }

    /// Where the keys of the installation are.
    pub fn secrets_path(&self) -> PathBuf {
        let own = || self.data_dir.join(crate::secrets::FILE_NAME);
        self.secrets_file.clone().unwrap_or_else(own)
    }
}

#[cfg(test)]
mod tests;
