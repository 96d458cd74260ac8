//! What a site of many processes stands on: a database of its own on the `PostgreSQL` server, and
//! topics of its own on Kafka.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use relais_domain::entropy::random;
use relais_runtime::{Random, Role};
use relais_store::Postgres;
use tokio_postgres::NoTls;

/// A site's part of the servers.
pub struct Servers {
    url: String,
    password_file: PathBuf,
    brokers: String,
    name: String,
}

impl Servers {
    /// Makes a database; the password goes into `folder`.
    pub async fn prepare(folder: &Path) -> anyhow::Result<Self> {
        let server = named("RELAIS_TEST_POSTGRES")?;
        let name = format!(
            "cluster_{:08x}",
            u32::from_be_bytes(random(&Random::from_system()))
        );
        let (client, connection) = tokio_postgres::connect(&server, NoTls).await?;
        let connection = tokio::spawn(connection);
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        drop(client);
        connection.await??;

        let rest = server.strip_prefix("postgres://").context("a URL")?;
        let (login, place) = rest.split_once('@').context("a user")?;
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let host = place.split('/').next().unwrap_or_default();
        let password_file = folder.join("password");
        std::fs::write(&password_file, password)?;
        Ok(Self {
            url: format!("postgres://{user}@{host}/{name}"),
            password_file,
            brokers: named("RELAIS_TEST_KAFKA")?,
            name,
        })
    }

    /// The database of a service.
    ///
    /// # Errors
    /// Where the password cannot be read.
    pub fn database(&self, role: Role) -> anyhow::Result<Postgres> {
        Ok(Postgres {
            password: Some(std::fs::read_to_string(&self.password_file)?),
            ..Postgres::new(&self.url, format!("relais_{role}"))
        })
    }

    /// The sections of the configuration.
    pub fn sections(&self) -> String {
        format!(
            "[store]\nurl = {:?}\npassword_file = \"{}\"\n\n\
             [events.kafka]\nbrokers = [{:?}]\nprefix = \"{}.\"\n\
             partitions = 4\nreplication = 1\nmin_in_sync = 1\n",
            self.url,
            self.password_file.display(),
            self.brokers,
            self.name,
        )
    }
}

fn named(variable: &str) -> anyhow::Result<String> {
    std::env::var(variable)
        .with_context(|| format!("{variable}: tests/run starts the server and names it"))
}
