//! Several who share the partitions of a topic.

use std::collections::BTreeMap;

use relais_domain::ErrorCode;
use relais_events::suite::{Does, Effects, append, effects, prepare};
use relais_events::topics;
use relais_runtime::config::Kafka;
use relais_store::Store;

use crate::site::{Site, settings, until};

const STREAMS: i64 = 40;

/// Appends one more event to each stream.
async fn round(store: &Store, number: i64) {
    for stream in 0..STREAMS {
        let name = format!("offer-{stream}");
        append(store, topics::OFFERS, &name, stream * 1000 + number).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_while_members_come_and_go() {
    let partitions = 24;
    let site = Site::with(Kafka {
        partitions,
        ..settings()
    });
    let site = site.await;
    let store = site.store().await;
    prepare(&store).await;
    let log = site.log(&store).await;
    site.publish(&store);
    let failing = [(5_002, Does::Fail(ErrorCode::Unavailable, 3))];
    let first = site.consume(&store, &log, topics::OFFERS, Effects::arranged(failing));
    round(&store, 0).await;
    round(&store, 1).await;
    let second = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    round(&store, 2).await;
    let third = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    round(&store, 3).await;
    first.0.cancel();
    first.1.await.expect("no panic").expect("it stops");
    round(&store, 4).await;
    second.0.cancel();
    round(&store, 5).await;
    let all = usize::try_from(STREAMS * 6).expect("a count");
    until("all effects", async || effects(&store).await.len() >= all).await;
    third.0.cancel();
    third.1.await.expect("no panic").expect("it stops");
    let mut streams: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for number in effects(&store).await {
        streams
            .entry(number / 1000)
            .or_default()
            .push(number % 1000);
    }
    assert_eq!(i64::try_from(streams.len()).expect("a count"), STREAMS);
    for (stream, numbers) in streams {
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5], "of stream {stream}");
    }
}
