//! The sections of the configuration, apart from mail.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact::required as duration;
use relais_domain::calendar::{CalendarRule, Closure};
use serde::{Deserialize, Deserializer};

use super::GrpcTls;
use crate::door::JsonLimits;

/// The door for REST and web pages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Where to listen; port 0 takes a free one.
    #[serde(deserialize_with = "address")]
    pub addr: SocketAddr,
    /// The address that people reach this door at, for the links in mails, without a slash at the
    /// end. When it is not given, links point to the address that the door listens at.
    pub public_url: Option<String>,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            addr: (Ipv4Addr::LOCALHOST, 7280).into(),
            public_url: None,
        }
    }
}

impl Http {
    /// What links in mails begin with, given the address that the door was bound to.
    pub fn link_base(&self, bound: SocketAddr) -> String {
        let configured = self
            .public_url
            .as_ref()
            .map(|url| url.trim_end_matches('/').to_owned());
        configured.unwrap_or_else(|| format!("http://{bound}"))
    }
}

/// The door for gRPC.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Grpc {
    /// Where to listen; port 0 takes a free one.
    #[serde(deserialize_with = "address")]
    pub addr: SocketAddr,
    /// The certificate that the door shows, and whether callers must show one.
    pub tls: Option<GrpcTls>,
}

impl Default for Grpc {
    fn default() -> Self {
        Self {
            addr: (Ipv4Addr::LOCALHOST, 7272).into(),
            tls: None,
        }
    }
}

/// How much one caller may send at once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a request with one offer.
    pub offer_bytes: usize,
    /// Bytes of a request with a list.
    pub array_bytes: usize,
    /// Lists and objects inside each other in a JSON document, up to 127.
    pub json_depth: usize,
    /// Skills that one offer may name.
    pub skills_per_offer: usize,
    /// Items in one list.
    pub array_items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            offer_bytes: 1024 * 1024,
            array_bytes: 16 * 1024 * 1024,
            json_depth: 32,
            skills_per_offer: 200,
            array_items: 1000,
        }
    }
}

impl Limits {
    /// What one offer may measure as JSON.
    pub fn offer_json(&self) -> JsonLimits {
        JsonLimits {
            bytes: self.offer_bytes,
            depth: self.json_depth,
        }
    }

    /// What a list may measure as JSON.
    pub fn array_json(&self) -> JsonLimits {
        JsonLimits {
            bytes: self.array_bytes,
            depth: self.json_depth,
        }
    }
}

/// Which working time an answer is due in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// The id of the rule that new cases are opened under: A, B or C, or one of `rules`.
    pub rule: String,
    /// Rules of one's own, beside those that are built in.
    pub rules: Vec<CalendarRule>,
    /// Days on which nothing counts under any rule: replacement days, a yearly closing.
    pub closures: Vec<Closure>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            rule: "A".to_owned(),
            rules: Vec::new(),
            closures: Vec::new(),
        }
    }
}

impl Calendar {
    /// The rule of that id, with the closures that hold for every rule.
    pub fn find(&self, id: &str) -> Option<CalendarRule> {
        let own = self.rules.iter().find(|rule| rule.id == id).cloned();
        let mut rule = own.or_else(|| CalendarRule::named(id))?;
        rule.closures.extend(self.closures.iter().cloned());
        Some(rule)
    }

    /// Every rule there is: cases stay under the rule that they were opened under.
    pub fn all(&self) -> Vec<CalendarRule> {
        let own = self.rules.iter().map(|rule| rule.id.as_str());
        ["A", "B", "C"]
            .into_iter()
            .chain(own)
            .filter_map(|id| self.find(id))
            .collect()
    }
}

/// Outgoing webhooks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// How long to wait before each further attempt; after the last one the message is a dead
    /// letter. The default is the schedule that the Standard Webhooks specification proposes.
    #[serde(deserialize_with = "durations")]
    pub retry: Vec<Duration>,
    /// How long one attempt may take.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// Whether a target may lie in a private network or on this machine. Off, so that nobody can
    /// make this process call its neighbours.
    pub allow_private_targets: bool,
}

impl Default for Webhooks {
    fn default() -> Self {
        const HOUR: u64 = 60 * 60;
        let seconds = [
            5,
            5 * 60,
            30 * 60,
            2 * HOUR,
            5 * HOUR,
            10 * HOUR,
            14 * HOUR,
            20 * HOUR,
            24 * HOUR,
        ];
        Self {
            retry: seconds.map(Duration::from_secs).to_vec(),
            timeout: Duration::from_secs(15),
            allow_private_targets: false,
        }
    }
}

/// Logs, traces and metrics.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// The collector that takes traces, metrics and logs by OTLP over gRPC, as in
    /// `http://127.0.0.1:4317`. Nothing leaves the process when it is not given.
    pub otlp_endpoint: Option<String>,
    /// The name under which the collector sees this process.
    pub service_name: String,
    /// How often metrics are sent.
    #[serde(with = "duration")]
    pub metrics_every: Duration,
    /// Which log lines to keep: a level, or a filter like `info,relais_relay=debug`.
    pub log_level: String,
    /// How log lines are written.
    pub log_format: LogFormat,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            otlp_endpoint: None,
            service_name: "relais".to_owned(),
            metrics_every: Duration::from_secs(15),
            log_level: "info".to_owned(),
            log_format: LogFormat::default(),
        }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line of text for people.
    #[default]
    Text,
    /// One JSON object per line for machines.
    Json,
}

/// Ranking candidates for offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Matching {
    /// The one switch that suspends ranking: offers are then relayed without shortlists.
    pub enabled: bool,
    /// How many candidates of one organisation a shortlist names.
    pub shortlist_size: usize,
    /// How many bytes of memory the index may use while it takes in changes.
    pub ram_budget_bytes: usize,
}

impl Default for Matching {
    fn default() -> Self {
        Self {
            enabled: true,
            shortlist_size: 10,
            ram_budget_bytes: 64 * 1024 * 1024,
        }
    }
}

/// Reads an IP address with a port, and says which of the two is wrong.
pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        let port = text.rsplit_once(':').map(|(_, port)| port);
        serde::de::Error::custom(match port {
            None => format!("`{text}` has no port"),
            Some(port) if is_port(port) => format!("`{text}` does not begin with an IP address"),
            Some(port) if port.parse::<u64>().is_ok() => {
                format!("port {port} is out of range (0 to 65535)")
            }
            Some(port) => format!("`{port}` is not a port"),
        })
    })
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn durations<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Duration>, D::Error> {
    #[derive(Deserialize)]
    struct Item(#[serde(with = "duration")] Duration);
    let items = Vec::<Item>::deserialize(deserializer)?;
    Ok(items.into_iter().map(|item| item.0).collect())
}
