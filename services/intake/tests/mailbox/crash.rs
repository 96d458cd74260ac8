//! A crash between any two steps of taking, deciding on and filing mails repeats nothing that
//! anybody sees.

use std::fs;
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use relais_intake::mailbox::{
    Collector, DropFolderAt, MailKey, Mailbox, MailboxAt, MailboxError, Past, Portion, Shelf,
};
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::{ListAllOffersRequest, ListEmployersRequest, Offer};
use relais_proto::relay::Thread;
use relais_runtime::SystemClock;
use relais_runtime::config::DropFolder;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::deciding::{OFFER, bounce, mail, reply};
use crate::gate::{Gate, Step};
use crate::relay::Relay;
use crate::site::{Site, until};

/// How long the threads of a site that crashes may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// A drop folder that can be stopped at a gate.
struct Gated<M> {
    inner: M,
    gate: Gate,
}

#[async_trait]
impl MailboxAt for Gated<DropFolderAt> {
    async fn open(&self) -> Result<Box<dyn Mailbox>, MailboxError> {
        Ok(Box::new(Gated {
            inner: self.inner.open().await?,
            gate: self.gate.clone(),
        }))
    }
}

#[async_trait]
impl Mailbox for Gated<Box<dyn Mailbox>> {
    async fn leave(&mut self, past: &Past) -> Result<usize, MailboxError> {
        self.inner.leave(past).await
    }

    async fn list(&mut self) -> Result<Vec<MailKey>, MailboxError> {
        let listed = self.inner.list().await?;
        self.gate.pass(Step::Listed).await;
        Ok(listed)
    }

    async fn fetch(&mut self, keys: &[&MailKey]) -> Result<Portion, MailboxError> {
        let fetched = self.inner.fetch(keys).await?;
        self.gate.pass(Step::Fetched).await;
        Ok(fetched)
    }

    async fn file(&mut self, key: &MailKey, shelf: Shelf) -> Result<(), MailboxError> {
        self.gate.pass(Step::Files).await;
        self.inner.file(key, shelf).await?;
        self.gate.pass(Step::Filed).await;
        Ok(())
    }

    async fn wait(&mut self, interrupt: BoxFuture<'_, ()>) -> Result<(), MailboxError> {
        self.inner.wait(interrupt).await
    }
}

/// A site whose threads can be stopped where they stand, as by a loss of power.
struct Fragile {
    site: Site,
    relay: Relay,
    gate: Gate,
    folder: TempDir,
    threads: Option<Runtime>,
}

impl Fragile {
    fn start() -> Self {
        let gate = Gate::default();
        let relay = Relay::behind(gate.clone());
        let threads = threads();
        let site = threads.block_on(Site::deciding(relay.peer(), |_| {}));
        let fragile = Self {
            site,
            relay,
            gate,
            folder: tempfile::tempdir().expect("a folder"),
            threads: Some(threads),
        };
        fragile.watch();
        fragile
    }

    /// Watches the folder.
    fn watch(&self) {
        let inner = DropFolderAt {
            folder: DropFolder {
                path: self.folder.path().to_owned(),
                poll: Duration::from_millis(20),
            },
            max_bytes: 1 << 20,
            clock: std::sync::Arc::new(SystemClock),
        };
        let collector = Collector {
            name: "offres".to_owned(),
            at: Box::new(Gated {
                inner,
                gate: self.gate.clone(),
            }),
            mails: self.site.mails().clone(),
        };
        self.threads()
            .spawn(collector.run(CancellationToken::new()));
    }

    fn threads(&self) -> &Runtime {
        self.threads.as_ref().expect("it runs")
    }

    fn crash(&mut self) {
        let threads = self.threads.take().expect("it runs");
        threads.shutdown_timeout(PATIENCE);
        self.site.crashed();
    }

    fn start_again(&mut self) {
        let threads = threads();
        threads.block_on(self.site.start());
        self.threads = Some(threads);
        self.watch();
    }

    fn put(&self, name: &str, text: &str) {
        let draft = self.folder.path().join(format!(".{name}"));
        fs::write(&draft, text).expect("written");
        fs::rename(draft, self.folder.path().join(format!("{name}.eml"))).expect("renamed");
    }

    fn once_filed(&self, shelf: &str, count: usize) {
        let folder = self.folder.path().join(shelf);
        let what = format!("{count} mails lie in {shelf}");
        self.threads().block_on(until(&what, async || {
            (files(&folder) == count).then_some(())
        }));
    }

    fn offers(&self) -> Vec<Offer> {
        let mut employers = EmployersClient::new(self.site.service());
        let all = employers.list_all_offers(ListAllOffersRequest::default());
        let all = self.threads().block_on(all).expect("a list");
        all.into_inner().offers
    }
}

fn threads() -> Runtime {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    let threads = threads.worker_threads(2).enable_all().build();
    threads.expect("threads")
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// A site with an offer whose case the relay knows.
fn with_a_case() -> Fragile {
    let here = Fragile::start();
    here.put("macon", &mail("macon", "", OFFER));
    here.once_filed("offers", 1);
    let offer = here.offers().remove(0);
    here.relay.knows(Thread {
        case_ref: offer.case_ref,
        offer_id: offer.offer_id,
        employer_id: offer.employer_id,
        sender_known: true,
        link: "message".to_owned(),
        ..Thread::default()
    });
    here
}

#[test]
fn a_crash_between_any_two_steps_repeats_nothing_that_anybody_sees() {
    for step in Step::ALL {
        let mut here = with_a_case();
        here.gate.shut_at(Some(step));
        here.put("bounce", &bounce());
        here.put("re", &reply("re", "C'est à Seraing, pas Herstal.\r\n"));
        here.put(
            "soudeur",
            &mail("soudeur", "", &OFFER.replace("maçon", "soudeur")),
        );
        here.threads().block_on(here.gate.reached());
        here.crash();
        here.gate.shut_at(None);
        here.start_again();
        here.once_filed("offers", 2);
        here.once_filed("replies", 1);
        here.once_filed("ignored", 1);
        everything_happened_once(&here, step);
    }
}

fn everything_happened_once(here: &Fragile, step: Step) {
    let mut versions: Vec<u64> = here.offers().iter().map(|offer| offer.version).collect();
    versions.sort_unstable();
    assert_eq!(versions, [1, 2], "stopped at {step:?}");
    let events = here.threads().block_on(here.site.events());
    let expected = ["submitted", "amended", "submitted"];
    let mut expected = expected.map(|what| format!("relais.offer.{what}.v1"));
    let mut events = events;
    expected.sort();
    events.sort();
    assert_eq!(events, expected, "stopped at {step:?}");
    let joined = here.relay.joined();
    let joined: Vec<bool> = joined.iter().map(|joined| joined.corrected).collect();
    assert_eq!(joined, [true], "stopped at {step:?}");
    assert_eq!(here.relay.bounces().len(), 1, "stopped at {step:?}");
    let mut employers = EmployersClient::new(here.site.service());
    let all = employers.list_employers(ListEmployersRequest::default());
    let all = here.threads().block_on(all).expect("a list").into_inner();
    assert_eq!(all.employers.len(), 1, "stopped at {step:?}");
    let left = files(here.folder.path());
    assert_eq!(left, 3, "only the folders are left, stopped at {step:?}");
}
