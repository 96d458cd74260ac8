//! The data of a site, running or not, for reading only.

use std::path::Path;

use sqlx::sqlite::SqlitePool;

use crate::{Connection, StoreError, sqlite};

/// Reads what a store holds without taking part in it: for a look at the log, or a backup, beside
/// the process that writes.
pub struct Reader {
    pool: SqlitePool,
}

impl Reader {
    /// Opens the data in the folder `data` for reading.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is none; others by what went wrong.
    pub async fn open(data: &Path) -> Result<Self, StoreError> {
        let file = data.join(crate::FILE);
        if !file.exists() {
            return Err(StoreError::Missing(file));
        }
        Ok(Self {
            pool: sqlite::readers(&file).await?,
        })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where none is to be had.
    pub async fn read(&self) -> Result<Connection, StoreError> {
        Ok(Connection::new(self.pool.acquire().await?))
    }

    /// Writes a whole and consistent copy into `file`, which must not exist, while others go on.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        sqlite::copy(self.read().await?, file).await
    }
}
