//! What a reader of the log sees.

use std::collections::BTreeMap;

use relais_store::{Cursors, EventRecord, Store, topics};

use super::{CANDIDATES, CASES, Engine, OFFERS, append, ends, number};
use crate::{Cursor, EventLog, Reader, Topic, reached};

async fn follow(log: &dyn EventLog, topic: Topic, from: Cursors) -> Box<dyn Reader> {
    log.follow(topic, from).await.expect("a reader")
}

/// Reads at least `count` records, and where the reader stands then.
async fn read(reader: &mut dyn Reader, count: usize) -> (Vec<EventRecord>, Cursors) {
    let (mut records, mut cursors) = (Vec::new(), Cursors::new());
    while records.len() < count {
        let batch = reader.next(3).await.expect("the next records");
        assert!(batch.records.len() <= 3);
        let before = cursors.insert(batch.partition, batch.after);
        let before = before.map_or(batch.before, |cursor| cursor.offset);
        assert_eq!(batch.before, before, "batches lie side by side");
        records.extend(batch.records);
    }
    (records, cursors)
}

fn numbers(records: &[EventRecord]) -> Vec<i64> {
    records
        .iter()
        .map(|record| number(&record.payload))
        .collect()
}

/// Topics are apart.
pub async fn a_reader_sees_each_topic_in_the_order_of_its_appending(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    for number in 0..10 {
        append(&store, OFFERS, "offer", number).await;
        append(&store, CASES, "case", 100 + number).await;
    }
    for (topic, first) in [(OFFERS, 0), (CASES, 100)] {
        let mut reader = follow(log.as_ref(), topic, Cursors::new()).await;
        let (records, _) = read(reader.as_mut(), 10).await;
        assert_eq!(numbers(&records), (first..first + 10).collect::<Vec<_>>());
    }
}

/// Whatever was appended comes back, and tells where it came from.
pub async fn a_record_comes_back_as_it_was_appended(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    append(&store, OFFERS, "offer", 7).await;
    let mut connection = store.read().await.expect("a connection");
    let kept = connection.events_after(OFFERS.name, 0, 1).await;
    let kept = kept.expect("the event").remove(0);
    let mut reader = follow(log.as_ref(), OFFERS, Cursors::new()).await;
    let (records, _) = read(reader.as_mut(), 1).await;
    let place = (records[0].partition, records[0].offset);
    let expected = EventRecord {
        partition: place.0,
        offset: place.1,
        ..kept
    };
    assert_eq!(records, [expected]);
}

/// The cursor after each record is a place to go on from.
pub async fn a_reader_goes_on_from_any_record(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    for number in 0..10 {
        append(&store, OFFERS, "offer", number).await;
        append(&store, CASES, "case", number).await;
    }
    let mut reader = follow(log.as_ref(), OFFERS, Cursors::new()).await;
    let (all, _) = read(reader.as_mut(), 10).await;
    for (index, record) in all.iter().enumerate().take(9) {
        let cursor = Cursor::after(record);
        reader
            .seek(record.partition, cursor)
            .await
            .expect("it goes back");
        let (rest, _) = read(reader.as_mut(), 9 - index).await;
        assert_eq!(rest, all[index + 1..]);
        let from = [(record.partition, cursor)].into();
        let mut other = follow(log.as_ref(), OFFERS, from).await;
        let (rest, cursors) = read(other.as_mut(), 9 - index).await;
        assert_eq!(rest, all[index + 1..]);
        assert_eq!(cursors[&record.partition], Cursor::after(&all[9]));
    }
}

const WRITERS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
const EACH: i64 = 100;

/// Every record once, each writer's in the order of its writing.
pub async fn a_reader_misses_nothing_while_eight_writers_append(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    let writers = WRITERS.map(|name| tokio::spawn(write_all(store.clone(), name)));
    let count = 8 * usize::try_from(EACH).expect("a count");
    let mut reader = follow(log.as_ref(), OFFERS, Cursors::new()).await;
    let (records, _) = read(reader.as_mut(), count).await;
    for writer in writers {
        writer.await.expect("the writer ends");
    }
    assert_eq!(records.len(), count);
    let mut next: BTreeMap<&str, i64> = BTreeMap::new();
    let mut ends: BTreeMap<i32, i64> = BTreeMap::new();
    for record in &records {
        let expected = next.entry(&record.stream).or_default();
        assert_eq!(number(&record.payload), *expected, "of {}", record.stream);
        *expected += 1;
        let before = ends.insert(record.partition, record.offset);
        assert!(before < Some(record.offset), "offsets grow");
    }
}

async fn write_all(store: Store, stream: &'static str) {
    for number in 0..EACH {
        append(&store, OFFERS, stream, number).await;
    }
}

/// While its topic is quiet a reader waits, however busy the others are.
pub async fn a_reader_is_woken_by_its_topic_and_not_by_others(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    append(&store, OFFERS, "offer", 1).await;
    let mut reader = follow(log.as_ref(), OFFERS, Cursors::new()).await;
    assert_eq!(numbers(&read(reader.as_mut(), 1).await.0), [1]);
    let waiting = tokio::spawn(async move { read(reader.as_mut(), 1).await.0 });
    for number in 0..200 {
        append(&store, CASES, "case", number).await;
    }
    assert!(!waiting.is_finished());
    append(&store, OFFERS, "offer", 2).await;
    let records = waiting.await.expect("the reader ends");
    assert_eq!(numbers(&records), [2]);
}

/// It is the last state of each that counts, be it that there is none any more.
pub async fn the_last_record_of_a_stream_in_a_compacted_topic_is_its_newest(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    for number in 0..5 {
        append(&store, CANDIDATES, "one", number).await;
        append(&store, CANDIDATES, "two", 10 + number).await;
        append(&store, CANDIDATES, "gone", 20 + number).await;
    }
    super::append_payload(&store, CANDIDATES, "gone", Vec::new()).await;
    let ends = ends(&store, &log, CANDIDATES).await;
    let mut reader = follow(log.as_ref(), CANDIDATES, Cursors::new()).await;
    let (mut cursors, mut states) = (Cursors::new(), BTreeMap::new());
    while !reached(&cursors, &ends) {
        let batch = reader.next(100).await.expect("the next records");
        cursors.insert(batch.partition, batch.after);
        for record in batch.records {
            states.insert(record.stream, number(&record.payload));
        }
    }
    let expected = [("gone", -1), ("one", 4), ("two", 14)];
    assert_eq!(
        states,
        expected
            .map(|(name, state)| (name.to_owned(), state))
            .into()
    );
}

/// So one can tell how far a reader lies behind.
pub async fn the_end_of_a_topic_is_its_last_record(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    let none = log.ends(topics::SHORTLISTS).await.expect("the ends");
    assert!(none.values().all(|end| *end == 0), "{none:?}");
    append(&store, OFFERS, "offer", 1).await;
    append(&store, OFFERS, "offer", 2).await;
    append(&store, CASES, "case", 3).await;
    let ends = ends(&store, &log, OFFERS).await;
    let mut reader = follow(log.as_ref(), OFFERS, Cursors::new()).await;
    let (records, cursors) = read(reader.as_mut(), 2).await;
    assert!(reached(&cursors, &ends));
    assert_eq!(ends[&records[1].partition], records[1].offset);
}

/// Whatever else is appended meanwhile.
pub async fn what_is_still_to_be_read_is_counted_by_topic(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    for number in 0..4 {
        append(&store, CASES, "case", number).await;
        append(&store, OFFERS, "offer", number).await;
    }
    ends(&store, &log, OFFERS).await;
    let lag = async |cursors: &Cursors| log.lag(OFFERS, cursors).await.expect("a count");
    assert_eq!(lag(&Cursors::new()).await, 4);
    let mut reader = follow(log.as_ref(), OFFERS, Cursors::new()).await;
    let (records, cursors) = read(reader.as_mut(), 1).await;
    assert_eq!(lag(&cursors).await, 4 - records.len() as u64);
    let (_, rest) = read(reader.as_mut(), 4 - records.len()).await;
    assert_eq!(lag(&rest).await, 0);
}
