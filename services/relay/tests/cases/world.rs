//! A relay on a store of its own, with events to follow, people who call and a clock that stands
//! still until it is moved.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::calendar::{CalendarRule, WorkingCalendar};
use relais_domain::clock::to_micros;
use relais_domain::ids::{CandidateId, CaseRef, EmployerId, OfferId, WorkerId};
use relais_domain::{Clock as _, Entropy as _, Error};
use relais_events::{DeadLetter, EmbeddedLog, NewEvent, Topic, dead_letters, topics};
use relais_proto::events as proto;
use relais_proto::events::case_changed::What;
use relais_proto::relay::outbox_client::OutboxClient;
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{Case, GetCaseRequest, ListMessagesRequest};
use relais_relay::{Context, Relay};
use relais_runtime::auth::{ApiKey, Authenticator, KeyKind, Principal, with_grpc_auth};
use relais_runtime::config::{Folder, MailTransport};
use relais_runtime::door::from_status;
use relais_runtime::peer::{Peer, in_process};
use relais_runtime::signed::LinkSigner;
use relais_runtime::{Config, Lifecycle, ManualClock, Random};
use relais_store::suite::Place;
use relais_store::{Options, Store, args};
use tonic::service::RoutesBuilder;
use uuid::Uuid;

use crate::intake;
use crate::profiles::{Profiles, organisation, worker};

/// Thursday before a long weekend: due on Wednesday 6 May at 15:20.
pub const THURSDAY: &str = "2026-04-30T15:20:00+02";
pub const DUE: &str = "2026-05-06T15:20:00+02";

/// Where employers answer.
const REPLY_ADDRESS: &str = "offres+{case}@relais.example";

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct World {
    pub store: Store,
    pub clock: ManualClock,
    pub relay: Relay,
    pub profiles: Profiles,
    config: Arc<Config>,
    entropy: Arc<Random>,
    lifecycle: Lifecycle,
    _place: Place,
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn spoc() -> WorkerId {
    WorkerId(Uuid::from_u128(0x3ff))
}

/// Knows every key by the letter of its kind.
struct EveryKey;

#[tonic::async_trait]
impl Authenticator for EveryKey {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        let principals = PEOPLE.iter().map(|person| (*person, person.principal()));
        let found = principals
            .into_iter()
            .find(|(person, _)| person.key().hash() == key.hash());
        Ok(found.map(|(_, principal)| principal))
    }
}

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    WorkerOf(u8),
    Spoc,
    Coordinator,
    Employer,
    Service,
}

const PEOPLE: &[Person] = &[
    Person::WorkerOf(0),
    Person::WorkerOf(1),
    Person::Spoc,
    Person::Coordinator,
    Person::Employer,
    Person::Service,
];

impl Person {
    fn principal(self) -> Principal {
        match self {
            Self::WorkerOf(of) => Principal::Worker {
                id: worker(of),
                organisation: organisation(of),
            },
            Self::Spoc => Principal::Spoc(spoc()),
            Self::Coordinator => Principal::Coordinator(WorkerId(Uuid::from_u128(0x3fe))),
            Self::Employer => Principal::Employer(employer()),
            Self::Service => Principal::Service,
        }
    }

    fn key(self) -> ApiKey {
        let (kind, seed) = match self {
            Self::WorkerOf(of) => (KeyKind::Worker, of.into()),
            Self::Spoc => (KeyKind::Spoc, 100),
            Self::Coordinator => (KeyKind::Coordinator, 101),
            Self::Employer => (KeyKind::Employer, 102),
            Self::Service => (KeyKind::Service, 103),
        };
        ApiKey::generate(kind, &Random::from_seed(seed))
    }
}

fn employer() -> EmployerId {
    EmployerId(Uuid::from_u128(2))
}

impl World {
    /// It is Thursday, and nothing has happened yet.
    pub async fn new() -> Self {
        let place = Place::chosen();
        let store = Store::open(place.database(), &Options::default())
            .await
            .expect("a store");
        let clock = ManualClock::new(instant(THURSDAY));
        let mut config = Config {
            data_dir: place.path().to_owned(),
            ..Config::default()
        };
        "offres@relais.example".clone_into(&mut config.mail.from_address);
        config.mail.reply_address = Some(REPLY_ADDRESS.to_owned());
        config.mail.transport = MailTransport::Folder(Folder {
            path: place.path().join("mail-out"),
        });
        let entropy = Arc::new(Random::from_seed(7));
        let (profiles, config) = (Profiles::default(), Arc::new(config));
        let lifecycle = Lifecycle::new(Duration::from_secs(1));
        let relay = start(&store, &clock, &config, &entropy, &profiles, &lifecycle).await;
        Self {
            store,
            clock,
            relay,
            profiles,
            config,
            entropy,
            lifecycle,
            _place: place,
        }
    }

    /// A second instance on the same store.
    pub async fn another_relay(&self) -> Relay {
        let Self {
            store,
            clock,
            config,
            entropy,
            profiles,
            lifecycle,
            ..
        } = self;
        start(store, clock, config, entropy, profiles, lifecycle).await
    }

    /// From now on no mail can be sent: they wait.
    pub fn hold_mails(&self) {
        let folder = self.config.data_dir.join("mail-out");
        if folder.exists() {
            std::fs::remove_dir_all(&folder).expect("the folder goes");
        }
        std::fs::write(&folder, "").expect("a file in its place");
    }

    /// What a person calls through.
    pub fn door(&self, person: Person) -> Peer {
        let mut routes = RoutesBuilder::default();
        self.relay.grpc(&mut routes);
        in_process(
            with_grpc_auth(routes.routes(), Arc::new(EveryKey)),
            &person.key(),
        )
    }

    pub fn as_(&self, person: Person) -> RelayClient<Peer> {
        RelayClient::new(self.door(person))
    }

    /// The case of an offer as a person sees it.
    pub async fn case(&self, person: Person, offer: OfferId) -> Result<Case, Error> {
        let request = GetCaseRequest {
            case: offer.to_string(),
        };
        let answer = self.as_(person).get_case(request).await;
        answer
            .map(tonic::Response::into_inner)
            .map_err(|status| from_status(&status))
    }

    pub async fn append(&self, topic: Topic, kind: &'static str, stream: String, payload: Vec<u8>) {
        let time = self.clock.now();
        let (source, traceparent) = ("relais/test", None);
        let event = NewEvent {
            topic,
            stream,
            kind,
            source,
            time,
            traceparent,
            payload,
        };
        let append = self
            .store
            .write(|tx| Box::pin(async { Ok(tx.append(event).await?) }));
        append.await.expect("an event");
    }

    /// An offer comes in now; returns once its case is open.
    pub async fn submit(&self) -> OfferId {
        self.submit_with(false).await
    }

    pub async fn submit_with(&self, webhook: bool) -> OfferId {
        let (offer, payload) = self.offer(webhook);
        self.open(offer, payload).await
    }

    /// An offer comes in by mail now; returns once its case is open.
    pub async fn submit_from(&self, mail: proto::MailOrigin) -> OfferId {
        let (offer, mut submitted) = self.submitted(false);
        submitted.mail = Some(mail);
        self.open(offer, submitted.encode_to_vec()).await
    }

    async fn open(&self, offer: OfferId, payload: Vec<u8>) -> OfferId {
        let kind = "relais.offer.submitted.v1";
        self.append(topics::OFFERS, kind, offer.to_string(), payload)
            .await;
        self.until("the case is open", async || {
            self.case(Person::Spoc, offer).await.is_ok()
        })
        .await;
        offer
    }

    /// An offer that comes in now, as intake tells of it.
    pub fn offer(&self, webhook: bool) -> (OfferId, Vec<u8>) {
        let (offer, submitted) = self.submitted(webhook);
        (offer, submitted.encode_to_vec())
    }

    fn submitted(&self, webhook: bool) -> (OfferId, proto::OfferSubmitted) {
        let calendar = WorkingCalendar::new(CalendarRule::reading_a()).expect("a sound rule");
        let now = self.clock.now();
        let due = calendar.due(now).expect("long before the year 9999");
        let offer = OfferId::new(now, self.random());
        let share = |permille| to_micros(calendar.share(now, due, permille));
        let submitted = proto::OfferSubmitted {
            offer_id: offer.to_string(),
            employer_id: employer().to_string(),
            case_ref: CaseRef::new(self.random()).to_string(),
            received_at: to_micros(now),
            due_at: to_micros(due),
            rule: Some(proto::Rule {
                id: "A".to_owned(),
                version: 1,
            }),
            warn_at: [500, 750, 900].map(share).to_vec(),
            webhook,
            ..proto::OfferSubmitted::default()
        };
        (offer, submitted)
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// The ranking of an offer: so many candidates of the first organisation.
    pub fn shortlist(&self, offer: OfferId, ranked: u8) -> Vec<u8> {
        let of_first = |n| proto::RankedCandidate {
            candidate_id: crate::profiles::candidate(0, n).to_string(),
            ..proto::RankedCandidate::default()
        };
        let organisation = proto::RankedOrganisation {
            organisation_id: organisation(0).to_string(),
            candidates: (0..ranked).map(of_first).collect(),
        };
        let shortlist = proto::ShortlistComputed {
            offer_id: offer.to_string(),
            computed_at: to_micros(self.clock.now()),
            organisations: vec![organisation],
            ..proto::ShortlistComputed::default()
        };
        shortlist.encode_to_vec()
    }

    /// An offer that has been shown to the organisations.
    pub async fn diffused(&self) -> OfferId {
        let offer = self.submit().await;
        let kind = "relais.shortlist.computed.v1";
        let payload = self.shortlist(offer, 2);
        self.append(topics::SHORTLISTS, kind, offer.to_string(), payload)
            .await;
        self.until_told(offer, "diffused").await;
        offer
    }

    pub async fn withdraw(&self, offer: OfferId) {
        let withdrawn_at = to_micros(self.clock.now());
        let withdrawn = proto::OfferWithdrawn {
            offer_id: offer.to_string(),
            withdrawn_at,
        };
        let kind = "relais.offer.withdrawn.v1";
        let payload = withdrawn.encode_to_vec();
        self.append(topics::OFFERS, kind, offer.to_string(), payload)
            .await;
    }

    /// Intake tells that an offer left its feed, and asks for the time `question`.
    pub async fn miss(&self, offer: OfferId, question: u32) {
        let missed = proto::OfferMissed {
            offer_id: offer.to_string(),
            missed_at: to_micros(self.clock.now()),
            question,
        };
        let kind = "relais.offer.missed.v1";
        self.append(
            topics::OFFERS,
            kind,
            offer.to_string(),
            missed.encode_to_vec(),
        )
        .await;
    }

    /// Intake tells that an offer is in its feed again.
    pub async fn reappear(&self, offer: OfferId) {
        let reappeared = proto::OfferReappeared {
            offer_id: offer.to_string(),
            reappeared_at: to_micros(self.clock.now()),
        };
        let kind = "relais.offer.reappeared.v1";
        self.append(
            topics::OFFERS,
            kind,
            offer.to_string(),
            reappeared.encode_to_vec(),
        )
        .await;
    }

    /// Profiles erases a candidate and tells so with a tombstone.
    pub async fn erase(&self, candidate: CandidateId) {
        self.profiles.erase(candidate);
        let kind = "relais.candidate.erased.v1";
        self.append(topics::CANDIDATES, kind, candidate.to_string(), Vec::new())
            .await;
    }

    /// What the log tells of an offer's case, in order.
    pub async fn told(&self, offer: OfferId) -> Vec<proto::CaseChanged> {
        let mut reader = self.store.read().await.expect("a reader");
        let events = reader
            .events_after("relais.cases", 0, 10_000)
            .await
            .expect("events");
        let decoded = events.iter().map(|event| {
            let changed = proto::CaseChanged::decode(event.payload.as_slice()).expect("an event");
            (event.stream.clone(), changed)
        });
        let id = offer.to_string();
        decoded
            .filter(|(stream, _)| *stream == id)
            .map(|(_, changed)| changed)
            .collect()
    }

    /// The kinds of what the log tells of an offer's case, in order.
    pub async fn kinds(&self, offer: OfferId) -> Vec<&'static str> {
        self.told(offer).await.iter().map(kind).collect()
    }

    pub async fn until_told(&self, offer: OfferId, what: &'static str) {
        let told = async || self.kinds(offer).await.contains(&what);
        self.until(what, told).await;
    }

    /// The address to which the employer answers about an offer, as a mail that was sent says.
    pub fn reply_to(&self, offer: OfferId) -> String {
        let mails = std::fs::read_dir(self.config.data_dir.join("mail-out")).expect("mails");
        let mails = mails.map(|entry| std::fs::read(entry.expect("an entry").path()));
        let parser = mail_parser::MessageParser::default();
        let is_of = format!("offer.{offer}@relais.example");
        let found = mails.into_iter().find_map(|bytes| {
            let bytes = bytes.expect("a mail");
            let mail = parser.parse(&bytes)?;
            let to = mail.reply_to()?.first()?.address()?.to_owned();
            (mail.message_id() == Some(&is_of)).then_some(to)
        });
        found.expect("a mail about the offer")
    }

    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock and lets everything fire that is due.
    pub async fn clock_to(&self, now: Timestamp) {
        self.clock.set(now);
        let due = async || {
            let sql = "SELECT COUNT(*) FROM relay_cases WHERE next_timer_at <= $1";
            self.count(sql, vec![now.into()]).await == 0
        };
        self.until("nothing is due", due).await;
    }

    pub async fn count(&self, sql: &'static str, values: Vec<relais_store::Value>) -> i64 {
        let mut reader = self.store.read().await.expect("a reader");
        let row = reader.fetch_one(sql, values).await.expect("a count");
        row.get(0).expect("a number")
    }

    /// What the relay could not take in.
    pub async fn dead_letters(&self) -> Vec<DeadLetter> {
        let mut reader = self.store.read().await.expect("a reader");
        dead_letters(&mut reader, 10)
            .await
            .expect("the dead letters")
    }

    /// The messages of an offer as `purpose to-whom means`, in order.
    pub async fn messages(&self, offer: OfferId) -> Vec<String> {
        let mut reader = self.store.read().await.expect("a reader");
        let sql = "SELECT purpose || ' ' || recipient || ' ' || means FROM relay_messages
                   WHERE offer_id = $1 ORDER BY message_id";
        let rows = reader.fetch(sql, args![offer]).await.expect("messages");
        rows.iter().map(|row| row.get(0).expect("text")).collect()
    }

    /// How many messages for a purpose an offer has, as the door tells.
    pub async fn messages_for(&self, offer: OfferId, purpose: &str) -> usize {
        let request = ListMessagesRequest {
            offer_id: offer.to_string(),
            limit: 1000,
        };
        let answer = OutboxClient::new(self.door(Person::Spoc))
            .list_messages(request)
            .await;
        let messages = answer.expect("the queue").into_inner().messages;
        messages
            .iter()
            .filter(|message| message.purpose == purpose)
            .count()
    }

    /// Waits for something that must come.
    pub async fn until(&self, what: &str, come: impl AsyncFn() -> bool) {
        let wait = async {
            while !come().await {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .unwrap_or_else(|_| panic!("waited for: {what}"));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.lifecycle.stop();
    }
}

async fn start(
    store: &Store,
    clock: &ManualClock,
    config: &Arc<Config>,
    entropy: &Arc<Random>,
    profiles: &Profiles,
    lifecycle: &Lifecycle,
) -> Relay {
    let key = Person::Service.key();
    let context = Context {
        store: store.clone(),
        log: Arc::new(EmbeddedLog::new(store.clone())),
        clock: Arc::new(clock.clone()),
        entropy: entropy.clone(),
        config: config.clone(),
        intake: intake::peer(),
        profiles: in_process(profiles.routes(), &key),
        base_url: "http://localhost".to_owned(),
        signer: LinkSigner::new(&[7; 32]),
        alone: false,
    };
    Relay::start(context, lifecycle).await.expect("a relay")
}

fn kind(changed: &proto::CaseChanged) -> &'static str {
    match &changed.what {
        Some(What::Opened(_)) => "opened",
        Some(What::Diffused(_)) => "diffused",
        Some(What::Nominated(_)) => "nominated",
        Some(What::PassedOver(_)) => "passed_over",
        Some(What::NominationWithdrawn(_)) => "nomination_withdrawn",
        Some(What::Paused(_)) => "paused",
        Some(What::Resumed(_)) => "resumed",
        Some(What::Warned(_)) => "warned",
        Some(What::SilenceNoted(_)) => "silence_noted",
        Some(What::Breached(_)) => "breached",
        Some(What::Answered(_)) => "answered",
        Some(What::FurtherDue(_)) => "further_due",
        Some(What::EmployerReplied(_)) => "employer_replied",
        Some(What::OutcomeRecorded(_)) => "outcome_recorded",
        Some(What::TutorNamed(_)) => "tutor_named",
        Some(What::StepRecorded(_)) => "step_recorded",
        Some(What::FollowUpDue(_)) => "follow_up_due",
        Some(What::FollowUpRecorded(_)) => "follow_up_recorded",
        Some(What::Amended(_)) => "amended",
        Some(What::Closed(_)) => "closed",
        None => "nothing",
    }
}
