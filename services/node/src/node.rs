//! One process: the services that it runs, their doors, and their end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use relais_domain::Entropy;
use relais_events::EventLog;
use relais_intake::Intake;
use relais_matching::Matching;
use relais_profiles::Profiles;
use relais_relay::Relay;
use relais_runtime::auth::{SharedAuthenticator, with_grpc_auth};
use relais_runtime::config::Place;
use relais_runtime::door::{Readiness, Ready, finish, finish_grpc, health_routes};
use relais_runtime::peer::{self, Peer};
use relais_runtime::secrets::{self, Secrets};
use relais_runtime::serve::{Bound, bind_grpc, bind_http, serve_grpc, serve_http};
use relais_runtime::{Config, Lifecycle, Role, SharedClock};
use relais_store::{Options, Store};
use tonic::service::{Routes, RoutesBuilder};

use crate::doors;
use crate::erasure::Elsewhere;
use crate::ground::Ground;
use crate::keyring::KeyRing;
use crate::lock::{DataLock, Held};
use crate::log;

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
}

/// A running process. Stop it with [`Lifecycle::stop`] and wait with [`Node::finish`].
pub struct Node {
    /// The store, for those who read along (tests, the demonstration).
    pub store: Store,
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// The tasks and their end.
    pub lifecycle: Lifecycle,
    /// Where HTTP is served; `None` without doors.
    pub http: Option<SocketAddr>,
    /// Where gRPC is served; `None` without doors.
    pub grpc: Option<SocketAddr>,
    peer: Peer,
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
        } = options;
        check_roles(&config)?;
        let data = folder(&config)?;
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("data_dir {}", config.data_dir.display()))?;
        let mut lock = take_lock(&config)?;
        let bound = if doors {
            Some((bind_http(&config).await?, bind_grpc(&config).await?))
        } else {
            None
        };
        let (http, grpc) = (
            bound.as_ref().map(|(http, _)| http.addr()),
            bound.as_ref().map(|(_, grpc)| grpc.addr()),
        );
        let store = Store::open(&data, &store).await.context("the data")?;
        let lifecycle = Lifecycle::new(config.shutdown_grace);
        let log = log::open(&config, &store, &clock, entropy.as_ref(), &lifecycle).await?;
        let ground = Ground {
            log,
            secrets: Secrets::load_or_create(
                &config.data_dir.join(secrets::FILE_NAME),
                entropy.as_ref(),
            )?,
            base_url: config.http.link_base(http.unwrap_or(config.http.addr)),
            store,
            clock,
            entropy,
            config: Arc::new(config),
        };
        let services = Services::start(&ground, &lifecycle).await?;
        let peer = services.peer(&ground);
        if let Some((http, grpc)) = bound {
            lock.announce(grpc.addr())?;
            open_doors(&services, &ground, &lifecycle, http, grpc).await?;
        }
        Ok(Self {
            store: ground.store,
            log: ground.log,
            lifecycle,
            http,
            grpc,
            peer,
            elsewhere: services.elsewhere,
            _lock: lock,
        })
    }

    /// What generated clients call this process's services through, with the rights of a part of
    /// the system.
    pub fn peer(&self) -> Peer {
        self.peer.clone()
    }

    /// Stops the services and closes the data.
    pub async fn finish(self) {
        self.lifecycle.stop();
        self.lifecycle
            .run_until(async || std::future::pending().await)
            .await;
        self.elsewhere.ask(None, None);
        drop((self.peer, self.log));
        self.store.close().await;
    }
}

/// Where the data is. A database server can hold a copy of it so far, and not serve it.
fn folder(config: &Config) -> anyhow::Result<PathBuf> {
    match config.store.place() {
        Place::Folder(folder) => Ok(folder.unwrap_or(&config.data_dir).to_owned()),
        Place::Server(_) => bail!(
            "store.url names a database server, from which services cannot be served yet: leave it out, or move the data back with `relais migrate-store`"
        ),
    }
}

fn take_lock(config: &Config) -> anyhow::Result<DataLock> {
    match DataLock::try_take(&config.data_dir)? {
        Held::ByUs(lock) => Ok(lock),
        Held::ByOther(_) => bail!(
            "data_dir {} is in use by another relais process: stop it, or give this one a folder of its own with --data",
            config.data_dir.display()
        ),
    }
}

/// On one machine, the services that others call must be there too.
fn check_roles(config: &Config) -> anyhow::Result<()> {
    let needed = [
        (Role::Relay, &[Role::Intake, Role::Profiles][..]),
        (Role::Matching, &[Role::Profiles][..]),
    ];
    for (role, needs) in needed {
        let missing = needs.iter().find(|other| !config.roles.contains(**other));
        if let Some(missing) = missing.filter(|_| config.roles.contains(role)) {
            bail!(
                "roles: {role} calls {missing}, which this process does not run: add {missing} to roles"
            );
        }
    }
    Ok(())
}

impl Services {
    async fn start(ground: &Ground, lifecycle: &Lifecycle) -> anyhow::Result<Self> {
        let runs = |role| ground.config.roles.contains(role);
        let mut services = Self::default();
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
            let peer = services.peer(ground);
            services.relay = Some(ground.relay(lifecycle, peer).await.context("relay")?);
        }
        services
            .elsewhere
            .ask(services.matching.clone(), services.relay.clone());
        Ok(services)
    }

    /// A client's way to the services that run so far.
    fn peer(&self, ground: &Ground) -> Peer {
        let routes = finish_grpc(with_grpc_auth(self.routes(), self.keys(ground)));
        peer::in_process(routes, ground.secrets.service_key())
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
    }

    fn keys(&self, ground: &Ground) -> SharedAuthenticator {
        KeyRing {
            service: ground.secrets.service_key().clone(),
            employers: self.intake.as_ref().map(Intake::authenticator),
            people: self.profiles.as_ref().map(Profiles::authenticator),
        }
        .shared()
    }

    fn http(&self) -> axum::Router {
        let mut router = axum::Router::new();
        if let Some(intake) = &self.intake {
            router = router.merge(intake.http());
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
    lifecycle.spawn(
        "readiness",
        watch_store(ground.store.clone(), readiness.clone(), lifecycle.clone()),
    );
    let routes = doors::with_standard(
        with_grpc_auth(services.routes(), services.keys(ground)),
        ground.config.roles.iter(),
    )
    .await?;
    let router = finish(services.http().merge(health_routes(readiness)));
    lifecycle.spawn(
        "grpc",
        serve_grpc(grpc, finish_grpc(routes), lifecycle.stopping()),
    );
    lifecycle.spawn("http", serve_http(http, router, lifecycle.stopping()));
    Ok(())
}

/// How often the store is asked whether it answers.
const CHECK_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

async fn watch_store(
    store: Store,
    readiness: Readiness,
    lifecycle: Lifecycle,
) -> Result<(), anyhow::Error> {
    let stopping = lifecycle.stopping();
    loop {
        let answers = match store.read().await {
            Ok(mut connection) => connection.cursor("readiness", "", 0).await.map(|_| ()),
            Err(error) => Err(error),
        };
        readiness.set(
            "store",
            answers.map_or_else(|error| Ready::no(error.to_string()), |()| Ready::Yes),
        );
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            () = tokio::time::sleep(CHECK_EVERY) => {}
        }
    }
}
