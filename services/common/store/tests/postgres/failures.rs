//! A server that goes away and comes back, and connections that are cut.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use relais_domain::ErrorCode;
use relais_store::{NewEvent, Postgres, Store, args, topics};

use super::server::{Server, note, notes, open, schema};

fn told(id: i64) -> NewEvent {
    NewEvent {
        topic: topics::OFFERS,
        stream: id.to_string(),
        kind: "relais.test.noted.v1",
        source: "relais/test",
        time: jiff::Timestamp::UNIX_EPOCH,
        traceparent: None,
        payload: vec![1],
    }
}

/// Writes notes with their events until told to stop; returns those that were promised.
async fn write_on(store: Store, from: i64, stop: Arc<AtomicBool>) -> Vec<i64> {
    let mut promised = Vec::new();
    let mut id = from;
    while !stop.load(Ordering::Relaxed) {
        let outcome = store.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO notes (id, word) VALUES ($1, 'kept')";
                tx.execute(sql, args![id]).await?;
                tx.append(told(id)).await?;
                Ok(())
            })
        });
        match outcome.await {
            Ok(()) => promised.push(id),
            Err(error) => assert_eq!(error.code(), ErrorCode::Unavailable, "{error}"),
        }
        id += 1;
    }
    promised
}

/// Waits until more notes are there than `before`.
async fn grown(store: &Store, before: usize) -> usize {
    loop {
        // While the server is away nobody can tell.
        if let Ok(mut connection) = store.read().await
            && let Ok(row) = connection
                .fetch_one("SELECT COUNT(*) FROM notes", args![])
                .await
        {
            let count = usize::try_from(row.get::<i64>(0).expect("a count")).expect("a count");
            if count > before {
                return count;
            }
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_promised_write_is_lost_and_none_doubled_while_the_server_goes_and_comes() {
    let mut server = Server::start();
    let store = open(Postgres::new(&server.url, "relais_faults")).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..8)
        .map(|writer| tokio::spawn(write_on(store.clone(), writer * 1_000_000, stop.clone())))
        .collect();
    let mut count = grown(&store, 200).await;
    server.stop();
    server.start_again();
    count = grown(&store, count + 200).await;
    server.kill();
    server.start_again();
    grown(&store, count + 200).await;
    stop.store(true, Ordering::Relaxed);

    let mut promised = BTreeSet::new();
    for writer in writers {
        promised.extend(writer.await.expect("the writer ends"));
    }
    let kept = notes(&store).await;
    let lost: Vec<_> = promised.iter().filter(|id| !kept.contains(id)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let mut connection = store.read().await.expect("a connection");
    let events = connection
        .events_after(topics::OFFERS.name, 0, 1_000_000)
        .await;
    let mut told: Vec<i64> = events
        .expect("the events")
        .iter()
        .map(|event| event.stream.parse().expect("an id"))
        .collect();
    told.sort_unstable();
    assert_eq!(told, kept, "each note that is there is told of once");
    drop(connection);
    store.close().await;
    drop(server);
}

/// Ends every other session of the schema's processes, as a broken network does.
async fn cut(place: &Postgres) {
    let other = open(Postgres::new(&place.url, format!("{}_cut", place.schema))).await;
    let mut connection = other.read().await.expect("a connection");
    let ended = connection
        .fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
            args![format!("relais {}", place.schema)],
        )
        .await;
    assert!(
        ended.expect("they are ended").len() >= 3,
        "writer, reader and news"
    );
    drop(connection);
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_and_writes_after_a_cut_notices_nothing() {
    let place = schema();
    let store = open(place.clone()).await;
    note(&store, 1, "before").await.expect("it is written");
    assert_eq!(notes(&store).await, [1]);
    for round in 2..5 {
        cut(&place).await;
        assert_eq!(notes(&store).await.len(), round - 1);
        let id = i64::try_from(round).expect("a number");
        note(&store, id, "after").await.expect("it is written");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_of_others_are_heard_of_after_a_cut() {
    let place = schema();
    let (one, other) = (open(place.clone()).await, open(place.clone()).await);
    note(&one, 1, "before").await.expect("it is written");
    notes(&one).await;
    let mut heard = other.committed();
    cut(&place).await;
    let offset = one
        .write(|tx| Box::pin(async move { Ok(tx.append(told(1)).await?) }))
        .await
        .expect("the event is appended");
    let heard = heard.wait_for(|heads| heads.of(topics::OFFERS.name) >= offset);
    heard.await.expect("the store is open");
    one.close().await;
    other.close().await;
}
