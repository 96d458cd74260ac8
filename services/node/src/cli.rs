//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, Parser, Subcommand};
use relais_domain::ids::{
    CandidateId, EmployerId, FeedId, MailId, MessageId, OrganisationId, WorkerId,
};
use relais_runtime::Role;

/// The services that follow the log, and set aside what they cannot take in.
pub const FOLLOWERS: [Role; 3] = [Role::Intake, Role::Matching, Role::Relay];

/// Event-driven matching of employers and candidates.
///
/// Employers send job offers by API (and later by mail, feed and form); insertion organisations
/// see their own candidates ranked for each offer with reasons they can check; a single point of
/// contact answers every employer within 72 working hours.
///
/// Try it:    relais demo
/// Run it:    relais serve
/// Look up:   relais calendar due --received 2026-04-30T15:20 --rule A
#[derive(Debug, Parser)]
#[command(name = "relais", version, verbatim_doc_comment, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the services until a signal stops them.
    Serve(Serve),
    /// See the whole relay at work on sample offers, with a clock that makes days pass in seconds.
    Demo(Demo),
    /// Ask a running process whether it can do its work; fails where it cannot.
    Health(Health),
    /// Employers, organisations, people and their keys, candidates, messages.
    Admin(Admin),
    /// The mails that came in, and those that need a person.
    Mails(Mails),
    /// Working time: due instants and holidays.
    #[command(subcommand)]
    Calendar(Calendar),
    /// The event log.
    #[command(subcommand)]
    Events(Events),
    /// The topics of the event log on Apache Kafka.
    #[command(subcommand)]
    Topics(Topics),
    /// Write everything as JSON lines: organisations, workers, employers, candidates, offers, cases.
    Export(Export),
    /// Copy the data of a site, running or not, into a new folder.
    Backup(Backup),
    /// Put a backup back into an empty data folder.
    Restore(Restore),
    /// Bring the tables of the site's database to this version.
    Migrate(Migrate),
    /// Move the data of a stopped site into another database, or back.
    MigrateStore(MigrateStore),
}

/// Which site a command is about.
#[derive(Debug, Clone, Default, Args)]
pub struct Site {
    /// Configuration file (TOML). Without one the defaults hold.
    #[arg(long, value_name = "FILE", env = "RELAIS_CONFIG")]
    pub config: Option<PathBuf>,
    /// Data folder [default: ./relais-data].
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// Whether to print for people or for programs.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Format {
    /// Print JSON: one object or line per thing.
    #[arg(long)]
    pub json: bool,
}

/// Run the services.
#[derive(Debug, Args)]
pub struct Serve {
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// Services to run, separated by commas: intake, profiles, matching, relay [default: all].
    #[arg(long, value_name = "ROLES")]
    pub roles: Option<String>,
    /// Address of the HTTP door [default: 127.0.0.1:7280].
    #[arg(long, value_name = "ADDR")]
    pub http: Option<SocketAddr>,
    /// Address of the gRPC door [default: 127.0.0.1:7272].
    #[arg(long, value_name = "ADDR")]
    pub grpc: Option<SocketAddr>,
}

/// Ask a running process whether it can do its work.
#[derive(Debug, Args)]
pub struct Health {
    /// The site; its HTTP door is asked.
    #[command(flatten)]
    pub site: Site,
    /// Ask this address instead.
    #[arg(long, value_name = "ADDR")]
    pub http: Option<SocketAddr>,
}

/// See the relay at work.
#[derive(Debug, Args)]
pub struct Demo {
    /// Offers to send instead of the project's own: a file or folder of JSON lines (with at least
    /// `title` and `description`) or of `JobPosting` JSON.
    #[arg(long, value_name = "FILE_OR_FOLDER")]
    pub offers: Option<PathBuf>,
    /// Send no more offers than this.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Send every third offer by mail, as a file in the folder `mail-in` of the data.
    #[arg(long)]
    pub mail: bool,
    /// How many times faster than real time the clock runs: 86400 makes a day a second.
    #[arg(long, value_name = "TIMES", default_value_t = 43_200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub speed: u32,
    /// Keep the data in this folder, and go on from what is there [default: a temporary one].
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address of the HTTP door; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7280")]
    pub http: SocketAddr,
    /// Address of the gRPC door; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7272")]
    pub grpc: SocketAddr,
    /// The same number gives the same candidates and the same decisions of the people played.
    #[arg(long, value_name = "N", default_value_t = 62_063)]
    pub seed: u64,
    /// End when every offer has been answered, instead of staying up.
    #[arg(long)]
    pub exit: bool,
    /// Play on the running cluster that this configuration (TOML) names, on its own clock: people
    /// decide in seconds. It gets employers, organisations and candidates that are all invented.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "http", "grpc", "mail"])]
    pub running: Option<PathBuf>,
    /// REST door of that cluster's intake, like `http://127.0.0.1:7381`; without it all offers come
    /// by gRPC.
    #[arg(long, value_name = "URL", requires = "running")]
    pub rest: Option<String>,
    /// How to print.
    #[command(flatten)]
    pub format: Format,
}

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

/// Mails that came in.
#[derive(Debug, Args)]
pub struct Mails {
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// What to do.
    #[command(subcommand)]
    pub command: MailsCommand,
}

/// What is done with mails.
#[derive(Debug, Subcommand)]
pub enum MailsCommand {
    /// List mails in one state, oldest first.
    List {
        /// attention, new, offer, reply or ignored.
        #[arg(long, default_value = "attention")]
        state: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Show a mail with its words.
    Show {
        /// The mail.
        id: MailId,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Turn a mail that needs attention into an offer.
    ToOffer(ToOffer),
    /// Set a mail that needs attention aside.
    Ignore {
        /// The mail.
        id: MailId,
    },
}

/// The offer that is made of a mail.
#[derive(Debug, Args)]
pub struct ToOffer {
    /// The mail.
    pub id: MailId,
    /// The title of the job.
    #[arg(long)]
    pub title: String,
    /// What the work is.
    #[arg(long, default_value = "")]
    pub description: String,
    /// The commune of work.
    #[arg(long)]
    pub place: Option<String>,
    /// Its employer [default: that of the sender].
    #[arg(long)]
    pub employer: Option<EmployerId>,
    /// How to print.
    #[command(flatten)]
    pub format: Format,
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

/// Working time.
#[derive(Debug, Subcommand)]
pub enum Calendar {
    /// The due instant of an offer, and each day that it counted.
    Due {
        /// When the offer is received: 2026-04-30T15:20 in the calendar's zone, or with an offset.
        #[arg(long, value_name = "INSTANT")]
        received: String,
        /// The rule: A, B, C, or one of the configuration [default: the configured one].
        #[arg(long, value_name = "ID")]
        rule: Option<String>,
        /// The site whose rules and closures count.
        #[command(flatten)]
        site: Site,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// The legal holidays of a year in Belgium.
    Holidays {
        /// The year.
        #[arg(value_parser = clap::value_parser!(i16).range(1583..=9998))]
        year: i16,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
}

/// The event log.
#[derive(Debug, Subcommand)]
pub enum Events {
    /// Print events as they come.
    Tail {
        /// Start after this offset; on Kafka, in each partition.
        #[arg(long, default_value_t = 0, value_name = "OFFSET")]
        after: i64,
        /// One topic only, like relais.cases.
        #[arg(long)]
        topic: Option<String>,
        /// End at the end of the log instead of waiting for more.
        #[arg(long)]
        no_follow: bool,
        /// The site.
        #[command(flatten)]
        site: Site,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// List records that a service could not take in, with the reasons.
    Dead {
        /// The site.
        #[command(flatten)]
        site: Site,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Have services take in again what they could not, once the cause is gone.
    Replay(Replay),
}

/// Have services take in again what they could not.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["all", "topic"]))]
pub struct Replay {
    /// Only what this service could not take in: intake, matching or relay [default: each].
    #[arg(long, value_name = "SERVICE", value_parser = follower)]
    pub consumer: Option<Role>,
    /// Every record there is, in the order of the log.
    #[arg(long)]
    pub all: bool,
    /// The topic of one record, like relais.offers.
    #[arg(long, requires = "partition", requires = "offset")]
    pub topic: Option<String>,
    /// Its partition.
    #[arg(long, requires = "topic")]
    pub partition: Option<i32>,
    /// Its offset.
    #[arg(long, requires = "topic")]
    pub offset: Option<i64>,
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// How to print.
    #[command(flatten)]
    pub format: Format,
}

/// A service that follows the log.
fn follower(name: &str) -> Result<Role, String> {
    let mut followers = FOLLOWERS.into_iter();
    let found = followers.find(|role| role.name() == name);
    found.ok_or_else(|| "name intake, matching or relay: these follow the log".to_owned())
}

impl Replay {
    /// The one record that is meant: its topic, partition and offset.
    pub fn place(&self) -> Option<(&str, i32, i64)> {
        Some((self.topic.as_deref()?, self.partition?, self.offset?))
    }

    /// Whether what this service set aside is meant.
    pub fn concerns(&self, role: Role) -> bool {
        self.consumer.is_none_or(|consumer| consumer == role)
    }
}

/// The topics of the event log on Apache Kafka, as [events.kafka] describes them.
#[derive(Debug, Subcommand)]
pub enum Topics {
    /// Make those that are missing, and set partitions, retention and copies.
    Apply {
        /// The site.
        #[command(flatten)]
        site: Site,
    },
    /// See that they are as the site needs them.
    Check {
        /// The site.
        #[command(flatten)]
        site: Site,
    },
}

/// Write everything as JSON lines.
#[derive(Debug, Args)]
pub struct Export {
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// The file to write; standard output when not given.
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

/// Copy the data of a site.
#[derive(Debug, Args)]
pub struct Backup {
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// The folder to make.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// How to print.
    #[command(flatten)]
    pub format: Format,
}

/// Bring the tables to this version.
#[derive(Debug, Args)]
pub struct Migrate {
    /// The site.
    #[command(flatten)]
    pub site: Site,
}

/// Move the data of a stopped site. Passwords, TLS and the partitions of Kafka are those of the
/// configuration.
#[derive(Debug, Args)]
pub struct MigrateStore {
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// The database that holds the data, like `sqlite:./relais-data`.
    #[arg(long, value_name = "URL")]
    pub from: String,
    /// The empty database to move it into, like `postgres://relais@localhost/relais`.
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// How to print.
    #[command(flatten)]
    pub format: Format,
}

/// Put a backup back.
#[derive(Debug, Args)]
pub struct Restore {
    /// The site; its data folder must be empty or missing.
    #[command(flatten)]
    pub site: Site,
    /// The folder that the backup made.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// How to print.
    #[command(flatten)]
    pub format: Format,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
