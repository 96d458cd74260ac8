//! Where a demonstration is played: a site of its own in this process, or one that runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use relais_events::EventLog;
use relais_events::kafka::KafkaLog;
use relais_runtime::auth::ApiKey;
use relais_runtime::config::{MailTransport, Peers};
use relais_runtime::peer::{self, Peer};
use relais_runtime::{Config, Role};
use tonic::transport::{Channel, Endpoint};

use crate::connect::Access;
use crate::log::told;
use crate::node::Node;
use crate::peers;

/// The ways into a site.
pub struct Ground {
    /// Calls with the rights of the site's own services.
    pub inside: Peer,
    /// The log by which the play learns what happens.
    pub log: Arc<dyn EventLog>,
    /// The REST door for offers, like `http://127.0.0.1:7280`; without it offers come by gRPC.
    pub rest: Option<String>,
    /// The folder of outgoing mail, where mails are written into one.
    pub mails: Option<PathBuf>,
    /// Whether others may have their data here.
    pub is_shared: bool,
    doors: Doors,
}

enum Doors {
    /// All services behind one.
    One(Channel),
    /// Each service by its addresses.
    Many(Peers),
}

impl Ground {
    /// The site of this process, whose doors are open and whose mails go into a folder.
    ///
    /// # Errors
    /// Where the gRPC door does not answer.
    pub async fn of(
        node: &Node,
        http: SocketAddr,
        grpc: SocketAddr,
        mails: PathBuf,
    ) -> anyhow::Result<Self> {
        let channel = Endpoint::from_shared(format!("http://{grpc}"))?;
        let footing = node.storage.of(Role::Relay);
        Ok(Self {
            inside: node.peer(),
            log: footing.context("the relay runs here")?.log.clone(),
            rest: Some(format!("http://{http}")),
            mails: Some(mails),
            is_shared: false,
            doors: Doors::One(channel.connect().await?),
        })
    }

    /// The site of `config`, which runs elsewhere with its log on Kafka.
    ///
    /// # Errors
    /// What is missing to reach it.
    pub async fn running(config: Config, rest: Option<&str>) -> anyhow::Result<Self> {
        let is_known = |role: Role| !config.peers.of(role).is_empty();
        ensure!(
            Role::ALL.into_iter().all(is_known),
            "--running: the configuration must name the addresses of every service under [peers]"
        );
        let kafka = config.events.kafka.clone();
        let kafka = kafka.context("--running: the configuration must name [events.kafka]")?;
        let log = KafkaLog::look(kafka).await.map_err(|error| told(&error));
        let mails = match &config.mail.transport {
            MailTransport::Folder(folder) => Some(folder.path.clone()),
            MailTransport::Smtp(_) => None,
        };
        let doors = Doors::Many(config.peers.clone());
        Ok(Self {
            log: Arc::new(log.context("the event log")?),
            inside: Access::to(config).await?.peer,
            rest: rest.map(|url| url.trim_end_matches('/').to_owned()),
            mails,
            is_shared: true,
            doors,
        })
    }

    /// gRPC calls with the key of an employer or a worker.
    ///
    /// # Errors
    /// An address or a certificate that cannot be used.
    pub fn calling(&self, key: &ApiKey) -> anyhow::Result<Peer> {
        match &self.doors {
            Doors::One(channel) => Ok(peer::remote(vec![channel.clone()], key)),
            Doors::Many(addresses) => {
                let service = |role| Ok((role, peers::service(addresses, role, key)?));
                let services = Role::ALL.into_iter().map(service);
                Ok(peer::routed(
                    services.collect::<anyhow::Result<BTreeMap<_, _>>>()?,
                ))
            }
        }
    }
}
