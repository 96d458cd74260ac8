//! Migrations, and closing and opening again.

use relais_domain::ErrorCode;

use super::{Engine, OFFERS, TABLES, append, mark, marked, marks, numbers};
use crate::{Migration, Options, Store, args};

const FIRST: Migration = Migration {
    version: 1,
    sql: "CREATE TABLE suite_steps (step BIGINT NOT NULL);
          INSERT INTO suite_steps (step) VALUES (1)",
};
const SECOND: Migration = Migration {
    version: 2,
    sql: "INSERT INTO suite_steps (step) VALUES (2)",
};
const WRONG: Migration = Migration {
    version: 2,
    sql: "INSERT INTO suite_steps (step) VALUES (2); INSERT INTO nowhere (step) VALUES (2)",
};

async fn steps(store: &Store) -> Vec<i64> {
    let mut connection = store.read().await.expect("a connection");
    let rows = connection
        .fetch("SELECT step FROM suite_steps ORDER BY step", args![])
        .await
        .expect("the steps");
    rows.iter().map(|row| row.get(0).expect("a step")).collect()
}

/// A program takes up where an older one left off.
pub async fn migrations_run_once_each_in_their_order(engine: &impl Engine) {
    let store = engine.open().await.expect("the store opens");
    store.migrate("steps", &[FIRST]).await.expect("the first");
    assert_eq!(steps(&store).await, [1]);
    store.close().await;
    let store = engine.open().await.expect("the store opens again");
    for _ in 0..2 {
        let migrated = store.migrate("steps", &[FIRST, SECOND]).await;
        migrated.expect("the second");
        assert_eq!(steps(&store).await, [1, 2]);
    }
}

/// The data stays as it was, for the older program to go on with.
pub async fn a_migration_that_fails_leaves_nothing_behind(engine: &impl Engine) {
    let store = engine.open().await.expect("the store opens");
    store.migrate("steps", &[FIRST]).await.expect("the first");
    assert!(store.migrate("steps", &[FIRST, WRONG]).await.is_err());
    assert_eq!(steps(&store).await, [1]);
    let mended = store.migrate("steps", &[FIRST, SECOND]).await;
    mended.expect("the mended second");
    assert_eq!(steps(&store).await, [1, 2]);
}

/// The operator is told what to do, and nothing is touched.
pub async fn data_of_a_newer_program_is_refused_with_both_versions(engine: &impl Engine) {
    let store = engine.open().await.expect("the store opens");
    let newer = store.migrate("steps", &[FIRST, SECOND]).await;
    newer.expect("both steps");
    store.close().await;
    let store = engine.open().await.expect("the store opens again");
    let refused = store.migrate("steps", &[FIRST]).await;
    let told = refused.expect_err("it is newer").to_string();
    assert!(
        told.contains("`steps` has version 2, this program knows 1"),
        "{told}"
    );
    assert_eq!(steps(&store).await, [1, 2]);
}

/// So an operator decides when tables change, and hears with which command.
pub async fn a_schema_that_is_only_checked_is_refused_while_it_is_older(engine: &impl Engine) {
    let store = engine.open().await.expect("the store opens");
    store.migrate("steps", &[FIRST]).await.expect("the first");
    store.close().await;
    let options = Options {
        only_check_versions: true,
        ..Options::default()
    };
    let store = engine.open_with(&options).await.expect("the log is known");
    store.migrate("steps", &[FIRST]).await.expect("it is known");
    let refused = store.migrate("steps", &[FIRST, SECOND]).await;
    let told = refused.expect_err("it is older").to_string();
    assert!(told.contains("run `relais migrate`"), "{told}");
    assert_eq!(steps(&store).await, [1]);
}

/// What is left afterwards is what was not deleted.
pub async fn what_was_deleted_is_scrubbed(engine: &impl Engine) {
    let store = marked(engine).await;
    store
        .write(|tx| {
            Box::pin(async move {
                mark(tx, "kept", 1).await?;
                Ok(mark(tx, "erased", 2).await?)
            })
        })
        .await
        .expect("the marks are written");
    let delete = "DELETE FROM suite_marks WHERE name = 'erased'";
    store
        .write(move |tx| Box::pin(async move { Ok(tx.execute(delete, args![]).await?) }))
        .await
        .expect("one is deleted");
    store.scrub(&["suite_marks"]).await.expect("it is scrubbed");
    assert_eq!(marks(&store).await, [("kept".to_owned(), 1)]);
    append(&store, OFFERS, "offer", 1).await;
}

/// State, events and the order of what follows.
pub async fn what_was_written_is_there_when_the_store_is_opened_again(engine: &impl Engine) {
    let store = marked(engine).await;
    let before = append(&store, OFFERS, "offer", 1).await;
    store
        .write(|tx| Box::pin(async move { Ok(mark(tx, "offer", 1).await?) }))
        .await
        .expect("the mark is written");
    store.close().await;
    let store = engine.open().await.expect("the store opens again");
    store.migrate("suite", TABLES).await.expect("it is known");
    assert_eq!(marks(&store).await, [("offer".to_owned(), 1)]);
    assert!(append(&store, OFFERS, "offer", 2).await > before);
    assert_eq!(numbers(&store, OFFERS, "offer").await, [1, 2]);
}

/// None that was told "done" is lost, and none is left without an answer.
pub async fn closing_waits_for_the_writes_that_were_accepted(engine: &impl Engine) {
    let store = marked(engine).await;
    let writes: Vec<_> = (0..200_i64)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let write = store.write(move |tx| {
                    Box::pin(async move { Ok(mark(tx, format!("{number:03}"), number).await?) })
                });
                write.await.map(|()| number)
            })
        })
        .collect();
    tokio::task::yield_now().await;
    store.close().await;
    let mut done = Vec::new();
    for write in writes {
        match write.await.expect("the caller has an answer") {
            Ok(number) => done.push(number),
            Err(error) => assert_eq!(error.code(), ErrorCode::Unavailable),
        }
    }
    let store = engine.open().await.expect("the store opens again");
    store.migrate("suite", TABLES).await.expect("it is known");
    let kept: Vec<i64> = marks(&store)
        .await
        .iter()
        .map(|(_, value)| *value)
        .collect();
    assert_eq!(kept, done);
}

/// Also through a handle that was left over.
pub async fn a_closed_store_takes_no_write_and_no_read(engine: &impl Engine) {
    let store = marked(engine).await;
    let left_over = store.clone();
    store.close().await;
    let write = left_over.write(|tx| Box::pin(async move { Ok(mark(tx, "late", 1).await?) }));
    let error = write.await.expect_err("it is closed");
    assert_eq!(error.code(), ErrorCode::Unavailable);
    assert!(left_over.read().await.is_err());
}
