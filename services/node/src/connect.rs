//! How a command reaches a site: the process that runs it, or the services inside this one when
//! none does.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use relais_runtime::peer::{self, Peer};
use relais_runtime::secrets::{self, Secrets};
use relais_runtime::{Config, Random, SystemClock};
use relais_store::Options;
use tonic::transport::Endpoint;

use crate::cli::Site;
use crate::lock::{DataLock, Held};
use crate::node::{Node, NodeOptions};

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
    node: Option<Node>,
}

impl Access {
    /// Reaches the site of `config`.
    ///
    /// # Errors
    /// When a process holds the data folder and does not answer, or the services do not start.
    pub async fn to(config: Config) -> anyhow::Result<Self> {
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
        let entropy = Random::from_system();
        let file = config.data_dir.join(secrets::FILE_NAME);
        let secrets = Secrets::load_or_create(&file, &entropy)?;
        let channel = Endpoint::from_shared(format!("http://{address}"))?
            .connect_timeout(CONNECT_TIMEOUT)
            .connect()
            .await
            .with_context(|| format!("the running process at {address} does not answer"))?;
        Ok(Self {
            peer: peer::remote(channel, secrets.service_key()),
            node: None,
        })
    }

    async fn within(config: Config) -> anyhow::Result<Self> {
        let node = Node::start(NodeOptions {
            config,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(Random::from_system()),
            doors: false,
            store: Options::default(),
        })
        .await?;
        Ok(Self {
            peer: node.peer(),
            node: Some(node),
        })
    }

    /// Ends what was started for the command.
    pub async fn close(self) {
        drop(self.peer);
        if let Some(node) = self.node {
            node.finish().await;
        }
    }
}
