//! What the facts about a candidate mean: skill evidence and the right to work.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How a skill is known. Facts of different kinds stay apart; none overwrites another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The person placed themselves on a slider.
    Declared,
    /// A badge (Open Badges) names it.
    Badge,
    /// A third party saw it at work: an internship, a workshop.
    Observed,
    /// A practical test measured it.
    Tested,
    /// A certificate or diploma states it.
    Certified,
}

impl EvidenceKind {
    /// Every kind, weakest first.
    pub const ALL: [Self; 5] = [
        Self::Declared,
        Self::Badge,
        Self::Observed,
        Self::Tested,
        Self::Certified,
    ];
}

/// One fact about one skill of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// How it is known.
    pub kind: EvidenceKind,
    /// 0 none, 1 notions, 2 with help, 3 alone, 4 can teach it. `None` where the fact states the
    /// skill without a level (many certificates do).
    pub level: Option<u8>,
}

/// What all the evidence for one skill says together: the strongest kind that states a level
/// speaks; a fact without a level lends its strength to the level that others state.
///
/// `None` where there is no evidence, or none that the person has the skill at all (level 0).
pub fn standing(evidence: &[Evidence]) -> Option<Evidence> {
    let kind = evidence
        .iter()
        .filter(|fact| fact.level != Some(0))
        .map(|fact| fact.kind)
        .max()?;
    let stated = evidence
        .iter()
        .filter_map(|fact| fact.level.map(|level| (fact.kind, level)))
        .max()
        .map(|(_, level)| level);
    match stated {
        Some(0) => None,
        level => Some(Evidence { kind, level }),
    }
}

/// The labour-market mention printed on a residence document. Never derived from nationality or
/// from the colour of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mention {
    /// "Marché du travail : illimité", or no mention needed.
    Unlimited,
    /// "Marché du travail : limité": one employer; a new one must apply for a permit.
    Limited,
    /// "Marché du travail : non".
    None,
}

/// A printed mention as somebody checked it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkAuthorisation {
    /// What is printed.
    pub mention: Mention,
    /// The last day on which it holds; `None` where none is printed.
    pub valid_until: Option<Date>,
    /// The day on which a worker last looked at it.
    pub checked_on: Date,
}

/// What a work authorisation means on a given day. Shown to workers; it never excludes or ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkStanding {
    /// May work for any employer.
    Free,
    /// May work, but the mention ends within 60 days.
    EndingSoon,
    /// The employer must apply for a permit.
    PermitNeeded,
    /// The printed date has passed: look again.
    Expired,
    /// The document says no.
    NotAllowed,
    /// Nobody has looked yet.
    Unknown,
}

/// Days before its end in which a mention is warned about.
const ENDING_SOON_DAYS: i32 = 60;

/// What the authorisation means on the day `on`.
pub fn work_standing(authorisation: Option<WorkAuthorisation>, on: Date) -> WorkStanding {
    let Some(authorisation) = authorisation else {
        return WorkStanding::Unknown;
    };
    if authorisation.valid_until.is_some_and(|last| last < on) {
        return WorkStanding::Expired;
    }
    match authorisation.mention {
        Mention::None => WorkStanding::NotAllowed,
        Mention::Limited => WorkStanding::PermitNeeded,
        Mention::Unlimited => {
            let days = authorisation
                .valid_until
                .and_then(|last| on.until(last).ok())
                .map_or(i32::MAX, |left| left.get_days());
            if days <= ENDING_SOON_DAYS {
                WorkStanding::EndingSoon
            } else {
                WorkStanding::Free
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn fact(kind: EvidenceKind, level: impl Into<Option<u8>>) -> Evidence {
        Evidence {
            kind,
            level: level.into(),
        }
    }

    #[test]
    fn a_test_speaks_louder_than_a_slider() {
        let facts = [
            fact(EvidenceKind::Declared, 4),
            fact(EvidenceKind::Tested, 2),
        ];
        assert_eq!(standing(&facts), Some(fact(EvidenceKind::Tested, 2)));
    }

    #[test]
    fn a_certificate_without_a_level_strengthens_the_level_that_was_tested() {
        let facts = [
            fact(EvidenceKind::Certified, None),
            fact(EvidenceKind::Tested, 3),
        ];
        assert_eq!(standing(&facts), Some(fact(EvidenceKind::Certified, 3)));
    }

    #[test]
    fn a_slider_at_zero_is_no_skill_and_no_evidence_is_unknown() {
        assert_eq!(standing(&[fact(EvidenceKind::Declared, 0)]), None);
        assert_eq!(standing(&[]), None);
    }

    #[test]
    fn temporary_protection_is_free_then_ending_soon_then_expired() {
        let ukraine = Some(WorkAuthorisation {
            mention: Mention::Unlimited,
            valid_until: Some(date(2027, 3, 4)),
            checked_on: date(2026, 3, 1),
        });
        assert_eq!(
            work_standing(ukraine, date(2026, 11, 1)),
            WorkStanding::Free
        );
        assert_eq!(
            work_standing(ukraine, date(2027, 2, 1)),
            WorkStanding::EndingSoon
        );
        assert_eq!(
            work_standing(ukraine, date(2027, 3, 4)),
            WorkStanding::EndingSoon
        );
        assert_eq!(
            work_standing(ukraine, date(2027, 3, 5)),
            WorkStanding::Expired
        );
    }

    #[test]
    fn a_limited_mention_needs_a_permit_and_nothing_checked_is_unknown() {
        let limited = WorkAuthorisation {
            mention: Mention::Limited,
            valid_until: None,
            checked_on: date(2026, 1, 1),
        };
        assert_eq!(
            work_standing(Some(limited), date(2026, 2, 1)),
            WorkStanding::PermitNeeded
        );
        assert_eq!(work_standing(None, date(2026, 2, 1)), WorkStanding::Unknown);
    }
}
