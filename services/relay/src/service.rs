//! The relay as a whole: what it is given, what it runs, and how a case is changed.

use std::sync::Arc;

use jiff::Timestamp;
use relais_domain::case::{Case, Command};
use relais_domain::ids::{CaseRef, OfferId};
use relais_domain::{Entropy, Error};
use relais_events::{EventLog, Repair};
use relais_runtime::peer::Peer;
use relais_runtime::signed::LinkSigner;
use relais_runtime::telemetry::current_traceparent;
use relais_runtime::{Config, Lifecycle, SharedClock};
use relais_store::{Store, Tx};
use tokio::sync::Notify;

use crate::calendars::Calendars;
use crate::directory::Directory;
use crate::outgoing::{Composer, Courier, OutgoingContext, ReplyAddresses, Sources};
use crate::record::{Enclosed, Recorder};
use crate::store::{self, NewNote, StoredCase};
use crate::{clock, follow, gauges, links};

/// What the relay is given.
pub struct Context {
    /// Where cases are kept.
    pub store: Store,
    /// The log that it follows.
    pub log: Arc<dyn EventLog>,
    /// The time.
    pub clock: SharedClock,
    /// Random numbers for ids and links.
    pub entropy: Arc<dyn Entropy>,
    /// Calendars, mail and webhooks.
    pub config: Arc<Config>,
    /// Offers, and how to reach their employers.
    pub intake: Peer,
    /// Organisations, workers and what candidates share.
    pub profiles: Peer,
    /// What links in mails begin with, without a slash at the end.
    pub base_url: String,
    /// Signs the links in mails.
    pub signer: LinkSigner,
    /// No other process works on this store, so that what an earlier one had begun to send is
    /// taken over at once.
    pub alone: bool,
}

/// The relay. Cheap to clone.
#[derive(Clone)]
pub struct Relay {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: SharedClock,
    entropy: Arc<dyn Entropy>,
    calendars: Calendars,
    directory: Directory,
    courier: Courier,
    changed: Notify,
}

/// What somebody wants of a case, with what is kept beside the events.
pub(crate) struct Deed {
    pub(crate) command: Command,
    pub(crate) enclosed: Enclosed,
}

impl Deed {
    /// A command and the words that go with it.
    pub(crate) fn with_note(command: Command, note: Option<NewNote>) -> Self {
        let enclosed = Enclosed { note, tutor: None };
        Self { command, enclosed }
    }
}

impl From<Command> for Deed {
    fn from(command: Command) -> Self {
        Self {
            command,
            enclosed: Enclosed::default(),
        }
    }
}

impl Relay {
    /// Brings the tables up to date and starts what runs by itself: the consumers, the clock and
    /// the courier.
    ///
    /// # Errors
    /// Where the storage fails, or the configuration of calendars or mail cannot be used.
    pub async fn start(context: Context, lifecycle: &Lifecycle) -> Result<Self, Error> {
        context.store.migrate("relay", store::MIGRATIONS).await?;
        let courier = Courier::new(OutgoingContext {
            store: context.store.clone(),
            clock: context.clock.clone(),
            entropy: context.entropy.clone(),
            config: context.config.clone(),
            intake: context.intake,
            profiles: context.profiles.clone(),
            base_url: context.base_url,
            signer: Arc::new(context.signer),
            alone: context.alone,
        })?;
        if context.alone {
            courier.take_over().await?;
        }
        let relay = Self {
            inner: Arc::new(Inner {
                calendars: Calendars::new(&context.config.calendar)?,
                store: context.store,
                clock: context.clock,
                entropy: context.entropy,
                directory: Directory::new(context.profiles),
                courier,
                changed: Notify::new(),
            }),
        };
        relay.run(&context.log, lifecycle);
        Ok(relay)
    }

    fn run(&self, log: &Arc<dyn EventLog>, lifecycle: &Lifecycle) {
        for (task, consumer) in follow::consumers(self, log) {
            lifecycle.spawn_behind(task, consumer.run(lifecycle.stopping()));
        }
        lifecycle.spawn(
            "relay.clock",
            clock::run(self.clone(), lifecycle.stopping()),
        );
        lifecycle.spawn_behind(
            "relay.courier",
            self.inner.courier.clone().run(lifecycle.stopping()),
        );
        lifecycle.spawn(
            "relay.gauges",
            gauges::run(self.clone(), lifecycle.stopping()),
        );
        let (relay, stop) = (self.clone(), lifecycle.stopping());
        lifecycle.spawn("relay.directory", async move {
            relay.directory().run(relay.inner.clock.clone(), stop).await;
            Ok::<(), Error>(())
        });
    }

    /// What could not be taken in of the log.
    pub fn repair(&self) -> Repair {
        follow::repair(self)
    }

    /// The pages behind the links in mails. They need no account: the link is the key.
    pub fn http(&self) -> axum::Router {
        links::routes(Arc::new(self.clone()), &self.inner.courier)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn clock(&self) -> &SharedClock {
        &self.inner.clock
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        self.inner.entropy.as_ref()
    }

    pub(crate) fn calendars(&self) -> &Calendars {
        &self.inner.calendars
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.inner.directory
    }

    /// What mails and pages about cases are made from.
    pub(crate) fn composer(&self) -> &Composer {
        self.inner.courier.composer()
    }

    /// Where the content of mails comes from.
    pub(crate) fn sources(&self) -> &Sources {
        self.composer().sources()
    }

    /// The addresses by which cases are found.
    pub(crate) fn reply_addresses(&self) -> &ReplyAddresses {
        self.composer().reply_addresses()
    }

    /// Writes changes down that are made `now`, in the current trace; where nobody traces here,
    /// in the one that was handed on.
    pub(crate) fn recorder(&self, now: Timestamp, traceparent: Option<String>) -> Recorder<'_> {
        let traceparent = current_traceparent().or(traceparent);
        Recorder {
            entropy: self.entropy(),
            now,
            traceparent,
        }
    }

    /// Ends when a case has been changed.
    pub(crate) async fn woken(&self) {
        self.inner.changed.notified().await;
    }

    /// Tells the clock and the courier of a committed change.
    pub(crate) fn wake(&self) {
        self.inner.changed.notify_one();
        self.wake_courier();
    }

    pub(crate) fn wake_courier(&self) {
        self.inner.courier.wake();
    }

    /// The offer that a caller names by its id or by the reference of its case.
    pub(crate) async fn find(&self, case: &str) -> Result<OfferId, Error> {
        if let Ok(offer) = case.parse::<OfferId>() {
            return Ok(offer);
        }
        let reference: CaseRef = case.parse().map_err(|_| {
            let remedy = "give the offer's id, or the reference like LG-7K3M-9QXD-2";
            Error::invalid_field("/case", "is neither an id nor a reference", remedy)
        })?;
        let found = store::find_by_reference(&mut self.store().read().await?, reference).await?;
        found.ok_or_else(|| Error::not_found("case"))
    }

    /// The case of an offer.
    pub(crate) async fn load(&self, offer: OfferId) -> Result<Case, Error> {
        let case = store::load_case(&mut self.store().read().await?, offer).await?;
        case.ok_or_else(|| Error::not_found("case"))
    }

    /// Does to a case what `deed` makes of its present state, and returns the case as it is then.
    pub(crate) async fn perform<F>(&self, offer: OfferId, deed: F) -> Result<Case, Error>
    where
        F: FnOnce(&Case) -> Result<Deed, Error> + Send + 'static,
    {
        let relay = self.clone();
        let case = self
            .store()
            .write(move |tx| Box::pin(async move { relay.perform_in(tx, offer, deed).await }))
            .await?;
        self.wake();
        Ok(case)
    }

    /// As [`perform`](Self::perform), inside a transaction.
    pub(crate) async fn perform_in<F>(
        &self,
        tx: &mut Tx,
        offer: OfferId,
        deed: F,
    ) -> Result<Case, Error>
    where
        F: FnOnce(&Case) -> Result<Deed, Error> + Send,
    {
        let found = store::load_stored(tx, offer).await?;
        let before: StoredCase = found.ok_or_else(|| Error::not_found("case"))?;
        let Deed { command, enclosed } = deed(&before.case)?;
        let now = self.now();
        let calendar = self.calendars().of(&before.case.opening.rule);
        let events = before.case.decide(command, now, calendar)?;
        let changed = self
            .recorder(now, None)
            .change(tx, &before, &events, now, &enclosed)
            .await?;
        let after =
            changed.ok_or_else(|| Error::conflict("the case has changed meanwhile: try again"))?;
        Ok(after.case)
    }
}
