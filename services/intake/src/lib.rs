//! Employers, their keys and webhooks, and the offers that they send by REST and gRPC.
//!
//! An offer is cleaned ([`content`]), understood ([`understand`]) and given its due instant before
//! it is written; the write is one insert and one event. Whatever is not the employer's mistake
//! is accepted: an offer that maps to nothing in the taxonomy is relayed all the same.

pub mod content;
mod decide;
mod due;
mod events;
mod feeds;
mod grpc;
pub mod jobposting;
mod keys;
pub mod mailbox;
mod mailboxes;
mod offer;
mod progress;
mod rest;
mod store;
mod understand;
mod use_cases;
mod watchers;

use std::sync::Arc;

use relais_documents::Confined;
use relais_domain::{Entropy, Error};
use relais_events::{Consumer, EventLog, Handler, Repair, topics};
use relais_runtime::auth::{AuthCache, SharedAuthenticator};
use relais_runtime::peer::Peer;
use relais_runtime::{Config, Lifecycle, SharedClock};
use relais_store::Store;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use offer::Channel;
pub use store::MIGRATIONS;
pub use understand::understand;

use decide::Decider;
use due::DueRule;
use feeds::pull::Fetcher;
use keys::Keys;
use mailbox::{Mails, Sealer};
use progress::Progress;
use watchers::Watchers;

/// The name of the cursors.
const CONSUMER: &str = "intake";

/// What the service runs on.
pub struct Context {
    /// Where its tables are.
    pub store: Store,
    /// Where it follows cases.
    pub log: Arc<dyn EventLog>,
    /// What time it is.
    pub clock: SharedClock,
    /// Where ids, keys and secrets are drawn.
    pub entropy: Arc<dyn Entropy>,
    /// Limits, the calendar, and what a webhook may point to.
    pub config: Arc<Config>,
    /// Encrypts the originals of mails.
    pub mail_key: [u8; 32],
    /// The address at which employers reach the REST door, without a slash at the end.
    pub base_url: String,
}

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: SharedClock,
    entropy: Arc<dyn Entropy>,
    config: Arc<Config>,
    base_url: String,
    due: DueRule,
    keys: Arc<AuthCache<Keys>>,
    watchers: Watchers,
    fetcher: Fetcher,
    /// Wakes those who pull feeds.
    feed_due: Notify,
    mails: Mails,
    stopping: CancellationToken,
}

impl Intake {
    /// Brings the tables to the newest version and begins to follow cases.
    ///
    /// # Errors
    /// `InvalidInput` for a calendar that is not sound; those of the store.
    pub async fn start(context: Context, lifecycle: &Lifecycle) -> Result<Self, Error> {
        let due = DueRule::of(&context.config.calendar)?;
        context.store.migrate("intake", store::MIGRATIONS).await?;
        let keys = Keys::remembered(context.store.clone(), context.clock.clone());
        let watchers = Watchers::default();
        let consumer = Consumer {
            name: CONSUMER,
            topic: topics::CASES,
            after: None,
            store: context.store.in_background(),
            log: context.log,
            handler: Arc::new(Progress {
                watchers: watchers.clone(),
            }),
        };
        lifecycle.spawn_behind("intake: follow cases", consumer.run(lifecycle.stopping()));
        let mails = Mails::new(
            context.store.clone(),
            context.clock.clone(),
            context.entropy.clone(),
            Sealer::new(&context.mail_key),
        );
        mailboxes::start(&context.config, &mails, lifecycle).await?;
        let inner = Inner {
            fetcher: Fetcher::new(&context.config.feeds),
            store: context.store,
            clock: context.clock,
            entropy: context.entropy,
            config: context.config,
            base_url: context.base_url,
            due,
            keys: Arc::new(keys),
            watchers,
            feed_due: Notify::new(),
            mails,
            stopping: lifecycle.stopping(),
        };
        let intake = Self {
            inner: Arc::new(inner),
        };
        for _ in 0..feeds::pull::AT_A_TIME {
            lifecycle.spawn_behind("intake: pull feeds", feeds::pull::run(intake.clone()));
        }
        Ok(intake)
    }

    /// Adds the gRPC services of employers and for employers. The caller puts the layer that asks
    /// for keys around them.
    pub fn grpc(&self, routes: &mut tonic::service::RoutesBuilder) {
        grpc::add(self, routes);
    }

    /// The REST routes. Those that need an employer's key ask for it; `everybody` knows the keys
    /// of those who answer employers too.
    pub fn http(&self, everybody: SharedAuthenticator) -> axum::Router {
        rest::router(self, everybody)
    }

    /// The mails that came in.
    pub fn mails(&self) -> &Mails {
        &self.inner.mails
    }

    /// Begins to decide on the mails that come in: replies are joined to their cases by way of
    /// `relay`, documents are read by `documents`.
    pub fn decide_on_mails(&self, relay: Peer, documents: Confined, lifecycle: &Lifecycle) {
        let decider = Decider::new(self.clone(), relay, Arc::new(documents));
        lifecycle.spawn_behind("intake: decide on mails", decider.run(lifecycle.stopping()));
    }

    /// What could not be taken in of the log.
    pub fn repair(&self) -> Repair {
        let watchers = self.inner.watchers.clone();
        let progress: Arc<dyn Handler> = Arc::new(Progress { watchers });
        Repair::new(
            CONSUMER,
            self.inner.store.clone(),
            [(topics::CASES, progress)],
        )
    }

    /// Knows the keys of employers.
    pub fn authenticator(&self) -> SharedAuthenticator {
        self.inner.keys.clone()
    }
}
