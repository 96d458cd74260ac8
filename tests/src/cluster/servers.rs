//! What a site of many processes stands on: a database of its own on a `PostgreSQL` server, and
//! topics of its own on Kafka.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use relais_domain::entropy::random;
use relais_runtime::config::{self, Events, Kafka};
use relais_runtime::{Random, Role};
use relais_store::Postgres;
use tokio_postgres::{Client, NoTls};

use super::own::OwnServer;
use super::process::free_port;
use super::proxy::Proxy;

/// A site's part of the servers.
pub struct Servers {
    /// The login and the address of the server of databases.
    login: String,
    address: String,
    password: String,
    password_file: PathBuf,
    brokers: Vec<String>,
    name: String,
    own: Option<Own>,
}

/// Servers that serve this site alone, and the way of each instance to them.
pub struct Own {
    /// The databases.
    pub postgres: OwnServer,
    /// The brokers.
    pub brokers: Vec<OwnServer>,
    /// The ways, by instance.
    pub ways: BTreeMap<&'static str, Ways>,
}

/// The connections of one instance.
pub struct Ways {
    /// To it, from the other instances.
    pub door: Proxy,
    /// To its database.
    pub postgres: Proxy,
    /// To each broker.
    pub brokers: Vec<Proxy>,
}

impl Ways {
    async fn start(brokers: usize) -> anyhow::Result<Self> {
        let mut ways = Self {
            door: Proxy::start().await?,
            postgres: Proxy::start().await?,
            brokers: Vec::new(),
        };
        for _ in 0..brokers {
            ways.brokers.push(Proxy::start().await?);
        }
        Ok(ways)
    }

    fn leads_to(&self) -> Vec<String> {
        let addresses = self.brokers.iter().map(Proxy::address);
        addresses.map(|address| address.to_string()).collect()
    }
}

impl Servers {
    /// Makes a database on the servers that `tests/run` names; the password goes into `folder`.
    ///
    /// # Errors
    /// Where they are not named, or do not answer.
    pub async fn shared(folder: &Path) -> anyhow::Result<Self> {
        let url = named("RELAIS_TEST_POSTGRES")?;
        let brokers = vec![named("RELAIS_TEST_KAFKA")?];
        Self::at(folder, &url, brokers, None).await
    }

    /// Starts servers for this site alone, with as many brokers, which `instances` reach by a proxy
    /// each.
    ///
    /// # Errors
    /// What kept one of them from starting.
    pub async fn own(
        folder: &Path,
        instances: &[&'static str],
        brokers: usize,
    ) -> anyhow::Result<Self> {
        let mut ways = BTreeMap::new();
        for instance in instances {
            ways.insert(*instance, Ways::start(brokers).await?);
        }
        let (postgres, url) = OwnServer::start("postgres", &folder.join("postgres"))?;
        for ways in ways.values() {
            ways.postgres.lead_to(Place::of(&url)?.address.parse()?);
        }
        let (brokers, addresses) = own_brokers(folder, &ways, brokers)?;
        let own = Own {
            postgres,
            brokers,
            ways,
        };
        Self::at(folder, &url, addresses, Some(own)).await
    }

    async fn at(
        folder: &Path,
        url: &str,
        brokers: Vec<String>,
        own: Option<Own>,
    ) -> anyhow::Result<Self> {
        let random = random(&Random::from_system());
        let name = format!("cluster_{:08x}", u32::from_be_bytes(random));
        connect(url)
            .await?
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        let place = Place::of(url)?;
        let password_file = folder.join("password");
        std::fs::write(&password_file, place.password)?;
        Ok(Self {
            login: place.user.to_owned(),
            address: place.address.to_owned(),
            password: place.password.to_owned(),
            password_file,
            brokers,
            name,
            own,
        })
    }

    /// The servers of this site alone.
    ///
    /// # Errors
    /// Where it shares those of others.
    pub fn alone(&mut self) -> anyhow::Result<&mut Own> {
        self.own.as_mut().context("servers of its own")
    }

    /// The ways of an instance, where the servers are this site's alone.
    pub fn ways(&self, instance: &str) -> Option<&Ways> {
        self.own.as_ref()?.ways.get(instance)
    }

    /// The database of a service.
    pub fn database(&self, role: Role) -> Postgres {
        Postgres {
            password: Some(self.password.clone()),
            ..Postgres::new(self.url(&self.address), format!("relais_{role}"))
        }
    }

    /// A session in the database, which sees what every service keeps.
    ///
    /// # Errors
    /// Where the server does not answer.
    pub async fn session(&self) -> anyhow::Result<Client> {
        let Self {
            login,
            password,
            address,
            name,
            ..
        } = self;
        connect(&format!("postgres://{login}:{password}@{address}/{name}")).await
    }

    /// The settings of the log.
    pub fn kafka(&self) -> Kafka {
        Kafka {
            prefix: format!("{}.", self.name),
            partitions: PARTITIONS,
            replication: self.copies().0,
            min_in_sync: self.copies().1,
            ..Kafka::at(self.brokers.clone())
        }
    }

    /// The settings of a process that runs every service.
    pub fn settings(&self) -> (config::Store, Events) {
        let store = config::Store {
            url: Some(self.url(&self.address)),
            password_file: Some(self.password_file.clone()),
            readers: FEW,
            ..config::Store::default()
        };
        let kafka = Some(self.kafka());
        (store, Events { kafka })
    }

    /// The bytes of a topic on the disk of the broker that `tests/run` has started.
    ///
    /// # Errors
    /// Where its folder cannot be read.
    pub fn topic_bytes(&self, topic: &str) -> anyhow::Result<u64> {
        let folder = PathBuf::from(named("RELAIS_TEST_KAFKA_DIR")?).join("log");
        let mut bytes = 0;
        for partition in 0..PARTITIONS {
            let partition = folder.join(format!("{}-{partition}", self.topic(topic)));
            for segment in std::fs::read_dir(partition)? {
                let segment = segment?;
                let is_log = segment.path().extension().is_some_and(|it| it == "log");
                bytes += if is_log { segment.metadata()?.len() } else { 0 };
            }
        }
        Ok(bytes)
    }

    /// The addresses of the brokers, as clients are given them.
    pub fn brokers(&self) -> String {
        self.brokers.join(",")
    }

    /// How many copies there are of each record, and how many must be there for it to be taken.
    fn copies(&self) -> (i32, i32) {
        if self.brokers.len() < 3 {
            (1, 1)
        } else {
            (3, 2)
        }
    }

    /// The cluster's own name of a topic.
    pub fn topic(&self, name: &str) -> String {
        format!("{}.{name}", self.name)
    }

    fn url(&self, address: &str) -> String {
        format!("postgres://{}@{address}/{}", self.login, self.name)
    }

    /// The sections of the configuration of an instance, or of who is none.
    pub fn sections(&self, instance: Option<&str>) -> String {
        let (address, brokers) = match instance.and_then(|name| self.ways(name)) {
            Some(ways) => (ways.postgres.address().to_string(), ways.leads_to()),
            None => (self.address.clone(), self.brokers.clone()),
        };
        let (replication, min_in_sync) = self.copies();
        format!(
            "[store]\nurl = {:?}\npassword_file = \"{}\"\n\n\
             [events.kafka]\nbrokers = {brokers:?}\nprefix = \"{}.\"\n\
             partitions = {PARTITIONS}\nreplication = {replication}\nmin_in_sync = {min_in_sync}\n",
            self.url(&address),
            self.password_file.display(),
            self.name,
        )
    }
}

/// Sessions that read, of a service: tests share the server's.
const FEW: u32 = 2;

/// Partitions of each topic.
pub const PARTITIONS: i32 = 4;

/// Starts brokers of one cluster, and has each way lead to them. Gives their addresses too.
fn own_brokers(
    folder: &Path,
    ways: &BTreeMap<&'static str, Ways>,
    count: usize,
) -> anyhow::Result<(Vec<OwnServer>, Vec<String>)> {
    let controllers = (0..count).map(|_| Ok(free_port()?.port().to_string()));
    let controllers: Vec<String> = controllers.collect::<anyhow::Result<_>>()?;
    let mut brokers = Vec::new();
    for node in 0..count {
        // A broker tells clients its address: it has a door of its own for each way.
        let doors = ways
            .values()
            .map(|ways| ways.brokers[node].address().port());
        let doors: Vec<String> = doors.map(|port| port.to_string()).collect();
        let settings = [
            ("RELAIS_KAFKA_DOORS", doors.join(" ")),
            ("RELAIS_KAFKA_CONTROLLERS", controllers.join(" ")),
            ("RELAIS_KAFKA_NODE", (node + 1).to_string()),
        ];
        let data = folder.join(format!("kafka-{}", node + 1));
        brokers.push(OwnServer::begin("kafka", &data, &settings)?);
    }
    let addresses = brokers.iter_mut().map(OwnServer::told_or_begun_anew);
    let addresses = addresses.collect::<anyhow::Result<_>>()?;
    for (node, broker) in brokers.iter().enumerate() {
        let doors = std::fs::read_to_string(broker.folder().join("doors"))?;
        for (ways, door) in ways.values().zip(doors.lines()) {
            ways.brokers[node].lead_to(door.parse()?);
        }
    }
    Ok((brokers, addresses))
}

/// What the URL of a server says.
struct Place<'a> {
    user: &'a str,
    password: &'a str,
    address: &'a str,
}

impl<'a> Place<'a> {
    fn of(url: &'a str) -> anyhow::Result<Self> {
        let rest = url.strip_prefix("postgres://").context("a URL")?;
        let (login, place) = rest.split_once('@').context("a user")?;
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let address = place.split('/').next().unwrap_or_default();
        Ok(Self {
            user,
            password,
            address,
        })
    }
}

/// An empty database, and a place for topics, on the servers that `tests/run` has started.
///
/// # Errors
/// Where the database server does not answer.
pub async fn scratch() -> anyhow::Result<(Postgres, Kafka)> {
    let folder = tempfile::tempdir()?;
    let servers = Servers::shared(folder.path()).await?;
    Ok((servers.database(Role::Intake), servers.kafka()))
}

async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // It ends with its client; what breaks it, the client's next call tells.
    tokio::spawn(connection);
    Ok(client)
}

fn named(variable: &str) -> anyhow::Result<String> {
    std::env::var(variable)
        .with_context(|| format!("{variable}: tests/run starts the server and names it"))
}
