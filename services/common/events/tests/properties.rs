//! Whatever fails, and however often: the rest has its effects once and in order.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use relais_domain::ErrorCode;
use relais_events::suite::{Does, Effects, append, effects, prepare, set_aside_in};
use relais_events::{Consumer, EmbeddedLog, topics};
use relais_store::{Options, Store};
use tokio_util::sync::CancellationToken;

fn failures() -> impl Strategy<Value = Vec<(i64, Does)>> {
    let passing = prop_oneof![Just(ErrorCode::Unavailable), Just(ErrorCode::Conflict)];
    let does = prop_oneof![
        (passing, 1..4_u32).prop_map(|(code, times)| Does::Fail(code, times)),
        Just(Does::Never),
        Just(Does::Panic),
        Just(Does::Duplicate),
    ];
    proptest::collection::vec((0..40_i64, does), 0..6)
}

/// Takes 0 to 39 in; returns the effects and how many records were set aside.
async fn taken_in(failures: Vec<(i64, Does)>, pass: usize) -> (Vec<i64>, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), &Options::default()).await;
    let store = store.expect("the store opens");
    prepare(&store).await;
    for number in 0..40 {
        append(&store, topics::OFFERS, "offer", number).await;
    }
    let handler = Effects::arranged(failures);
    let stop = CancellationToken::new();
    let consumer = Consumer {
        name: "one",
        topic: topics::OFFERS,
        after: None,
        store: store.clone(),
        log: Arc::new(EmbeddedLog::new(store.clone())),
        handler: handler.clone(),
    };
    let running = tokio::spawn(consumer.run(stop.clone()));
    while handler.told().len() < pass || set_aside_in(&store).await.len() < 40 - pass {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    stop.cancel();
    let ended = running.await.expect("the consumer does not panic");
    ended.expect("the consumer stops");
    let outcome = (effects(&store).await, set_aside_in(&store).await.len());
    store.close().await;
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_record_has_its_effect_once_or_is_set_aside(failures in failures()) {
        // Of two that are arranged for one record the later one counts.
        let arranged: std::collections::HashMap<i64, Does> = failures.iter().copied().collect();
        let passes = |number: &i64| {
            matches!(arranged.get(number), None | Some(Does::Fail(..)))
        };
        let pass: Vec<i64> = (0..40).filter(passes).collect();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (effects, letters) = runtime.block_on(taken_in(failures, pass.len()));
        prop_assert_eq!(letters, 40 - pass.len());
        prop_assert_eq!(effects, pass);
    }
}
