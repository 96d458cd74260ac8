//! The topics tell what the tables of events tell, each stream in its order.

use std::collections::{BTreeMap, BTreeSet};

use relais_store::topics;

use super::Verdict;
use crate::cluster::evidence::{Event, Evidence, Record};

/// The last state of each stream is all that is kept of candidates; of other streams, everything.
pub(super) fn check(evidence: &Evidence, verdict: &mut Verdict) {
    for topic in [topics::OFFERS, topics::SHORTLISTS, topics::CASES] {
        whole(evidence, topic.name, verdict);
    }
    newest(evidence, topics::CANDIDATES.name, verdict);
    for (topic, tenures) in &evidence.tenures {
        one_publisher(evidence, topic, *tenures, verdict);
    }
    for record in &evidence.set_aside {
        verdict.violated(format!("set aside as a dead letter: {record}"));
    }
}

/// A topic without its repetitions, by stream, as who reads it sees it: what stands before, in
/// the same partition, with the same number or a higher one, makes a record a repetition.
fn read<'a>(records: impl Iterator<Item = &'a Record>) -> BTreeMap<&'a str, Vec<i64>> {
    let mut highest: BTreeMap<i32, i64> = BTreeMap::new();
    let mut streams: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for record in records {
        let highest = highest.entry(record.partition).or_default();
        if record.seq > *highest {
            *highest = record.seq;
            streams.entry(&record.stream).or_default().push(record.seq);
        }
    }
    streams
}

fn whole(evidence: &Evidence, topic: &str, verdict: &mut Verdict) {
    let events = || evidence.events.iter().filter(|event| event.topic == topic);
    let records = || evidence.records.iter().filter(|it| it.topic == topic);
    verdict.compare("records of topics", records().count());
    let mut appended: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for Event { stream, seq, .. } in events() {
        appended.entry(stream).or_default().push(*seq);
    }
    let mut told = read(records());
    for (stream, seqs) in &appended {
        verdict.compare("streams", 1);
        let read = told.remove(stream).unwrap_or_default();
        if read != *seqs {
            verdict.violated(format!(
                "{topic}: {stream} is {seqs:?}, but is read as {read:?}"
            ));
        }
    }
    for (stream, seqs) in told {
        verdict.violated(format!("{topic}: {stream} was never told: {seqs:?}"));
    }
    let homes: BTreeSet<(&str, i32)> = records()
        .map(|it| (it.stream.as_str(), it.partition))
        .collect();
    for stream in appended.keys() {
        if homes.iter().filter(|(of, _)| of == stream).count() > 1 {
            verdict.violated(format!("{topic}: {stream} stands in several partitions"));
        }
    }
    let kinds: BTreeMap<i64, &Event> = events().map(|event| (event.seq, event)).collect();
    for record in records() {
        if kinds
            .get(&record.seq)
            .is_none_or(|event| event.kind != record.kind)
        {
            verdict.violated(format!("{topic}: {record:?} is none of the table"));
        }
    }
}

/// Of a compacted topic the last record of each stream is its newest state.
fn newest(evidence: &Evidence, topic: &str, verdict: &mut Verdict) {
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    for record in evidence.records.iter().filter(|it| it.topic == topic) {
        verdict.compare("records of topics", 1);
        last.insert(&record.stream, record.seq);
    }
    for event in evidence.events.iter().filter(|event| event.topic == topic) {
        verdict.compare("streams", 1);
        let (stream, newest) = (&event.stream, event.seq);
        let found = last.get(stream.as_str()).copied();
        if found != Some(newest) {
            verdict.violated(format!(
                "{topic}: the newest state of {stream} is {newest}, but {found:?} stands last"
            ));
        }
    }
}

/// Numbers fall back only where one publisher took over from another, or sends again what it may
/// have sent late: those of two who publish at the same time would do so all the time.
fn one_publisher(evidence: &Evidence, topic: &str, tenures: usize, verdict: &mut Verdict) {
    let mut before: BTreeMap<i32, i64> = BTreeMap::new();
    let mut falls: BTreeMap<i32, usize> = BTreeMap::new();
    for record in evidence.records.iter().filter(|it| it.topic == topic) {
        let last = before.insert(record.partition, record.seq);
        if last.is_some_and(|last| record.seq <= last) {
            *falls.entry(record.partition).or_default() += 1;
        }
    }
    verdict.compare("tenures of publishers", tenures);
    for (partition, falls) in falls {
        if falls > 2 * tenures {
            verdict.violated(format!(
                "{topic}/{partition}: numbers fall back {falls} times in {tenures} tenures"
            ));
        }
    }
}
