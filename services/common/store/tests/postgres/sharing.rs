//! Several processes on one schema.

use futures::future::join_all;
use relais_store::{EventRecord, NewEvent, Store, args, topics};

use super::server::{note, open, schema};

fn event(stream: &str, number: i64) -> NewEvent {
    NewEvent {
        topic: topics::OFFERS,
        stream: stream.to_owned(),
        kind: "relais.test.counted.v1",
        source: "relais/test",
        time: jiff::Timestamp::UNIX_EPOCH,
        traceparent: None,
        payload: number.to_be_bytes().to_vec(),
    }
}

/// Reads a number and writes the next one, with its event.
async fn count_up(store: &Store) {
    let counted = store.write(|tx| {
        Box::pin(async move {
            let row = tx
                .fetch_one("SELECT word FROM notes WHERE id = 1", args![])
                .await?;
            let next = row.get::<String>(0)?.parse::<i64>().expect("a number") + 1;
            let sql = "UPDATE notes SET word = $1 WHERE id = 1";
            tx.execute(sql, args![next.to_string()]).await?;
            tx.append(event("counter", next)).await?;
            Ok(())
        })
    });
    counted.await.expect("it is counted");
}

const EACH: usize = 100;

async fn tail(store: Store) -> Vec<EventRecord> {
    let mut committed = store.committed();
    let mut read: Vec<EventRecord> = Vec::new();
    while read.len() < EACH * 2 {
        let after = read.last().map_or(0, |record| record.offset);
        let mut connection = store.read().await.expect("a connection");
        let more = connection.events_after(topics::OFFERS.name, after, 7).await;
        drop(connection);
        let more = more.expect("the events");
        if more.is_empty() {
            let grown = committed.wait_for(|heads| heads.of(topics::OFFERS.name) > after);
            grown.await.expect("the store is open");
        }
        read.extend(more);
    }
    read
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_one_after_another_and_a_third_misses_nothing() {
    let place = schema();
    let (one, two) = (open(place.clone()).await, open(place.clone()).await);
    let reader = open(place).await;
    note(&one, 1, "0").await.expect("the counter");
    let tail = tokio::spawn(tail(reader.clone()));
    let counts = (0..EACH).flat_map(|_| [count_up(&one), count_up(&two)]);
    join_all(counts).await;
    let read = tail.await.expect("the reader ends");
    let numbers: Vec<i64> = read
        .iter()
        .map(|record| i64::from_be_bytes(record.payload[..].try_into().expect("a number")))
        .collect();
    let all: Vec<i64> = (1..=200).collect();
    assert_eq!(numbers, all, "each number once, in the order of the log");
    for store in [one, two, reader] {
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_begin_at_once_make_the_tables_once() {
    let place = schema();
    let opened = join_all((0..4).map(|_| open(place.clone()))).await;
    for store in opened {
        store.close().await;
    }
}
