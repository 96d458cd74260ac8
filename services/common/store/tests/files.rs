//! What stands in the files: copies, what was erased, and the length of the write-ahead log.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use relais_store::{Connection, Migration, NewEvent, Options, Store, StoreError, args, topics};

const TABLE: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE notes (id BIGINT PRIMARY KEY, word TEXT NOT NULL, content TEXT NOT NULL);
          CREATE INDEX notes_by_word ON notes (word)",
}];

async fn open(data: &Path) -> Store {
    let store = Store::open(data, &Options::default()).await;
    let store = store.expect("the store opens");
    store.migrate("notes", TABLE).await.expect("the table");
    store
}

async fn note(
    connection: &mut Connection,
    id: i64,
    word: &str,
    content: String,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO notes (id, word, content) VALUES ($1, $2, $3)
               ON CONFLICT (id) DO UPDATE SET word = $2, content = $3";
    connection.execute(sql, args![id, word, content]).await?;
    Ok(())
}

async fn number(store: &Store, sql: &'static str) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    let row = connection.fetch_one(sql, args![]).await.expect("a row");
    row.get(0).expect("a number")
}

fn event(id: i64, payload: Vec<u8>) -> NewEvent {
    NewEvent {
        topic: topics::CANDIDATES,
        stream: format!("candidate {id}"),
        kind: "relais.candidate.changed.v1",
        source: "relais/profiles",
        time: jiff::Timestamp::UNIX_EPOCH,
        traceparent: None,
        payload,
    }
}

/// One note and its event.
async fn write_pair(store: &Store, id: i64, word: &'static str, content: String) {
    store
        .write(move |tx| {
            Box::pin(async move {
                let payload = content.clone().into_bytes();
                note(tx, id, word, content).await?;
                tx.append(event(id, payload)).await?;
                Ok(())
            })
        })
        .await
        .expect("the pair is written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_while_others_write_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    for id in 0..500 {
        write_pair(&store, id, "before", "x".repeat(2_000)).await;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (store, stop) = (store.clone(), stop.clone());
        tokio::spawn(async move {
            let mut id = 500;
            while !stop.load(Ordering::Relaxed) {
                write_pair(&store, id, "during", "y".repeat(2_000)).await;
                id += 1;
            }
        })
    };
    let copy = tempfile::tempdir().expect("another folder");
    let file = copy.path().join("relais.db");
    store.backup(&file).await.expect("the copy is made");
    let again = store.backup(&file).await;
    assert!(again.is_err(), "a copy is never written over");
    stop.store(true, Ordering::Relaxed);
    writer.await.expect("the writer ends");

    let copied = open(copy.path()).await;
    let notes = number(&copied, "SELECT COUNT(*) FROM notes").await;
    let events = number(&copied, "SELECT COUNT(*) FROM events").await;
    assert_eq!(notes, events, "each note came with its event");
    assert!(notes >= 500, "all that was there before is in it");
    let sound = "SELECT integrity_check = 'ok' FROM pragma_integrity_check";
    assert_eq!(number(&copied, sound).await, 1);
    assert!(number(&store, "SELECT COUNT(*) FROM notes").await > 0);
}

const CANARY: &str = "Kanarienvogel-53c1";

/// Files of the folder, outside or inside which the canary is still to be found.
fn files_with_canary(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("the folder");
    files
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            let bytes = std::fs::read(path).expect("the file");
            bytes
                .windows(CANARY.len())
                .any(|part| part == CANARY.as_bytes())
        })
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}

#[tokio::test]
async fn what_is_erased_is_in_no_file_once_the_log_is_folded() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    // Long and short, side by side with others, so that pages are split, filled up and merged.
    for id in 0..600 {
        let (word, content) = match id % 3 {
            0 => (
                CANARY,
                CANARY.repeat(1 + usize::try_from(id % 50).expect("small")),
            ),
            1 => (CANARY, CANARY.repeat(500)),
            _ => ("other", "z".repeat(300)),
        };
        // Out of order, so that rows land between others.
        write_pair(&store, (id * 271) % 601, word, content).await;
    }
    assert!(!files_with_canary(folder.path()).is_empty());
    // Half are deleted and half are written over; their events likewise.
    store
        .write(|tx| {
            Box::pin(async move {
                for id in 0..601_i64 {
                    if id % 2 == 0 {
                        let sql = "DELETE FROM notes WHERE id = $1 AND word <> 'other'";
                        tx.execute(sql, args![id]).await?;
                    } else {
                        note(tx, id, "other", "w".repeat(40)).await?;
                    }
                    tx.append(event(id, Vec::new())).await?;
                }
                Ok(())
            })
        })
        .await
        .expect("all are erased");
    store.scrub(&["notes"]).await.expect("the log is folded in");
    assert_eq!(files_with_canary(folder.path()), [""; 0]);
    assert!(number(&store, "SELECT COUNT(*) FROM notes").await > 200);
}

fn log_length(store: &Store) -> u64 {
    std::fs::metadata(&store.files()[1]).map_or(0, |log| log.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_short_while_writer_and_readers_never_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let stop = Arc::new(AtomicBool::new(false));
    let reader = {
        let (store, stop) = (store.clone(), stop.clone());
        tokio::spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                number(&store, "SELECT COUNT(*) FROM notes").await;
            }
        })
    };
    // 64 MiB are allowed, and what one commit adds. 200 MB are written, rows and events.
    let mut longest = 0;
    for round in 0..400_i64 {
        let writes =
            (0..4).map(|id| write_pair(&store, round % 10 * 4 + id, "long", "v".repeat(125_000)));
        futures::future::join_all(writes).await;
        longest = longest.max(log_length(&store));
    }
    stop.store(true, Ordering::Relaxed);
    reader.await.expect("the reader ends");
    assert!(longest < 100 << 20, "the log grew to {longest} bytes");
}

#[tokio::test]
async fn changes_without_events_are_folded_in_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    store
        .write(|tx| Box::pin(async move { Ok(note(tx, 1, CANARY, String::new()).await?) }))
        .await
        .expect("the note is written");
    let database = store.files()[0].to_string_lossy().into_owned();
    while !files_with_canary(folder.path()).contains(&database) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
