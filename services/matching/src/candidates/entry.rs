//! What the index keeps of a candidate.

use prost::Message as _;
use relais_events::EventRecord;
use relais_proto::events::CandidateChanged;
use uuid::Uuid;

use crate::events::{Unreadable, stream_id};
use crate::index::{Entry, Term, Update};
use crate::rank::{Facts, rankable_until};
use crate::vocabulary::Vocabulary;

/// The version of what is kept. To be raised with every change of [`entry_of`] or of the words.
pub const FORMAT: &str = "candidates-1";

/// What an event of the topic of candidates does to the index.
///
/// # Errors
/// [`Unreadable`] where the event is not what its type says.
pub fn update_of(record: &EventRecord, vocabulary: &Vocabulary) -> Result<Update, Unreadable> {
    let id = stream_id(record)?;
    if record.payload.is_empty() {
        return Ok(Update::Forget(id));
    }
    let candidate = CandidateChanged::decode(record.payload.as_slice())?;
    let group = Uuid::parse_str(&candidate.organisation_id).map_err(|_| Unreadable::Id)?;
    if candidate.consents_to_matching {
        return Ok(Update::Put(entry_of(id, group, &candidate, vocabulary)));
    }
    // Without consent nothing is kept but that there is none.
    let CandidateChanged {
        candidate_id,
        organisation_id,
        version,
        changed_at,
        ..
    } = candidate;
    let rest = CandidateChanged {
        candidate_id,
        organisation_id,
        version,
        changed_at,
        ..CandidateChanged::default()
    };
    Ok(Update::Reduce(entry_of(id, group, &rest, vocabulary)))
}

fn entry_of(id: Uuid, group: Uuid, candidate: &CandidateChanged, vocabulary: &Vocabulary) -> Entry {
    let until = rankable_until(candidate);
    let facts = if until > 0 {
        Facts::of(candidate, vocabulary)
    } else {
        Facts::default()
    };
    Entry {
        id,
        group,
        until,
        terms: terms(&facts),
        words: facts.words(),
        payload: candidate.encode_to_vec(),
    }
}

/// The concepts by which a candidate is found. The strength is the grade of a skill, or how an
/// occupation is held, counted from one.
fn terms(facts: &Facts) -> Vec<(Term, u32)> {
    let skills = facts
        .skills
        .iter()
        .map(|held| (Term::Skill(held.skill), held.grade.number() + 1));
    let occupations = facts.occupations.iter().map(|held| {
        let strength = u32::from(held.wished) << 1 | u32::from(held.done);
        (Term::Occupation(held.occupation), strength.max(1))
    });
    skills.chain(occupations).collect()
}
