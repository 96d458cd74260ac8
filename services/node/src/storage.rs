//! Where the services of a process keep their state, and the log by which they follow each other.
//!
//! On one machine all services share one database, whose table of events is the log. With Apache
//! Kafka each service has a schema of its own on a server (a process with its own `SQLite` file
//! shares that), and what it appends is published from there.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use relais_domain::Entropy;
use relais_events::EventLog;
use relais_runtime::config::Place;
use relais_runtime::{Config, Lifecycle, Role, SharedClock};
use relais_store::{Options, Store};

use crate::{database, log};

/// The schema of services that share one without Apache Kafka.
const SHARED: &str = "site";

/// What one service stands on.
#[derive(Clone)]
pub struct Footing {
    /// Its state, and the events that it appends.
    pub store: Store,
    /// The events of all services.
    pub log: Arc<dyn EventLog>,
}

/// What the services of a process stand on.
pub struct Storage {
    footings: BTreeMap<Role, Footing>,
    /// Each database once.
    stores: Vec<Store>,
}

impl Storage {
    /// Opens the databases of the roles of `config`, and the log.
    ///
    /// # Errors
    /// What is in the way, and its remedy.
    pub async fn open(
        config: &Config,
        options: &Options,
        clock: &SharedClock,
        entropy: &dyn Entropy,
        lifecycle: &Lifecycle,
    ) -> anyhow::Result<Self> {
        let options = Options {
            max_bytes: options.max_bytes,
            ..database::options(config)
        };
        check(config)?;
        let is_embedded = config.events.kafka.is_none();
        let is_shared = is_embedded || is_on_this_machine(config);
        let mut storage = Self {
            footings: BTreeMap::new(),
            stores: Vec::new(),
        };
        for role in config.roles.iter() {
            let shared = storage.footings.values().next().filter(|_| is_shared);
            let footing = if let Some(shared) = shared {
                shared.clone()
            } else {
                let schema = if is_embedded { SHARED } else { role.name() };
                let service = if is_shared { SHARED } else { role.name() };
                let database = database::of(config, schema)?;
                let store = Store::open(database, &options).await.context("the data")?;
                storage.stores.push(store.clone());
                let services = if is_shared {
                    config.roles.iter().map(Role::name).collect()
                } else {
                    vec![role.name()]
                };
                let log = log::open(
                    config, service, &services, &store, clock, entropy, lifecycle,
                );
                Footing {
                    log: log.await?,
                    store,
                }
            };
            storage.footings.insert(role, footing);
        }
        Ok(storage)
    }

    /// What a service of this process stands on.
    pub fn of(&self, role: Role) -> Option<&Footing> {
        self.footings.get(&role)
    }

    /// Every service with what it stands on.
    pub fn iter(&self) -> impl Iterator<Item = (Role, &Footing)> {
        self.footings.iter().map(|(role, footing)| (*role, footing))
    }

    /// Each database once.
    pub fn stores(&self) -> &[Store] {
        &self.stores
    }

    /// Closes the databases.
    pub async fn close(self) {
        drop(self.footings);
        for store in self.stores {
            store.close().await;
        }
    }
}

/// Whether the data is in a file, which one process at a time has.
pub fn is_on_this_machine(config: &Config) -> bool {
    matches!(config.store.place(), Place::Folder(_))
}

/// The log in the database is seen by this process alone.
fn check(config: &Config) -> anyhow::Result<()> {
    let is_whole = Role::ALL.iter().all(|role| config.roles.contains(*role));
    if config.events.kafka.is_none() && !is_whole {
        bail!(
            "events: services in other processes do not see the events of this one: \
             name the brokers under [events.kafka], or leave `roles` out to run all services here"
        );
    }
    Ok(())
}
