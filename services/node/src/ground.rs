//! What every service of a process is built from.

use std::sync::Arc;

use relais_domain::{Entropy, Error};
use relais_intake::Intake;
use relais_matching::Matching;
use relais_profiles::Profiles;
use relais_relay::Relay;
use relais_runtime::peer::Peer;
use relais_runtime::secrets::Secrets;
use relais_runtime::{Config, Lifecycle, Role, SharedClock};

use crate::erasure::Elsewhere;
use crate::storage::{Footing, Storage, is_on_this_machine};

/// Data, log, time, chance, configuration and secrets of one process.
pub struct Ground {
    /// State and log of the services.
    pub storage: Storage,
    /// The clock of all timers.
    pub clock: SharedClock,
    /// Ids and keys are drawn from it.
    pub entropy: Arc<dyn Entropy>,
    /// The configuration.
    pub config: Arc<Config>,
    /// The keys of links and of the system's own parts.
    pub secrets: Secrets,
    /// What links begin with.
    pub base_url: String,
}

impl Ground {
    /// What a service of this process stands on.
    fn footing(&self, role: Role) -> Result<Footing, Error> {
        let footing = self.storage.of(role).cloned();
        footing.ok_or_else(|| Error::internal(format!("{role} has no storage here")))
    }

    /// Starts intake.
    pub async fn intake(&self, lifecycle: &Lifecycle) -> Result<Intake, Error> {
        let Footing { store, log } = self.footing(Role::Intake)?;
        let context = relais_intake::Context {
            store,
            log,
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            config: self.config.clone(),
            mail_key: self.secrets.mail_key(),
            base_url: self.base_url.clone(),
        };
        Intake::start(context, lifecycle).await
    }

    /// Starts profiles; an erasure asks `elsewhere` too.
    pub async fn profiles(&self, elsewhere: Elsewhere) -> Result<Profiles, Error> {
        Profiles::start(relais_profiles::Context {
            store: self.footing(Role::Profiles)?.store,
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            erasure_checks: vec![Arc::new(elsewhere)],
        })
        .await
    }

    /// Starts matching.
    pub async fn matching(&self, lifecycle: &Lifecycle) -> Result<Matching, Error> {
        let Footing { store, log } = self.footing(Role::Matching)?;
        let context = relais_matching::Context {
            store,
            log,
            clock: self.clock.clone(),
            config: self.config.clone(),
        };
        Matching::start(context, lifecycle).await
    }

    /// Starts the relay, which calls the others through `peer`.
    pub async fn relay(&self, lifecycle: &Lifecycle, peer: Peer) -> Result<Relay, Error> {
        let Footing { store, log } = self.footing(Role::Relay)?;
        let context = relais_relay::Context {
            store,
            log,
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            config: self.config.clone(),
            intake: peer.clone(),
            profiles: peer,
            base_url: self.base_url.clone(),
            signer: self.secrets.link_signer(),
            // The lock of the data folder sees to it; a database on a server may have others.
            alone: is_on_this_machine(&self.config),
        };
        Relay::start(context, lifecycle).await
    }
}
