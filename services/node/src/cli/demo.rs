//! `relais demo`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::Format;

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
