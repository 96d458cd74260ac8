//! Facts about skills: added and struck, never overwritten.

use relais_domain::ErrorCode;
use relais_proto::profiles::{
    AddSkillEvidenceRequest, Candidate, SkillEvidence, StrikeSkillEvidenceRequest,
};

use crate::support::{Colleague, World, done, fact, named, pointers, refused};

async fn add(worker: &mut Colleague, to: &Candidate, evidence: Vec<SkillEvidence>) -> Candidate {
    let request = AddSkillEvidenceRequest {
        candidate_id: to.candidate_id.clone(),
        version: to.version,
        evidence,
    };
    done(worker.candidates.add_skill_evidence(request).await)
}

fn strike(of: &Candidate, evidence_id: &str) -> StrikeSkillEvidenceRequest {
    StrikeSkillEvidenceRequest {
        candidate_id: of.candidate_id.clone(),
        version: of.version,
        evidence_id: evidence_id.to_owned(),
    }
}

#[tokio::test]
async fn a_new_fact_stands_beside_the_old_ones() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.skills = vec![fact("masonry", "declared", 4)];
    let put = worker.put(candidate).await;
    let tested = add(&mut worker, &put, vec![fact("masonry", "tested", 2)]).await;
    let said: Vec<_> = tested
        .skills
        .iter()
        .map(|fact| (fact.kind.as_str(), fact.level, fact.struck))
        .collect();
    assert_eq!(
        said,
        [("declared", Some(4), false), ("tested", Some(2), false)]
    );
    assert_eq!(tested.skills[0], put.skills[0]);
}

#[tokio::test]
async fn a_struck_fact_stays_to_be_seen() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.skills = vec![
        fact("masonry", "declared", 4),
        fact("formwork", "badge", None),
    ];
    let put = worker.put(candidate).await;
    let request = strike(&put, &put.skills[0].evidence_id);
    let struck = done(worker.candidates.strike_skill_evidence(request).await);
    assert_eq!(struck.skills.len(), 2);
    assert!(struck.skills[0].struck && !struck.skills[1].struck);
    assert_eq!(struck.skills[0].level, Some(4));
}

#[tokio::test]
async fn a_change_of_the_record_does_not_touch_the_facts() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.skills = vec![fact("masonry", "declared", 4)];
    let mut put = worker.put(candidate).await;
    let facts = std::mem::take(&mut put.skills);
    put.skills = vec![fact("formwork", "certified", 4)];
    assert_eq!(worker.put(put).await.skills, facts);
}

#[tokio::test]
async fn facts_are_checked_and_need_the_present_version() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let put = worker.put(named("Amina", "Exemple")).await;
    let mut wrong = fact("masonry", "tested", 2);
    wrong.on = "2026-06-02".to_owned();
    let request = |version, evidence| AddSkillEvidenceRequest {
        candidate_id: put.candidate_id.clone(),
        version,
        evidence,
    };
    let answer = worker
        .candidates
        .add_skill_evidence(request(1, vec![wrong]))
        .await;
    assert_eq!(pointers(&refused(answer).1), ["/evidence/0/on"]);
    let right = vec![fact("masonry", "tested", 2)];
    let answer = worker
        .candidates
        .add_skill_evidence(request(9, right))
        .await;
    assert_eq!(refused(answer).0, ErrorCode::Conflict);
    let answer = worker
        .candidates
        .strike_skill_evidence(strike(&put, "1"))
        .await;
    assert_eq!(refused(answer).0, ErrorCode::NotFound);
}

#[tokio::test]
async fn nobody_has_more_facts_than_can_be_looked_through() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = worker.put(named("Amina", "Exemple")).await;
    for _ in 0..2 {
        candidate = add(&mut worker, &candidate, vec![fact("masonry", "", 1); 200]).await;
    }
    let request = AddSkillEvidenceRequest {
        candidate_id: candidate.candidate_id.clone(),
        version: candidate.version,
        evidence: vec![fact("masonry", "", 1); 101],
    };
    let answer = worker.candidates.add_skill_evidence(request).await;
    assert_eq!(refused(answer).0, ErrorCode::InvalidInput);
}
