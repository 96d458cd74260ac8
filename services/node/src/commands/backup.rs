//! `relais backup` and `relais restore`: the database in one consistent copy, and the secrets.

use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use relais_runtime::secrets;
use relais_store::Reader;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::cli::{Backup, Restore};
use crate::connect::configuration;
use crate::lock::{DataLock, Held};
use crate::output;

const DATABASE: &str = relais_store::FILE;
const MANIFEST: &str = "manifest.json";

/// Copies the data of a site, running or not. The matching index is left out: it is made anew
/// from the events.
///
/// # Errors
/// When there is no data, or the copy cannot be made.
pub async fn backup(command: Backup) -> anyhow::Result<()> {
    let data = configuration(&command.site)?.data_dir;
    let to = &command.to;
    ensure!(
        !to.exists(),
        "{} is there already: name a new folder",
        to.display()
    );
    let reader = Reader::open(&data).await?;
    std::fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    reader
        .backup(&to.join(DATABASE))
        .await
        .context("the copy of the database")?;
    let kept = data.join(secrets::FILE_NAME);
    if kept.exists() {
        std::fs::copy(&kept, to.join(secrets::FILE_NAME)).context("the copy of the secrets")?;
    }
    let manifest = json!({
        "relais": env!("CARGO_PKG_VERSION"),
        "files": { DATABASE: hash(&to.join(DATABASE))? },
    });
    std::fs::write(to.join(MANIFEST), format!("{manifest:#}\n")).context("the manifest")?;
    output::print(
        command.format,
        &json!({ "backup": to, "manifest": manifest }),
        || {
            format!(
                "backed up into {}; it holds the secrets too: keep it safe",
                to.display()
            )
        },
    );
    Ok(())
}

/// Puts a backup back into an empty data folder.
///
/// # Errors
/// When the folder is not empty, or the backup is not whole.
pub fn restore(command: &Restore) -> anyhow::Result<()> {
    let data = configuration(&command.site)?.data_dir;
    let from = &command.from;
    std::fs::create_dir_all(&data).with_context(|| data.display().to_string())?;
    let lock = DataLock::try_take(&data)?;
    ensure!(
        matches!(lock, Held::ByUs(_)) && !data.join(DATABASE).exists(),
        "{} holds data already: restore into an empty folder (--data)",
        data.display()
    );
    let manifest = from.join(MANIFEST);
    let text = std::fs::read_to_string(&manifest)
        .with_context(|| format!("{}: not a backup of relais", manifest.display()))?;
    let manifest: Value = serde_json::from_str(&text).context("the manifest")?;
    let hash = hash(&from.join(DATABASE))?;
    if manifest["files"][DATABASE] != hash {
        bail!(
            "{} is not what was backed up: take another copy",
            from.join(DATABASE).display()
        );
    }
    std::fs::copy(from.join(DATABASE), data.join(DATABASE)).context("the database")?;
    let kept = from.join(secrets::FILE_NAME);
    if kept.exists() {
        std::fs::copy(&kept, data.join(secrets::FILE_NAME)).context("the secrets")?;
    }
    output::print(command.format, &json!({ "restored": data }), || {
        format!("restored into {}", data.display())
    });
    Ok(())
}

fn hash(file: &Path) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    let mut input = File::open(file).with_context(|| file.display().to_string())?;
    io::copy(&mut input, &mut HashWriter(&mut hash)).with_context(|| file.display().to_string())?;
    let mut text = String::new();
    for byte in hash.finalize() {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}

struct HashWriter<'h>(&'h mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
