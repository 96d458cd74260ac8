//! What a reader of the log sees.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use relais_domain::Error;
use relais_store::{EventRecord, Store};

use super::{CANDIDATES, CASES, Engine, OFFERS, append, number};
use crate::{EventLog, Tail};

async fn read(tail: &mut Tail, count: usize) -> Vec<EventRecord> {
    let mut records = Vec::new();
    while records.len() < count {
        records.extend(tail.next(3).await.expect("the next records"));
    }
    records
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
    let offers = read(&mut Tail::new(log.clone(), OFFERS.name, 0), 10).await;
    assert_eq!(numbers(&offers), (0..10).collect::<Vec<_>>());
    let cases = read(&mut Tail::new(log, CASES.name, 0), 10).await;
    assert_eq!(numbers(&cases), (100..110).collect::<Vec<_>>());
}

/// The offset of each record is a place to go on from.
pub async fn a_reader_goes_on_from_any_record(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    for number in 0..10 {
        append(&store, OFFERS, "offer", number).await;
        append(&store, CASES, "case", number).await;
    }
    let all = read(&mut Tail::new(log.clone(), OFFERS.name, 0), 10).await;
    for (index, record) in all.iter().enumerate().take(9) {
        let mut tail = Tail::new(log.clone(), OFFERS.name, record.offset);
        let rest = read(&mut tail, 9 - index).await;
        assert_eq!(rest, all[index + 1..]);
        assert_eq!(tail.position(), all[9].offset);
    }
}

const WRITERS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
const EACH: i64 = 100;

/// Every record once, each writer's in the order of its writing.
pub async fn a_reader_misses_nothing_while_eight_writers_append(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    let writers = WRITERS.map(|name| tokio::spawn(write_all(store.clone(), name)));
    let count = 8 * usize::try_from(EACH).expect("a count");
    let records = read(&mut Tail::new(log.clone(), OFFERS.name, 0), count).await;
    for writer in writers {
        writer.await.expect("the writer ends");
    }
    assert_eq!(records.len(), count);
    let mut next: HashMap<&str, i64> = HashMap::new();
    for record in &records {
        let expected = next.entry(&record.stream).or_default();
        assert_eq!(number(&record.payload), *expected, "of {}", record.stream);
        *expected += 1;
    }
    assert!(records.windows(2).all(|two| two[0].offset < two[1].offset));
}

async fn write_all(store: Store, stream: &'static str) {
    for number in 0..EACH {
        append(&store, OFFERS, stream, number).await;
    }
}

struct Counted {
    log: Arc<dyn EventLog>,
    reads: AtomicUsize,
}

#[async_trait]
impl EventLog for Counted {
    async fn read(&self, topic: &str, after: i64, limit: u32) -> Result<Vec<EventRecord>, Error> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.log.read(topic, after, limit).await
    }

    async fn end(&self, topic: &str) -> Result<i64, Error> {
        self.log.end(topic).await
    }

    async fn grown(&self, topic: &str, after: i64) {
        self.log.grown(topic, after).await;
    }
}

/// While its topic is quiet a reader does not read at all, however busy the others are.
pub async fn a_reader_is_woken_by_its_topic_and_not_by_others(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    let counted = Arc::new(Counted {
        log,
        reads: AtomicUsize::new(0),
    });
    append(&store, OFFERS, "offer", 1).await;
    let mut tail = Tail::new(counted.clone(), OFFERS.name, 0);
    assert_eq!(numbers(&read(&mut tail, 1).await), [1]);
    let waiting = tokio::spawn(async move { read(&mut tail, 1).await });
    for number in 0..200 {
        append(&store, CASES, "case", number).await;
    }
    assert!(!waiting.is_finished());
    append(&store, OFFERS, "offer", 2).await;
    let records = waiting.await.expect("the reader ends");
    assert_eq!(numbers(&records), [2]);
    let reads = counted.reads.load(Ordering::SeqCst);
    assert!(reads <= 4, "read {reads} times for two records");
}

/// It is the last state of each that counts.
pub async fn a_reader_that_comes_late_to_a_compacted_topic_sees_each_stream_once(
    engine: &impl Engine,
) {
    let (store, log) = engine.open().await;
    for number in 0..5 {
        append(&store, CANDIDATES, "one", number).await;
        append(&store, CANDIDATES, "two", 10 + number).await;
    }
    let records = read(&mut Tail::new(log, CANDIDATES.name, 0), 2).await;
    assert_eq!(numbers(&records), [4, 14]);
}

/// So one can tell how far a reader lies behind.
pub async fn the_end_of_a_topic_is_its_last_record(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    assert_eq!(log.end(OFFERS.name).await.expect("an end"), 0);
    append(&store, OFFERS, "offer", 1).await;
    append(&store, OFFERS, "offer", 2).await;
    append(&store, CASES, "case", 3).await;
    let mut tail = Tail::new(log.clone(), OFFERS.name, 0);
    read(&mut tail, 2).await;
    let end = log.end(OFFERS.name).await.expect("an end");
    assert_eq!(tail.position(), end);
}
