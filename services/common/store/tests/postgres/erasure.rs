//! What is left of a deleted row in the server's files.

use relais_store::{Store, args};

use super::server::{note, notes, open, schema};

const CANARY: &str = "zzcanary";

/// Whether the file of the table holds the canary, on the server's disk.
async fn is_in_file(store: &Store) -> bool {
    let mut connection = store.read().await.expect("a connection");
    // What is only in memory is written out first.
    connection
        .execute("CHECKPOINT", args![])
        .await
        .expect("a checkpoint");
    let row = connection
        .fetch_one(
            "SELECT position(CAST($1 AS BYTEA) IN pg_read_binary_file(pg_relation_filepath('notes')))",
            args![CANARY.as_bytes().to_vec()],
        )
        .await;
    row.expect("the file").get::<i64>(0).expect("a place") > 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scrubbed_table_holds_nothing_of_what_was_deleted_and_changed() {
    let store = open(schema()).await;
    for id in 0..50 {
        note(&store, id, CANARY).await.expect("it is written");
    }
    store
        .write(|tx| {
            Box::pin(async move {
                let change = "UPDATE notes SET word = 'other' WHERE id < 10";
                tx.execute(change, args![]).await?;
                let delete = "DELETE FROM notes WHERE id >= 10";
                tx.execute(delete, args![]).await?;
                Ok(())
            })
        })
        .await
        .expect("all are erased");
    assert!(is_in_file(&store).await, "the search finds what is there");
    store.scrub(&["notes"]).await.expect("it is scrubbed");
    assert!(!is_in_file(&store).await);
    assert_eq!(notes(&store).await.len(), 10);
    store.close().await;
}
