//! The only grounds on which somebody is not ranked. Everything else is shown, never hidden.

use relais_proto::events::CandidateChanged;

use super::facts::{Day, parse_day};

/// Why a candidate is not ranked for an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// They have not consented to being matched.
    NoConsent,
    /// They do not look for work at present, or not any more on the day it would begin.
    Unavailable,
}

impl Exclusion {
    /// Its name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoConsent => "no_consent",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Until when a candidate may be ranked: 0 for never, [`OPEN_ENDED`] for as long as it goes.
pub fn rankable_until(candidate: &CandidateChanged) -> Day {
    if !candidate.consents_to_matching || candidate.unavailable {
        return 0;
    }
    parse_day(&candidate.available_until).unwrap_or(OPEN_ENDED)
}

/// No last day.
pub const OPEN_ENDED: Day = Day::MAX;

/// Why a candidate would not be ranked for work that begins on the day `needed_on`.
pub fn exclusions(candidate: &CandidateChanged, needed_on: Day) -> Vec<Exclusion> {
    let ended = parse_day(&candidate.available_until).is_some_and(|last| last < needed_on);
    let consent = (!candidate.consents_to_matching).then_some(Exclusion::NoConsent);
    let there = (candidate.unavailable || ended).then_some(Exclusion::Unavailable);
    consent.into_iter().chain(there).collect()
}
