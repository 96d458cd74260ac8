//! How often, and in which order, records have their effects.

use std::sync::Arc;

use relais_domain::ErrorCode;
use relais_store::{Cursor, Store};

use super::effects::Running;
use super::{CASES, Does, Effects, Engine, OFFERS, append, effects, prepare, set_aside_in};
use crate::EventLog;

async fn opened(engine: &impl Engine) -> (Store, Arc<dyn EventLog>) {
    let (store, log) = engine.open().await;
    prepare(&store).await;
    (store, log)
}

async fn append_all(store: &Store, numbers: std::ops::Range<i64>) {
    for number in numbers {
        append(store, OFFERS, "offer", number).await;
    }
}

/// Those that were there before, and those that come.
pub async fn each_record_has_its_effect_once(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    append_all(&store, 0..300).await;
    append(&store, CASES, "case", 1_000).await;
    let running = Running::start("one", OFFERS, &store, &log, Effects::arranged([]));
    append_all(&store, 300..400).await;
    running.caught_up().await;
    running.stop().await.expect("it stops");
    assert_eq!(effects(&store).await, (0..400).collect::<Vec<_>>());
}

/// Wherever that was, even in the middle of a batch.
pub async fn a_consumer_goes_on_where_it_was_stopped(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    for round in 0..5_i64 {
        append_all(&store, round * 200..(round + 1) * 200).await;
        let running = Running::start("one", OFFERS, &store, &log, Effects::arranged([]));
        tokio::task::yield_now().await;
        running.stop().await.expect("it stops");
    }
    let running = Running::start("one", OFFERS, &store, &log, Effects::arranged([]));
    running.caught_up().await;
    running.stop().await.expect("it stops");
    assert_eq!(effects(&store).await, (0..1000).collect::<Vec<_>>());
}

/// As when a second instance is started, or a first one was believed dead.
pub async fn two_of_one_name_never_double_an_effect(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    let running: Vec<Running> = (0..3)
        .map(|_| Running::start("one", OFFERS, &store, &log, Effects::arranged([])))
        .collect();
    append_all(&store, 0..400).await;
    for consumer in running {
        consumer.caught_up().await;
        consumer.stop().await.expect("it stops");
    }
    assert_eq!(effects(&store).await, (0..400).collect::<Vec<_>>());
}

/// They do not take records from each other.
pub async fn two_of_different_names_have_their_effects_each(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    append_all(&store, 0..50).await;
    for name in ["one", "other"] {
        let running = Running::start(name, OFFERS, &store, &log, Effects::arranged([]));
        running.caught_up().await;
        running.stop().await.expect("it stops");
    }
    let twice: Vec<i64> = (0..50).chain(0..50).collect();
    assert_eq!(effects(&store).await, twice);
}

/// The cursor is moved with the effects: who rewinds it has them again, and nothing is lost or
/// left out.
pub async fn records_taken_in_again_are_harmless(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    append_all(&store, 0..20).await;
    for _ in 0..2 {
        let running = Running::start("one", OFFERS, &store, &log, Effects::arranged([]));
        running.caught_up().await;
        running.stop().await.expect("it stops");
        let mut connection = store.read().await.expect("a connection");
        let cursors = connection.cursors("one", OFFERS.name).await;
        for (partition, cursor) in cursors.expect("the cursors") {
            let (from, start) = (cursor.offset, Cursor::default());
            let rewound = store.write(move |tx| {
                Box::pin(async move {
                    let moved = tx.move_cursor("one", OFFERS.name, partition, from, start);
                    Ok(moved.await?)
                })
            });
            assert!(rewound.await.expect("the cursor is rewound"));
        }
    }
    let twice: Vec<i64> = (0..20).chain(0..20).collect();
    assert_eq!(effects(&store).await, twice);
}

/// As a ranking waits for the case of its offer to be opened.
pub async fn records_wait_for_the_topic_that_they_answer_to(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    append_all(&store, 0..50).await;
    for number in 1_000..1_050 {
        append(&store, CASES, "case", number).await;
    }
    let answers = Effects::arranged([]);
    let waiting = Running::start_after(Some(OFFERS), "one", CASES, &store, &log, answers);
    let running = Running::start("one", OFFERS, &store, &log, Effects::arranged([]));
    waiting.caught_up().await;
    for running in [waiting, running] {
        running.stop().await.expect("it stops");
    }
    let all: Vec<i64> = (0..50).chain(1_000..1_050).collect();
    assert_eq!(effects(&store).await, all);
}

/// Nothing overtakes the record that has to wait.
pub async fn a_failure_that_passes_is_tried_again_and_the_order_kept(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    let handler = Effects::arranged([
        (3, Does::Fail(ErrorCode::Unavailable, 4)),
        (5, Does::Fail(ErrorCode::Conflict, 4)),
        (6, Does::Fail(ErrorCode::StorageFull, 2)),
        (9, Does::Fail(ErrorCode::Exhausted, 1)),
    ]);
    append_all(&store, 0..12).await;
    let running = Running::start("one", OFFERS, &store, &log, handler);
    running.caught_up().await;
    running.stop().await.expect("it stops");
    assert_eq!(effects(&store).await, (0..12).collect::<Vec<_>>());
    let letters = set_aside_in(&store).await;
    assert_eq!(letters, []);
}

/// For what is not in the store.
pub async fn the_handler_is_told_of_what_was_committed(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    let handler = Effects::arranged([(1, Does::Fail(ErrorCode::Unavailable, 2))]);
    append_all(&store, 0..5).await;
    let running = Running::start("one", OFFERS, &store, &log, handler.clone());
    running.caught_up().await;
    while handler.told().len() < 5 {
        tokio::task::yield_now().await;
    }
    running.stop().await.expect("it stops");
    assert_eq!(handler.told(), [0, 1, 2, 3, 4]);
}

/// It does not wait for a store that will not come back.
pub async fn a_consumer_of_a_closed_store_ends(engine: &impl Engine) {
    let (store, log) = opened(engine).await;
    let waiting = Running::start("one", OFFERS, &store, &log, Effects::arranged([]));
    append_all(&store, 0..3).await;
    waiting.caught_up().await;
    store.close().await;
    let error = waiting.ended().await.expect_err("the store is closed");
    assert_eq!(error.code(), ErrorCode::Unavailable);
}
