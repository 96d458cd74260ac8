//! How the embedded database is looked after.

use std::path::Path;

use rusqlite::OpenFlags;

use super::open::open;
use crate::{Connection, StoreError, args};

/// Folds the write-ahead log into the database without stopping the writer. `false` where a
/// reader held on to an old state, so that some of it is left.
pub(crate) async fn checkpoint(connection: &mut Connection) -> Result<bool, StoreError> {
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
    copied.await.map_err(StoreError::database)?
}
