//! Looks for words in everything that a cluster keeps.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use memchr::memmem;
use relais_store::topics;

use super::{Cluster, collect};

impl Cluster {
    /// The tables that hold these words, like `relais_profiles.profiles_candidates`, in a text or
    /// in bytes.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn tables_with(&self, words: &str) -> anyhow::Result<BTreeSet<String>> {
        let session = self.session().await?;
        let sql = "SELECT table_schema || '.' || table_name FROM information_schema.tables
                   WHERE table_schema LIKE 'relais%' AND table_type = 'BASE TABLE'";
        let hex = words.bytes().fold(String::new(), |mut hex, byte| {
            // Writing into a text does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let mut found = BTreeSet::new();
        for row in session.query(sql, &[]).await? {
            let table: String = row.try_get(0)?;
            let sql = format!(
                "SELECT COUNT(*) FROM {table} AS line WHERE POSITION(LOWER($1) IN LOWER(line::TEXT)) > 0
                     OR POSITION($2 IN line::TEXT) > 0"
            );
            let rows: i64 = session.query_one(&sql, &[&words, &hex]).await?.try_get(0)?;
            if rows > 0 {
                found.insert(table);
            }
        }
        Ok(found)
    }

    /// Where else any of these words stand: in topics, and in files of instances, logs and servers.
    /// The tables' own files are `databases`; the write-ahead log is left out, which keeps what was
    /// erased for as long as the server is set to.
    ///
    /// # Errors
    /// Where a topic or a folder cannot be read.
    pub async fn traces_of(&self, words: &[&str], databases: bool) -> anyhow::Result<Vec<String>> {
        let brokers = self.servers.brokers();
        let names = topics::ALL.map(|topic| self.servers.topic(topic.name));
        let reading = tokio::task::spawn_blocking(move || {
            let texts = names.into_iter().map(|name| {
                let text = collect::text_of(&brokers, &name)?;
                Ok((name, text))
            });
            texts.collect::<anyhow::Result<Vec<_>>>()
        });
        let mut found = Vec::new();
        for (name, text) in reading.await?? {
            found.extend(held(&text, words).map(|word| format!("{word} in {name}")));
        }
        let mut all = Vec::new();
        files(self.folder.path(), &mut all)?;
        for file in all {
            let has = |folder: &str| file.components().any(|part| part.as_os_str() == folder);
            if has("pg_wal") || (has("base") && !databases) || is_offsets(&file) {
                continue;
            }
            // One that has just been removed holds nothing.
            let text = std::fs::read(&file).unwrap_or_default();
            found.extend(held(&text, words).map(|word| format!("{word} in {}", file.display())));
        }
        Ok(found)
    }

    /// Has the server of the databases write down what it has, and let go of files that are not
    /// needed any more.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn checkpoint(&self) -> anyhow::Result<()> {
        Ok(self.session().await?.batch_execute("CHECKPOINT").await?)
    }
}

/// Those of `words` that stand in `text`, whatever their capitals.
pub fn held<'a>(text: &[u8], words: &[&'a str]) -> impl Iterator<Item = &'a str> {
    let text = text.to_ascii_lowercase();
    let stands =
        move |words: &&str| memmem::find(&text, words.to_ascii_lowercase().as_bytes()).is_some();
    words.iter().copied().filter(stands)
}

/// Where records stand in a segment of a topic: large files, all numbers.
fn is_offsets(file: &Path) -> bool {
    let extension = file.extension().and_then(OsStr::to_str);
    matches!(extension, Some("index" | "timeindex"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
