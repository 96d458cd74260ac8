//! `relais admin`: employers, organisations, people, candidates, messages, feeds.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use relais_domain::ids::{CandidateId, EmployerId, FeedId, MessageId, OrganisationId, WorkerId};

use super::{Format, Site};

/// Employers, organisations, people, candidates, messages.
#[derive(Debug, Args)]
pub struct Admin {
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// What to do.
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// The things that an administrator does.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Firms that send offers.
    #[command(subcommand)]
    Employer(EmployerCommand),
    /// Insertion and integration organisations.
    #[command(subcommand)]
    Organisation(OrganisationCommand),
    /// People of an organisation, who accompany its candidates.
    #[command(subcommand)]
    Worker(WorkerCommand),
    /// Single points of contact, who answer employers.
    #[command(subcommand)]
    Spoc(PersonCommand),
    /// People who follow the figures.
    #[command(subcommand)]
    Coordinator(PersonCommand),
    /// New and ended keys of workers, SPOCs and coordinators.
    #[command(subcommand)]
    Key(KeyCommand),
    /// People who look for work.
    #[command(subcommand)]
    Candidates(CandidatesCommand),
    /// Outgoing mails and webhooks.
    #[command(subcommand)]
    Messages(MessagesCommand),
    /// Feeds of employers' offers, pulled at a schedule.
    #[command(subcommand)]
    Feed(FeedCommand),
}

/// Employers.
#[derive(Debug, Subcommand)]
pub enum EmployerCommand {
    /// Add an employer and print its API key, this once.
    Add {
        /// Its name.
        name: String,
        /// Where acknowledgements and answers go.
        #[arg(long)]
        email: String,
        /// The language to write in: fr, en, nl or de.
        #[arg(long, default_value = "fr")]
        language: String,
        /// Number in the register of enterprises (BCE/KBO).
        #[arg(long, default_value = "")]
        bce: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Say that an employer who wrote by mail is one.
    Confirm {
        /// The employer.
        id: EmployerId,
        /// The name of the firm [default: as it wrote itself].
        #[arg(long, default_value = "")]
        name: String,
    },
    /// List employers.
    List {
        /// Only those who are still to be confirmed.
        #[arg(long)]
        unconfirmed: bool,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Make a new API key; the old ones end.
    RotateKey {
        /// The employer.
        id: EmployerId,
        /// Seconds for which the old keys still work.
        #[arg(long, default_value_t = 0)]
        grace_seconds: u32,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// End all keys of an employer.
    RevokeKeys {
        /// The employer.
        id: EmployerId,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Send webhooks to a URL and print the secret that signs them, this once.
    Webhook {
        /// The employer.
        id: EmployerId,
        /// Where to; an empty text ends webhooks.
        url: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// Organisations.
#[derive(Debug, Subcommand)]
pub enum OrganisationCommand {
    /// Add an organisation.
    Add {
        /// Its name.
        name: String,
        /// Where offers are diffused to.
        #[arg(long)]
        email: String,
        /// The language to write in: fr, en, nl or de.
        #[arg(long, default_value = "fr")]
        language: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// List organisations.
    List {
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// Workers.
#[derive(Debug, Subcommand)]
pub enum WorkerCommand {
    /// Add a worker and print their key, this once.
    Add {
        /// Their name.
        name: String,
        /// Their address.
        #[arg(long)]
        email: String,
        /// Their organisation.
        #[arg(long)]
        organisation: OrganisationId,
        /// The language to write in: fr, en, nl or de.
        #[arg(long, default_value = "fr")]
        language: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// List workers, SPOCs and coordinators.
    List {
        /// Of this organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// SPOCs and coordinators.
#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Add a person and print their key, this once.
    Add {
        /// Their name.
        name: String,
        /// Their address.
        #[arg(long)]
        email: String,
        /// The language to write in: fr, en, nl or de.
        #[arg(long, default_value = "fr")]
        language: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// Keys of people.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a new key for a worker, SPOC or coordinator; the old ones end.
    Rotate {
        /// The person.
        id: WorkerId,
        /// Seconds for which the old keys still work.
        #[arg(long, default_value_t = 0)]
        grace_seconds: u32,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// End all keys of a worker, SPOC or coordinator.
    Revoke {
        /// The person.
        id: WorkerId,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// Candidates.
#[derive(Debug, Subcommand)]
pub enum CandidatesCommand {
    /// Import candidates from CSV: good lines go in, bad ones are listed with line, column, reason.
    Import {
        /// The file.
        file: PathBuf,
        /// Their organisation.
        #[arg(long)]
        organisation: OrganisationId,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Print a CSV template with every column and one example line.
    Template,
    /// Erase a person everywhere, and print where was looked and what is left: nothing.
    Erase {
        /// The candidate.
        id: CandidateId,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// Outgoing messages.
#[derive(Debug, Subcommand)]
pub enum MessagesCommand {
    /// The messages of an offer.
    List {
        /// The offer's id.
        offer: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Messages that were given up after all attempts.
    Dead {
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Send messages that were given up again: the ones named, or all.
    Replay {
        /// Which.
        ids: Vec<MessageId>,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// Feeds.
#[derive(Debug, Subcommand)]
pub enum FeedCommand {
    /// Add a feed; it is pulled at once, and then at its schedule.
    Add {
        /// Where it is.
        url: String,
        /// The employer whose offers it has.
        #[arg(long)]
        employer: EmployerId,
        /// auto, csv, xml, jsonld or html.
        #[arg(long, default_value = "auto")]
        format: String,
        /// Time between pulls, 15m to 7d.
        #[arg(long, default_value = "1h", value_parser = duration)]
        every: Duration,
        /// The source of its identifiers; feeds of one employer that number alike need two.
        #[arg(long, default_value = "")]
        source: String,
        /// How to print.
        #[command(flatten)]
        output: Format,
    },
    /// List feeds.
    List {
        /// Of this employer only.
        #[arg(long)]
        employer: Option<EmployerId>,
        /// How to print.
        #[command(flatten)]
        output: Format,
    },
    /// Pull a feed now, wait for the end, and print what became of its offers.
    Pull {
        /// The feed.
        id: FeedId,
        /// How to print.
        #[command(flatten)]
        output: Format,
    },
    /// List what became of the last pulls of a feed.
    Pulls {
        /// The feed.
        id: FeedId,
        /// How to print.
        #[command(flatten)]
        output: Format,
    },
    /// Stop pulling a feed.
    Pause {
        /// The feed.
        id: FeedId,
    },
    /// Pull a paused feed again.
    Resume {
        /// The feed.
        id: FeedId,
    },
    /// Remove a feed; its offers stay as they are.
    Remove {
        /// The feed.
        id: FeedId,
    },
}

/// A duration with its unit, like `15m` or `7d`.
fn duration(text: &str) -> Result<Duration, String> {
    let span: jiff::Span = text
        .parse()
        .map_err(|error: jiff::Error| error.to_string())?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let span = span.to_duration(days).map_err(|error| error.to_string())?;
    Duration::try_from(span).map_err(|_| "is negative".to_owned())
}
