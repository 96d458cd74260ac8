//! Feeds: those of employers, which are pulled, and the open one, which anybody may read.

use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact::required as duration;
use serde::Deserialize;

/// Feeds of offers, in and out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Feeds {
    /// Whether anybody may read the offers that are open at `/v1/offers/feed`, without their
    /// contacts. Off, since employers who send offers to be relayed do not expect to be published.
    pub open: bool,
    /// Whether feeds may be pulled from a private network or this machine. Off, so that nobody can
    /// make this process call its neighbours.
    pub allow_private_targets: bool,
    /// Bytes of one file that is sent to be imported.
    pub import_bytes: u64,
    /// Bytes of one feed that is pulled, unpacked.
    pub pull_bytes: u64,
    /// Offers in one feed that is pulled.
    pub pull_items: usize,
    /// How long one pull may take.
    #[serde(with = "duration")]
    pub pull_timeout: Duration,
    /// Pages that one pull of a sitemap reads.
    pub sitemap_pages: usize,
}

impl Default for Feeds {
    fn default() -> Self {
        Self {
            open: false,
            allow_private_targets: false,
            import_bytes: 4 * 1024 * 1024 * 1024,
            pull_bytes: 64 * 1024 * 1024,
            pull_items: 20_000,
            pull_timeout: Duration::from_mins(5),
            sitemap_pages: 500,
        }
    }
}
