//! Where the event log is: in the process's own database, or on Apache Kafka.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact::optional as optional_duration;
use serde::Deserialize;

use super::Secret;

/// The most partitions of a topic.
const MOST_PARTITIONS: i32 = 1024;

/// Where the event log is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Events {
    /// Apache Kafka; without it the log is the table of events of the process's own database.
    pub kafka: Option<Kafka>,
}

/// An Apache Kafka cluster, and what our topics are like there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kafka {
    /// Some of its brokers, like `kafka-1:9092`; they tell of the others.
    pub brokers: Vec<String>,
    /// What names of topics, groups and producers begin with, so that several sites can share a
    /// cluster.
    #[serde(default)]
    pub prefix: String,
    /// Partitions of each topic: the most instances that can share the work of one.
    #[serde(default = "partitions")]
    pub partitions: i32,
    /// Brokers that keep a copy of each partition.
    #[serde(default = "replication")]
    pub replication: i32,
    /// Copies that must have a record before it counts as written.
    #[serde(default = "min_in_sync")]
    pub min_in_sync: i32,
    /// How long records are kept; for ever when it is not given. Topics of states are compacted
    /// instead. An index that is made anew knows only what is still kept.
    #[serde(default, with = "optional_duration")]
    pub retention: Option<Duration>,
    /// How connections are protected.
    #[serde(default)]
    pub security: KafkaSecurity,
    /// How the user is proven, where `security` asks for one.
    #[serde(default)]
    pub mechanism: KafkaMechanism,
    /// The user.
    #[serde(default)]
    pub username: Option<String>,
    /// The password; `password_file` is the better place.
    #[serde(default)]
    pub password: Option<Secret>,
    /// A file whose first line is the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Certificates (PEM) to trust instead of those of the system.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The certificate (PEM) that this process shows, where the cluster asks for one.
    #[serde(default)]
    pub cert_file: Option<PathBuf>,
    /// Its private key (PEM).
    #[serde(default)]
    pub key_file: Option<PathBuf>,
}

fn partitions() -> i32 {
    12
}

fn replication() -> i32 {
    3
}

fn min_in_sync() -> i32 {
    2
}

impl Kafka {
    /// A cluster of which only brokers are given.
    pub fn at(brokers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            brokers: brokers.into_iter().map(Into::into).collect(),
            prefix: String::new(),
            partitions: partitions(),
            replication: replication(),
            min_in_sync: min_in_sync(),
            retention: None,
            security: KafkaSecurity::default(),
            mechanism: KafkaMechanism::default(),
            username: None,
            password: None,
            password_file: None,
            ca_file: None,
            cert_file: None,
            key_file: None,
        }
    }

    /// The password, from the configuration or from the file that it names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_password(&self) -> io::Result<Option<Secret>> {
        let Some(path) = &self.password_file else {
            return Ok(self.password.clone());
        };
        let text = std::fs::read_to_string(path)?;
        Ok(Some(Secret::new(text.lines().next().unwrap_or_default())))
    }
}

/// How connections to Kafka are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KafkaSecurity {
    /// Not at all: for a cluster on this machine or in a network of its own.
    #[default]
    None,
    /// Encrypted; the cluster may ask for a certificate.
    Tls,
    /// A user and a password, in the clear.
    Sasl,
    /// A user and a password, encrypted.
    SaslTls,
}

impl KafkaSecurity {
    /// Whether a user and a password are asked for.
    pub fn has_user(self) -> bool {
        matches!(self, Self::Sasl | Self::SaslTls)
    }

    /// Whether connections are encrypted.
    pub fn has_tls(self) -> bool {
        matches!(self, Self::Tls | Self::SaslTls)
    }
}

/// How a user of Kafka is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KafkaMechanism {
    /// SCRAM with SHA-512: the password is never sent.
    #[default]
    #[serde(rename = "scram-sha-512")]
    ScramSha512,
    /// SCRAM with SHA-256.
    #[serde(rename = "scram-sha-256")]
    ScramSha256,
    /// The password as it is.
    Plain,
}

impl KafkaMechanism {
    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ScramSha512 => "SCRAM-SHA-512",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::Plain => "PLAIN",
        }
    }
}

/// Something wrong with a key, and its remedy.
pub(super) type Finding = (&'static str, String, &'static str);

/// What does not hold together.
pub(super) fn findings(events: &Events) -> Vec<Finding> {
    let Some(kafka) = &events.kafka else {
        return Vec::new();
    };
    let mut findings = topics(kafka);
    findings.extend(access(kafka));
    findings
}

fn topics(kafka: &Kafka) -> Vec<Finding> {
    let mut findings = Vec::new();
    if kafka.brokers.is_empty() {
        let remedy = "name at least one, like [\"kafka-1:9092\"]";
        findings.push((
            "events.kafka.brokers",
            "no broker is named".to_owned(),
            remedy,
        ));
    }
    for broker in kafka.brokers.iter().filter(|broker| !is_address(broker)) {
        let message = format!("`{broker}` is not a host with a port");
        findings.push((
            "events.kafka.brokers",
            message,
            "give it like \"kafka-1:9092\"",
        ));
    }
    let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if kafka.prefix.len() > 64 || !kafka.prefix.chars().all(is_legal) {
        let remedy = "give up to 64 letters, digits, dots, dashes and underscores";
        let message = format!("`{}` cannot begin the name of a topic", kafka.prefix);
        findings.push(("events.kafka.prefix", message, remedy));
    }
    if !(1..=MOST_PARTITIONS).contains(&kafka.partitions) {
        let message = format!("{} is out of range", kafka.partitions);
        findings.push((
            "events.kafka.partitions",
            message,
            "give a number from 1 to 1024",
        ));
    }
    if !(1..=i32::from(i16::MAX)).contains(&kafka.replication) {
        let message = format!("{} is out of range", kafka.replication);
        findings.push((
            "events.kafka.replication",
            message,
            "give 3, or 1 on a single broker",
        ));
    }
    if !(1..=kafka.replication.max(1)).contains(&kafka.min_in_sync) {
        let message = format!("{} is out of range", kafka.min_in_sync);
        let remedy = "give 2, or 1 on a single broker; not more than `replication`";
        findings.push(("events.kafka.min_in_sync", message, remedy));
    }
    findings
}

fn access(kafka: &Kafka) -> Vec<Finding> {
    let mut findings = Vec::new();
    let has_password = kafka.password.is_some() || kafka.password_file.is_some();
    let (user, tls) = (kafka.security.has_user(), kafka.security.has_tls());
    if user && !(kafka.username.is_some() && has_password) {
        let message = "asks for a user and a password".to_owned();
        let remedy = "give `username` and `password_file`";
        findings.push(("events.kafka.security", message, remedy));
    }
    if !user && (kafka.username.is_some() || has_password) {
        let message = "sends no user and no password".to_owned();
        let remedy = "set it to \"sasl_tls\", or leave them out";
        findings.push(("events.kafka.security", message, remedy));
    }
    let files = [&kafka.ca_file, &kafka.cert_file, &kafka.key_file];
    if !tls && files.iter().any(|file| file.is_some()) {
        let message = "uses no certificates".to_owned();
        let remedy = "set it to \"tls\" or \"sasl_tls\", or leave the certificates out";
        findings.push(("events.kafka.security", message, remedy));
    }
    if kafka.cert_file.is_some() != kafka.key_file.is_some() {
        let message = "a certificate and its key belong together".to_owned();
        findings.push((
            "events.kafka.cert_file",
            message,
            "give both files, or neither",
        ));
    }
    if kafka.security == KafkaSecurity::Sasl && kafka.mechanism == KafkaMechanism::Plain {
        let message = "the password would travel unprotected".to_owned();
        let remedy = "choose \"sasl_tls\", or a mechanism that does not send it";
        findings.push(("events.kafka.security", message, remedy));
    }
    findings
}

fn is_address(text: &str) -> bool {
    let port = text.rsplit_once(':');
    port.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|it| it > 0))
}
