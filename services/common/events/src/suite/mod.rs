//! What every log and its consumers must do: one suite of tests, for each log to run with
//! [`log_suite!`](crate::log_suite).

pub mod consumers;
mod effects;
pub mod letters;
pub mod readers;

use std::sync::Arc;

use relais_store::{NewEvent, Store, Topic, topics};

use crate::{Ends, EventLog, kafka};

pub use effects::{Does, Effects, effects, prepare, set_aside_in};

/// A place for the data of one test. It is empty at first, and goes away with the value.
pub trait Engine: Send + Sync {
    /// Opens the store of this place, and the log that its events come out of.
    fn open(&self) -> impl Future<Output = (Store, Arc<dyn EventLog>)> + Send;
}

/// The tests of the suite, each with a new place that `$engine` makes.
#[macro_export]
macro_rules! log_suite {
    ($engine:expr) => {
        $crate::log_suite! { $engine =>
            readers::a_reader_sees_each_topic_in_the_order_of_its_appending,
            readers::a_record_comes_back_as_it_was_appended,
            readers::a_reader_goes_on_from_any_record,
            readers::a_reader_misses_nothing_while_eight_writers_append,
            readers::a_reader_is_woken_by_its_topic_and_not_by_others,
            readers::the_last_record_of_a_stream_in_a_compacted_topic_is_its_newest,
            readers::the_end_of_a_topic_is_its_last_record,
            readers::what_is_still_to_be_read_is_counted_by_topic,
            consumers::each_record_has_its_effect_once,
            consumers::a_consumer_goes_on_where_it_was_stopped,
            consumers::two_of_one_name_never_double_an_effect,
            consumers::two_of_different_names_have_their_effects_each,
            consumers::records_taken_in_again_are_harmless,
            consumers::records_wait_for_the_topic_that_they_answer_to,
            consumers::a_failure_that_passes_is_tried_again_and_the_order_kept,
            consumers::the_handler_is_told_of_what_was_committed,
            consumers::a_consumer_of_a_closed_store_ends,
            letters::a_record_that_cannot_be_taken_in_is_set_aside_and_the_topic_goes_on,
            letters::a_panic_sets_its_record_aside,
            letters::a_key_that_is_taken_sets_its_record_aside,
            letters::a_letter_is_taken_in_again_once,
            letters::a_letter_that_fails_again_is_kept,
            letters::the_letters_of_one_who_is_erased_go_with_the_tombstone,
        }
    };
    ($engine:expr => $($module:ident :: $test:ident),+ $(,)?) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            $crate::suite::$module::$test(&$engine).await;
        }
    )+ };
}

const OFFERS: Topic = topics::OFFERS;
const CASES: Topic = topics::CASES;
const CANDIDATES: Topic = topics::CANDIDATES;

/// Appends an event whose payload is `number`.
pub async fn append(store: &Store, topic: Topic, stream: &str, number: i64) {
    append_payload(store, topic, stream, number.to_be_bytes().to_vec()).await;
}

/// Appends an event; one without payload is a tombstone.
pub async fn append_payload(store: &Store, topic: Topic, stream: &str, payload: Vec<u8>) {
    let event = NewEvent {
        topic,
        stream: stream.to_owned(),
        kind: "relais.suite.happened.v1",
        source: "relais/suite",
        time: jiff::Timestamp::UNIX_EPOCH,
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        payload,
    };
    store
        .write(move |tx| Box::pin(async move { Ok(tx.append(event).await?) }))
        .await
        .expect("the event is appended");
}

/// The number in a payload; that of a tombstone is -1.
fn number(payload: &[u8]) -> i64 {
    if payload.is_empty() {
        return -1;
    }
    i64::from_be_bytes(payload.try_into().expect("a payload of eight bytes"))
}

/// Where `topic` ends, once everything that was appended to `store` is in the log.
pub async fn ends(store: &Store, log: &Arc<dyn EventLog>, topic: Topic) -> Ends {
    if log.is_shared() {
        published(store).await;
    }
    log.ends(topic).await.expect("the ends")
}

/// Waits until everything that was appended to `store` was published.
pub async fn published(store: &Store) {
    let mut connection = store.read().await.expect("a connection");
    let mut waits = 0;
    loop {
        let done = kafka::published(&mut connection).await.expect("a position");
        let rest = connection.all_events_after(done, 1).await;
        if rest.expect("the events").is_empty() {
            return;
        }
        waits += 1;
        assert!(waits < 10_000, "events are not published");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}
