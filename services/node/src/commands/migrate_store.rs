//! `relais migrate-store`: the data of a stopped site moves into another database.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, bail};
use relais_runtime::Config;
use relais_runtime::config::Place;
use relais_store::{End, Moved, transfer};
use serde_json::json;

use crate::cli::MigrateStore;
use crate::connect::loader;
use crate::lock::{DataLock, Held};
use crate::{database, output};

/// Moves everything, compares it and tells the counts.
///
/// # Errors
/// When one of the two databases is in use, the target holds data, or what was read back is not
/// what was written; then the target is as it was.
pub async fn run(command: &MigrateStore) -> anyhow::Result<()> {
    let config = |url: &str| {
        let loader = loader(&command.site).set("store.url", url);
        anyhow::Ok(loader.load()?)
    };
    let (from, to) = (config(&command.from)?, config(&command.to)?);
    if from.store.place() == to.store.place() {
        bail!("--from and --to name the same database");
    }
    let _locks = (lock(&from, false)?, lock(&to, true)?);
    let moved = transfer(&database::SERVICES, &end(&from)?, &end(&to)?).await?;
    // It stands by the places of the old log.
    let index = from.data_dir.join("matching");
    match std::fs::remove_dir_all(&index) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("the index in {}", index.display()));
        }
        _ => {}
    }
    tell(command, &moved);
    Ok(())
}

fn end(config: &Config) -> anyhow::Result<End> {
    let databases = database::SERVICES
        .iter()
        .map(|service| database::of(config, service.name));
    let kafka = config.events.kafka.as_ref();
    Ok(End {
        databases: databases.collect::<anyhow::Result<_>>()?,
        // An embedded database has its log beside it.
        partitions: match config.store.place() {
            Place::Folder(_) => None,
            Place::Server(_) => kafka.map(|kafka| kafka.partitions),
        },
    })
}

/// The lock of an embedded database's folder; a server has locks of its own.
fn lock(config: &Config, may_make: bool) -> anyhow::Result<Option<DataLock>> {
    let folder: &Path = match config.store.place() {
        Place::Server(_) => return Ok(None),
        Place::Folder(folder) => folder.unwrap_or(&config.data_dir),
    };
    if may_make {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    } else if !folder.join(relais_store::FILE).exists() {
        bail!("there is no data in {}", folder.display());
    }
    match DataLock::try_take(folder)? {
        Held::ByUs(lock) => Ok(Some(lock)),
        Held::ByOther(_) => bail!(
            "{} is in use by a relais process: stop it first",
            folder.display()
        ),
    }
}

fn tell(command: &MigrateStore, moved: &[Moved]) {
    let tables: Vec<_> = moved
        .iter()
        .map(|it| json!({ "table": it.table, "rows": it.rows, "checksum": it.checksum }))
        .collect();
    let told = json!({ "from": command.from, "to": command.to, "tables": tables });
    output::print(command.format, &told, || {
        let rows = moved
            .iter()
            .map(|it| vec![it.table.clone(), it.rows.to_string(), it.checksum.clone()]);
        format!(
            "{}\neach table was read back, and is what was written; now set store.url = \"{}\"",
            output::table(&["table", "rows", "checksum"], rows),
            command.to
        )
    });
}
