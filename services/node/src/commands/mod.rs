//! The commands, one file each.

mod admin;
mod backup;
mod calendar;
mod dead;
mod events;
mod export;
mod feed;
mod health;
mod mails;
mod migrate;
mod migrate_store;
mod serve;
mod tail;
mod topics;

use std::process::ExitCode;

use crate::cli::{Cli, Command};

/// Runs one command.
///
/// # Errors
/// What went wrong, for the person at the keyboard.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Serve(serve) => return serve::run(serve).await,
        Command::Demo(demo) => return crate::demo::run(demo).await,
        Command::Health(health) => health::run(health).await?,
        Command::Admin(admin) => admin::run(admin).await?,
        Command::Mails(mails) => mails::run(mails).await?,
        Command::Calendar(calendar) => calendar::run(calendar)?,
        Command::Events(events) => events::run(events).await?,
        Command::Topics(topics) => topics::run(topics).await?,
        Command::Export(export) => export::run(export).await?,
        Command::Backup(backup) => backup::backup(backup).await?,
        Command::Restore(restore) => backup::restore(&restore)?,
        Command::Migrate(command) => migrate::run(&command).await?,
        Command::MigrateStore(command) => migrate_store::run(&command).await?,
    }
    Ok(ExitCode::SUCCESS)
}
