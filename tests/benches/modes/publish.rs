//! How fast the events of a database reach Kafka, by one publisher with nothing beside it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use relais_events::kafka::{self, Publisher, published};
use relais_runtime::SystemClock;
use relais_runtime::config::Kafka;
use relais_store::{Options, Store};
use relais_tests::cluster::scratch;
use tokio_util::sync::CancellationToken;

use crate::append::event;
use crate::figures::{per_second, rate};

/// Events that wait to be published.
const EVENTS: usize = 50_000;
/// Events of one transaction, and of one stream.
const BATCH: usize = 1_000;
/// How long it may take.
const PATIENCE: Duration = Duration::from_hours(1);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Prints the rate of a publisher that has much to catch up with.
pub async fn measure() {
    println!("\n== {EVENTS} events of a PostgreSQL database published to Kafka");
    let (database, settings) = scratch().await.expect("a database");
    let store = Store::open(database, &Options::default()).await;
    let store = store.expect("a store");
    kafka::apply(&settings).await.expect("the topics are made");
    let last = append(&store).await;
    let began = Instant::now();
    let stop = CancellationToken::new();
    let publisher = tokio::spawn(publisher(&store, settings).run(stop.clone()));
    until_published(&store, last).await;
    rate("published", per_second(EVENTS, began.elapsed()));
    stop.cancel();
    let ended = publisher.await.expect("the publisher ends");
    ended.expect("it ends well");
    store.close().await;
}

/// Waits until the publisher of a database has sent what it has up to the event `last`.
pub async fn until_published(store: &Store, last: i64) {
    let began = Instant::now();
    let mut connection = store.read().await.expect("a connection");
    while published(&mut connection).await.expect("the position") < last {
        assert!(began.elapsed() < PATIENCE, "the publisher does not get on");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn publisher(store: &Store, settings: Kafka) -> Publisher {
    Publisher {
        store: store.clone(),
        settings,
        clock: Arc::new(SystemClock),
        service: "intake",
        holder: "the only one".to_owned(),
    }
}

async fn append(store: &Store) -> i64 {
    let mut last = 0;
    for stream in 0..EVENTS / BATCH {
        let write = store.write(move |tx| {
            Box::pin(async move {
                let mut last = 0;
                for _ in 0..BATCH {
                    last = tx.append(event(stream)).await?;
                }
                Ok(last)
            })
        });
        last = write.await.expect("the events are taken");
    }
    last
}
