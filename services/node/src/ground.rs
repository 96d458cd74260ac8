//! What every service of a process is built from.

use std::sync::Arc;

use relais_domain::{Entropy, Error};
use relais_events::EventLog;
use relais_intake::Intake;
use relais_matching::Matching;
use relais_profiles::Profiles;
use relais_relay::Relay;
use relais_runtime::peer::Peer;
use relais_runtime::secrets::Secrets;
use relais_runtime::{Config, Lifecycle, SharedClock};
use relais_store::Store;

use crate::erasure::Elsewhere;

/// Data, log, time, chance, configuration and secrets of one process.
pub struct Ground {
    /// The store of all services.
    pub store: Store,
    /// Its log.
    pub log: Arc<dyn EventLog>,
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
    /// Starts intake.
    pub async fn intake(&self, lifecycle: &Lifecycle) -> Result<Intake, Error> {
        let context = relais_intake::Context {
            store: self.store.clone(),
            log: self.log.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            config: self.config.clone(),
            base_url: self.base_url.clone(),
        };
        Intake::start(context, lifecycle).await
    }

    /// Starts profiles; an erasure asks `elsewhere` too.
    pub async fn profiles(&self, elsewhere: Elsewhere) -> Result<Profiles, Error> {
        Profiles::start(relais_profiles::Context {
            store: self.store.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            erasure_checks: vec![Arc::new(elsewhere)],
        })
        .await
    }

    /// Starts matching.
    pub async fn matching(&self, lifecycle: &Lifecycle) -> Result<Matching, Error> {
        let context = relais_matching::Context {
            store: self.store.clone(),
            log: self.log.clone(),
            clock: self.clock.clone(),
            config: self.config.clone(),
        };
        Matching::start(context, lifecycle).await
    }

    /// Starts the relay, which calls the others through `peer`.
    pub async fn relay(&self, lifecycle: &Lifecycle, peer: Peer) -> Result<Relay, Error> {
        let context = relais_relay::Context {
            store: self.store.clone(),
            log: self.log.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            config: self.config.clone(),
            intake: peer.clone(),
            profiles: peer,
            base_url: self.base_url.clone(),
            signer: self.secrets.link_signer(),
            // The lock of the data folder sees to it.
            alone: true,
        };
        Relay::start(context, lifecycle).await
    }
}
