//! What the service tells the others.

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::candidate::EvidenceKind;
use relais_events::{NewEvent, topics};
use relais_proto::events::{
    CandidateChanged, EvidenceKind as Kind, LanguageStanding, OccupationStanding, SkillStanding,
};
use relais_proto::profiles::{Candidate, Language, Occupation};

use crate::standing::standings;

const SOURCE: &str = "relais/profiles";

/// The whole ranking-relevant state of a candidate: no name, no contact, no free text, nothing
/// about the right to work.
pub(crate) fn changed(
    candidate: &Candidate,
    at: Timestamp,
    traceparent: Option<String>,
) -> NewEvent {
    NewEvent {
        topic: topics::CANDIDATES,
        stream: candidate.candidate_id.clone(),
        kind: "relais.candidate.changed.v1",
        source: SOURCE,
        time: at,
        traceparent,
        payload: state(candidate).encode_to_vec(),
    }
}

/// The tombstone of a candidate: in the compacted topic it takes the place of all that was told.
pub(crate) fn erased(candidate_id: &str, at: Timestamp, traceparent: Option<String>) -> NewEvent {
    NewEvent {
        topic: topics::CANDIDATES,
        stream: candidate_id.to_owned(),
        kind: "relais.candidate.erased.v1",
        source: SOURCE,
        time: at,
        traceparent,
        payload: Vec::new(),
    }
}

fn state(candidate: &Candidate) -> CandidateChanged {
    let consents = candidate.consents.as_ref();
    let matching = consents.and_then(|consents| consents.matching.as_ref());
    let availability = candidate.availability.clone().unwrap_or_default();
    CandidateChanged {
        candidate_id: candidate.candidate_id.clone(),
        organisation_id: candidate.organisation_id.clone(),
        version: candidate.version,
        changed_at: candidate.changed_at,
        consents_to_matching: matching.is_some_and(|consent| consent.given),
        skills: skills(candidate),
        languages: candidate.languages.iter().map(language).collect(),
        licences: candidate.licences.clone(),
        occupations: candidate.occupations.iter().map(occupation).collect(),
        place_ins: candidate.commune_ins,
        mobility_km: candidate.mobility_km,
        available_from: availability.from,
        available_until: availability.until,
        unavailable: availability.unavailable,
        employment_types: availability.employment_types,
    }
}

fn skills(candidate: &Candidate) -> Vec<SkillStanding> {
    standings(&candidate.skills)
        .into_iter()
        .map(|(skill, standing)| SkillStanding {
            skill: skill.to_owned(),
            evidence: kind(standing.kind).into(),
            level: standing.level.map_or(0, u32::from),
        })
        .collect()
}

fn kind(kind: EvidenceKind) -> Kind {
    match kind {
        EvidenceKind::Declared => Kind::Declared,
        EvidenceKind::Badge => Kind::Badge,
        EvidenceKind::Observed => Kind::Observed,
        EvidenceKind::Tested => Kind::Tested,
        EvidenceKind::Certified => Kind::Certified,
    }
}

fn language(language: &Language) -> LanguageStanding {
    LanguageStanding {
        code: language.code.clone(),
        listening: language.listening.clone(),
        reading: language.reading.clone(),
        speaking: language.speaking.clone(),
        writing: language.writing.clone(),
    }
}

fn occupation(occupation: &Occupation) -> OccupationStanding {
    OccupationStanding {
        occupation: occupation.occupation.clone(),
        wished: occupation.wished,
        done: occupation.done,
        months: occupation.months,
    }
}
