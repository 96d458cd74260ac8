//! The order of events, and what a reader sees of it.

use std::collections::HashMap;

use jiff::Timestamp;
use relais_domain::Error;

use super::{CANDIDATES, Engine, OFFERS, append, event, marked, number, numbers};
use crate::{EventRecord, NewEvent, Store};

/// Every attribute is kept.
pub async fn an_event_comes_back_as_it_was_appended(engine: &impl Engine) {
    let store = marked(engine).await;
    let new = NewEvent {
        topic: OFFERS,
        stream: "offer 7".to_owned(),
        kind: "relais.offer.submitted.v1",
        source: "relais/intake",
        time: Timestamp::from_microsecond(1_777_555_200_000_001).expect("an instant"),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        payload: vec![0, 255, 0],
    };
    let sent = new.clone();
    let offset = store
        .write(move |tx| Box::pin(async move { Ok(tx.append(sent).await?) }))
        .await
        .expect("the event is appended");
    let mut connection = store.read().await.expect("a connection");
    let read = connection.events_after(OFFERS.name, 0, 10).await;
    let expected = EventRecord {
        partition: 0,
        offset,
        seq: offset,
        topic: new.topic.name.to_owned(),
        stream: new.stream,
        kind: new.kind.to_owned(),
        source: new.source.to_owned(),
        time_micros: new.time.as_microsecond(),
        traceparent: new.traceparent,
        payload: new.payload,
    };
    assert_eq!(read.expect("the events"), [expected]);
}

/// Offsets grow with every event of a stream, also where some writes fail.
pub async fn events_of_a_stream_keep_their_order_through_failures(engine: &impl Engine) {
    let store = marked(engine).await;
    for number in 0..60_i64 {
        let outcome = store.write(move |tx| {
            Box::pin(async move {
                tx.append(event(OFFERS, "offer", number)).await?;
                tx.append(event(OFFERS, "another", number)).await?;
                match number % 5 {
                    0 => Err(Error::conflict("every fifth fails")),
                    _ => Ok(()),
                }
            })
        });
        assert_eq!(outcome.await.is_err(), number % 5 == 0);
    }
    let kept: Vec<i64> = (0..60).filter(|number| number % 5 != 0).collect();
    assert_eq!(numbers(&store, OFFERS, "offer").await, kept);
    assert_eq!(numbers(&store, OFFERS, "another").await, kept);
}

const WRITERS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
const EACH: i64 = 150;

/// Who goes on from the last offset sees every record once, each writer's in the order of its
/// writing. A log that gives offsets before it commits loses records here.
pub async fn a_tailing_reader_misses_nothing_while_eight_writers_append(engine: &impl Engine) {
    let store = marked(engine).await;
    let reader = tokio::spawn(tail(store.clone(), EACH * 8));
    let writers = WRITERS.map(|name| tokio::spawn(write_all(store.clone(), name)));
    for writer in writers {
        writer.await.expect("the writer ends");
    }
    let read = reader.await.expect("the reader ends");
    let mut next: HashMap<&str, i64> = HashMap::new();
    for pair in read.windows(2) {
        assert!(pair[0].offset < pair[1].offset, "offsets grow");
    }
    for record in &read {
        let expected = next.entry(&record.stream).or_default();
        assert_eq!(number(&record.payload), *expected, "of {}", record.stream);
        *expected += 1;
    }
    assert!(WRITERS.iter().all(|name| next[name] == EACH));
    assert_eq!(read.len(), 8 * usize::try_from(EACH).expect("a count"));
}

async fn write_all(store: Store, stream: &'static str) {
    for number in 0..EACH {
        append(&store, OFFERS, stream, number).await;
    }
}

async fn tail(store: Store, count: i64) -> Vec<EventRecord> {
    let mut committed = store.committed();
    let mut read: Vec<EventRecord> = Vec::new();
    while i64::try_from(read.len()).expect("a count") < count {
        let after = read.last().map_or(0, |record| record.offset);
        let more = store
            .read()
            .await
            .expect("a connection")
            .events_after(OFFERS.name, after, 7)
            .await
            .expect("the events");
        if more.is_empty() {
            let grown = committed.wait_for(|heads| heads.of(OFFERS.name) > after);
            grown.await.expect("the store is open");
        }
        read.extend(more);
    }
    read
}

/// Other topics keep all of theirs.
pub async fn a_compacted_topic_keeps_only_the_last_event_of_a_stream(engine: &impl Engine) {
    let store = marked(engine).await;
    for number in 0..5 {
        append(&store, CANDIDATES, "kept", number).await;
        append(&store, CANDIDATES, "erased", number).await;
        append(&store, OFFERS, "kept", number).await;
    }
    let tombstone = NewEvent {
        payload: Vec::new(),
        ..event(CANDIDATES, "erased", 0)
    };
    store
        .write(move |tx| Box::pin(async move { Ok(tx.append(tombstone).await?) }))
        .await
        .expect("the tombstone is appended");
    assert_eq!(numbers(&store, CANDIDATES, "kept").await, [4]);
    assert_eq!(numbers(&store, OFFERS, "kept").await, [0, 1, 2, 3, 4]);
    let mut connection = store.read().await.expect("a connection");
    let events = connection.events_after(CANDIDATES.name, 0, 100).await;
    let events = events.expect("the events");
    let erased: Vec<_> = events.iter().filter(|e| e.stream == "erased").collect();
    assert_eq!(erased.len(), 1);
    assert!(erased[0].payload.is_empty(), "a tombstone says nothing");
}

/// A reader that stands behind the last offset would miss a record that took it again.
pub async fn an_offset_is_never_used_again(engine: &impl Engine) {
    let mut last = 0;
    for round in 0..4 {
        let store = marked(engine).await;
        for number in 0..3 {
            let offset = append(&store, CANDIDATES, "candidate", round * 3 + number).await;
            assert!(offset > last, "{offset} comes after {last}");
            last = offset;
        }
        store.close().await;
    }
}

/// So a reader of a quiet topic is not kept busy by the others.
pub async fn a_commit_tells_the_last_offset_of_its_topics_alone(engine: &impl Engine) {
    let store = marked(engine).await;
    let mut committed = store.committed();
    let offer = append(&store, OFFERS, "offer", 1).await;
    let heads = committed.borrow_and_update().clone();
    assert_eq!(
        (heads.of(OFFERS.name), heads.of(CANDIDATES.name)),
        (offer, 0)
    );
    let candidate = append(&store, CANDIDATES, "candidate", 1).await;
    let heads = committed.borrow_and_update().clone();
    assert_eq!(
        (heads.of(OFFERS.name), heads.of(CANDIDATES.name)),
        (offer, candidate)
    );
}

/// Nobody is sent after a record that was taken back.
pub async fn a_failed_write_tells_of_no_offset(engine: &impl Engine) {
    let store = marked(engine).await;
    let failing = store.write(|tx| {
        Box::pin(async move {
            tx.append(event(OFFERS, "offer", 1)).await?;
            Err::<(), _>(Error::conflict("taken back"))
        })
    });
    assert!(failing.await.is_err());
    assert_eq!(store.committed().borrow().of(OFFERS.name), 0);
    let mut connection = store.read().await.expect("a connection");
    let last = connection.last_offset(OFFERS.name).await;
    assert_eq!(last.expect("an offset"), 0);
}

/// It is the same event with a new number, and tells so; a number out of range moves nothing.
pub async fn the_event_of_a_stream_is_put_after_all_others(engine: &impl Engine) {
    let store = marked(engine).await;
    for (stream, number) in [("early", 1), ("late", 2)] {
        append(&store, CANDIDATES, stream, number).await;
    }
    let committed = store.committed();
    let before = committed.borrow().of(CANDIDATES.name);
    for (seqs, expected) in [(before..=before, false), (1..=before, true)] {
        let again = store.write(move |tx| {
            Box::pin(async move { Ok(tx.append_again(CANDIDATES, "early", seqs).await?) })
        });
        assert_eq!(again.await.expect("it is put"), expected);
    }
    let mut connection = store.read().await.expect("a connection");
    let read = connection.events_after(CANDIDATES.name, 0, 10).await;
    let read = read.expect("the events");
    let streams: Vec<&str> = read.iter().map(|event| event.stream.as_str()).collect();
    assert_eq!(streams, ["late", "early"]);
    assert!(read[1].seq > before);
    assert_eq!(number(&read[1].payload), 1);
    assert_eq!(committed.borrow().of(CANDIDATES.name), read[1].seq);
}
