//! Places for the data of tests.

use tempfile::TempDir;
use uuid::Uuid;

use super::Engine;
use crate::{Database, Options, Postgres, Store, StoreError};

/// Where the URL of a server for tests is found; each place has a schema of its own there.
pub const SERVER: &str = "RELAIS_TEST_POSTGRES";
/// Which engine tests run on that run on any: `postgres`, or `sqlite` by default.
pub const CHOICE: &str = "RELAIS_TEST_STORE";

/// A place for the data of one test: empty at first, and gone with the value, or with the server.
pub struct Place {
    database: Database,
    folder: TempDir,
}

impl Place {
    /// A folder.
    pub fn embedded() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            database: Database::from(folder.path()),
            folder,
        }
    }

    /// A schema on the server for tests.
    pub fn on_server() -> Self {
        let url = std::env::var(SERVER).expect("the URL of a server for tests");
        let schema = format!("test_{}", Uuid::new_v4().simple());
        let mut postgres = Postgres::new(url, schema);
        // Many tests share the server's connections.
        postgres.readers = 4;
        Self {
            database: postgres.into(),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The engine that the environment asks for.
    pub fn chosen() -> Self {
        match std::env::var(CHOICE).as_deref() {
            Ok("postgres") => Self::on_server(),
            Ok("sqlite") | Err(_) => Self::embedded(),
            Ok(other) => panic!("{CHOICE}={other}: give sqlite or postgres"),
        }
    }

    /// Where the store is.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// A folder for other files of the test.
    pub fn path(&self) -> &std::path::Path {
        self.folder.path()
    }
}

impl Engine for Place {
    async fn open_with(&self, options: &Options) -> Result<Store, StoreError> {
        Store::open(&self.database, options).await
    }
}
