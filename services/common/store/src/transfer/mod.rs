//! Moving the data of a site between databases: from the one file of all services to a schema for
//! each on a server, and back.
//!
//! Everything that a target takes is taken in one transaction, read back and compared before it
//! is committed, so that a target is empty or whole.

mod catalogue;
mod cursors;
mod events;
mod rows;

use std::path::PathBuf;
use std::sync::Arc;

use crate::postgres::{self, Server, Session};
use crate::{Connection, Database, FILE, Migration, StoreError, migrate, sqlite};

use catalogue::Table;
pub use rows::Moved;

/// A service whose data is moved.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// Its name, with which its tables begin and its events are signed.
    pub name: &'static str,
    /// Its tables.
    pub migrations: &'static [Migration],
}

/// One end of a move.
#[derive(Debug, Clone)]
pub struct End {
    /// The database of a service, in the order of the services.
    pub databases: Vec<Database>,
    /// The partitions of a topic where the event log is on Kafka; `None` where it is in the
    /// database.
    pub partitions: Option<i32>,
}

/// A database at an end, with the services whose data is in it.
struct Home {
    connection: Connection,
    services: Vec<Service>,
}

/// Moves the data of `services`. Nobody may use it meanwhile: on a server that is seen to here, the
/// folder of an embedded database is the caller's to lock.
///
/// # Errors
/// [`StoreError::Unmovable`] where the target holds data already, the source is of another version,
/// or what was read back is not what was written; [`StoreError::Unavailable`] where somebody uses
/// one of the two. The target is left as it was.
pub async fn transfer(
    services: &[Service],
    from: &End,
    to: &End,
) -> Result<Vec<Moved>, StoreError> {
    let mut sources = homes(services, from).await?;
    let mut targets = homes(services, to).await?;
    for source in &mut sources {
        source.connection.begin().await?;
        source.migrate(true).await?;
    }
    let mut moved = Vec::new();
    for target in &mut targets {
        target.connection.begin().await?;
        if catalogue::is_used(&mut target.connection).await? {
            return Err(StoreError::Unmovable(
                "the target holds tables of relais already: name an empty folder or database"
                    .to_owned(),
            ));
        }
        target.migrate(false).await?;
        for service in target.services.clone() {
            let source = home_of(&mut sources, service)?;
            let tables = catalogue::of_service(&mut target.connection, service).await?;
            for table in tables {
                let table = rows::copy(&mut source.connection, &mut target.connection, &table);
                moved.push(table.await?);
            }
        }
        moved.extend(events::copy(&mut sources, target, to.partitions).await?);
    }
    // Only now, so that a failure in any schema leaves all of them empty.
    for target in &mut targets {
        target.connection.commit().await?;
    }
    for source in &mut sources {
        source.connection.roll_back().await;
    }
    Ok(moved)
}

impl Home {
    /// Makes the tables, or finds out whether they are those that are known here.
    async fn migrate(&mut self, only_check: bool) -> Result<(), StoreError> {
        let connection = &mut self.connection;
        migrate::migrate(connection, "log", migrate::LOG, only_check).await?;
        for service in &self.services {
            migrate::migrate(connection, service.name, service.migrations, only_check).await?;
        }
        Ok(())
    }
}

fn home_of(homes: &mut [Home], service: Service) -> Result<&mut Home, StoreError> {
    let has = |home: &&mut Home| home.services.iter().any(|it| it.name == service.name);
    homes.iter_mut().find(has).ok_or(StoreError::NoRow)
}

/// The databases of an end, each with the services in it.
async fn homes(services: &[Service], end: &End) -> Result<Vec<Home>, StoreError> {
    let mut homes: Vec<Home> = Vec::new();
    let mut files: Vec<(PathBuf, usize)> = Vec::new();
    for (service, database) in services.iter().zip(&end.databases) {
        let connection = match database {
            Database::Sqlite(folder) => {
                if let Some((_, at)) = files.iter().find(|(known, _)| known == folder) {
                    homes[*at].services.push(*service);
                    continue;
                }
                files.push((folder.clone(), homes.len()));
                sqlite::writer(&folder.join(FILE), None)?.into()
            }
            Database::Postgres(postgres) => {
                let server = Arc::new(Server::new(postgres)?);
                postgres::prepare(&server).await?;
                Session::alone(server).into()
            }
        };
        homes.push(Home {
            connection,
            services: vec![*service],
        });
    }
    Ok(homes)
}
