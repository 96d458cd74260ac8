//! Servers of a test's own, which it may stop and start, and what tests write.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use relais_domain::Error;
use relais_store::{Database, Migration, Options, Postgres, Store, args};
use tempfile::TempDir;

/// A server that nobody else uses. It ends with the value.
pub struct Server {
    folder: TempDir,
    process: Child,
    pub url: String,
}

impl Server {
    /// A new server.
    pub fn start() -> Self {
        Self::new("")
    }

    /// A new server that demands TLS.
    pub fn protected() -> Self {
        Self::new("1")
    }

    /// A new server that demands TLS, and shows a certificate that has expired.
    pub fn expired() -> Self {
        Self::new("expired")
    }

    /// With what `RELAIS_POSTGRES_TLS` says.
    fn new(tls: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (process, url) = launch(folder.path(), tls);
        Self {
            folder,
            process,
            url,
        }
    }

    /// Serves the same data again, at the same address, after [`stop`](Self::stop) or
    /// [`kill`](Self::kill).
    pub fn start_again(&mut self) {
        self.process = launch(self.folder.path(), "").0;
    }

    /// Stops it as an operator does.
    pub fn stop(&mut self) {
        signal("-TERM", self.process.id());
        self.process.wait().expect("it ends");
    }

    /// Stops it as a power cut does.
    pub fn kill(&mut self) {
        let lines = std::fs::read_to_string(self.folder.path().join("data/postmaster.pid"));
        let lines = lines.expect("the server's process id");
        let id = lines.lines().next().and_then(|id| id.parse().ok());
        signal("-KILL", id.expect("a number"));
        self.process.wait().expect("it ends");
    }

    /// The certificate of the authority that signed the server's.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that was stopped already has no process any more.
        if let Ok(None) = self.process.try_wait() {
            signal("-TERM", self.process.id());
            let _ = self.process.wait();
        }
    }
}

/// Starts the script that serves `folder`, and waits for the URL that it prints.
fn launch(folder: &Path, tls: &str) -> (Child, String) {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/servers/postgres"
    );
    let mut process = Command::new(script)
        .arg(folder)
        .env("RELAIS_POSTGRES_TLS", tls)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server is started");
    let mut url = String::new();
    let output = process.stdout.take().expect("its output");
    let read = BufReader::new(output).read_line(&mut url);
    assert!(read.expect("its URL") > 0, "the server did not start");
    (process, url.trim().to_owned())
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill")
        .args([name, &process.to_string()])
        .status();
    sent.expect("the signal is sent");
}

/// Where the server for all tests is.
pub fn shared_url() -> String {
    std::env::var("RELAIS_TEST_POSTGRES").expect("the URL of a server for tests")
}

/// A schema that no other test uses, on the server for all tests.
pub fn schema() -> Postgres {
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    Postgres::new(shared_url(), name)
}

const NOTES: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE notes (id BIGINT PRIMARY KEY, word TEXT NOT NULL)",
}];

/// Opens a store with a table of notes.
pub async fn open(database: impl Into<Database>) -> Store {
    let store = Store::open(database, &Options::default()).await;
    let store = store.expect("the store opens");
    store.migrate("notes", NOTES).await.expect("the table");
    store
}

/// Writes a note.
pub async fn note(store: &Store, id: i64, word: &str) -> Result<(), Error> {
    let word = word.to_owned();
    store
        .write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO notes (id, word) VALUES ($1, $2)";
                tx.execute(sql, args![id, word]).await?;
                Ok(())
            })
        })
        .await
}

/// The ids of all notes.
pub async fn notes(store: &Store) -> Vec<i64> {
    let mut connection = store.read().await.expect("a connection");
    let rows = connection.fetch("SELECT id FROM notes ORDER BY id", args![]);
    let rows = rows.await.expect("the notes");
    rows.iter().map(|row| row.get(0).expect("an id")).collect()
}
