//! One process: the services that it runs, their doors, and their end.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use relais_documents::Confined;
use relais_domain::Entropy;
use relais_events::Repair;
use relais_intake::Intake;
use relais_matching::Matching;
use relais_profiles::Profiles;
use relais_proto::events::records_server::RecordsServer;
use relais_relay::Relay;
use relais_runtime::auth::{SharedAuthenticator, with_grpc_auth};
use relais_runtime::door::{Readiness, finish, finish_grpc, health_routes};
use relais_runtime::peer::{self, Peer};
use relais_runtime::secrets::Secrets;
use relais_runtime::serve::{Bound, bind_grpc, bind_http, serve_grpc, serve_http};
use relais_runtime::{Config, Lifecycle, Role, SharedClock, tls};
use relais_store::Options;
use tonic::service::{Routes, RoutesBuilder};

use crate::erasure::Elsewhere;
use crate::ground::Ground;
use crate::keyring::{Holders, KeyRing};
use crate::lock::{DataLock, Held};
use crate::storage::Storage;
use crate::{doors, health, peers, records};

/// How long the data folder may still be held by a process that is ending.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait before it is tried again.
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// What a node is started with.
pub struct NodeOptions {
    /// The configuration.
    pub config: Config,
    /// What tells the time and wakes sleepers.
    pub clock: SharedClock,
    /// Where ids and keys come from.
    pub entropy: Arc<dyn Entropy>,
    /// Whether to open the doors; without them the services can be called from within only.
    pub doors: bool,
    /// Limits of the store.
    pub store: Options,
    /// The binary of this program, which reads the documents in mails in processes of their own.
    pub reader: PathBuf,
}

/// A running process. Stop it with [`Lifecycle::stop`] and wait with [`Node::finish`].
pub struct Node {
    /// State and log of the services, for those who read along (tests, the demonstration).
    pub storage: Storage,
    /// The tasks and their end.
    pub lifecycle: Lifecycle,
    /// Where HTTP is served; `None` without doors.
    pub http: Option<SocketAddr>,
    /// Where gRPC is served; `None` without doors.
    pub grpc: Option<SocketAddr>,
    peers: BTreeMap<Role, Peer>,
    elsewhere: Elsewhere,
    _lock: DataLock,
}

/// The services of a process, as far as it runs them.
#[derive(Default)]
struct Services {
    intake: Option<Intake>,
    profiles: Option<Profiles>,
    matching: Option<Matching>,
    relay: Option<Relay>,
    elsewhere: Elsewhere,
    /// Those that other processes run.
    remote: BTreeMap<Role, Peer>,
}

impl Node {
    /// Starts everything: takes the data folder and the ports first, so that nothing starts half.
    ///
    /// # Errors
    /// What is in the way, and its remedy.
    pub async fn start(options: NodeOptions) -> anyhow::Result<Self> {
        crate::install_tls();
        let NodeOptions {
            config,
            clock,
            entropy,
            doors,
            store,
            reader,
        } = options;
        peers::check(&config)?;
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("data_dir {}", config.data_dir.display()))?;
        let mut lock = take_lock(&config).await?;
        let bound = if doors {
            Some((bind_http(&config).await?, bind_grpc(&config).await?))
        } else {
            None
        };
        let (http, grpc) = (
            bound.as_ref().map(|(http, _)| http.addr()),
            bound.as_ref().map(|(_, grpc)| grpc.addr()),
        );
        let lifecycle = Lifecycle::with_background(config.shutdown_grace)?;
        let storage = Storage::open(&config, &store, &clock, entropy.as_ref(), &lifecycle).await?;
        let ground = Ground {
            storage,
            secrets: Secrets::load_or_create(&config.secrets_path(), entropy.as_ref())?,
            base_url: config.http.link_base(http.unwrap_or(config.http.addr)),
            clock,
            entropy,
            config: Arc::new(config),
        };
        let services = Services::start(&ground, &lifecycle).await?;
        let peers = services.peers(&ground);
        let peer = peer::routed(peers.clone());
        services
            .elsewhere
            .ask(&ground.config, ground.secrets.service_key(), &peer)?;
        services.decide_on_mails(&ground, &peer, reader, &lifecycle);
        if let Some((http, grpc)) = bound {
            lock.announce(grpc.addr())?;
            open_doors(&services, &ground, &lifecycle, http, grpc).await?;
        }
        Ok(Self {
            storage: ground.storage,
            lifecycle,
            http,
            grpc,
            peers,
            elsewhere: services.elsewhere,
            _lock: lock,
        })
    }

    /// What generated clients call this process's services through, with the rights of a part of
    /// the system.
    pub fn peer(&self) -> Peer {
        peer::routed(self.peers.clone())
    }

    /// The same for each service by itself.
    pub fn peers(&self) -> BTreeMap<Role, Peer> {
        self.peers.clone()
    }

    /// Stops the services and closes the data.
    pub async fn finish(self) {
        self.lifecycle.stop();
        self.lifecycle
            .run_until(async || std::future::pending().await)
            .await;
        self.elsewhere.let_go();
        drop(self.peers);
        self.storage.close().await;
    }
}

/// Takes the data folder. A process that was killed may hold it for a moment more, until the disk
/// has taken what it wrote.
async fn take_lock(config: &Config) -> anyhow::Result<DataLock> {
    let began = Instant::now();
    loop {
        if let Held::ByUs(lock) = DataLock::try_take(&config.data_dir)? {
            return Ok(lock);
        }
        if began.elapsed() >= LOCK_PATIENCE {
            bail!(
                "data_dir {} is in use by another relais process: stop it, or give this one a folder of its own with --data",
                config.data_dir.display()
            );
        }
        tokio::time::sleep(LOCK_PAUSE).await;
    }
}

impl Services {
    async fn start(ground: &Ground, lifecycle: &Lifecycle) -> anyhow::Result<Self> {
        let runs = |role| ground.config.roles.contains(role);
        let remote = peers::elsewhere(&ground.config, ground.secrets.service_key())?;
        let mut services = Self {
            remote,
            ..Self::default()
        };
        if runs(Role::Intake) {
            services.intake = Some(ground.intake(lifecycle).await.context("intake")?);
        }
        if runs(Role::Profiles) {
            services.profiles = Some(
                ground
                    .profiles(services.elsewhere.clone())
                    .await
                    .context("profiles")?,
            );
        }
        if runs(Role::Matching) {
            services.matching = Some(ground.matching(lifecycle).await.context("matching")?);
        }
        if runs(Role::Relay) {
            let peer = peer::routed(services.peers(ground));
            services.relay = Some(ground.relay(lifecycle, peer).await.context("relay")?);
        }
        Ok(services)
    }

    /// A client's ways to the services, those of other processes included, as far as they run.
    fn peers(&self, ground: &Ground) -> BTreeMap<Role, Peer> {
        let routes = finish_grpc(with_grpc_auth(self.routes(), self.keys(ground)));
        let here = peer::in_process(routes, ground.secrets.service_key());
        let mut peers = self.remote.clone();
        peers.extend(ground.config.roles.iter().map(|role| (role, here.clone())));
        peers
    }

    /// Lets intake decide on mails, now that it can call the relay.
    fn decide_on_mails(&self, ground: &Ground, peer: &Peer, reader: PathBuf, tasks: &Lifecycle) {
        let at_once = ground.config.mails.readers;
        let documents = Confined::new(reader, relais_documents::Limits::default(), at_once);
        if let Some(intake) = &self.intake {
            intake.decide_on_mails(peer.clone(), documents, tasks);
        }
    }

    fn routes(&self) -> Routes {
        let mut routes = RoutesBuilder::default();
        self.add_to(&mut routes);
        routes.routes()
    }

    fn add_to(&self, routes: &mut RoutesBuilder) {
        if let Some(intake) = &self.intake {
            intake.grpc(routes);
        }
        if let Some(profiles) = &self.profiles {
            profiles.grpc(routes);
        }
        if let Some(matching) = &self.matching {
            matching.grpc(routes);
        }
        if let Some(relay) = &self.relay {
            relay.grpc(routes);
        }
        routes.add_service(RecordsServer::new(records::Door::new(self.repairs())));
    }

    /// What could not be taken in of the log.
    fn repairs(&self) -> impl Iterator<Item = Repair> {
        let intake = self.intake.as_ref().map(Intake::repair);
        let matching = self.matching.as_ref().map(Matching::repair);
        let relay = self.relay.as_ref().map(Relay::repair);
        [intake, matching, relay].into_iter().flatten()
    }

    fn keys(&self, ground: &Ground) -> SharedAuthenticator {
        let elsewhere = |role, holders: fn(Peer) -> Holders| {
            let peer = self.remote.get(&role).cloned();
            peer.map(|peer| holders(peer).remembered(ground.clock.clone()))
        };
        let employers = self.intake.as_ref().map(Intake::authenticator);
        let people = self.profiles.as_ref().map(Profiles::authenticator);
        KeyRing {
            service: ground.secrets.service_key().clone(),
            employers: employers.or_else(|| elsewhere(Role::Intake, Holders::Employers)),
            people: people.or_else(|| elsewhere(Role::Profiles, Holders::People)),
        }
        .shared()
    }

    fn http(&self, ground: &Ground) -> axum::Router {
        let mut router = axum::Router::new();
        if let Some(intake) = &self.intake {
            router = router.merge(intake.http(self.keys(ground)));
        }
        if let Some(relay) = &self.relay {
            router = router.merge(relay.http());
        }
        router
    }
}

async fn open_doors(
    services: &Services,
    ground: &Ground,
    lifecycle: &Lifecycle,
    http: Bound,
    grpc: Bound,
) -> anyhow::Result<()> {
    let readiness = Readiness::default();
    let tls = ground.config.grpc.tls.as_ref();
    let tls = tls.map(tls::acceptor).transpose()?;
    for (role, footing) in ground.storage.iter() {
        let watch = health::watch(
            role,
            footing.clone(),
            readiness.clone(),
            lifecycle.stopping(),
        );
        lifecycle.spawn("readiness", watch);
    }
    lifecycle.spawn(
        "readiness of peers",
        peers::watch(
            ground.config.as_ref().clone(),
            readiness.clone(),
            lifecycle.stopping(),
        ),
    );
    let routes = doors::with_standard(
        with_grpc_auth(services.routes(), services.keys(ground)),
        ground.config.roles.iter(),
    )
    .await?;
    let router = finish(services.http(ground).merge(health_routes(readiness)));
    lifecycle.spawn(
        "grpc",
        serve_grpc(grpc, finish_grpc(routes), tls, lifecycle.stopping()),
    );
    lifecycle.spawn("http", serve_http(http, router, lifecycle.stopping()));
    Ok(())
}
