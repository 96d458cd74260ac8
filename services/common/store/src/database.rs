//! Where the data is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Which database a store keeps its data in.
#[derive(Debug, Clone)]
pub enum Database {
    /// An embedded one in this folder, which must exist.
    Sqlite(PathBuf),
    /// A schema on a server.
    Postgres(Postgres),
}

impl From<&Path> for Database {
    fn from(folder: &Path) -> Self {
        Self::Sqlite(folder.to_owned())
    }
}

impl From<&PathBuf> for Database {
    fn from(folder: &PathBuf) -> Self {
        Self::Sqlite(folder.clone())
    }
}

impl From<Postgres> for Database {
    fn from(postgres: Postgres) -> Self {
        Self::Postgres(postgres)
    }
}

impl From<&Database> for Database {
    fn from(database: &Database) -> Self {
        database.clone()
    }
}

/// A schema of a `PostgreSQL` database, version 14 or later.
#[derive(Clone)]
pub struct Postgres {
    /// Like `postgres://relais@db.example:5432/relais`; several hosts, separated by commas, are
    /// tried in turn until one takes writes.
    pub url: String,
    /// The password, where the server asks for one.
    pub password: Option<String>,
    /// The schema: small letters, digits and underscores. Each service has one of its own.
    pub schema: String,
    /// How the connection is protected.
    pub tls: Tls,
    /// How many may read at the same time.
    pub readers: u32,
    /// How long a transaction may stand still before the server ends it. Only then can others
    /// write on where a process was stopped in the middle.
    pub stall: Duration,
}

/// How the connection to a server is protected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Tls {
    /// Not at all: for this machine alone.
    #[default]
    Disable,
    /// Encrypted, but the server may be anybody: it protects from those who only listen.
    Require,
    /// Encrypted, and the server proves its name by a certificate of an authority that this
    /// machine trusts, or of those in a PEM file.
    VerifyFull {
        /// The PEM file; `None` for the authorities of this machine.
        ca_file: Option<PathBuf>,
    },
}

impl Postgres {
    /// The schema `schema` of the database at `url`, without a password and TLS.
    pub fn new(url: impl Into<String>, schema: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            password: None,
            schema: schema.into(),
            tls: Tls::default(),
            readers: 8,
            stall: Duration::from_secs(10),
        }
    }
}

impl fmt::Debug for Postgres {
    /// Without what is secret: a URL may hold a password too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("schema", &self.schema)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}
