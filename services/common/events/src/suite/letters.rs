//! Records that cannot be taken in.

use std::sync::Arc;

use relais_domain::ErrorCode;
use relais_store::Store;

use super::effects::Running;
use super::{
    CANDIDATES, Does, Effects, Engine, OFFERS, append, append_payload, effects, number, prepare,
    set_aside_in,
};
use crate::{DeadLetter, replay};

/// Takes 0 to 9 in, of which 4 does what `does` says; returns the store and the letters.
async fn taken_in(engine: &impl Engine, handler: Arc<Effects>) -> (Store, Vec<DeadLetter>) {
    let (store, log) = engine.open().await;
    prepare(&store).await;
    for number in 0..10 {
        append(&store, OFFERS, "offer", number).await;
    }
    let running = Running::start("one", OFFERS, &store, &log, handler);
    running.caught_up().await;
    running.stop().await.expect("it stops");
    let letters = set_aside_in(&store).await;
    (store, letters)
}

async fn set_aside(engine: &impl Engine, does: Does) -> Vec<DeadLetter> {
    let (store, letters) = taken_in(engine, Effects::arranged([(4, does)])).await;
    let others: Vec<i64> = (0..10).filter(|number| *number != 4).collect();
    assert_eq!(effects(&store).await, others);
    letters
}

/// With its reason; what it had done before it failed is taken back.
pub async fn a_record_that_cannot_be_taken_in_is_set_aside_and_the_topic_goes_on(
    engine: &impl Engine,
) {
    let letters = set_aside(engine, Does::Never).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].consumer, "one");
    assert_eq!(letters[0].record.topic, OFFERS.name);
    assert_eq!(letters[0].record.kind, "relais.suite.happened.v1");
    assert_eq!(number(&letters[0].record.payload), 4);
    assert!(letters[0].reason.contains("it will never pass"));
}

/// The consumer survives it.
pub async fn a_panic_sets_its_record_aside(engine: &impl Engine) {
    let letters = set_aside(engine, Does::Panic).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].reason.contains("panicked"), "{letters:?}");
}

/// It would be taken for ever, and the topic stand still.
pub async fn a_key_that_is_taken_sets_its_record_aside(engine: &impl Engine) {
    assert_eq!(set_aside(engine, Does::Duplicate).await.len(), 1);
}

/// Also where two ask for it.
pub async fn a_letter_is_taken_in_again_once(engine: &impl Engine) {
    let handler = Effects::arranged([(4, Does::Never), (7, Does::Never)]);
    let (store, letters) = taken_in(engine, handler.clone()).await;
    assert_eq!(letters.len(), 2);
    handler.mend();
    let replays = (0..3).map(|_| replay(&store, handler.clone(), letters[0].clone()));
    let mut done = 0;
    for replayed in replays {
        match replayed.await {
            Ok(()) => done += 1,
            Err(error) => assert_eq!(error.code(), ErrorCode::NotFound),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(effects(&store).await, [0, 1, 2, 3, 5, 6, 8, 9, 4]);
    let left = set_aside_in(&store).await;
    assert_eq!(left, letters[1..]);
}

/// With nothing done by halves.
pub async fn a_letter_that_fails_again_is_kept(engine: &impl Engine) {
    let handler = Effects::arranged([(4, Does::Never)]);
    let (store, letters) = taken_in(engine, handler.clone()).await;
    let replayed = replay(&store, handler, letters[0].clone()).await;
    assert_eq!(replayed.expect_err("it fails").code(), ErrorCode::Internal);
    let left = set_aside_in(&store).await;
    assert_eq!(left, letters);
    assert_eq!(effects(&store).await.len(), 9);
}

/// Taking one in again would bring the erased person back.
pub async fn the_letters_of_one_who_is_erased_go_with_the_tombstone(engine: &impl Engine) {
    let (store, log) = engine.open().await;
    prepare(&store).await;
    let handler = Effects::arranged([(1, Does::Never), (2, Does::Never)]);
    let running = Running::start("one", CANDIDATES, &store, &log, handler);
    append(&store, CANDIDATES, "one", 1).await;
    append(&store, CANDIDATES, "another", 2).await;
    running.caught_up().await;
    assert_eq!(set_aside_in(&store).await.len(), 2);
    append_payload(&store, CANDIDATES, "one", Vec::new()).await;
    running.caught_up().await;
    running.stop().await.expect("it stops");
    let left = set_aside_in(&store).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].record.stream, "another");
}
