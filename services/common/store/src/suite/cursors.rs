//! How far consumers have come.

use super::{Engine, OFFERS, marked};
use crate::{Cursor, Store, topics};

async fn moved(store: &Store, consumer: &'static str, from: i64, to: i64) -> bool {
    store
        .write(move |tx| {
            Box::pin(async move {
                let to = Cursor {
                    offset: to,
                    seq: to,
                };
                Ok(tx.move_cursor(consumer, OFFERS.name, 0, from, to).await?)
            })
        })
        .await
        .expect("the write is done")
}

async fn stands_at(store: &Store, consumer: &str, topic: &str, partition: i32) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    let cursor = connection.cursor(consumer, topic, partition).await;
    cursor.expect("a cursor").offset
}

/// A consumer that was overtaken learns it here, and its effects are taken back.
pub async fn a_cursor_moves_only_from_where_it_stands(engine: &impl Engine) {
    let store = marked(engine).await;
    assert!(moved(&store, "relay", 0, 5).await);
    assert!(!moved(&store, "relay", 0, 7).await, "it stands at 5");
    assert!(!moved(&store, "relay", 4, 7).await, "it stands at 5");
    assert_eq!(stands_at(&store, "relay", OFFERS.name, 0).await, 5);
    assert!(moved(&store, "relay", 5, 7).await);
    assert!(moved(&store, "relay", 7, 0).await, "an operator rewinds it");
    assert!(moved(&store, "relay", 0, 3).await);
    assert_eq!(stands_at(&store, "relay", OFFERS.name, 0).await, 3);
}

/// So nobody moves one from elsewhere that is not there.
pub async fn a_cursor_that_was_never_moved_stands_at_zero(engine: &impl Engine) {
    let store = marked(engine).await;
    assert_eq!(stands_at(&store, "relay", OFFERS.name, 0).await, 0);
    assert!(!moved(&store, "relay", 3, 5).await);
    assert_eq!(stands_at(&store, "relay", OFFERS.name, 0).await, 0);
}

/// Twenty want to be the first, and the second.
pub async fn of_those_who_move_a_cursor_at_once_one_succeeds(engine: &impl Engine) {
    let store = marked(engine).await;
    for from in [0, 9] {
        let moves = (0..20).map(|_| moved(&store, "relay", from, from + 9));
        let outcomes = futures::future::join_all(moves).await;
        assert_eq!(outcomes.into_iter().filter(|moved| *moved).count(), 1);
    }
}

/// A cursor belongs to a consumer, a topic and a partition.
pub async fn cursors_of_other_consumers_topics_and_partitions_stay(engine: &impl Engine) {
    let store = marked(engine).await;
    assert!(moved(&store, "relay", 0, 5).await);
    assert_eq!(stands_at(&store, "matching", OFFERS.name, 0).await, 0);
    assert_eq!(stands_at(&store, "relay", topics::CASES.name, 0).await, 0);
    assert_eq!(stands_at(&store, "relay", OFFERS.name, 1).await, 0);
    assert!(moved(&store, "matching", 0, 2).await);
    assert_eq!(stands_at(&store, "relay", OFFERS.name, 0).await, 5);
    let mut connection = store.read().await.expect("a connection");
    let all = connection.cursors("relay", OFFERS.name).await;
    let cursor = Cursor { offset: 5, seq: 5 };
    assert_eq!(all.expect("the cursors"), [(0, cursor)].into());
    let highest = connection.highest_partition(OFFERS.name).await;
    assert_eq!(highest.expect("a partition"), Some(0));
    let none = connection.highest_partition(topics::CASES.name).await;
    assert_eq!(none.expect("no partition"), None);
}
