//! What the others are told about candidates.

use prost::Message as _;
use relais_proto::events::{CandidateChanged, EvidenceKind, SkillStanding};
use relais_proto::profiles::{
    Availability, Candidate, Consent, Consents, Diploma, Language, Occupation, Person,
    SkillEvidence, WorkAuthorisation,
};

use crate::support::{World, fact, named};

/// A candidate with a text of its own in every field that takes one.
pub fn full(canary: &str) -> Candidate {
    let text = |field: &str| format!("{canary}{field}");
    Candidate {
        person: Some(Person {
            given_name: text("given"),
            family_name: text("family"),
            email: format!("{canary}@example.org"),
            phone: "+32 499 98 87 76".to_owned(),
            language: "nl".to_owned(),
            external_id: text("external"),
        }),
        skills: vec![SkillEvidence {
            by: text("by"),
            on: "2024-02-03".to_owned(),
            ..fact("masonry", "tested", 3)
        }],
        languages: vec![Language {
            code: "fr".to_owned(),
            listening: "B2".to_owned(),
            reading: "B1".to_owned(),
            speaking: "A2".to_owned(),
            writing: "A1".to_owned(),
            source: "tested".to_owned(),
        }],
        work_authorisation: Some(WorkAuthorisation {
            mention: "limited".to_owned(),
            valid_until: "2027-03-04".to_owned(),
            checked_on: "2026-05-06".to_owned(),
            checked_by: text("checker"),
        }),
        availability: Some(Availability {
            from: "2026-07-01".to_owned(),
            until: "2026-12-31".to_owned(),
            unavailable: false,
            employment_types: vec!["FULL_TIME".to_owned()],
        }),
        commune_ins: 62_063,
        mobility_km: 25,
        licences: vec!["B".to_owned()],
        occupations: vec![Occupation {
            occupation: "bricklayer".to_owned(),
            wished: true,
            done: true,
            months: 24,
        }],
        consents: Some(Consents {
            matching: Some(Consent {
                given: true,
                means: "written".to_owned(),
                taken_by: text("taker"),
                at: 0,
            }),
            share: vec!["name".to_owned()],
        }),
        diplomas: vec![Diploma {
            title: text("diploma"),
            year: "2015".to_owned(),
            equivalence: "level".to_owned(),
        }],
        ..Candidate::default()
    }
}

#[tokio::test]
async fn an_event_holds_the_whole_state_that_ranks_and_nothing_of_the_person() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let put = worker.put(full("zzcanary")).await;
    let events = world.events().await;
    let [event] = events.as_slice() else {
        panic!("one event: {events:?}");
    };
    assert_eq!(event.kind, "relais.candidate.changed.v1");
    assert_eq!(
        (event.source.as_str(), &event.stream),
        ("relais/profiles", &put.candidate_id)
    );
    let state = CandidateChanged::decode(event.payload.as_slice()).expect("a state");
    let expected = CandidateChanged {
        candidate_id: put.candidate_id.clone(),
        organisation_id: worker.organisation_id.clone(),
        version: 1,
        changed_at: put.changed_at,
        consents_to_matching: true,
        skills: vec![SkillStanding {
            skill: "masonry".to_owned(),
            evidence: EvidenceKind::Tested.into(),
            level: 3,
        }],
        place_ins: 62_063,
        mobility_km: 25,
        available_from: "2026-07-01".to_owned(),
        available_until: "2026-12-31".to_owned(),
        employment_types: vec!["FULL_TIME".to_owned()],
        licences: vec!["B".to_owned()],
        languages: state.languages.clone(),
        occupations: state.occupations.clone(),
        unavailable: false,
    };
    assert_eq!(state, expected);
    assert_eq!(state.languages[0].speaking, "A2");
    assert_eq!(state.occupations[0].months, 24);
    let payload = String::from_utf8_lossy(&event.payload);
    for personal in ["zzcanary", "499", "limited", "2027-03-04", "2026-05-06"] {
        assert!(!payload.contains(personal), "{personal} is in the event");
    }
}

#[tokio::test]
async fn of_each_candidate_the_log_keeps_the_last_state_only() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let put = worker.put(named("Amina", "Exemple")).await;
    worker.put(named("Karim", "Exemple")).await;
    worker
        .put(Candidate {
            mobility_km: 30,
            ..put.clone()
        })
        .await;
    let events = world.events().await;
    assert_eq!(events.len(), 2);
    let last = events.last().expect("an event");
    let state = CandidateChanged::decode(last.payload.as_slice()).expect("a state");
    assert_eq!(
        (state.candidate_id, state.mobility_km),
        (put.candidate_id, 30)
    );
}

#[tokio::test]
async fn a_refused_change_tells_nothing() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let put = worker.put(named("Amina", "Exemple")).await;
    let before = world.events().await;
    let stale = Candidate { version: 7, ..put };
    worker
        .try_put(stale)
        .await
        .expect_err("a version that is not");
    assert_eq!(world.events().await, before);
}
