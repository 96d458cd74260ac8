//! After an erasure nothing of the person is anywhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use relais_domain::ids::CandidateId;
use relais_domain::{Error, ErrorCode};
use relais_profiles::ErasureCheck;
use relais_proto::profiles::{Candidate, EraseCandidateRequest, ErasedPlace, ErasureReport};

use crate::events::full;
use crate::support::{Colleague, World, done, named, refused};

async fn erase(worker: &mut Colleague, candidate: &Candidate) -> ErasureReport {
    let request = EraseCandidateRequest {
        candidate_id: candidate.candidate_id.clone(),
    };
    done(worker.candidates.erase_candidate(request).await)
}

/// How often a text stands in the files of the data folder, in any case.
fn in_files(world: &World, text: &str) -> usize {
    let files = std::fs::read_dir(world.data.path()).expect("the folder");
    let counts = files.map(|entry| {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        let bytes = bytes.to_ascii_lowercase();
        bytes
            .windows(text.len())
            .filter(|window| *window == text.as_bytes())
            .count()
    });
    counts.sum()
}

#[tokio::test]
async fn every_place_of_the_database_is_reported_and_nothing_remains() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let candidate = worker.put(full("zzcanary")).await;
    let report = erase(&mut worker, &candidate).await;
    let tables: Vec<&str> = report.places[..3]
        .iter()
        .map(|place| place.place.as_str())
        .collect();
    let expected = [
        "table profiles_candidates",
        "table profiles_facts",
        "topic relais.candidates",
    ];
    assert_eq!(tables, expected);
    assert_eq!(report.places.len(), 5, "and where their bytes were");
    assert!(report.places[..2].iter().all(|place| place.removed > 0));
    assert!(report.places.iter().all(|place| place.remaining == 0));
}

#[tokio::test]
async fn no_file_holds_anything_of_an_erased_person() {
    let world = World::in_files().await;
    let mut worker = world.worker().await;
    let mut candidate = worker.put(full("zzcanary")).await;
    // Older states leave their traces too.
    candidate.person.get_or_insert_default().email = "zzcanary.old@example.org".to_owned();
    let candidate = worker.put(candidate).await;
    let candidate = worker
        .put(Candidate {
            mobility_km: 3,
            ..candidate
        })
        .await;
    for number in 0..50 {
        worker.put(full(&format!("stays{number}x"))).await;
    }
    assert!(
        in_files(&world, "zzcanary") > 0,
        "the search finds what is there"
    );

    let report = erase(&mut worker, &candidate).await;

    assert_eq!(in_files(&world, "zzcanary"), 0);
    assert!(in_files(&world, "stays49x") > 0);
    assert_eq!(report.candidate_id, candidate.candidate_id);
    let places: Vec<&str> = report
        .places
        .iter()
        .map(|place| place.place.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "table profiles_candidates",
            "table profiles_facts",
            "topic relais.candidates",
            "file relais.db",
            "file relais.db-wal",
        ]
    );
    assert!(
        report.places.iter().all(|place| place.remaining == 0),
        "{report:?}"
    );
    let removed: Vec<u64> = report.places.iter().map(|place| place.removed).collect();
    assert_eq!(removed[..3], [1, 1, 1]);
}

#[tokio::test]
async fn a_tombstone_takes_the_place_of_what_was_told() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let candidate = worker.put(full("zzcanary")).await;
    erase(&mut worker, &candidate).await;
    let events = world.events().await;
    let [event] = events.as_slice() else {
        panic!("one event: {events:?}");
    };
    assert_eq!(event.kind, "relais.candidate.erased.v1");
    assert_eq!(event.stream, candidate.candidate_id);
    assert!(event.payload.is_empty());
}

#[tokio::test]
async fn nobody_is_erased_twice() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let candidate = worker.put(named("Amina", "Exemple")).await;
    erase(&mut worker, &candidate).await;
    let request = EraseCandidateRequest {
        candidate_id: candidate.candidate_id,
    };
    let again = worker.candidates.erase_candidate(request).await;
    assert_eq!(refused(again).0, ErrorCode::NotFound);
    assert_eq!(world.events().await.len(), 1);
}

#[tokio::test]
async fn somebody_of_the_same_name_and_telephone_is_not_taken_for_a_trace() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let mut candidate = named("Amina", "Exemple");
    candidate.person.get_or_insert_default().phone = "+32 470 00 00 00".to_owned();
    let erased = worker.put(candidate.clone()).await;
    worker.put(candidate).await;
    let report = erase(&mut worker, &erased).await;
    assert!(
        report.places.iter().all(|place| place.remaining == 0),
        "{report:?}"
    );
}

/// Follows the log a little late.
struct Index {
    asked: AtomicU64,
}

#[async_trait::async_trait]
impl ErasureCheck for Index {
    async fn check(&self, _: CandidateId) -> Result<Vec<ErasedPlace>, Error> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(vec![ErasedPlace {
            place: "index".to_owned(),
            removed: 1,
            remaining: u64::from(asked < 2),
        }])
    }
}

#[tokio::test]
async fn the_report_waits_for_the_other_parts() {
    let index = Arc::new(Index {
        asked: AtomicU64::new(0),
    });
    let world = World::with_checks(vec![index.clone()]).await;
    let mut worker = world.worker().await;
    let candidate = worker.put(named("Amina", "Exemple")).await;
    let report = erase(&mut worker, &candidate).await;
    let last = report.places.last().expect("a place");
    assert_eq!((last.place.as_str(), last.remaining), ("index", 0));
    assert_eq!(index.asked.load(Ordering::SeqCst), 3);
}
