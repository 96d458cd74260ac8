//! The data of a site, running or not, for reading only.

use std::path::Path;
use std::sync::Arc;

use crate::postgres::{Pool, Server};
use crate::sqlite::{self, Readers};
use crate::{Connection, Database, StoreError};

/// Reads what a store holds without taking part in it: for a look at the log, or a backup, beside
/// the process that writes.
pub struct Reader {
    source: Source,
}

/// Where connections for reading come from.
pub(crate) enum Source {
    /// The file of an embedded database.
    Sqlite(Readers),
    /// A schema on a server.
    Postgres(Pool),
}

impl Reader {
    /// Opens the data for reading.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is none; others by what went wrong.
    pub async fn open(data: impl Into<Database>) -> Result<Self, StoreError> {
        let source = match data.into() {
            Database::Sqlite(folder) => {
                let file = folder.join(crate::FILE);
                if !file.exists() {
                    return Err(StoreError::Missing(file));
                }
                Source::Sqlite(Readers::new(file))
            }
            Database::Postgres(postgres) => {
                Source::Postgres(Pool::new(Arc::new(Server::new(&postgres)?)))
            }
        };
        // Whoever opens hears at once that it cannot be read.
        source.lend().await?;
        Ok(Self { source })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where none is to be had.
    pub async fn read(&self) -> Result<Connection, StoreError> {
        self.source.lend().await
    }

    /// Writes a whole and consistent copy into `file`, which must not exist, while others go on.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] on a server; others by what went wrong.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        self.source.copy(file).await
    }
}

impl Source {
    pub async fn lend(&self) -> Result<Connection, StoreError> {
        Ok(match self {
            Self::Sqlite(readers) => readers.lend().await?.into(),
            Self::Postgres(pool) => pool.lend().await?.into(),
        })
    }

    pub async fn copy(&self, file: &Path) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(readers) => sqlite::copy(readers.file(), file).await,
            Self::Postgres(_) => Err(StoreError::Unsupported(
                "the data is on a PostgreSQL server: back it up with pg_dump, or with the means of the server",
            )),
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(readers) => readers.close().await,
            Self::Postgres(pool) => pool.close(),
        }
    }

    pub fn is_closed(&self) -> bool {
        match self {
            Self::Sqlite(readers) => readers.is_closed(),
            Self::Postgres(pool) => pool.is_closed(),
        }
    }
}
