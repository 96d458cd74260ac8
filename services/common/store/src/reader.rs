//! The data of a site, running or not, for reading only.

use std::path::Path;

use crate::sqlite::{self, Readers};
use crate::{Connection, StoreError};

/// Reads what a store holds without taking part in it: for a look at the log, or a backup, beside
/// the process that writes.
pub struct Reader {
    readers: Readers,
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
        let readers = Readers::new(file);
        // Whoever opens hears at once that it cannot be read.
        readers.lend().await?;
        Ok(Self { readers })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where none is to be had.
    pub async fn read(&self) -> Result<Connection, StoreError> {
        Ok(self.readers.lend().await?.into())
    }

    /// Writes a whole and consistent copy into `file`, which must not exist, while others go on.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        sqlite::copy(self.readers.file(), file).await
    }
}
