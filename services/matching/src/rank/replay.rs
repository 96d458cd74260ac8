//! Computes a logged ranking again, from what was logged with it.

use relais_domain::clock::from_micros;
use relais_proto::events::{RankedCandidate, RankedOrganisation, ShortlistComputed};
use thiserror::Error;
use uuid::Uuid;

use crate::vocabulary::Vocabulary;

use super::assess::assess;
use super::exclusion::exclusions;
use super::explain::explain;
use super::facts::{Day, Facts};
use super::order::Place;
use super::wanted::Wanted;
use super::{day_of, version};

/// A way in which a logged ranking is not what its inputs give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The score is another.
    Score {
        /// Whose.
        candidate_id: String,
        /// As logged.
        logged: u32,
        /// As computed now.
        computed: u32,
    },
    /// The score is the same but its parts or gaps are not.
    Explanation {
        /// Whose.
        candidate_id: String,
    },
    /// The candidate could not have been ranked by these facts.
    NotRankable {
        /// Who.
        candidate_id: String,
    },
    /// The candidates of an organisation are not in the order of the ranking.
    Order {
        /// Whose candidates.
        organisation_id: String,
    },
}

/// Why a ranking cannot be computed again.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// It was made by other rules or another taxonomy.
    #[error("ranked by version {logged}; this program has version {own}")]
    OtherVersion {
        /// The version in the log.
        logged: String,
        /// The version of this program.
        own: String,
    },
    /// The log entry lacks one of its inputs.
    #[error("the logged ranking has no {0}")]
    Incomplete(&'static str),
}

/// Computes each entry of `shortlist` again from its facts and requirements, and tells every
/// difference; an empty list means that the log holds. A suspended ranking has nothing to compute.
///
/// # Errors
/// [`ReplayError`] where it cannot be computed.
pub fn replay(
    shortlist: &ShortlistComputed,
    vocabulary: &Vocabulary,
) -> Result<Vec<Difference>, ReplayError> {
    if shortlist.suspended {
        return Ok(Vec::new());
    }
    let own = version(vocabulary);
    if shortlist.ranker_version != own {
        return Err(ReplayError::OtherVersion {
            logged: shortlist.ranker_version.clone(),
            own,
        });
    }
    let requirements = shortlist.requirements.as_ref();
    let requirements = requirements.ok_or(ReplayError::Incomplete("requirements"))?;
    let at = from_micros(shortlist.computed_at).map_err(|_| ReplayError::Incomplete("instant"))?;
    let wanted = Wanted::of(requirements, vocabulary);
    let ranking = Ranking {
        wanted: &wanted,
        needed_on: wanted.needed_on(day_of(at)),
        vocabulary,
    };
    let mut differences = Vec::new();
    for organisation in &shortlist.organisations {
        for candidate in &organisation.candidates {
            differences.extend(ranking.compare(candidate)?);
        }
        if !in_order(organisation, &shortlist.offer_id)? {
            let organisation_id = organisation.organisation_id.clone();
            differences.push(Difference::Order { organisation_id });
        }
    }
    Ok(differences)
}

struct Ranking<'a> {
    wanted: &'a Wanted,
    needed_on: Day,
    vocabulary: &'a Vocabulary,
}

impl Ranking<'_> {
    fn compare(&self, logged: &RankedCandidate) -> Result<Option<Difference>, ReplayError> {
        let facts = logged
            .facts
            .as_ref()
            .ok_or(ReplayError::Incomplete("facts"))?;
        let candidate_id = logged.candidate_id.clone();
        let mut parts = Vec::new();
        let compact = Facts::of(facts, self.vocabulary);
        let score = assess(self.wanted, &compact, self.vocabulary, &mut parts);
        let excluded = !exclusions(facts, self.needed_on).is_empty();
        if excluded || score.in_common < self.wanted.least_in_common() {
            return Ok(Some(Difference::NotRankable { candidate_id }));
        }
        if score.points != logged.score {
            let (logged, computed) = (logged.score, score.points);
            return Ok(Some(Difference::Score {
                candidate_id,
                logged,
                computed,
            }));
        }
        let explanation = explain(self.wanted, &compact, self.vocabulary, &parts);
        let same = logged.explanation.as_ref() == Some(&explanation);
        Ok((!same).then_some(Difference::Explanation { candidate_id }))
    }
}

fn in_order(organisation: &RankedOrganisation, offer_id: &str) -> Result<bool, ReplayError> {
    let offer = Uuid::parse_str(offer_id).map_err(|_| ReplayError::Incomplete("offer id"))?;
    let places: Option<Vec<Place>> = organisation
        .candidates
        .iter()
        .map(|ranked| {
            let id = Uuid::parse_str(&ranked.candidate_id).ok()?;
            Some(Place::new(ranked.score, id, offer))
        })
        .collect();
    let places = places.ok_or(ReplayError::Incomplete("candidate id"))?;
    Ok(places.is_sorted())
}
