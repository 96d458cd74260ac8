//! A service that watches mailboxes, and what came in by them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use relais_documents::{Confined, Limits};
use relais_domain::Error;
use relais_domain::ids::MailId;
use relais_events::EmbeddedLog;
use relais_intake::mailbox::{Mail, Mails, Outcome};
use relais_intake::{Context, Intake};
use relais_runtime::auth::{
    ApiKey, Authenticator, KeyKind, Principal, WithServiceKey, with_grpc_auth,
};
use relais_runtime::config::Mailbox;
use relais_runtime::lifecycle::Exit;
use relais_runtime::peer::{Peer, in_process};
use relais_runtime::{Config, Lifecycle, Random, SystemClock};
use relais_store::suite::Place;
use relais_store::{Options, Store};
use tonic::service::RoutesBuilder;

/// How long something may take that should come at once, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(20);

/// A running service. It can be stopped and started again on the same data.
pub struct Site {
    pub place: Place,
    config: Arc<Config>,
    /// The relay, where mails are decided on.
    relay: Option<Peer>,
    running: Option<Running>,
}

struct Running {
    store: Store,
    mails: Mails,
    intake: Intake,
    lifecycle: Lifecycle,
}

impl Site {
    /// A site that watches one mailbox.
    pub async fn watching(mailbox: Mailbox) -> Self {
        Self::with(|config| {
            config.mailboxes = BTreeMap::from([("offres".to_owned(), mailbox)]);
        })
        .await
    }

    /// A site of some configuration.
    pub async fn with(configure: impl FnOnce(&mut Config)) -> Self {
        Self::launched(None, configure).await
    }

    /// A site that decides on its mails, joining replies to the cases of this relay.
    pub async fn deciding(relay: Peer, configure: impl FnOnce(&mut Config)) -> Self {
        Self::launched(Some(relay), configure).await
    }

    async fn launched(relay: Option<Peer>, configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        configure(&mut config);
        let mut site = Self {
            place: Place::chosen(),
            config: Arc::new(config),
            relay,
            running: None,
        };
        site.start().await;
        site
    }

    pub async fn start(&mut self) {
        let store = Store::open(self.place.database(), &Options::default()).await;
        let store = store.expect("a store");
        let lifecycle = Lifecycle::new(Duration::from_secs(10));
        let context = Context {
            store: store.clone(),
            log: Arc::new(EmbeddedLog::new(store.clone())),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(Random::from_system()),
            config: self.config.clone(),
            mail_key: [7; 32],
            base_url: "https://relais.example".to_owned(),
        };
        let intake = Intake::start(context, &lifecycle).await.expect("it starts");
        if let Some(relay) = &self.relay {
            // None of these mails carries a document.
            let documents = Confined::new("/bin/false".into(), Limits::default(), 1);
            intake.decide_on_mails(relay.clone(), documents, &lifecycle);
        }
        self.running = Some(Running {
            store,
            mails: intake.mails().clone(),
            intake,
            lifecycle,
        });
    }

    /// Forgets all that was running, after its threads were stopped where they stood.
    pub fn crashed(&mut self) {
        self.running = None;
    }

    /// The types of the events in the log, oldest first.
    pub async fn events(&self) -> Vec<String> {
        let mut connection = self.running().store.read().await.expect("it answers");
        let events = connection.all_events_after(0, 1_000).await.expect("events");
        events.into_iter().map(|event| event.kind).collect()
    }

    pub async fn stop(&mut self) {
        let running = self.running.take().expect("it runs");
        running.lifecycle.stop();
        let exit = running.lifecycle.run_until(std::future::pending).await;
        assert_eq!(exit, Exit::Clean);
        running.store.close().await;
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("it runs")
    }

    /// The gRPC door, as another part of the system calls it.
    pub fn service(&self) -> Peer {
        let key = ApiKey::generate(KeyKind::Service, &Random::from_seed(1));
        let mut routes = RoutesBuilder::default();
        self.running().intake.grpc(&mut routes);
        let keys = WithServiceKey::new(&key, Nobody);
        in_process(with_grpc_auth(routes.routes(), Arc::new(keys)), &key)
    }

    pub fn mails(&self) -> &Mails {
        &self.running().mails
    }

    /// The mails that wait to be understood.
    pub async fn waiting(&self) -> Vec<Mail> {
        self.mails().waiting(None, 100_000).await.expect("mails")
    }

    /// The mails that wait, once there are so many.
    pub async fn once_waiting(&self, count: usize) -> Vec<Mail> {
        until("mails have come", async || {
            let mails = self.waiting().await;
            (mails.len() == count).then_some(mails)
        })
        .await
    }

    /// The original of a mail, as text.
    pub async fn original(&self, mail: MailId) -> String {
        let original = self.mails().original(mail).await.expect("it opens");
        String::from_utf8(original.expect("it is kept")).expect("a text")
    }

    /// Decides on a mail as the one would who understands it.
    pub async fn decide(&self, mail: MailId, outcome: Outcome) {
        let write = self
            .running()
            .store
            .write(move |tx| Box::pin(async move { Mails::decide(tx, mail, &outcome).await }));
        write.await.expect("decided");
        self.mails().announce();
    }
}

/// Nobody but the service itself has a key.
struct Nobody;

#[async_trait::async_trait]
impl Authenticator for Nobody {
    async fn authenticate(&self, _: &ApiKey) -> Result<Option<Principal>, Error> {
        Ok(None)
    }
}

/// Waits until `look` finds something.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
    found
        .await
        .unwrap_or_else(|_| panic!("waited in vain until {what}"))
}

/// A mail with this subject.
pub fn mail(subject: &str) -> String {
    format!(
        "From: Bâtir SRL <rh@batir.example>\r\nTo: offres@relais.example\r\n\
         Date: Thu, 30 Apr 2026 15:20:00 +0200\r\nSubject: {subject}\r\n\
         Message-ID: <{subject}@batir.example>\r\n\r\nBonjour,\r\nun maçon pour Herstal.\r\n"
    )
}
