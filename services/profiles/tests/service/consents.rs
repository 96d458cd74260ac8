//! What candidates agree to, and what is shared because of it.

use prost::Message as _;
use relais_domain::ErrorCode;
use relais_proto::events::CandidateChanged;
use relais_proto::profiles::{
    Candidate, Consent, Consents, GetShareableRequest, SetConsentRequest, WorkAuthorisation,
};

use crate::support::{World, done, fact, named, pointers, refused};

fn matching(given: bool, share: &[&str]) -> Consents {
    Consents {
        matching: Some(Consent {
            given,
            means: if given {
                "written".to_owned()
            } else {
                String::new()
            },
            ..Consent::default()
        }),
        share: share.iter().map(|what| (*what).to_owned()).collect(),
    }
}

#[tokio::test]
async fn a_consent_says_how_by_whom_and_when_it_was_taken() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.consents = Some(matching(true, &[]));
    let put = worker.put(candidate.clone()).await;
    let taken = put
        .consents
        .and_then(|consents| consents.matching)
        .expect("a consent");
    assert_eq!(taken.taken_by, format!("worker {}", worker.worker_id));
    assert_eq!(taken.at, put.created_at);
    let consents = candidate.consents.get_or_insert_default();
    consents.matching.get_or_insert_default().means = String::new();
    consents.share = vec!["shoe size".to_owned()];
    let (_, error) = refused(worker.try_put(candidate).await);
    assert_eq!(
        pointers(&error),
        ["/consents/matching/means", "/consents/share/0"]
    );
}

#[tokio::test]
async fn a_withdrawn_consent_is_told_to_the_others_and_dated() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.consents = Some(matching(true, &["name"]));
    let put = worker.put(candidate).await;
    world.clock.advance(jiff::SignedDuration::from_hours(1));
    let request = SetConsentRequest {
        candidate_id: put.candidate_id,
        version: put.version,
        consents: None,
    };
    let withdrawn = done(worker.candidates.set_consent(request).await);
    let consents = withdrawn.consents.expect("consents");
    let matching = consents.matching.expect("a dated withdrawal");
    assert!(!matching.given && matching.at == withdrawn.changed_at);
    assert!(consents.share.is_empty());
    let events = world.events().await;
    let last = events.last().expect("an event");
    let state = CandidateChanged::decode(last.payload.as_slice()).expect("a state");
    assert_eq!((state.consents_to_matching, state.version), (false, 2));
}

#[tokio::test]
async fn a_change_of_the_record_leaves_consents_that_it_does_not_name() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.consents = Some(matching(true, &["name"]));
    let put = worker.put(candidate).await;
    let changed = worker
        .put(Candidate {
            consents: None,
            ..put.clone()
        })
        .await;
    assert_eq!(changed.consents, put.consents);
}

#[tokio::test]
async fn only_what_is_agreed_to_is_shared() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    let person = candidate.person.get_or_insert_default();
    person.email = "amina@example.org".to_owned();
    person.phone = "+32 470 00 00 00".to_owned();
    candidate.licences = vec!["B".to_owned()];
    candidate.skills = vec![fact("masonry", "declared", 4), fact("masonry", "tested", 2)];
    candidate.work_authorisation = Some(WorkAuthorisation {
        mention: "unlimited".to_owned(),
        valid_until: "2026-07-01".to_owned(),
        checked_on: "2026-05-01".to_owned(),
        checked_by: String::new(),
    });
    candidate.consents = Some(matching(true, &["name", "skills"]));
    let put = worker.put(candidate).await;
    let gone = "0198c0de-7a50-7000-8000-00805f9b34fb".to_owned();
    let request = GetShareableRequest {
        candidate_ids: vec![gone, put.candidate_id],
    };
    let shared = done(world.directory().get_shareable(request).await).candidates;
    let [shared] = shared.as_slice() else {
        panic!("the one who is there: {shared:?}");
    };
    assert_eq!(shared.name, "Amina Exemple");
    assert_eq!(shared.skills, [fact("masonry", "tested", 2)]);
    assert_eq!((shared.phone.as_str(), shared.email.as_str()), ("", ""));
    assert!(shared.licences.is_empty());
    assert_eq!(shared.work_standing, "ending_soon");
    assert_eq!(
        shared.candidate_email, "amina@example.org",
        "for the notice to them"
    );
}

#[tokio::test]
async fn a_consent_from_the_future_is_refused() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.consents = Some(matching(true, &[]));
    let matching = candidate
        .consents
        .get_or_insert_default()
        .matching
        .get_or_insert_default();
    matching.at = i64::MAX;
    let (code, error) = refused(worker.try_put(candidate).await);
    assert_eq!(
        (code, pointers(&error)),
        (ErrorCode::InvalidInput, vec!["/consents/matching/at"])
    );
}
