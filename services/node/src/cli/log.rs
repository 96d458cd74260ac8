//! `relais events` and `relais topics`: the log, what of it could not be taken in, and where it is.

use clap::{ArgGroup, Args, Subcommand};
use relais_runtime::Role;

use super::{Format, Site};

/// The services that follow the log, and set aside what they cannot take in.
pub const FOLLOWERS: [Role; 3] = [Role::Intake, Role::Matching, Role::Relay];

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
