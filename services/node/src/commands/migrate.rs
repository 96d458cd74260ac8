//! `relais migrate`: the tables of a site are brought to this version.

use anyhow::Context as _;
use relais_store::{Options, Store};

use crate::cli::Migrate;
use crate::connect::configuration;
use crate::database;

/// Migrates the tables of every service, whatever `store.migrate_at_start` says.
///
/// # Errors
/// When the database does not answer, or was made by a newer program.
pub async fn run(command: &Migrate) -> anyhow::Result<()> {
    let config = configuration(&command.site)?;
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("data_dir {}", config.data_dir.display()))?;
    for service in database::SERVICES {
        let place = database::of(&config, service.name)?;
        let store = Store::open(place, &Options::default()).await?;
        let migrated = store.migrate(service.name, service.migrations).await;
        store.close().await;
        migrated.with_context(|| format!("the tables of {}", service.name))?;
        println!("{}: the tables are of this version", service.name);
    }
    Ok(())
}
