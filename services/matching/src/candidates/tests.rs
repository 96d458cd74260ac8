//! The index against a model that keeps everything in a map and scores everybody.

use std::collections::BTreeMap;
use std::path::Path;

use futures::executor::block_on;
use proptest::prelude::*;
use prost::Message as _;
use relais_events::{Cursor, EventRecord};
use relais_proto::events::{CandidateChanged, EvidenceKind, Requirements, WantedConcept};
use uuid::Uuid;

use super::*;
use crate::index::{Cursors, Index, TopicEnds};
use crate::rank::samples::{candidate, held, requirements};
use crate::rank::{Day, Facts, Place, Wanted, assess, exclusions};
use crate::vocabulary::Vocabulary;

const TOPIC: &str = "relais.candidates";
const OFFER: Uuid = Uuid::from_u128(77);
/// 25 May 2026.
const TODAY: Day = 20_598;

fn open(folder: &Path) -> Index {
    Index::open(folder, "test", &ends(i64::MAX), 0).expect("the index opens")
}

fn ends(offset: i64) -> TopicEnds {
    [(TOPIC, [(0, offset)].into())].into()
}

fn at(offset: i64) -> Cursors {
    let cursor = Cursor {
        offset,
        seq: offset,
    };
    Cursors::at(TOPIC, 0, cursor)
}

fn offset(index: &Index) -> i64 {
    let cursors = index.view().cursors().of(TOPIC);
    cursors.get(&0).map_or(0, |cursor| cursor.offset)
}

fn record(offset: i64, id: Uuid, state: Option<&CandidateChanged>) -> EventRecord {
    EventRecord {
        partition: 0,
        offset,
        seq: offset,
        topic: TOPIC.to_owned(),
        stream: id.to_string(),
        kind: "relais.candidate.changed.v1".to_owned(),
        source: "relais/profiles".to_owned(),
        time_micros: 0,
        traceparent: None,
        payload: state
            .map(CandidateChanged::encode_to_vec)
            .unwrap_or_default(),
    }
}

fn tell(index: &Index, offset: i64, id: Uuid, state: Option<&CandidateChanged>) {
    let update = update_of(&record(offset, id, state), Vocabulary::builtin()).expect("readable");
    index.apply(vec![update], &at(offset)).expect("applied");
}

type Ids = BTreeMap<String, Vec<String>>;

fn ranked(index: &Index, offer: &Requirements, limit: usize) -> (usize, Ids) {
    let vocabulary = Vocabulary::builtin();
    let wanted = Wanted::of(offer, vocabulary);
    let request = Request {
        offer: OFFER,
        wanted: &wanted,
        today: TODAY,
        organisation: None,
        limit,
    };
    let mut workspace = Workspace::default();
    let ranking = rank(&index.view(), &request, vocabulary, &mut workspace).expect("ranked");
    let ids = ranking.organisations.into_iter().map(|organisation| {
        let candidates = organisation.candidates.into_iter();
        (
            organisation.organisation_id,
            candidates.map(|ranked| ranked.candidate_id).collect(),
        )
    });
    (ranking.eligible, ids.collect())
}

/// What the rules give when everybody is scored.
fn model(
    people: &BTreeMap<Uuid, CandidateChanged>,
    offer: &Requirements,
    limit: usize,
) -> (usize, Ids) {
    let vocabulary = Vocabulary::builtin();
    let wanted = Wanted::of(offer, vocabulary);
    let mut best: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut eligible = 0;
    for (id, state) in people {
        if !exclusions(state, wanted.needed_on(TODAY)).is_empty() {
            continue;
        }
        eligible += 1;
        let score = assess(
            &wanted,
            &Facts::of(state, vocabulary),
            vocabulary,
            &mut Vec::new(),
        );
        if score.in_common >= wanted.least_in_common() {
            let place = Place::new(score.points, *id, OFFER);
            best.entry(state.organisation_id.clone())
                .or_default()
                .push(place);
        }
    }
    let ids = best.into_iter().map(|(organisation, mut places)| {
        places.sort();
        places.truncate(limit);
        (
            organisation,
            places.iter().map(|place| place.id().to_string()).collect(),
        )
    });
    (eligible, ids.collect())
}

#[derive(Debug, Clone)]
enum Step {
    Put(u128, Box<CandidateChanged>),
    Erase(u128),
    Commit,
    Reopen,
}

prop_compose! {
    fn anybody()(
        candidate in candidate(),
        consents_to_matching in prop::bool::weighted(0.9),
        unavailable in prop::bool::weighted(0.1),
        until in prop::sample::select(&["", "", "2026-05-25", "2026-05-24", "2026-07-01"][..]),
    ) -> CandidateChanged {
        CandidateChanged {
            consents_to_matching, unavailable, available_until: until.to_owned(), ..candidate
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (1..20_u128, anybody()).prop_map(|(id, state)| Step::Put(id, Box::new(state))),
        2 => (1..20_u128).prop_map(Step::Erase),
        2 => Just(Step::Commit),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_index_ranks_as_if_everybody_were_scored(
        steps in steps(), offer in requirements(), limit in 1..4_usize,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = open(folder.path());
        let mut people: BTreeMap<Uuid, CandidateChanged> = BTreeMap::new();
        for (offset, step) in (1..).zip(steps) {
            match step {
                Step::Put(id, mut state) => {
                    let id = Uuid::from_u128(id << 70 | id);
                    state.candidate_id = id.to_string();
                    tell(&index, offset, id, Some(&state));
                    people.insert(id, *state);
                }
                Step::Erase(id) => {
                    let id = Uuid::from_u128(id << 70 | id);
                    tell(&index, offset, id, None);
                    people.remove(&id);
                }
                Step::Commit => block_on(index.flush()).expect("committed"),
                Step::Reopen => {
                    block_on(index.flush()).expect("committed");
                    let cursors = index.view().cursors().clone();
                    drop(index);
                    index = open(folder.path());
                    let again = index.view().cursors().clone();
                    prop_assert_eq!(again, cursors);
                }
            }
            prop_assert_eq!(ranked(&index, &offer, limit), model(&people, &offer, limit));
        }
    }
}

fn coder(id: u128, organisation: u128) -> CandidateChanged {
    CandidateChanged {
        candidate_id: Uuid::from_u128(id).to_string(),
        organisation_id: Uuid::from_u128(organisation).to_string(),
        consents_to_matching: true,
        skills: vec![held("community-management", EvidenceKind::Tested, 3)],
        ..CandidateChanged::default()
    }
}

fn posting() -> Requirements {
    let wanted = WantedConcept {
        id: "community-management".to_owned(),
        found_in: 1,
        weight: 100,
        level: 3,
    };
    Requirements {
        skills: vec![wanted],
        ..Requirements::default()
    }
}

#[test]
fn a_candidate_who_changes_is_ranked_at_once_by_what_is_new() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(folder.path());
    let id = Uuid::from_u128(5);
    tell(&index, 1, id, Some(&coder(5, 1)));
    assert_eq!(ranked(&index, &posting(), 10).1.len(), 1);
    block_on(index.flush()).expect("committed");
    let without = CandidateChanged {
        skills: vec![],
        ..coder(5, 1)
    };
    tell(&index, 2, id, Some(&without));
    assert_eq!(
        ranked(&index, &posting(), 10).1.len(),
        0,
        "the old state in the segment is overridden"
    );
}

#[test]
fn each_organisation_gets_its_own_best() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(folder.path());
    for id in 1..=60 {
        let mut state = coder(id, 1 + id % 3);
        // The candidates of the third organisation have less to show.
        if id % 3 == 2 {
            state.skills = vec![held("community-management", EvidenceKind::Declared, 1)];
        }
        tell(&index, 1, Uuid::from_u128(id), Some(&state));
    }
    block_on(index.flush()).expect("committed");
    let (eligible, best) = ranked(&index, &posting(), 7);
    assert_eq!(eligible, 60);
    assert_eq!(best.len(), 3);
    assert!(best.values().all(|candidates| candidates.len() == 7));
}

#[test]
fn a_restart_goes_on_from_the_last_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(folder.path());
    tell(&index, 7, Uuid::from_u128(1), Some(&coder(1, 1)));
    block_on(index.flush()).expect("committed");
    drop(index);
    let index = open(folder.path());
    assert_eq!(offset(&index), 7);
    assert_eq!(ranked(&index, &posting(), 10).1.len(), 1);
}

#[test]
fn an_index_of_another_format_or_of_a_longer_log_is_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(folder.path());
    tell(&index, 7, Uuid::from_u128(1), Some(&coder(1, 1)));
    block_on(index.flush()).expect("committed");
    drop(index);
    let shorter = Index::open(folder.path(), "test", &ends(6), 0).expect("opens");
    assert_eq!(offset(&shorter), 0);
    tell(&shorter, 6, Uuid::from_u128(1), Some(&coder(1, 1)));
    block_on(shorter.flush()).expect("committed");
    drop(shorter);
    let other = Index::open(folder.path(), "newer", &ends(6), 0).expect("opens");
    assert_eq!(offset(&other), 0);
}

#[test]
fn a_damaged_index_is_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    std::fs::write(folder.path().join("meta.json"), "{").expect("damaged");
    assert_eq!(offset(&open(folder.path())), 0);
}

/// How many files below `folder` hold `bytes`.
fn files_with(folder: &Path, bytes: &[u8]) -> usize {
    let files = std::fs::read_dir(folder).expect("a folder");
    let holds = |entry: std::io::Result<std::fs::DirEntry>| {
        let content = std::fs::read(entry.expect("an entry").path()).expect("a file");
        content.windows(bytes.len()).any(|window| window == bytes)
    };
    files.map(holds).filter(|holds| *holds).count()
}

#[test]
fn an_erased_candidate_leaves_no_bytes_in_any_file_of_the_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(folder.path());
    let erased = Uuid::from_u128(0x0198_c0de_7a50_7abc_8def_0080_5f9b_34fb);
    let state = CandidateChanged {
        candidate_id: erased.to_string(),
        ..coder(1, 1)
    };
    for (offset, id) in (1..).zip(1..=300) {
        tell(&index, offset, Uuid::from_u128(id), Some(&coder(id, 1)));
    }
    tell(&index, 301, erased, Some(&state));
    block_on(index.flush()).expect("committed");
    // A second version leaves a deleted document behind in the first segment.
    tell(
        &index,
        302,
        erased,
        Some(&CandidateChanged {
            version: 2,
            ..state
        }),
    );
    block_on(index.flush()).expect("committed");
    // States hold the id as text; the dictionary of ids is a trie, whose traces are counted.
    let text = &erased.to_string()[..13];
    assert!(files_with(folder.path(), text.as_bytes()) > 0);
    assert!(index.view().traces(erased).expect("read") > 0);

    tell(&index, 303, erased, None);
    block_on(index.flush()).expect("committed");
    assert_eq!(files_with(folder.path(), text.as_bytes()), 0);
    assert_eq!(index.view().traces(erased).expect("read"), 0);
    assert_eq!(
        ranked(&index, &posting(), 500)
            .1
            .values()
            .map(Vec::len)
            .sum::<usize>(),
        300
    );
}

#[test]
fn without_consent_the_index_keeps_only_that_there_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(folder.path());
    let id = Uuid::from_u128(9);
    tell(&index, 1, id, Some(&coder(9, 1)));
    tell(
        &index,
        2,
        id,
        Some(&CandidateChanged {
            consents_to_matching: false,
            ..coder(9, 1)
        }),
    );
    block_on(index.flush()).expect("committed");
    let found = index.view().get(id).expect("read").expect("there");
    let kept = CandidateChanged::decode(found.payload.as_slice()).expect("readable");
    assert_eq!((kept.skills.len(), kept.consents_to_matching), (0, false));
    assert_eq!(ranked(&index, &posting(), 10), (0, BTreeMap::new()));
}
