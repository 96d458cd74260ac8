//! A whole site in one process: real doors on free ports, a data folder of its own, a clock that
//! stands still until it is moved. With `RELAIS_TEST_STORE=postgres` its services stand on a database
//! each and follow each other over Kafka, as in a cluster.

mod calls;
mod doors;
mod people;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use jiff::{SignedDuration, Timestamp};
use relais::{Node, NodeOptions};
use relais_events::{EventRecord, dead_letters, kafka};
use relais_relay::outgoing;
use relais_runtime::config::{MailTransport, Smtp, SmtpSecurity};
use relais_runtime::{Config, ManualClock, Random, Role};
use relais_store::Options;
use tempfile::TempDir;
use tonic::transport::Endpoint;

pub use calls::{Rest, hostile_json, posting};
pub use doors::Doors;
pub use people::{Cast, Employer, Person};

use crate::cluster::Servers;
use crate::smtp::{Mail, Security, SmtpServer};

/// Thursday before a long weekend: an offer is due on Wednesday 6 May at 15:20 (rule A).
pub const THURSDAY: &str = "2026-04-30T15:20:00+02:00";

/// What sites stand on: `postgres`, or `sqlite` by default.
const CHOICE: &str = "RELAIS_TEST_STORE";

/// A running site.
pub struct Sandbox {
    /// The clock of all its timers.
    pub clock: ManualClock,
    /// Where its mails go.
    pub mail: SmtpServer,
    node: Option<Node>,
    doors: Doors,
    _folder: TempDir,
    config: Config,
    options: Options,
}

/// An instant as people write it, with its offset.
pub fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// What people do goes through the doors.
impl Deref for Sandbox {
    type Target = Doors;

    fn deref(&self) -> &Doors {
        &self.doors
    }
}

impl Sandbox {
    /// Starts a site; it is Thursday 30 April 2026, 15:20 in Liège.
    ///
    /// # Errors
    /// What kept it from starting.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(|_| {}).await
    }

    /// Starts a site whose configuration `change` has changed.
    ///
    /// # Errors
    /// What kept it from starting.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> anyhow::Result<Self> {
        let is_on_servers = std::env::var(CHOICE).is_ok_and(|choice| choice == "postgres");
        Self::build(change, Options::default(), is_on_servers).await
    }

    /// Starts a site that has everything in its data folder, whatever the environment asks for.
    ///
    /// # Errors
    /// What kept it from starting.
    pub async fn start_in_folder(options: Options) -> anyhow::Result<Self> {
        Self::build(|_| {}, options, false).await
    }

    async fn build(
        change: impl FnOnce(&mut Config),
        options: Options,
        is_on_servers: bool,
    ) -> anyhow::Result<Self> {
        relais::install_tls();
        let folder = tempfile::tempdir()?;
        let mail = SmtpServer::start(Security::Starttls)?;
        let mut config = config(folder.path().join("data"), &mail);
        if is_on_servers {
            let servers = Servers::shared(folder.path()).await?;
            (config.store, config.events) = servers.settings();
            kafka::apply(&servers.kafka()).await?;
        }
        change(&mut config);
        let clock = ManualClock::new(instant(THURSDAY));
        let node = node(&config, &clock, &options, 7).await?;
        let doors = doors(&node)?;
        Ok(Self {
            clock,
            mail,
            node: Some(node),
            doors,
            _folder: folder,
            config,
            options,
        })
    }

    /// Stops the site, moves its data to another folder and starts it there.
    ///
    /// # Errors
    /// What kept it from starting.
    pub async fn restart_elsewhere(&mut self) -> anyhow::Result<()> {
        if let Some(node) = self.node.take() {
            node.finish().await;
        }
        let elsewhere = self.config.data_dir.with_extension("moved");
        copy(&self.config.data_dir, &elsewhere)?;
        self.config.data_dir = elsewhere;
        let node = node(&self.config, &self.clock, &self.options, 8).await?;
        self.doors = doors(&node)?;
        self.node = Some(node);
        Ok(())
    }

    /// The process.
    pub fn node(&self) -> &Node {
        self.node.as_ref().expect("the site runs")
    }

    /// The folder of its data.
    pub fn data(&self) -> PathBuf {
        self.config.data_dir.clone()
    }

    /// Moves the clock on.
    pub fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// Sets the clock, also back.
    pub fn clock_to(&self, text: &str) {
        self.clock.set(instant(text));
    }

    /// Waits for a mail to `address` whose text contains `words`.
    ///
    /// # Errors
    /// Where none comes.
    pub async fn mail_to(&self, address: &str, words: &str) -> anyhow::Result<Mail> {
        let wanted = |mail: &Mail| mail.is_to(address) && mail.text().contains(words);
        let mail = self.mail.wait_for(wanted).await;
        mail.with_context(|| format!("a mail to {address} with {words:?}"))
    }

    /// Every event in the log, oldest first.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub async fn events(&self) -> anyhow::Result<Vec<EventRecord>> {
        let mut events = Vec::new();
        for store in self.node().storage.stores() {
            let mut connection = store.read().await?;
            events.extend(connection.all_events_after(0, 100_000).await?);
        }
        events.sort_by_key(|event| (event.time_micros, event.seq));
        Ok(events)
    }

    /// Ends the site, after a look whether anything is left undone: no record was set aside, and
    /// no message waits to be sent.
    ///
    /// # Errors
    /// What is left undone.
    pub async fn finish(mut self) -> anyhow::Result<()> {
        for store in self.node().storage.stores() {
            let letters = dead_letters(&mut store.read().await?, 10).await?;
            ensure!(letters.is_empty(), "records were set aside: {letters:?}");
        }
        self.until("the last message to be sent", async || {
            let relay = self.node().storage.of(Role::Relay).context("the relay")?;
            let backlog = outgoing::backlog(&mut relay.store.read().await?).await?;
            Ok((backlog.pending == 0).then_some(()))
        })
        .await?;
        if let Some(node) = self.node.take() {
            node.finish().await;
        }
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

fn config(data_dir: PathBuf, mail: &SmtpServer) -> Config {
    let mut config = Config {
        data_dir,
        shutdown_grace: Duration::from_secs(5),
        ..Config::default()
    };
    config.http.addr.set_port(0);
    config.grpc.addr.set_port(0);
    config.webhooks.allow_private_targets = true;
    "offres@relais.example".clone_into(&mut config.mail.from_address);
    config.mail.transport = MailTransport::Smtp(Smtp {
        host: "localhost".to_owned(),
        port: Some(mail.port()),
        security: SmtpSecurity::Starttls,
        username: None,
        password: None,
        password_file: None,
        ca_file: Some(mail.ca_file()),
    });
    config
}

async fn node(
    config: &Config,
    clock: &ManualClock,
    options: &Options,
    seed: u64,
) -> anyhow::Result<Node> {
    Node::start(NodeOptions {
        config: config.clone(),
        clock: Arc::new(clock.clone()),
        entropy: Arc::new(Random::from_seed(seed)),
        doors: true,
        store: options.clone(),
        // Only stories with documents need it.
        reader: crate::cluster::binary().unwrap_or_default(),
    })
    .await
}

fn doors(node: &Node) -> anyhow::Result<Doors> {
    let grpc = node.grpc.context("the gRPC door is open")?;
    let http = node.http.context("the HTTP door is open")?;
    let endpoint = Endpoint::from_shared(format!("http://{grpc}"))?;
    Ok(Doors {
        inside: node.peer(),
        outside: BTreeMap::from(Role::ALL.map(|role| (role, vec![endpoint.connect_lazy()]))),
        http: format!("http://{http}"),
    })
}
