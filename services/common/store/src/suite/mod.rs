//! What every store must do, whatever engine is under it: one suite of tests, for each engine to
//! run with [`store_suite!`](crate::store_suite).

pub mod cursors;
pub mod log;
pub mod place;
pub mod upkeep;
pub mod writes;

pub use place::Place;

use crate::{Migration, NewEvent, Options, Store, StoreError, Topic, args, topics};

/// A place for the data of one test. It is empty at first, and goes away with the value.
pub trait Engine: Send + Sync {
    /// Opens the store of this place, or opens it again after it was closed.
    fn open_with(
        &self,
        options: &Options,
    ) -> impl Future<Output = Result<Store, StoreError>> + Send;

    /// The same without any options.
    fn open(&self) -> impl Future<Output = Result<Store, StoreError>> + Send {
        async { self.open_with(&Options::default()).await }
    }
}

/// The tests of the suite, each with a new place that `$engine` makes.
#[macro_export]
macro_rules! store_suite {
    ($engine:expr) => {
        $crate::store_suite! { $engine =>
            writes::state_and_event_commit_together,
            writes::a_failed_write_leaves_neither_state_nor_event,
            writes::a_failed_write_takes_back_only_its_own_changes,
            writes::a_panic_in_a_write_is_an_error_and_the_writer_goes_on,
            writes::a_write_whose_caller_goes_away_is_whole,
            writes::writes_that_are_lined_up_run_in_their_order,
            writes::a_unique_key_that_is_taken_is_a_conflict,
            writes::values_come_back_as_they_went_in,
            writes::a_text_with_a_nul_is_refused,
            writes::a_write_that_goes_on_after_a_failed_statement_is_taken_back,
            writes::texts_sort_by_their_bytes,
            log::an_event_comes_back_as_it_was_appended,
            log::events_of_a_stream_keep_their_order_through_failures,
            log::a_tailing_reader_misses_nothing_while_eight_writers_append,
            log::a_compacted_topic_keeps_only_the_last_event_of_a_stream,
            log::the_event_of_a_stream_is_put_after_all_others,
            log::an_offset_is_never_used_again,
            log::a_commit_tells_the_last_offset_of_its_topics_alone,
            log::a_failed_write_tells_of_no_offset,
            cursors::a_cursor_moves_only_from_where_it_stands,
            cursors::a_cursor_that_was_never_moved_stands_at_zero,
            cursors::of_those_who_move_a_cursor_at_once_one_succeeds,
            cursors::cursors_of_other_consumers_topics_and_partitions_stay,
            upkeep::migrations_run_once_each_in_their_order,
            upkeep::a_migration_that_fails_leaves_nothing_behind,
            upkeep::data_of_a_newer_program_is_refused_with_both_versions,
            upkeep::what_was_written_is_there_when_the_store_is_opened_again,
            upkeep::closing_waits_for_the_writes_that_were_accepted,
            upkeep::a_schema_that_is_only_checked_is_refused_while_it_is_older,
            upkeep::what_was_deleted_is_scrubbed,
            upkeep::a_closed_store_takes_no_write_and_no_read,
        }
    };
    ($engine:expr => $($module:ident :: $test:ident),+ $(,)?) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            $crate::suite::$module::$test(&$engine).await;
        }
    )+ };
}

const TABLES: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE suite_marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
}];

/// Opens the store with a table of marks, on which the tests write.
async fn marked(engine: &impl Engine) -> Store {
    let store = engine.open().await.expect("the store opens");
    store
        .migrate("suite", TABLES)
        .await
        .expect("the table of marks is made");
    store
}

async fn mark(
    connection: &mut crate::Connection,
    name: impl Into<String>,
    value: i64,
) -> Result<(), StoreError> {
    connection
        .execute(
            "INSERT INTO suite_marks (name, value) VALUES ($1, $2)",
            args![name.into(), value],
        )
        .await?;
    Ok(())
}

/// All marks by name.
async fn marks(store: &Store) -> Vec<(String, i64)> {
    let rows = store
        .read()
        .await
        .expect("a connection")
        .fetch("SELECT name, value FROM suite_marks ORDER BY name", args![])
        .await
        .expect("the marks");
    rows.iter()
        .map(|row| (row.get(0).expect("a name"), row.get(1).expect("a value")))
        .collect()
}

/// An event of `topic` whose payload is `number`.
fn event(topic: Topic, stream: &str, number: i64) -> NewEvent {
    NewEvent {
        topic,
        stream: stream.to_owned(),
        kind: "relais.suite.happened.v1",
        source: "relais/suite",
        time: jiff::Timestamp::UNIX_EPOCH,
        traceparent: None,
        payload: number.to_be_bytes().to_vec(),
    }
}

/// The numbers in the payloads of `stream`, in the order of the log.
async fn numbers(store: &Store, topic: Topic, stream: &str) -> Vec<i64> {
    let mut connection = store.read().await.expect("a connection");
    let events = connection
        .events_after(topic.name, 0, 10_000)
        .await
        .expect("the events");
    events
        .iter()
        .filter(|event| event.stream == stream)
        .map(|event| number(&event.payload))
        .collect()
}

fn number(payload: &[u8]) -> i64 {
    i64::from_be_bytes(payload.try_into().expect("a payload of eight bytes"))
}

/// Appends one event to the topic of offers, and returns its offset.
async fn append(store: &Store, topic: Topic, stream: &'static str, number: i64) -> i64 {
    store
        .write(move |tx| {
            Box::pin(async move { Ok(tx.append(event(topic, stream, number)).await?) })
        })
        .await
        .expect("the event is appended")
}

const OFFERS: Topic = topics::OFFERS;
const CANDIDATES: Topic = topics::CANDIDATES;
