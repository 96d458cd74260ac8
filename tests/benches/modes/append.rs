//! How fast events are appended, while a reader follows that must miss none.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use relais_store::{Database, NewEvent, Options, Reader, Store, topics};
use relais_tests::cluster::scratch;

use crate::figures::{line, per_second, rate};

/// How long each is measured.
const LONG: Duration = Duration::from_secs(5);
const WRITERS: [usize; 3] = [1, 8, 32];
/// Events of one transaction.
const BATCHES: [usize; 2] = [1, 20];
/// Bytes of an event, as an offer has.
const BYTES: usize = 1_000;
/// Events that the reader takes at once.
const PAGE: u32 = 500;

/// Prints the rates of both databases.
pub async fn measure() {
    for batch in BATCHES {
        println!("\n== events appended in transactions of {batch}, with a reader that follows");
        for writers in WRITERS {
            let folder = tempfile::tempdir().expect("a folder");
            let embedded = append(folder.path(), writers, batch).await;
            let (postgres, _) = scratch().await.expect("a database");
            let server = append(postgres, writers, batch).await;
            rate(&format!("SQLite, {writers} writers"), embedded);
            rate(&format!("PostgreSQL, {writers} writers"), server);
            line(
                "as a part of SQLite's",
                &format!("{:>10.2}", server / embedded),
            );
        }
    }
}

async fn append(database: impl Into<Database>, writers: usize, batch: usize) -> f64 {
    let database = database.into();
    let store = Store::open(database.clone(), &Options::default()).await;
    let store = store.expect("a store");
    let (ended, appended) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let reader = tokio::spawn(follow(database, ended.clone(), appended.clone()));
    let began = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|writer| {
            let (store, appended) = (store.clone(), appended.clone());
            tokio::spawn(async move {
                while began.elapsed() < LONG {
                    let write = store.write(move |tx| {
                        Box::pin(async move {
                            for _ in 0..batch {
                                tx.append(event(writer)).await?;
                            }
                            Ok(())
                        })
                    });
                    write.await.expect("the events are taken");
                    appended.fetch_add(batch, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a writer ends well");
    }
    let took = began.elapsed();
    ended.store(true, Ordering::Release);
    reader.await.expect("the reader has missed none");
    store.close().await;
    per_second(appended.load(Ordering::Relaxed), took)
}

/// An event of a stream of `writer`.
pub fn event(writer: usize) -> NewEvent {
    NewEvent {
        topic: topics::OFFERS,
        stream: format!("writer-{writer}"),
        kind: "relais.offer.submitted.v1",
        source: "relais/intake",
        time: Timestamp::now(),
        traceparent: None,
        payload: vec![7; BYTES],
    }
}

/// Reads along as a publisher does; whatever is committed later must stand after what was read.
async fn follow(database: Database, ended: Arc<AtomicBool>, appended: Arc<AtomicUsize>) {
    let reader = Reader::open(database).await.expect("the log");
    let (mut position, mut read) = (0, 0);
    loop {
        let is_last = ended.load(Ordering::Acquire);
        let mut connection = reader.read().await.expect("a connection");
        let events = connection.all_events_after(position, PAGE).await;
        let events = events.expect("the events");
        drop(connection);
        read += events.len();
        if let Some(last) = events.last() {
            position = last.seq;
        } else if is_last {
            assert_eq!(read, appended.load(Ordering::Relaxed), "events were missed");
            return;
        } else {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
