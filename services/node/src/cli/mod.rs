//! The command line.

mod admin;
mod data;
mod demo;
mod log;
mod mails;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use admin::{
    Admin, AdminCommand, CandidatesCommand, EmployerCommand, FeedCommand, KeyCommand,
    MessagesCommand, OrganisationCommand, PersonCommand, WorkerCommand,
};
pub use data::{Backup, Export, Migrate, MigrateStore, Restore};
pub use demo::Demo;
pub use log::{Events, FOLLOWERS, Replay, Topics};
pub use mails::{Mails, MailsCommand, ToOffer};

/// Event-driven matching of employers and candidates.
///
/// Employers send job offers by mail, API and feed; insertion organisations see their own
/// candidates ranked for each offer with reasons they can check; a single point of contact answers
/// every employer within 72 working hours.
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
