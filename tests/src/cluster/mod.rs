//! A site of many processes on loopback: each service alone, on `PostgreSQL` and Apache Kafka.

mod process;
mod servers;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use relais_runtime::peer;
use relais_runtime::secrets::Secrets;
use relais_runtime::{Random, Role};
use tempfile::TempDir;
use tonic::transport::Endpoint;

use crate::sandbox::Doors;
use crate::smtp::{Mail, Security, SmtpServer};
use process::Process;
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
        relais::install_tls();
        let folder = tempfile::tempdir()?;
        let mail = SmtpServer::start(Security::Starttls)?;
        let servers = Servers::prepare(folder.path()).await?;
        let mut processes = BTreeMap::new();
        for (name, role) in INSTANCES {
            processes.insert(name, Process::new(name, role, folder.path())?);
        }
        let config = folder.path().join("cluster.toml");
        std::fs::write(&config, configuration(&folder, &servers, &mail, &processes))?;
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
            doors: doors(&processes, &secrets)?,
            mail,
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
fn doors(processes: &BTreeMap<&'static str, Process>, secrets: &Secrets) -> anyhow::Result<Doors> {
    let mut outside = BTreeMap::new();
    for process in processes.values() {
        let endpoint =
            Endpoint::from_shared(process.grpc())?.connect_timeout(Duration::from_secs(2));
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

fn configuration(
    folder: &TempDir,
    servers: &Servers,
    mail: &SmtpServer,
    processes: &BTreeMap<&'static str, Process>,
) -> String {
    let secrets = folder.path().join("secrets.toml");
    let mut text = format!(
        "secrets_file = \"{}\"\n\n{}\n[peers]\n",
        secrets.display(),
        servers.sections()
    );
    let peers = Role::ALL.map(|role| {
        let instances = processes.values().filter(|process| process.role == role);
        let addresses: Vec<String> = instances.map(Process::grpc).collect();
        format!("{role} = {addresses:?}\n")
    });
    text += &peers.concat();
    text + &format!(
        "\n[mail]\nfrom_address = \"offres@relais.example\"\n\n\
         [mail.transport.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"starttls\"\nca_file = \"{}\"\n",
        mail.port(),
        mail.ca_file().display(),
    )
}
