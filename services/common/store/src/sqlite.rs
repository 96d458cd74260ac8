//! How the embedded database is opened and looked after.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::{Connection, StoreError, args};

/// The oldest `SQLite` without the damage that two connections could do to a write-ahead log.
const OLDEST: (u32, u32, u32) = (3, 51, 3);
/// Readers at the same time.
const READERS: u32 = 4;
/// The length, in bytes, from which on the write-ahead log is cut between two commits.
pub(crate) const LONGEST_LOG: u64 = 64 << 20;
/// How long a connection waits for a lock.
const BUSY: Duration = Duration::from_secs(10);

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(BUSY)
        .journal_mode(SqliteJournalMode::Wal)
        // An accepted offer must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is erased is overwritten, not only unlinked.
        .pragma("secure_delete", "ON")
        // Checkpoints are ours, so that no writer pays for one.
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", LONGEST_LOG.to_string())
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16000")
}

/// The pool of the one writer.
pub(crate) async fn writer(file: &Path, max_bytes: Option<u64>) -> Result<SqlitePool, StoreError> {
    let mut options = options(file).create_if_missing(true);
    if let Some(bytes) = max_bytes {
        options = options.pragma("max_page_count", (bytes / 4096).max(1).to_string());
    }
    let pool = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await?;
    let mut connection = Connection::new(pool.acquire().await?);
    let row = connection
        .fetch_one("SELECT sqlite_version()", args![])
        .await?;
    let version: String = row.get(0)?;
    if parse_version(&version).is_none_or(|version| version < OLDEST) {
        return Err(StoreError::OldSqlite(version));
    }
    Ok(pool)
}

/// The pool of the readers, who never wait for the writer.
pub(crate) async fn readers(file: &Path) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options(file).pragma("query_only", "ON"))
        .await?;
    Ok(pool)
}

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

/// Writes a whole and consistent copy of the database into `file`, which must not exist. The copy
/// counts as a write, so the connection is not given back to the readers.
pub(crate) async fn copy(mut connection: Connection, file: &Path) -> Result<(), StoreError> {
    let path = file.to_str().ok_or_else(|| {
        let name = file.to_string_lossy();
        StoreError::Unavailable(format!("{name} is not a file name in UTF-8"))
    })?;
    connection.close_on_drop();
    connection
        .execute("PRAGMA query_only = OFF", args![])
        .await?;
    connection.execute("VACUUM INTO $1", args![path]).await?;
    Ok(())
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}
