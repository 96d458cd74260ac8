//! Who sees which candidates.

use relais_domain::ErrorCode;
use relais_proto::profiles::{
    AddSkillEvidenceRequest, Candidate, EraseCandidateRequest, GetCandidateRequest,
    ListCandidatesRequest, SetConsentRequest, WorkerRole,
};

use crate::support::{World, done, fact, named, pointers, refused};

#[tokio::test]
async fn another_organisation_s_candidates_are_not_there() {
    let world = World::new().await;
    let mut owner = world.worker().await;
    let mut stranger = world.worker().await;
    let theirs = owner.put(named("Amina", "Exemple")).await;
    let candidate_id = theirs.candidate_id.clone();
    let client = &mut stranger.candidates;

    let get = GetCandidateRequest {
        candidate_id: candidate_id.clone(),
    };
    assert_eq!(
        refused(client.get_candidate(get).await).0,
        ErrorCode::NotFound
    );
    let add = AddSkillEvidenceRequest {
        candidate_id: candidate_id.clone(),
        version: 1,
        evidence: vec![fact("masonry", "declared", 1)],
    };
    assert_eq!(
        refused(client.add_skill_evidence(add).await).0,
        ErrorCode::NotFound
    );
    let consent = SetConsentRequest {
        candidate_id: candidate_id.clone(),
        version: 1,
        consents: None,
    };
    assert_eq!(
        refused(client.set_consent(consent).await).0,
        ErrorCode::NotFound
    );
    let erase = EraseCandidateRequest { candidate_id };
    assert_eq!(
        refused(client.erase_candidate(erase).await).0,
        ErrorCode::NotFound
    );
    let list = client
        .list_candidates(ListCandidatesRequest::default())
        .await;
    assert!(done(list).candidates.is_empty());
    let list = ListCandidatesRequest {
        organisation_id: owner.organisation_id.clone(),
        ..ListCandidatesRequest::default()
    };
    let answer = stranger.candidates.list_candidates(list).await;
    assert_eq!(refused(answer).0, ErrorCode::PermissionDenied);
    let put = Candidate {
        organisation_id: String::new(),
        mobility_km: 9,
        ..theirs
    };
    assert_eq!(refused(stranger.try_put(put).await).0, ErrorCode::NotFound);
}

#[tokio::test]
async fn spocs_and_coordinators_do_not_see_candidates() {
    let world = World::new().await;
    let mut owner = world.worker().await;
    let theirs = owner.put(named("Amina", "Exemple")).await;
    for role in [WorkerRole::Spoc, WorkerRole::Coordinator] {
        let mut caller = world.colleague(role, &owner.organisation_id).await;
        let get = GetCandidateRequest {
            candidate_id: theirs.candidate_id.clone(),
        };
        let answer = caller.candidates.get_candidate(get).await;
        assert_eq!(refused(answer).0, ErrorCode::PermissionDenied);
        let answer = caller.try_put(named("Karim", "Exemple")).await;
        assert_eq!(refused(answer).0, ErrorCode::PermissionDenied);
    }
}

#[tokio::test]
async fn a_part_of_the_system_names_the_organisation_of_a_new_candidate() {
    let world = World::new().await;
    let worker = world.worker().await;
    let put = |organisation_id: &str| relais_proto::profiles::PutCandidateRequest {
        candidate: Some(Candidate {
            organisation_id: organisation_id.to_owned(),
            ..named("Amina", "Exemple")
        }),
    };
    let mut service = world.candidates();
    for organisation in ["", "nobody", "0198c0de-7a50-7000-8000-00805f9b34fb"] {
        let (_, error) = refused(service.put_candidate(put(organisation)).await);
        assert_eq!(pointers(&error), ["/organisation_id"], "{organisation}");
    }
    let candidate = done(service.put_candidate(put(&worker.organisation_id)).await);
    assert_eq!(candidate.organisation_id, worker.organisation_id);
}
