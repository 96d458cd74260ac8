//! Failures of the storage.

use relais_domain::{Error, ErrorCode};
use rusqlite::ErrorCode as FfiCode;
use rusqlite::ffi;
use tokio::task::JoinError;

/// A failure of the storage. It says whose turn it is: the disk's, the database's or ours.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk, or the size allowed for the data, is full.
    #[error("the disk is full: writes are refused until there is room, reads go on")]
    Full,
    /// The database does not answer; trying again may help.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The connection was lost while a commit was on its way: nobody knows whether it was done.
    #[error("the database was lost while it wrote, and may have done it or not: {0}")]
    Unknown(String),
    /// The database cannot be used as it is set up.
    #[error("{place}: {reason}: {remedy}")]
    Setup {
        /// Which database, or which key of the configuration.
        place: String,
        /// What is wrong.
        reason: String,
        /// What would be right.
        remedy: String,
    },
    /// This kind of database does not do that.
    #[error("{0}")]
    Unsupported(&'static str),
    /// Data cannot be moved as it stands.
    #[error("{0}")]
    Unmovable(String),
    /// A text holds a NUL character, which not every database can keep.
    #[error("a text holds a NUL character")]
    Nul,
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
    /// The tables were made by an older version, and are not to be changed at the start.
    #[error(
        "the data of `{service}` has version {found}, this program needs {known}: run `relais migrate`, or set store.migrate_at_start = true"
    )]
    Older {
        /// Whose tables.
        service: String,
        /// The version in the database.
        found: i64,
        /// The version that this program needs.
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
    /// A column is missing, NULL for a type that cannot be, or of another type.
    #[error("column {index} is not there, or not of the type that is asked for")]
    Column {
        /// Counts from 0.
        index: usize,
    },
    /// A query that always has a row had none.
    #[error("a query that always has a row had none")]
    NoRow,
    /// Anything else is our fault.
    #[error(transparent)]
    Database(Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// A failure that is our fault.
    pub(crate) fn database(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Database(error.into())
    }

    /// Work beside the runtime that did not end: by our fault, or because the process ends before
    /// it has begun.
    pub(crate) fn unfinished(error: JoinError) -> Self {
        if error.is_cancelled() {
            return Self::Unavailable("the process is ending".to_owned());
        }
        Self::database(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(failure) = error.sqlite_error() else {
            return Self::database(error);
        };
        match (failure.code, failure.extended_code) {
            (
                _,
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID,
            ) => Self::Duplicate,
            // Shared memory that cannot grow takes room on the disk too.
            (FfiCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => Self::Full,
            (FfiCode::DatabaseBusy | FfiCode::DatabaseLocked | FfiCode::SystemIoFailure, _) => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::database(error),
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
            StoreError::Unknown(_) => {
                let message =
                    "the database was lost meanwhile: ask whether this was done, or repeat it";
                Error::unavailable(message).with_source(error)
            }
            StoreError::Duplicate => Error::conflict("this is there already").with_source(error),
            StoreError::Nul => Error::new(ErrorCode::InvalidInput, error.to_string()),
            // Told in full: it is the operator who reads it, at the start.
            StoreError::Newer { .. }
            | StoreError::Older { .. }
            | StoreError::Setup { .. }
            | StoreError::Unmovable(_)
            | StoreError::Unsupported(_) => Error::new(ErrorCode::Internal, error.to_string()),
            other => Error::internal(other),
        }
    }
}

impl StoreError {
    /// The same failure for another of the writers that shared a commit.
    pub(crate) fn share(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::Unknown(reason) => Self::Unknown(reason.clone()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}
