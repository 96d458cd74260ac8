//! One publisher at a time, nothing lost and nothing twice.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use relais_domain::Clock as _;
use relais_events::kafka::{Lease, published as position};
use relais_events::suite::{Effects, append, effects, prepare, published};
use relais_events::topics;
use relais_runtime::ManualClock;
use relais_store::{Store, args};
use tokio_util::sync::CancellationToken;

use crate::site::{Site, until};

const TENURE: Duration = Duration::from_secs(10);

async fn take(store: &Store, holder: &str, now: Timestamp) -> Option<Lease> {
    let taken = Lease::take(store, holder, now, TENURE).await;
    taken.expect("the database answers")
}

async fn position_of(store: &Store) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    position(&mut connection).await.expect("a position")
}

#[tokio::test]
async fn of_two_one_holds_the_lease_until_its_end() {
    let site = Site::new().await;
    let store = site.store().await;
    let start = Timestamp::UNIX_EPOCH;
    let first = take(&store, "first", start).await.expect("the lease");
    let almost = start + Duration::from_secs(9);
    assert_eq!(take(&store, "second", almost).await, None);
    let renewed = first.renew(&store, almost, TENURE).await;
    let renewed = renewed.expect("an answer").expect("still held");
    let end = start + TENURE;
    assert_eq!(take(&store, "second", end).await, None, "it was renewed");
    renewed.release(&store).await.expect("released");
    assert!(take(&store, "second", end).await.is_some());
}

#[tokio::test]
async fn one_that_was_stalled_past_its_lease_moves_nothing() {
    let site = Site::new().await;
    let store = site.store().await;
    let start = Timestamp::UNIX_EPOCH;
    let mut stalled = take(&store, "stalled", start).await.expect("the lease");
    assert!(stalled.advance(&store, 5).await.expect("an answer"));
    let later = start + TENURE;
    let mut other = take(&store, "other", later).await.expect("the lease");
    assert_eq!(other.position, 5);
    assert!(!stalled.advance(&store, 9).await.expect("an answer"));
    assert!(
        stalled
            .renew(&store, later, TENURE)
            .await
            .expect("an answer")
            .is_none()
    );
    assert!(other.advance(&store, 8).await.expect("an answer"));
    stalled.take_back(&store).await.expect("an answer");
    assert_eq!(
        position_of(&store).await,
        5,
        "what it sent late is sent again"
    );
    assert!(!other.advance(&store, 9).await.expect("an answer"));
    let renewed = other.renew(&store, later, TENURE).await.expect("an answer");
    assert_eq!(renewed.expect("still held").position, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_takes_over_where_a_stalled_one_had_come() {
    let site = Site::new().await;
    let store = site.store().await;
    prepare(&store).await;
    let log = site.log(&store).await;
    let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
    let mut stalled = take(&store, "stalled", clock.now())
        .await
        .expect("the lease");
    let stop = CancellationToken::new();
    let waiting = site.publisher(&store, "waiting", Arc::new(clock.clone()));
    let running = tokio::spawn(waiting.run(stop.clone()));
    for number in 0..20 {
        append(&store, topics::OFFERS, "offer", number).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(position_of(&store).await, 0, "the lease is held");
    clock.set(Timestamp::UNIX_EPOCH + TENURE);
    published(&store).await;
    assert!(!stalled.advance(&store, 3).await.expect("an answer"));
    let (_stop, _) = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    let all: Vec<i64> = (0..20).collect();
    until("the effects", async || effects(&store).await == all).await;
    stop.cancel();
    running.await.expect("no panic").expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_again_has_no_effects_again() {
    let site = Site::new().await;
    let store = site.store().await;
    prepare(&store).await;
    let log = site.log(&store).await;
    site.publish(&store);
    let (stop, running) = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    for number in 0..30 {
        append(
            &store,
            topics::OFFERS,
            &format!("offer-{}", number % 7),
            number,
        )
        .await;
    }
    until("the effects", async || effects(&store).await.len() == 30).await;
    // As when one was killed after sending and before it wrote that down: for one who follows
    // meanwhile, and for one who begins anew after the end of the first copy.
    set_back(&store, 10).await;
    append(&store, topics::OFFERS, "offer-0", 30).await;
    published(&store).await;
    until("the next", async || effects(&store).await.len() >= 31).await;
    stop.cancel();
    running.await.expect("no panic").expect("it stops");
    set_back(&store, 0).await;
    append(&store, topics::OFFERS, "offer-0", 31).await;
    published(&store).await;
    let (_stop, _) = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    until("the last", async || effects(&store).await.contains(&31)).await;
    let mut had = effects(&store).await;
    had.sort_unstable();
    assert_eq!(had, (0..32).collect::<Vec<_>>());
}

/// Forgets how far was published; the one who publishes learns it at its next move.
async fn set_back(store: &Store, position: i64) {
    let sql = "UPDATE publisher SET position = $1";
    let done =
        store.write(move |tx| Box::pin(async move { Ok(tx.execute(sql, args![position]).await?) }));
    assert_eq!(done.await.expect("an answer"), 1);
}
