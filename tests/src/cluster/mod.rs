//! A site of many processes on loopback: each service alone, on `PostgreSQL` and Apache Kafka,
//! which show each other certificates.

mod certificates;
mod process;
mod servers;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Output;

use anyhow::{Context as _, ensure};
use relais_runtime::config::PeerTls;
use relais_runtime::peer;
use relais_runtime::secrets::Secrets;
use relais_runtime::{Random, Role};
use relais_store::{NewEvent, Options, Store};
use tempfile::TempDir;

use crate::sandbox::Doors;
use crate::smtp::{Mail, Security, SmtpServer};
use certificates::{Authority, Certificate};
use process::Process;
pub use process::binary;
use servers::Servers;

/// The services, those that work twice with two instances.
const INSTANCES: [(&str, Role); 6] = [
    ("intake", Role::Intake),
    ("profiles", Role::Profiles),
    ("matching-1", Role::Matching),
    ("matching-2", Role::Matching),
    ("relay-1", Role::Relay),
    ("relay-2", Role::Relay),
];

/// A running site of many processes.
pub struct Cluster {
    /// Where its mails go.
    pub mail: SmtpServer,
    /// The ways in.
    pub doors: Doors,
    authority: Authority,
    servers: Servers,
    processes: BTreeMap<&'static str, Process>,
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
        relais::install_tls();
        let folder = tempfile::tempdir()?;
        let mail = SmtpServer::start(Security::Starttls)?;
        let servers = Servers::prepare(folder.path()).await?;
        let authority = Authority::new(folder.path())?;
        let shown = authority.certificate("service")?;
        let mut processes = BTreeMap::new();
        for (name, role) in INSTANCES {
            processes.insert(name, Process::new(name, role, folder.path())?);
        }
        let config = folder.path().join("cluster.toml");
        let sections = [
            format!(
                "secrets_file = \"{}/secrets.toml\"\n",
                folder.path().display()
            ),
            servers.sections(),
            peers(&processes),
            tls(&authority, &shown),
            outgoing(&mail),
            more.to_owned(),
        ];
        std::fs::write(&config, sections.join("\n"))?;
        process::run(&config, &["topics", "apply"])?;
        for process in processes.values_mut() {
            process.start(&config)?;
        }
        for process in processes.values() {
            process.ready().await?;
        }
        let secrets =
            Secrets::load_or_create(&folder.path().join("secrets.toml"), &Random::from_system())?;
        Ok(Self {
            doors: doors(&processes, &trusted(&authority, &shown), &secrets)?,
            mail,
            authority,
            servers,
            processes,
            folder,
        })
    }

    /// Ends an instance with SIGKILL: no goodbye.
    ///
    /// # Errors
    /// Where there is no such instance.
    pub fn kill(&mut self, name: &str) -> anyhow::Result<()> {
        self.processes.get_mut(name).context("an instance")?.kill()
    }

    /// Starts an instance again that was killed, and waits until it is ready.
    ///
    /// # Errors
    /// What keeps it from starting.
    pub async fn start_again(&mut self, name: &str) -> anyhow::Result<()> {
        let config = self.folder.path().join("cluster.toml");
        let process = self.processes.get_mut(name).context("an instance")?;
        process.start(&config)?;
        process.ready().await
    }

    /// What readiness says of an instance of the relay that shows a certificate that has ended,
    /// and does not get ready therefore.
    ///
    /// # Errors
    /// Where it cannot be started, or does not say so.
    pub async fn relay_with_expired_certificate(&self) -> anyhow::Result<String> {
        let shown = self.authority.expired("expired")?;
        ensure!(shown.cert_file.exists(), "there is no such certificate");
        let config = self.folder.path().join("expired.toml");
        let text = std::fs::read_to_string(self.folder.path().join("cluster.toml"))?;
        let text = text
            .replace("service.pem", "expired.pem")
            .replace("service.key", "expired.key");
        std::fs::write(&config, text)?;
        let mut relay = Process::new("relay-expired", Role::Relay, self.folder.path())?;
        relay.start(&config)?;
        relay.not_ready_for("certificate").await
    }

    /// Runs a command of the command line that knows the site by its configuration.
    ///
    /// # Errors
    /// Where it cannot be run.
    pub fn command(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        process::command(&self.folder.path().join("cluster.toml"), arguments)
    }

    /// Appends an event to the database of a service, as the service itself does.
    ///
    /// # Errors
    /// Where the database does not take it.
    pub async fn append(&self, role: Role, event: NewEvent) -> anyhow::Result<()> {
        let store = Store::open(self.servers.database(role)?, &Options::default()).await?;
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

/// The ways into the processes.
fn doors(
    processes: &BTreeMap<&'static str, Process>,
    tls: &PeerTls,
    secrets: &Secrets,
) -> anyhow::Result<Doors> {
    let mut outside = BTreeMap::new();
    for process in processes.values() {
        let endpoint = peer::endpoint(&process.grpc(), tls)?;
        let channels: &mut Vec<_> = outside.entry(process.role).or_default();
        channels.push(endpoint.connect_lazy());
    }
    let service = |(role, channels): (&Role, &Vec<_>)| {
        (*role, peer::remote(channels.clone(), secrets.service_key()))
    };
    let intake = processes.get("intake").context("intake runs")?;
    Ok(Doors {
        inside: peer::routed(outside.iter().map(service).collect()),
        http: intake.http(),
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

fn peers(processes: &BTreeMap<&'static str, Process>) -> String {
    let addresses = Role::ALL.map(|role| {
        let instances = processes.values().filter(|process| process.role == role);
        let addresses: Vec<String> = instances.map(Process::grpc).collect();
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
