//! The log against a model of it: any order of appends, failures and reopenings.

use std::path::Path;

use proptest::prelude::*;
use relais_domain::Error;
use relais_store::{NewEvent, Options, Store, Topic, topics};

#[derive(Debug, Clone)]
enum Step {
    /// Appends these events in one write, which fails or not.
    Write(Vec<(bool, u8)>, bool),
    /// Closes the store and opens it again.
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let events = proptest::collection::vec((any::<bool>(), 0..4_u8), 0..5);
    let write = (events, proptest::bool::weighted(0.3));
    let step = prop_oneof![
        9 => write.prop_map(|(events, fails)| Step::Write(events, fails)),
        1 => Just(Step::Reopen),
    ];
    proptest::collection::vec(step, 1..25)
}

fn topic(compacted: bool) -> Topic {
    if compacted {
        topics::CANDIDATES
    } else {
        topics::OFFERS
    }
}

fn event(compacted: bool, stream: u8, number: u64) -> NewEvent {
    NewEvent {
        topic: topic(compacted),
        stream: stream.to_string(),
        kind: "relais.model.happened.v1",
        source: "relais/model",
        time: jiff::Timestamp::UNIX_EPOCH,
        traceparent: None,
        payload: number.to_be_bytes().to_vec(),
    }
}

async fn open(folder: &Path) -> Store {
    let store = Store::open(folder, &Options::default()).await;
    store.expect("the store opens")
}

/// Stream and payload of each event in the log, and in the model of it.
type Contents = Vec<(String, Vec<u8>)>;

async fn contents(store: &Store, topic: Topic) -> Contents {
    let mut connection = store.read().await.expect("a connection");
    let events = connection.events_after(topic.name, 0, 1_000).await;
    let events = events.expect("the events");
    assert!(events.windows(2).all(|two| two[0].offset < two[1].offset));
    events
        .into_iter()
        .map(|event| (event.stream, event.payload))
        .collect()
}

async fn run(folder: &Path, steps: Vec<Step>) -> [(Contents, Contents); 2] {
    let mut store = open(folder).await;
    let mut model = [Contents::new(), Contents::new()];
    let mut number = 0;
    for step in steps {
        let Step::Write(appended, fails) = step else {
            store.close().await;
            store = open(folder).await;
            continue;
        };
        let mut events = Vec::new();
        for (compacted, stream) in appended {
            number += 1;
            events.push(event(compacted, stream, number));
        }
        if !fails {
            for event in &events {
                let topic = &mut model[usize::from(event.topic.compacted)];
                topic.retain(|(stream, _)| !event.topic.compacted || *stream != event.stream);
                topic.push((event.stream.clone(), event.payload.clone()));
            }
        }
        let outcome = store.write(move |tx| {
            Box::pin(async move {
                for event in events {
                    tx.append(event).await?;
                }
                if fails {
                    Err(Error::conflict("taken back"))
                } else {
                    Ok(())
                }
            })
        });
        assert_eq!(outcome.await.is_err(), fails);
    }
    let [offers, candidates] = model;
    let outcome = [
        (contents(&store, topics::OFFERS).await, offers),
        (contents(&store, topics::CANDIDATES).await, candidates),
    ];
    store.close().await;
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_log_holds_what_its_model_holds(steps in steps()) {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        for (log, model) in runtime.block_on(run(folder.path(), steps)) {
            prop_assert_eq!(log, model);
        }
    }
}
