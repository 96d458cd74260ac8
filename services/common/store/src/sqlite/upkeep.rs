//! How the embedded database is looked after.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::OpenFlags;
use tokio::sync::watch;

use super::Readers;
use super::open::open;
use crate::{Connection, Heads, StoreError, args};

/// How often the write-ahead log is folded in.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);
/// How often, and after which pause, cutting the write-ahead log is tried.
const FOLD_TRIES: u32 = 20;
const FOLD_PAUSE: Duration = Duration::from_millis(50);

/// The write-ahead log beside a database file.
pub(crate) fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Folds the write-ahead log in after commits. What it cannot keep up with is left to the writer.
pub(crate) async fn checkpoints(readers: Readers, mut committed: watch::Receiver<Heads>) {
    while committed.changed().await.is_ok() {
        tokio::time::sleep(CHECKPOINT_EVERY).await;
        committed.mark_unchanged();
        let Ok(lent) = readers.lend().await else {
            return;
        };
        match checkpoint(&mut lent.into()).await {
            Ok(true) => {}
            // Some is left: try again without waiting for a commit.
            Ok(false) => committed.mark_changed(),
            Err(error) => {
                committed.mark_changed();
                tracing::warn!(error = %error, "the write-ahead log could not be folded in");
            }
        }
    }
}

/// Folds the whole write-ahead log in and cuts it, so that nothing that was overwritten is left in
/// it.
pub(crate) async fn fold(readers: &Readers) -> Result<(), StoreError> {
    let mut connection = Connection::from(readers.lend().await?);
    for _ in 0..FOLD_TRIES {
        let row = connection
            .fetch_one("PRAGMA wal_checkpoint(TRUNCATE)", args![])
            .await?;
        if row.get::<i64>(0)? == 0 {
            return Ok(());
        }
        // Another checkpoint is on its way; SQLite does not wait for that.
        tokio::time::sleep(FOLD_PAUSE).await;
    }
    Err(StoreError::Unavailable(
        "the write-ahead log is in use".to_owned(),
    ))
}

/// Folds the write-ahead log into the database without stopping the writer. `false` where a
/// reader held on to an old state, so that some of it is left.
async fn checkpoint(connection: &mut Connection) -> Result<bool, StoreError> {
    let row = connection
        .fetch_one("PRAGMA wal_checkpoint(PASSIVE)", args![])
        .await?;
    let (pages, folded): (i64, i64) = (row.get(1)?, row.get(2)?);
    Ok(pages == folded)
}

/// Lets the write-ahead log begin anew. Beside a writer that never rests a checkpoint reaches its
/// end only between two commits, so this is for the writer's own connection. A reader that holds
/// on to an old state is waited for shortly; `false` where that was not enough.
pub(crate) async fn cut_log(connection: &mut Connection) -> bool {
    let cut = async {
        connection
            .fetch_one("PRAGMA busy_timeout = 100", args![])
            .await?;
        let row = connection
            .fetch_one("PRAGMA wal_checkpoint(RESTART)", args![])
            .await?;
        connection
            .fetch_one("PRAGMA busy_timeout = 10000", args![])
            .await?;
        row.get::<i64>(0)
    };
    match cut.await {
        Ok(busy) => busy == 0,
        Err(error) => {
            tracing::warn!(error = %error, "the write-ahead log could not be cut");
            false
        }
    }
}

/// Writes a whole and consistent copy of the database `from` into the file `to`, which must not
/// exist. The copy counts as a write, so no reader's connection can make it.
pub(crate) async fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let path = to.to_str().ok_or_else(|| {
        let name = to.to_string_lossy();
        StoreError::Unavailable(format!("{name} is not a file name in UTF-8"))
    })?;
    let (from, path) = (from.to_owned(), path.to_owned());
    let copied = tokio::task::spawn_blocking(move || {
        open(&from, OpenFlags::empty())?.execute("VACUUM INTO ?1", [path])?;
        Ok(())
    });
    copied.await.map_err(StoreError::unfinished)?
}
