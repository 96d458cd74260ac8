//! Failures of the storage.

use relais_domain::{Error, ErrorCode};

/// A failure of the storage. It says whose turn it is: the disk's, the database's or ours.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk, or the size allowed for the data, is full.
    #[error("the disk is full: writes are refused until there is room, reads go on")]
    Full,
    /// The database does not answer; trying again may help.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// There is no data.
    #[error("there is no data at {}: name the data folder with --data", .0.display())]
    Missing(std::path::PathBuf),
    /// The database was made by a newer version.
    #[error(
        "the data of `{service}` has version {found}, this program knows {known}: run the newer program, or restore a backup made by this one"
    )]
    Newer {
        /// Whose tables.
        service: String,
        /// The version in the database.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The `SQLite` that was linked in can damage a database.
    #[error("SQLite {0} can damage its write-ahead log: version 3.51.3 or later is needed")]
    OldSqlite(String),
    /// A row does not hold what it should.
    #[error("table {table}, column {column}, row {row}: {reason}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A unique key is taken.
    #[error("a row with this key is there already")]
    Duplicate,
    /// Anything else is our fault.
    #[error(transparent)]
    Database(sqlx::Error),
}

/// `SQLite`'s primary result codes, of which extended codes keep the low byte.
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_IOERR: u32 = 10;
const SQLITE_FULL: u32 = 13;
/// The extended code for shared memory that could not grow, which takes room on the disk too.
const SQLITE_IOERR_SHMSIZE: u32 = 4874;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let Some(database) = error.as_database_error() {
            if database.is_unique_violation() {
                return Self::Duplicate;
            }
            let code = database.code().and_then(|code| code.parse::<u32>().ok());
            if code == Some(SQLITE_IOERR_SHMSIZE) {
                return Self::Full;
            }
            match code.map(|code| code & 0xff) {
                Some(SQLITE_FULL) => return Self::Full,
                Some(SQLITE_BUSY | SQLITE_LOCKED | SQLITE_IOERR) => {
                    return Self::Unavailable(database.message().to_owned());
                }
                _ => {}
            }
        }
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error.to_string())
            }
            sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => Self::Full,
            other => Self::Database(other),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Error::new(ErrorCode::StorageFull, error.to_string()),
            StoreError::Unavailable(_) => {
                Error::unavailable("the database does not answer").with_source(error)
            }
            StoreError::Duplicate => Error::conflict("this is there already").with_source(error),
            // Told in full: it is the operator who reads it, at the start.
            StoreError::Newer { .. } => Error::new(ErrorCode::Internal, error.to_string()),
            other => Error::internal(other),
        }
    }
}

impl StoreError {
    /// The same failure for another of the writers that shared a commit.
    pub(crate) fn share(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            other => Self::Unavailable(other.to_string()),
        }
    }
}
