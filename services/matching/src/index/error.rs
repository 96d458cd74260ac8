//! What can go wrong with an index.

use std::path::PathBuf;

use thiserror::Error;

/// A failure of an index on disk. Nothing is lost by any of them: an index can be rebuilt from the
/// events.
#[derive(Debug, Error)]
pub enum IndexError {
    /// The folder of the index cannot be made or emptied.
    #[error("index folder {}: {source}", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process has the index open for writing.
    #[error("index folder {}: another process writes it", .0.display())]
    InUse(PathBuf),
    /// Reading or writing failed: most often the disk is full.
    #[error("index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// Reading failed.
    #[error("index: {0}")]
    Read(#[from] std::io::Error),
    /// A document lacks a field that every document has.
    #[error("index: a document has no {0}")]
    Incomplete(&'static str),
    /// The thread that writes the index has ended.
    #[error("index: its writer has stopped")]
    Stopped,
}

impl From<IndexError> for relais_domain::Error {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Stopped => Self::unavailable("the index is closed"),
            other => Self::internal(other),
        }
    }
}
