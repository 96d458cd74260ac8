//! What came of a demonstration.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::output;

/// Figures of one channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct Channel {
    /// Offers that were accepted.
    pub offers: u64,
    /// Whose acknowledgement has gone out.
    pub acknowledged: u64,
    /// Whose answer has gone out.
    pub answered: u64,
    /// Answered by the due instant.
    pub in_time: u64,
    /// Answered after it.
    pub late: u64,
    /// With candidates.
    pub proposed: u64,
    /// Refused as wrong.
    pub refused: u64,
}

/// Figures of a demonstration.
#[derive(Debug)]
pub struct Report {
    /// By channel.
    pub channels: BTreeMap<&'static str, Channel>,
    /// From sending an offer to its shortlist in the log, in microseconds of real time.
    pub to_shortlist: Histogram<u64>,
    /// How long the demonstration took, in real time.
    pub took: Duration,
}

impl Report {
    /// Nothing has happened yet.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            channels: BTreeMap::new(),
            to_shortlist: Histogram::new_with_bounds(1, 3_600_000_000, 3)?,
            took: Duration::ZERO,
        })
    }

    /// Whether every accepted offer was answered in time.
    pub fn all_in_time(&self) -> bool {
        self.channels
            .values()
            .all(|channel| channel.in_time == channel.offers)
    }

    fn quantile_millis(&self, quantile: f64) -> f64 {
        let micros = u32::try_from(self.to_shortlist.value_at_quantile(quantile));
        f64::from(micros.unwrap_or(u32::MAX)) / 1000.0
    }

    /// For people.
    pub fn table(&self) -> String {
        let rows = self.channels.iter().map(|(name, channel)| {
            let counts = [
                channel.offers,
                channel.refused,
                channel.acknowledged,
                channel.answered,
                channel.in_time,
                channel.late,
                channel.proposed,
            ];
            std::iter::once((*name).to_owned())
                .chain(counts.iter().map(ToString::to_string))
                .collect()
        });
        let head = [
            "channel",
            "offers",
            "refused",
            "acknowledged",
            "answered",
            "in time",
            "late",
            "with candidates",
        ];
        format!(
            "{}\noffer to shortlist: p50 {:.1} ms, p99 {:.1} ms; the whole demo took {:.1} s",
            output::table(&head, rows),
            self.quantile_millis(0.5),
            self.quantile_millis(0.99),
            self.took.as_secs_f64(),
        )
    }

    /// For programs: one object.
    pub fn json(&self) -> Value {
        let sum = |of: fn(&Channel) -> u64| -> u64 { self.channels.values().map(of).sum() };
        let channels: BTreeMap<_, _> = self
            .channels
            .iter()
            .map(|(name, channel)| (*name, channel_json(channel)))
            .collect();
        json!({
            "offers": sum(|it| it.offers),
            "refused": sum(|it| it.refused),
            "acknowledged": sum(|it| it.acknowledged),
            "answered": sum(|it| it.answered),
            "answered_in_time": sum(|it| it.in_time),
            "late": sum(|it| it.late),
            "with_candidates": sum(|it| it.proposed),
            "channels": channels,
            "shortlist_ms": { "p50": self.quantile_millis(0.5), "p99": self.quantile_millis(0.99) },
            "seconds": self.took.as_secs_f64(),
        })
    }
}

fn channel_json(channel: &Channel) -> Value {
    json!({
        "offers": channel.offers,
        "refused": channel.refused,
        "acknowledged": channel.acknowledged,
        "answered": channel.answered,
        "answered_in_time": channel.in_time,
        "late": channel.late,
        "with_candidates": channel.proposed,
    })
}
