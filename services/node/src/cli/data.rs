//! The commands about a site's data as a whole.

use std::path::PathBuf;

use clap::Args;

use super::{Format, Site};

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
