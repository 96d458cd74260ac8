//! A full disk: writes are refused by name, reads go on, nothing that was acknowledged is lost,
//! and writes go on once there is room.

use std::path::{Path, PathBuf};
use std::process::Command;

use relais_domain::{Error, ErrorCode};
use relais_store::{Migration, Options, Store, args};

const TABLE: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE documents (id BIGINT PRIMARY KEY, content BLOB NOT NULL)",
}];
const CONTENT: usize = 20_000;

async fn open(data: &Path, max_bytes: Option<u64>) -> Store {
    let options = Options {
        max_bytes,
        ..Options::default()
    };
    let store = Store::open(data, &options).await;
    let store = store.expect("the store opens");
    store.migrate("documents", TABLE).await.expect("the table");
    store
}

async fn keep(store: &Store, id: i64) -> Result<i64, Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                let content = vec![b'x'; CONTENT];
                let sql = "INSERT INTO documents (id, content) VALUES ($1, $2)";
                tx.execute(sql, args![id, content]).await?;
                Ok(id)
            })
        })
        .await
}

async fn remove(store: &Store, id: i64) -> Result<u64, Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM documents WHERE id = $1";
                Ok(tx.execute(sql, args![id]).await?)
            })
        })
        .await
}

async fn kept(store: &Store) -> Vec<i64> {
    let mut connection = store.read().await.expect("a connection");
    let rows = connection
        .fetch("SELECT id FROM documents ORDER BY id", args![])
        .await
        .expect("reads go on");
    rows.iter().map(|row| row.get(0).expect("an id")).collect()
}

/// Writes from several callers at once until some are refused; returns what was acknowledged.
async fn fill(store: &Store, from: i64) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    for first in (from..from + 10_000).step_by(5) {
        let writes = (first..first + 5).map(|id| keep(store, id));
        let mut full = false;
        for outcome in futures::future::join_all(writes).await {
            match outcome {
                Ok(id) => acknowledged.push(id),
                Err(error) => {
                    assert_eq!(error.code(), ErrorCode::StorageFull, "{error:?}");
                    full = true;
                }
            }
        }
        if full {
            return acknowledged;
        }
    }
    panic!("the disk never filled up");
}

#[tokio::test]
async fn data_that_reach_their_size_limit_are_read_and_not_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path(), Some(1_000_000)).await;
    let acknowledged = fill(&store, 0).await;
    assert!(acknowledged.len() > 20, "{} fit", acknowledged.len());
    assert_eq!(kept(&store).await, acknowledged);
    let error = keep(&store, 90_000).await.expect_err("it is still full");
    assert_eq!(error.code(), ErrorCode::StorageFull);
    assert!(error.message().contains("reads go on"), "{error}");
    store.close().await;

    let store = open(folder.path(), Some(1_000_000)).await;
    assert_eq!(kept(&store).await, acknowledged);
    assert_eq!(remove(&store, acknowledged[0]).await.ok(), Some(1));
    keep(&store, 90_001).await.expect("there is room again");
}

#[tokio::test]
async fn room_is_made_while_others_still_try_to_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path(), Some(500_000)).await;
    let acknowledged = fill(&store, 0).await;
    let before = (0..20).map(|id| keep(&store, 50_000 + id));
    let after = (0..20).map(|id| keep(&store, 60_000 + id));
    let (refused, removed, _) = futures::future::join3(
        futures::future::join_all(before),
        remove(&store, acknowledged[0]),
        futures::future::join_all(after),
    )
    .await;
    assert!(refused.iter().any(Result::is_err), "it was full");
    assert_eq!(removed.expect("room is made"), 1);
    assert!(!kept(&store).await.contains(&acknowledged[0]));
}

/// A small file system of its own; only root can make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=3m", "relais-small-disk"])
            .arg(folder)
            .output();
        match done {
            Ok(output) if output.status.success() => Some(Self(folder.to_owned())),
            _ => None,
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_disk_that_fills_up_loses_nothing_and_is_written_to_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = SmallDisk::mount(folder.path()) else {
        eprintln!("skipped: only root can mount a small disk");
        return;
    };
    let ballast = disk.0.join("ballast");
    std::fs::write(&ballast, vec![b'b'; 1_000_000]).expect("the ballast fits");
    let data = disk.0.join("data");
    std::fs::create_dir(&data).expect("a data folder");

    let store = open(&data, None).await;
    let mut acknowledged = fill(&store, 0).await;
    assert!(acknowledged.len() > 20, "{} fit", acknowledged.len());
    assert_eq!(kept(&store).await, acknowledged);

    std::fs::remove_file(&ballast).expect("room is made");
    acknowledged.extend(fill(&store, 20_000).await);
    assert!(acknowledged.contains(&20_000), "writes went on");
    assert_eq!(kept(&store).await, acknowledged);
    store.close().await;
    let store = open(&data, None).await;
    assert_eq!(kept(&store).await, acknowledged);
    store.close().await;
}
