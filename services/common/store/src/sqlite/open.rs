//! How the embedded database is opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

/// The oldest `SQLite` without the damage that two connections could do to a write-ahead log.
const OLDEST: i32 = 3_051_003;
/// The length, in bytes, from which on the write-ahead log is cut between two commits.
pub(crate) const LONGEST_LOG: u64 = 64 << 20;
/// How long a connection waits for a lock.
const BUSY: Duration = Duration::from_secs(10);
/// Bytes of a page of a new database: large enough for two offers, for each page that a commit
/// changes costs the same two calls.
const PAGE: u64 = 8192;
/// Statements that a connection keeps prepared.
const PREPARED: usize = 256;

/// A connection that may write.
pub(super) fn open(file: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    for (pragma, value) in [
        ("page_size", PAGE.to_string().as_str()),
        ("journal_mode", "WAL"),
        // An accepted offer must survive a power cut.
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
        // What is erased is overwritten, not only unlinked.
        ("secure_delete", "ON"),
        // Checkpoints are ours, so that no writer pays for one.
        ("wal_autocheckpoint", "0"),
        ("temp_store", "MEMORY"),
        ("cache_size", "-16000"),
    ] {
        connection.pragma_update(None, pragma, value)?;
    }
    connection.pragma_update(None, "journal_size_limit", LONGEST_LOG.cast_signed())?;
    Ok(connection)
}

/// The connection of the one writer. The data may take up `max_bytes`.
pub(crate) fn writer(file: &Path, max_bytes: Option<u64>) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST {
        return Err(StoreError::OldSqlite(rusqlite::version().to_owned()));
    }
    let connection = open(file, OpenFlags::SQLITE_OPEN_CREATE)?;
    if let Some(bytes) = max_bytes {
        let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let pages = (bytes.cast_signed() / page).max(1);
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    Ok(connection)
}

/// A connection for reading.
pub(super) fn reader(file: &Path) -> Result<Connection, StoreError> {
    let connection = open(file, OpenFlags::empty())?;
    connection.pragma_update(None, "query_only", "ON")?;
    Ok(connection)
}
