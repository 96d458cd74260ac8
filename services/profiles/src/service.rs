//! The service as a whole.

use std::sync::Arc;

use jiff::SignedDuration;
use relais_domain::entropy::Entropy;
use relais_domain::{Clock, Error};
use relais_proto::profiles::directory_server::DirectoryServer;
use relais_proto::profiles::profiles_server::ProfilesServer;
use relais_runtime::SharedClock;
use relais_runtime::auth::{AuthCache, SharedAuthenticator};
use relais_store::Store;
use tonic::service::RoutesBuilder;

use crate::ErasureCheck;
use crate::clean::Setting;
use crate::grpc::{DirectoryDoor, ProfilesDoor};
use crate::store::MIGRATIONS;
use crate::use_cases::keys::WorkerKeys;

/// How long a key is known before it is looked up again: the longest that one whose grace is over
/// still opens the door.
const KEYS_KNOWN_FOR: SignedDuration = SignedDuration::from_secs(5);
const KEYS_KNOWN: usize = 10_000;

/// What the service needs from the process it runs in.
pub struct Context {
    /// Where its tables and its events are.
    pub store: Store,
    /// The present instant.
    pub clock: SharedClock,
    /// Ids and keys are drawn from it.
    pub entropy: Arc<dyn Entropy>,
    /// What else in the process knows candidates, asked after each erasure.
    pub erasure_checks: Vec<Arc<dyn ErasureCheck>>,
}

/// Candidates, organisations and workers. Cheap to clone.
#[derive(Clone)]
pub struct Profiles {
    inner: Arc<Inner>,
}

struct Inner {
    context: Context,
    keys: Arc<AuthCache<WorkerKeys>>,
}

impl Profiles {
    /// Brings the tables to the newest version. The service has no tasks of its own.
    ///
    /// # Errors
    /// Where the store cannot be written or holds the data of a newer program.
    pub async fn start(context: Context) -> Result<Self, Error> {
        context.store.migrate("profiles", MIGRATIONS).await?;
        let clock: Arc<dyn Clock> = context.clock.clone();
        let keys = WorkerKeys::new(context.store.clone(), clock.clone());
        let keys = AuthCache::new(keys, clock, KEYS_KNOWN_FOR, KEYS_KNOWN);
        Ok(Self {
            inner: Arc::new(Inner {
                context,
                keys: Arc::new(keys),
            }),
        })
    }

    /// Adds the services `Profiles` and `Directory`.
    pub fn grpc(&self, routes: &mut RoutesBuilder) {
        routes
            .add_service(ProfilesServer::new(ProfilesDoor(self.clone())))
            .add_service(DirectoryServer::new(DirectoryDoor(self.clone())));
    }

    /// Knows the keys of workers, SPOCs and coordinators.
    pub fn authenticator(&self) -> SharedAuthenticator {
        self.inner.keys.clone()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.context.store
    }

    pub(crate) fn clock(&self) -> &SharedClock {
        &self.inner.context.clock
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.inner.context.entropy
    }

    pub(crate) fn erasure_checks(&self) -> &[Arc<dyn ErasureCheck>] {
        &self.inner.context.erasure_checks
    }

    /// Forgets who holds which key, as after one was revoked.
    pub(crate) fn forget_keys(&self) {
        self.inner.keys.invalidate_all();
    }

    /// What the rules look at, now, for a request by `caller`.
    pub(crate) fn setting(&self, caller: &str) -> Result<Setting, Error> {
        Setting::new(self.clock().now(), caller)
    }
}
