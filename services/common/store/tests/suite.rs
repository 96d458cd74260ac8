//! The suite on `SQLite`, the embedded engine.

use relais_store::suite::Engine;
use relais_store::{Options, Store, StoreError, store_suite};

struct Sqlite(tempfile::TempDir);

impl Sqlite {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }
}

impl Engine for Sqlite {
    async fn open(&self) -> Result<Store, StoreError> {
        Store::open(self.0.path(), &Options::default()).await
    }
}

store_suite!(Sqlite::new());
