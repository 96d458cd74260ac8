//! How a command reaches a site: the process that runs it, or the services inside this one when
//! none does.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use relais_runtime::auth::ApiKey;
use relais_runtime::peer::{self, Peer};
use relais_runtime::secrets::Secrets;
use relais_runtime::{Config, Random, Role, SystemClock};
use relais_store::Options;

use crate::cli::Site;
use crate::lock::{DataLock, Held};
use crate::node::{Node, NodeOptions};
use crate::peers;

/// How long to wait for a running process to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The configuration of a site: its file, the environment, and the options of the command line.
///
/// # Errors
/// Everything that is wrong with it, by place, with remedies.
pub fn configuration(site: &Site) -> anyhow::Result<Config> {
    Ok(loader(site).load()?)
}

/// As [`configuration`], for a command that sets more.
pub fn loader(site: &Site) -> relais_runtime::config::Loader {
    let mut loader = Config::loader().environment(std::env::vars_os());
    if let Some(file) = &site.config {
        loader = loader.file(file);
    }
    if let Some(data) = &site.data {
        loader = loader.set("data_dir", data.to_string_lossy());
    }
    loader
}

/// A way to the services of a site.
pub struct Access {
    /// What generated clients call through.
    pub peer: Peer,
    services: BTreeMap<Role, Peer>,
    node: Option<Node>,
}

impl Access {
    /// Reaches the site of `config`: by the addresses of its services where `[peers]` names them all,
    /// and otherwise by its data folder.
    ///
    /// # Errors
    /// When a process holds the data folder and does not answer, or the services do not start.
    pub async fn to(config: Config) -> anyhow::Result<Self> {
        if Role::ALL
            .iter()
            .all(|role| !config.peers.of(*role).is_empty())
        {
            return Ok(Self::new(by_addresses(&config)?, None));
        }
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("data_dir {}", config.data_dir.display()))?;
        let held = DataLock::try_take(&config.data_dir)?;
        let Held::ByOther(address) = held else {
            drop(held);
            return Self::within(config).await;
        };
        let Some(address) = address else {
            bail!(
                "another relais process works on {} and has no open door yet: try again in a moment",
                config.data_dir.display()
            );
        };
        Ok(Self::new(beside(&config, address).await?, None))
    }

    async fn within(config: Config) -> anyhow::Result<Self> {
        let start = Node::start(NodeOptions {
            config,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(Random::from_system()),
            doors: false,
            reader: std::env::current_exe()?,
            store: Options::default(),
        });
        // It holds everything that a process is made of.
        let node = Box::pin(start).await?;
        Ok(Self::new(node.peers(), Some(node)))
    }

    fn new(services: BTreeMap<Role, Peer>, node: Option<Node>) -> Self {
        Self {
            peer: peer::routed(services.clone()),
            services,
            node,
        }
    }

    /// What clients of one service call through, for what several services offer alike.
    ///
    /// # Errors
    /// Where it is not reached from here.
    pub fn of(&self, role: Role) -> anyhow::Result<Peer> {
        let peer = self.services.get(&role).cloned();
        peer.with_context(|| {
            format!("{role} is not reached from here: name its address in peers.{role}")
        })
    }

    /// Ends what was started for the command.
    pub async fn close(self) {
        drop((self.peer, self.services));
        if let Some(node) = self.node {
            node.finish().await;
        }
    }
}

/// The key by which the running processes know each other. It is theirs: a new one would open no
/// door.
fn key_of(config: &Config) -> anyhow::Result<ApiKey> {
    let file = config.secrets_path();
    ensure!(
        file.exists(),
        "secrets_file: {} is missing: name the file that the running processes share",
        file.display()
    );
    let secrets = Secrets::load_or_create(&file, &Random::from_system())?;
    Ok(secrets.service_key().clone())
}

fn by_addresses(config: &Config) -> anyhow::Result<BTreeMap<Role, Peer>> {
    let key = key_of(config)?;
    let service = |role| Ok((role, peers::service(&config.peers, role, &key)?));
    Role::ALL.into_iter().map(service).collect()
}

/// The services of the process that holds the data folder, which answers at `address`, and those
/// of other processes whose addresses are known.
async fn beside(config: &Config, address: SocketAddr) -> anyhow::Result<BTreeMap<Role, Peer>> {
    let key = key_of(config)?;
    let scheme = config.grpc.tls.as_ref().map_or("http", |_| "https");
    let channel = peer::endpoint(&format!("{scheme}://{address}"), &config.peers.tls)?
        .connect_timeout(CONNECT_TIMEOUT)
        .connect()
        .await
        .with_context(|| format!("the running process at {address} does not answer"))?;
    let here = peer::remote(vec![channel], &key);
    let mut services = peers::elsewhere(config, &key)?;
    services.extend(config.roles.iter().map(|role| (role, here.clone())));
    Ok(services)
}
