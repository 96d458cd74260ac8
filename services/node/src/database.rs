//! Which database a service's data is in, as the configuration says.

use anyhow::Context as _;
use relais_runtime::Config;
use relais_runtime::config::{Place, Secret, StoreTls};
use relais_store::{Database, Options, Postgres, Service, Tls};

/// The services that keep data, with their tables. Matching has only its place in the log and the
/// events that it tells.
pub const SERVICES: [Service; 4] = [
    Service {
        name: "intake",
        migrations: relais_intake::MIGRATIONS,
    },
    Service {
        name: "profiles",
        migrations: relais_profiles::MIGRATIONS,
    },
    Service {
        name: "matching",
        migrations: &[],
    },
    Service {
        name: "relay",
        migrations: relais_relay::store::MIGRATIONS,
    },
];

/// The database of `service`: a schema of its own on a server, the file of all services otherwise.
///
/// # Errors
/// When the file with the password cannot be read.
pub fn of(config: &Config, service: &str) -> anyhow::Result<Database> {
    let store = &config.store;
    let url = match store.place() {
        Place::Folder(folder) => {
            return Ok(Database::from(folder.unwrap_or(&config.data_dir)));
        }
        Place::Server(url) => url,
    };
    let password = store.read_password().context("store.password_file")?;
    let mut postgres = Postgres::new(url, schema(service));
    postgres.password = password.as_ref().map(Secret::expose).map(str::to_owned);
    postgres.readers = store.readers;
    postgres.tls = match store.tls() {
        StoreTls::Disable => Tls::Disable,
        StoreTls::Require => Tls::Require,
        StoreTls::VerifyFull => Tls::VerifyFull {
            ca_file: store.ca_file.clone(),
        },
    };
    Ok(postgres.into())
}

/// The schema of a service.
pub fn schema(service: &str) -> String {
    format!("relais_{service}")
}

/// What the configuration says of opening it.
pub fn options(config: &Config) -> Options {
    Options {
        only_check_versions: !config.store.migrate_at_start,
        ..Options::default()
    }
}
