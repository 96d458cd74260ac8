//! The open offers that fit a candidate best.
//!
//! The walk over the postings adds up, roughly, what the candidate brings for each offer; the offers
//! with most are scored by the same rules as everywhere.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use relais_proto::events::CandidateChanged;
use relais_proto::matching::RankedOffer;
use uuid::Uuid;

use crate::index::{IndexError, Query, STRENGTHS, Scratch, Sign, Term, View};
use crate::rank::{Day, Facts, Place, Wanted, assess, exclusions, explain, how};
use crate::vocabulary::{Vocabulary, WHOLE};

use super::entry::requirements_of;

/// How many offers are scored in full at most.
const SCORED: usize = 500;
/// By how much the rough gain is coarser than points: it is a sum of strengths in thousandths.
const COARSENESS: u32 = 20;

/// Ranks the offers of `view` for a candidate, at most `limit`.
///
/// # Errors
/// [`IndexError`] where the disk cannot be read.
pub fn rank(
    view: &View,
    candidate: (Uuid, &CandidateChanged),
    today: Day,
    limit: usize,
    vocabulary: &Vocabulary,
    scratch: &mut Scratch,
) -> Result<Vec<RankedOffer>, IndexError> {
    let (id, state) = candidate;
    let facts = Facts::of(state, vocabulary);
    let query = query(&facts, vocabulary);
    let mut ranked = Vec::new();
    let mut parts = Vec::new();
    for payload in gathered(view, &query, scratch)? {
        let (offer_id, wanted) = read(&payload, vocabulary)?;
        if !exclusions(state, wanted.needed_on(today)).is_empty() {
            continue;
        }
        let score = assess(&wanted, &facts, vocabulary, &mut parts);
        if score.in_common >= wanted.least_in_common() {
            ranked.push((Place::new(score.points, offer_id, id), wanted));
        }
    }
    ranked.sort_by_key(|(place, _)| *place);
    ranked.truncate(limit);
    let told = ranked.into_iter().map(|(place, wanted)| {
        assess(&wanted, &facts, vocabulary, &mut parts);
        RankedOffer {
            offer_id: place.id().to_string(),
            score: place.points(),
            explanation: Some(explain(&wanted, &facts, vocabulary, &parts)),
        }
    });
    Ok(told.collect())
}

/// The states of the offers to which the candidate brings most.
fn gathered(view: &View, query: &Query, scratch: &mut Scratch) -> Result<Vec<Vec<u8>>, IndexError> {
    let mut hits = Vec::new();
    view.gather(query, scratch, |hit, gain| {
        hits.push((gain, view.lot(hit), hit));
    })?;
    let fresh = view
        .fresh()
        .map(|(_, entry)| (query.gain(&entry.terms), entry));
    let mut fresh: Vec<_> = fresh.filter(|(gain, _)| *gain > 0).collect();
    hits.sort_unstable_by_key(|(gain, lot, _)| (Reverse(*gain), *lot));
    hits.truncate(SCORED);
    fresh.sort_unstable_by_key(|(gain, entry)| (Reverse(*gain), entry.id));
    fresh.truncate(SCORED);
    let stored = hits.into_iter().map(|(_, _, hit)| view.payload(hit));
    let fresh = fresh
        .into_iter()
        .map(|(_, entry)| Ok(entry.payload.clone()));
    stored.chain(fresh).collect()
}

fn read(payload: &[u8], vocabulary: &Vocabulary) -> Result<(Uuid, Wanted), IndexError> {
    let unreadable = IndexError::Incomplete("readable payload");
    let Ok((offer_id, _, requirements)) = requirements_of(payload) else {
        return Err(unreadable);
    };
    Ok((offer_id, Wanted::of(&requirements, vocabulary)))
}

/// The query for a candidate: every concept of which they hold a sign, by the best sign.
fn query(facts: &Facts, vocabulary: &Vocabulary) -> Query {
    let mut skills: BTreeMap<u16, u32> = BTreeMap::new();
    for held in &facts.skills {
        for (wanted, closeness) in vocabulary.skills.served_by(held.skill) {
            let best = skills.entry(wanted).or_default();
            *best = closeness.max(*best);
        }
    }
    let mut occupations: BTreeMap<u16, u32> = BTreeMap::new();
    for held in &facts.occupations {
        for (wanted, closeness) in vocabulary.occupations.served_by(held.occupation) {
            let best = occupations.entry(wanted).or_default();
            *best = (closeness * how(held.wished, held.done) / WHOLE).max(*best);
        }
    }
    let sign = |term, share| Sign {
        term,
        gains: gains(share),
    };
    // An offer names one kind of work, sometimes by several names: the best counts.
    let named = occupations
        .iter()
        .map(|(wanted, share)| sign(Term::Occupation(*wanted), *share));
    let asked = skills
        .iter()
        .map(|(wanted, share)| vec![sign(Term::Skill(*wanted), *share)]);
    Query {
        parts: std::iter::once(named.collect()).chain(asked).collect(),
    }
}

/// The share of each strength that an offer may give to a concept.
fn gains(share: u32) -> [u16; STRENGTHS] {
    let mut gains = [0; STRENGTHS];
    for (strength, gain) in (1..).zip(gains.iter_mut()) {
        *gain = u16::try_from((strength * share).div_ceil(COARSENESS)).unwrap_or(u16::MAX);
    }
    gains
}
