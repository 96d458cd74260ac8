//! A site of many processes on loopback: each service alone, on `PostgreSQL` and Apache Kafka,
//! which show each other certificates.

mod alone;
mod certificates;
pub mod checker;
mod collect;
pub mod evidence;
pub mod faults;
pub mod flow;
mod own;
mod process;
pub mod proxy;
mod servers;
pub mod traces;

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;

use anyhow::{Context as _, ensure};
use relais_runtime::config::{Kafka, PeerTls};
use relais_runtime::peer;
use relais_runtime::secrets::Secrets;
use relais_runtime::{Random, Role};
use relais_store::{NewEvent, Options, Postgres, Store};
use tempfile::TempDir;

use crate::sandbox::Doors;
use crate::smtp::{Mail, Security, SmtpServer};
pub use alone::Alone;
use certificates::{Authority, Certificate};
pub use process::{Process, binary};
use servers::Own;
pub use servers::{Servers, scratch};

/// The services, those that work twice with two instances.
const INSTANCES: [(&str, Role); 6] = [
    ("intake", Role::Intake),
    ("profiles", Role::Profiles),
    ("matching-1", Role::Matching),
    ("matching-2", Role::Matching),
    ("relay-1", Role::Relay),
    ("relay-2", Role::Relay),
];

/// As above, and a second instance of profiles, so that each of those that publish candidates can
/// be lost.
const TWICE: [(&str, Role); 7] = [
    INSTANCES[0],
    INSTANCES[1],
    ("profiles-2", Role::Profiles),
    INSTANCES[2],
    INSTANCES[3],
    INSTANCES[4],
    INSTANCES[5],
];

/// A running site of many processes.
pub struct Cluster {
    /// Where its mails go.
    pub mail: SmtpServer,
    /// The ways in.
    pub doors: Doors,
    authority: Authority,
    // Ends before what it stands on.
    processes: BTreeMap<&'static str, Process>,
    servers: Servers,
    folder: TempDir,
}

impl Cluster {
    /// Starts every service and waits until all are ready.
    ///
    /// # Errors
    /// What kept one from starting; `RELAIS_TEST_POSTGRES` and `RELAIS_TEST_KAFKA` name the
    /// servers, as `tests/run` does.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with("").await
    }

    /// As [`start`](Self::start), with more sections in the configuration.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_with(more: &str) -> anyhow::Result<Self> {
        let folder = folder()?;
        let servers = Servers::shared(folder.path()).await?;
        Self::build(folder, servers, &INSTANCES, more).await
    }

    /// As [`start_with`](Self::start_with), on servers of its own that can be killed, with as many
    /// brokers, each instance with a way of its own to them; profiles runs twice too.
    ///
    /// # Errors
    /// What kept one from starting.
    pub async fn start_alone(more: &str, brokers: usize) -> anyhow::Result<Self> {
        let folder = folder()?;
        let names = TWICE.map(|(name, _)| name);
        let servers = Servers::own(folder.path(), &names, brokers).await?;
        Self::build(folder, servers, &TWICE, more).await
    }

    async fn build(
        folder: TempDir,
        servers: Servers,
        instances: &[(&'static str, Role)],
        more: &str,
    ) -> anyhow::Result<Self> {
        relais::install_tls();
        let mail = SmtpServer::start(Security::Starttls)?;
        let authority = Authority::new(folder.path())?;
        let shown = authority.certificate("service")?;
        let mut processes = BTreeMap::new();
        for (name, role) in instances {
            let process = Process::new(name, &[*role], folder.path())?;
            if let Some(ways) = servers.ways(name) {
                ways.door.lead_to(process.grpc());
            }
            processes.insert(*name, process);
        }
        let secrets_file = folder.path().join("secrets.toml");
        let names = instances.iter().map(|(name, _)| Some(*name));
        for instance in names.chain([None]) {
            let sections = [
                format!("secrets_file = \"{}\"\n", secrets_file.display()),
                servers.sections(instance),
                peers(&processes, &servers),
                tls(&authority, &shown),
                outgoing(&mail),
                more.to_owned(),
            ];
            std::fs::write(config(&folder, instance), sections.join("\n"))?;
        }
        process::run(&config(&folder, None), &["topics", "apply"])?;
        for (name, process) in &mut processes {
            process.start(&config(&folder, Some(name)))?;
        }
        for process in processes.values() {
            process.ready().await?;
        }
        let secrets = Secrets::load_or_create(&secrets_file, &Random::from_system())?;
        Ok(Self {
            doors: doors(&processes, &trusted(&authority, &shown), &secrets)?,
            mail,
            authority,
            processes,
            servers,
            folder,
        })
    }

    /// An instance by its name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn instance(&mut self, name: &str) -> anyhow::Result<&mut Process> {
        self.processes.get_mut(name).context("an instance")
    }

    /// Every instance with its name.
    fn instances(&self) -> impl Iterator<Item = (&'static str, &Process)> {
        self.processes.iter().map(|(name, it)| (*name, it))
    }

    /// The servers of a cluster that has its own.
    fn own_servers(&mut self) -> anyhow::Result<&mut Own> {
        self.servers.alone()
    }

    /// The database of a service.
    pub fn database(&self, role: Role) -> Postgres {
        self.servers.database(role)
    }

    /// The settings of the log.
    pub fn kafka(&self) -> Kafka {
        self.servers.kafka()
    }

    /// The bytes of a topic on the disk of the broker that `tests/run` has started.
    ///
    /// # Errors
    /// Where its folder cannot be read.
    pub fn topic_bytes(&self, topic: &str) -> anyhow::Result<u64> {
        self.servers.topic_bytes(topic)
    }

    /// A session in the database, which sees what every service keeps.
    ///
    /// # Errors
    /// Where the server does not answer.
    pub async fn session(&self) -> anyhow::Result<tokio_postgres::Client> {
        self.servers.session().await
    }

    /// Ends an instance with SIGKILL: no goodbye.
    ///
    /// # Errors
    /// Where there is no such instance.
    pub fn kill(&mut self, name: &str) -> anyhow::Result<()> {
        self.instance(name)?.kill()
    }

    /// Starts an instance again that was killed, and waits until it is ready.
    ///
    /// # Errors
    /// What keeps it from starting.
    pub async fn start_again(&mut self, name: &str) -> anyhow::Result<()> {
        self.launch(name)?;
        self.instance(name)?.ready().await
    }

    /// Starts an instance again that was killed.
    ///
    /// # Errors
    /// Where there is no such instance.
    pub fn launch(&mut self, name: &str) -> anyhow::Result<()> {
        let config = config(&self.folder, Some(name));
        self.instance(name)?.start(&config)
    }

    /// What readiness says of an instance of the relay that shows a certificate that has ended,
    /// and does not get ready therefore.
    ///
    /// # Errors
    /// Where it cannot be started, or does not say so.
    pub async fn relay_with_expired_certificate(&self, words: &[&str]) -> anyhow::Result<String> {
        let shown = self.authority.expired("expired")?;
        ensure!(shown.cert_file.exists(), "there is no such certificate");
        let expired = self.folder.path().join("expired.toml");
        let text = std::fs::read_to_string(config(&self.folder, None))?;
        let text = text
            .replace("service.pem", "expired.pem")
            .replace("service.key", "expired.key");
        std::fs::write(&expired, text)?;
        let mut relay = Process::new("relay-expired", &[Role::Relay], self.folder.path())?;
        relay.start(&expired)?;
        relay.not_ready_for(words).await
    }

    /// The configuration that commands get.
    pub fn config(&self) -> PathBuf {
        config(&self.folder, None)
    }

    /// Runs a command of the command line that knows the site by its configuration.
    ///
    /// # Errors
    /// Where it cannot be run.
    pub fn command(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        process::command(&self.config(), arguments)
    }

    /// Appends an event to the database of a service, as the service itself does.
    ///
    /// # Errors
    /// Where the database does not take it.
    pub async fn append(&self, role: Role, event: NewEvent) -> anyhow::Result<()> {
        let store = Store::open(self.database(role), &Options::default()).await?;
        let appended = store.write(|tx| Box::pin(async move { Ok(tx.append(event).await?) }));
        appended.await?;
        store.close().await;
        Ok(())
    }

    /// Waits for a mail to `address` whose text contains `words`.
    ///
    /// # Errors
    /// Where none comes.
    pub async fn mail_to(&self, address: &str, words: &str) -> anyhow::Result<Mail> {
        let wanted = |mail: &Mail| mail.is_to(address) && mail.text().contains(words);
        let mail = self.mail.wait_for(wanted).await;
        mail.with_context(|| {
            format!(
                "a mail to {address} with {words:?}; see the logs in {}",
                self.logs().display()
            )
        })
    }

    /// Where the processes write their logs.
    fn logs(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

/// A folder for all that a cluster keeps. Servers that may not run as root reach into it.
fn folder() -> anyhow::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o711))?;
    Ok(folder)
}

/// The configuration of an instance, or of commands.
fn config(folder: &TempDir, instance: Option<&str>) -> PathBuf {
    let name = instance.unwrap_or("cluster");
    folder.path().join(format!("{name}.toml"))
}

/// The ways into the processes.
fn doors(
    processes: &BTreeMap<&'static str, Process>,
    tls: &PeerTls,
    secrets: &Secrets,
) -> anyhow::Result<Doors> {
    let mut outside = BTreeMap::new();
    for process in processes.values() {
        let endpoint = peer::endpoint(&format!("https://{}", process.grpc()), tls)?;
        let channel = endpoint.connect_lazy();
        for role in &process.roles {
            let channels: &mut Vec<_> = outside.entry(*role).or_default();
            channels.push(channel.clone());
        }
    }
    let service = |(role, channels): (&Role, &Vec<_>)| {
        (*role, peer::remote(channels.clone(), secrets.service_key()))
    };
    let mut running = processes.values();
    let intake = running.find(|process| process.roles.contains(&Role::Intake));
    Ok(Doors {
        inside: peer::routed(outside.iter().map(service).collect()),
        http: intake.context("intake runs")?.http(),
        outside,
    })
}

/// What callers of the processes trust and show.
fn trusted(authority: &Authority, shown: &Certificate) -> PeerTls {
    PeerTls {
        ca_file: Some(authority.file()),
        cert_file: Some(shown.cert_file.clone()),
        key_file: Some(shown.key_file.clone()),
    }
}

/// Instances reach each other through their doors, where they have any.
fn peers(processes: &BTreeMap<&'static str, Process>, servers: &Servers) -> String {
    let addresses = Role::ALL.map(|role| {
        let instances = processes
            .iter()
            .filter(|(_, process)| process.roles.contains(&role));
        let addresses = instances.map(|(name, process)| {
            let door = servers.ways(name).map(|ways| ways.door.address());
            format!("https://{}", door.unwrap_or(process.grpc()))
        });
        let addresses: Vec<String> = addresses.collect();
        format!("{role} = {addresses:?}\n")
    });
    format!("[peers]\n{}", addresses.concat())
}

fn tls(authority: &Authority, shown: &Certificate) -> String {
    let (authority, cert, key) = (
        authority.file().display().to_string(),
        shown.cert_file.display().to_string(),
        shown.key_file.display().to_string(),
    );
    format!(
        "[peers.tls]\nca_file = {authority:?}\ncert_file = {cert:?}\nkey_file = {key:?}\n\n\
         [grpc.tls]\ncert_file = {cert:?}\nkey_file = {key:?}\nclient_ca_file = {authority:?}\n"
    )
}

fn outgoing(mail: &SmtpServer) -> String {
    format!(
        "[mail]\nfrom_address = \"offres@relais.example\"\n\n\
         [mail.transport.smtp]\nhost = \"localhost\"\nport = {}\n\
         security = \"starttls\"\nca_file = \"{}\"\n",
        mail.port(),
        mail.ca_file().display(),
    )
}
