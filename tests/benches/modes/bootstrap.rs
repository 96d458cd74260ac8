//! How a matching instance that has nothing makes its index from the topic of candidates, and ranks
//! among them.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use prost::Message as _;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use relais_domain::place;
use relais_proto::events::{
    CandidateChanged, EvidenceKind, LanguageStanding, OccupationStanding, SkillStanding,
};
use relais_proto::matching::GetIndexRequest;
use relais_proto::matching::matching_client::MatchingClient;
use relais_runtime::Role;
use relais_skills::{Occupation, Taxonomy};
use relais_store::{NewEvent, Options, Store, topics};
use relais_tests::cluster::Cluster;
use uuid::Uuid;

use crate::figures::{bytes, line, per_second, rate};
use crate::offers;
use crate::publish::until_published;

/// Events of one transaction, and transactions under way.
const BATCH: usize = 1_000;
/// As many organisations as a large region has.
const ORGANISATIONS: u128 = 500;
/// How long the whole may take.
const PATIENCE: Duration = Duration::from_hours(1);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Prints how fast `count` candidates reach the topic, and an index from there.
pub async fn measure(count: usize) {
    println!("\n== an index made anew from the topic of {count} candidates");
    let mut cluster = Cluster::start().await.expect("every service is ready");
    // What follows along would take the cores of what is measured.
    cluster.kill("matching-1").expect("it ran");
    cluster.kill("matching-2").expect("it ran");
    let before = cluster
        .topic_bytes(topics::CANDIDATES.name)
        .expect("the topic's folder");
    publish(&cluster, count).await;
    let topic = cluster
        .topic_bytes(topics::CANDIDATES.name)
        .expect("the topic's folder");
    bytes("the topic on disk, one copy", topic - before, count);

    let folder = cluster
        .instance("matching-1")
        .expect("it is known")
        .data()
        .to_owned();
    std::fs::remove_dir_all(&folder).expect("its folder goes");
    std::fs::create_dir_all(&folder).expect("an empty folder");
    let began = Instant::now();
    cluster.launch("matching-1").expect("it starts");
    until_indexed(&cluster, count).await;
    let took = began.elapsed();
    rate("candidates taken into the index", per_second(count, took));
    line(
        "from the start of the process to the last of them",
        &format!("{:>10.1} s", took.as_secs_f64()),
    );
    let process = cluster.instance("matching-1").expect("it is known");
    let memory = process.resident_bytes().expect("the system tells");
    bytes("resident memory of the instance", memory, count);
    bytes("its folder", size_of(&folder), count);
    offers::rank(&cluster).await;
}

/// Appends candidates to the database of profiles, which publishes them.
async fn publish(cluster: &Cluster, count: usize) {
    let store = Store::open(cluster.database(Role::Profiles), &Options::default()).await;
    let store = store.expect("the database");
    let mut rng = StdRng::seed_from_u64(4000);
    let occupations: Vec<&Occupation> = Taxonomy::builtin().occupations().collect();
    let (began, mut last) = (Instant::now(), 0);
    for first in (0..count).step_by(BATCH) {
        let events: Vec<NewEvent> = (first..count.min(first + BATCH))
            .map(|number| event(&candidate(number, &occupations, &mut rng)))
            .collect();
        let write = store.write(move |tx| {
            Box::pin(async move {
                let mut last = 0;
                for event in events {
                    last = tx.append(event).await?;
                }
                Ok(last)
            })
        });
        last = write.await.expect("the events are taken");
    }
    rate("candidates appended", per_second(count, began.elapsed()));
    until_published(&store, last).await;
    rate(
        "the same, until the last of them is published",
        per_second(count, began.elapsed()),
    );
    store.close().await;
}

async fn until_indexed(cluster: &Cluster, count: usize) {
    let began = Instant::now();
    let mut matching = MatchingClient::new(cluster.doors.inside.clone());
    let wanted = u64::try_from(count).expect("a count");
    loop {
        // It answers once it is up.
        let index = matching.get_index(GetIndexRequest {}).await;
        if index.is_ok_and(|index| index.into_inner().candidates >= wanted) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "the index does not get on");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn event(candidate: &CandidateChanged) -> NewEvent {
    NewEvent {
        topic: topics::CANDIDATES,
        stream: candidate.candidate_id.clone(),
        kind: "relais.candidate.changed.v1",
        source: "relais/profiles",
        time: Timestamp::now(),
        traceparent: None,
        payload: candidate.encode_to_vec(),
    }
}

/// A candidate like those of the reference taxonomy: three of four of an occupation's skills, and
/// two others.
fn candidate(number: usize, occupations: &[&Occupation], rng: &mut StdRng) -> CandidateChanged {
    let occupation = occupations[rng.random_range(0..occupations.len())];
    let other = occupations[rng.random_range(0..occupations.len())];
    let own = occupation.essential.iter().chain(&occupation.optional);
    let own = own.filter(|_| rng.random_ratio(3, 4));
    let mut skills: Vec<&str> = own.map(|it| it.skill.as_str()).collect();
    skills.extend(other.essential.iter().take(2).map(|it| it.skill.as_str()));
    skills.sort_unstable();
    skills.dedup();
    let communes = place::communes();
    let id = u128::try_from(number).expect("a number") + 1;
    CandidateChanged {
        candidate_id: Uuid::from_u128(id | (7 << 76) | (1 << 63)).to_string(),
        organisation_id: Uuid::from_u128((id % ORGANISATIONS + 1) | (7 << 76) | (1 << 63))
            .to_string(),
        version: 1,
        changed_at: Timestamp::now().as_microsecond(),
        consents_to_matching: true,
        skills: skills
            .into_iter()
            .map(|skill| SkillStanding {
                skill: skill.to_owned(),
                evidence: EvidenceKind::Declared.into(),
                level: rng.random_range(1..=4),
            })
            .collect(),
        occupations: vec![OccupationStanding {
            occupation: occupation.id.as_str().to_owned(),
            ..OccupationStanding::default()
        }],
        place_ins: communes[rng.random_range(0..communes.len())].ins,
        mobility_km: rng.random_range(5..60),
        available_from: "2026-01-01".to_owned(),
        languages: vec![LanguageStanding {
            code: "fr".to_owned(),
            ..LanguageStanding::default()
        }],
        ..CandidateChanged::default()
    }
}

/// The bytes of all files in a folder.
fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(it) if it.is_dir() => size_of(&entry.path()),
            Ok(it) => it.len(),
            Err(_) => 0,
        })
        .sum()
}
