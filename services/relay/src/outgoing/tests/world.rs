//! A store with one case, peers, a manual clock, and a courier that runs.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_domain::Clock as _;
use relais_domain::calendar::{CalendarRule, WorkingCalendar};
use relais_domain::case::{
    Answer, AnswerKind, Case, CaseEvent, Consent, ConsentMeans, Opening, RuleRef,
};
use relais_domain::ids::{
    CandidateId, CaseRef, EmployerId, NominationId, NoteId, OfferId, OrganisationId, WorkerId,
};
use relais_proto::events::{Requirements, WantedConcept, WantedLanguage};
use relais_proto::intake::{Correspondence, Offer, OfferContent};
use relais_proto::profiles::{
    Language, Organisation, Shareable, SkillEvidence, Worker, WorkerRole,
};
use relais_runtime::config::{Folder, MailTransport};
use relais_runtime::signed::LinkSigner;
use relais_runtime::{Config, ManualClock, Random};
use relais_store::suite::Place;
use relais_store::{Options, Store};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::peers::Peers;
use crate::outgoing::{
    Courier, Means, Outgoing, OutgoingContext, Purpose, Queued, Recipient, State, detail_of,
    enqueue, messages_of,
};
use crate::store::{MIGRATIONS, NewNote, NoteKind, StoredCase, insert_case, insert_note};

pub(crate) const ZOE: u128 = 21;
pub(crate) const AMINA: u128 = 22;
const ORGANISATION: u128 = 31;
const SPOC: u128 = 41;
const WORKER: u128 = 42;
const NOTE: u128 = 51;

pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) peers: Peers,
    pub(crate) config: Config,
    pub(crate) signer: Arc<LinkSigner>,
}

pub(crate) fn offer() -> OfferId {
    OfferId(Uuid::from_u128(1))
}

pub(crate) fn nomination(candidate: u128) -> NominationId {
    NominationId(Uuid::from_u128(candidate + 100))
}

fn received() -> Timestamp {
    "2026-04-30T13:20:00Z".parse().expect("an instant")
}

impl World {
    /// An offer from a French-speaking employer, two nominations, and an answer with both.
    pub(crate) async fn new() -> Self {
        let place = Place::chosen();
        let store = Store::open(place.database(), &Options::default())
            .await
            .expect("a store");
        store.migrate("relay", MIGRATIONS).await.expect("tables");
        let mut config = Config::default();
        config.mail.from_address = "offres@relais.example".to_owned();
        config.mail.from_name = "Relais de Liège".to_owned();
        config.mail.transport = MailTransport::Folder(Folder {
            path: place.path().join("out"),
        });
        config.webhooks.allow_private_targets = true;
        let world = Self {
            place,
            store,
            clock: ManualClock::new(received()),
            peers: Peers::default(),
            config,
            signer: Arc::new(LinkSigner::new(&[9; 32])),
        };
        world.fill().await;
        world
    }

    async fn fill(&self) {
        let stored = StoredCase {
            case: answered_case(),
            webhook: true,
        };
        let note = NewNote {
            id: NoteId(Uuid::from_u128(NOTE)),
            kind: NoteKind::Answer,
            candidate: None,
            organisation: None,
            text: "Les deux connaissent vos machines.\nSophie".to_owned(),
        };
        let write = self.store.write(move |tx| {
            Box::pin(async move {
                insert_case(tx, &stored).await?;
                insert_note(tx, offer(), &note).await
            })
        });
        write.await.expect("written");
        let mut known = self.peers.know();
        known.correspondence = correspondence();
        known.shareable = vec![zoe(), amina()];
        known.organisations = vec![Organisation {
            organisation_id: Uuid::from_u128(ORGANISATION).to_string(),
            name: "Calif".to_owned(),
            email: "offres@calif.example".to_owned(),
            language: "fr".to_owned(),
        }];
        known.workers = vec![
            worker(SPOC, "Sophie", WorkerRole::Spoc),
            worker(WORKER, "Samir", WorkerRole::Worker),
        ];
    }

    pub(crate) fn courier(&self) -> Courier {
        self.courier_that_is(true)
    }

    /// Alone, or one of several.
    pub(crate) fn courier_that_is(&self, alone: bool) -> Courier {
        Courier::new(OutgoingContext {
            store: self.store.clone(),
            clock: Arc::new(self.clock.clone()),
            entropy: Arc::new(Random::from_seed(1)),
            config: Arc::new(self.config.clone()),
            intake: self.peers.peer(),
            profiles: self.peers.peer(),
            base_url: "https://relais.example".to_owned(),
            signer: self.signer.clone(),
            alone,
        })
        .expect("a good configuration")
    }

    /// Puts messages into the queue, lets a courier run until none is due, and gives them back.
    pub(crate) async fn send(&self, messages: Vec<Outgoing>) -> Vec<Queued> {
        self.enqueue(messages).await;
        self.settle(&self.courier()).await
    }

    pub(crate) async fn enqueue(&self, messages: Vec<Outgoing>) {
        let now = self.clock.now();
        let write = self.store.write(move |tx| {
            Box::pin(async move {
                for message in messages {
                    enqueue(tx, &Random::from_system(), now, None, message).await?;
                }
                Ok(())
            })
        });
        write.await.expect("queued");
    }

    /// Lets the courier run until no message is due.
    pub(crate) async fn settle(&self, courier: &Courier) -> Vec<Queued> {
        let stop = CancellationToken::new();
        let run = tokio::spawn(courier.clone().run(stop.clone()));
        let settled = self.until(|it| {
            let now = self.clock.now();
            it.iter()
                .all(|one| one.state != State::Pending || one.next_attempt_at > now)
        });
        let _ = settled.await;
        stop.cancel();
        run.await.expect("no panic").expect("no failure");
        self.messages().await
    }

    /// Waits until what is in the queue is as wanted.
    pub(crate) async fn until(&self, wanted: impl Fn(&[Queued]) -> bool) -> Vec<Queued> {
        for _ in 0..4000 {
            let messages = self.messages().await;
            if wanted(&messages) {
                return messages;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!(
            "the queue never came to what was wanted: {:?}",
            self.messages().await
        );
    }

    pub(crate) async fn messages(&self) -> Vec<Queued> {
        let mut connection = self.store.read().await.expect("a connection");
        messages_of(&mut connection, offer(), 100)
            .await
            .expect("rows")
    }

    pub(crate) fn later(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// The mails in the folder, in no order.
    pub(crate) fn mails(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = std::fs::read_dir(self.place.path().join("out")) else {
            return Vec::new();
        };
        entries
            .map(|entry| std::fs::read(entry.expect("an entry").path()).expect("a file"))
            .collect()
    }
}

/// A message about the case.
pub(crate) fn message(purpose: Purpose, recipient: Recipient, means: Means) -> Outgoing {
    Outgoing {
        offer: offer(),
        purpose,
        recipient,
        means,
        case_version: 1,
        nomination: None,
        detail: None,
    }
}

pub(crate) fn to_employer(purpose: Purpose) -> Outgoing {
    message(purpose, Recipient::Employer, Means::Mail)
}

/// A message that tells of an event.
pub(crate) fn telling(mut message: Outgoing, event: &CaseEvent) -> Outgoing {
    message.detail = detail_of(event);
    message
}

pub(crate) fn worker_id() -> WorkerId {
    WorkerId(Uuid::from_u128(WORKER))
}

pub(crate) fn organisation_id() -> OrganisationId {
    OrganisationId(Uuid::from_u128(ORGANISATION))
}

fn answered_case() -> Case {
    let calendar = WorkingCalendar::new(CalendarRule::reading_a()).expect("a good rule");
    let (mut case, _) = Case::open(Opening {
        offer: offer(),
        reference: CaseRef::new([1, 2, 3, 4, 5]),
        employer: EmployerId(Uuid::from_u128(2)),
        received_at: received(),
        rule: RuleRef {
            id: "A".to_owned(),
            version: 1,
        },
        due_at: calendar.due(received()).expect("in range"),
        warnings: Vec::new(),
    });
    let organisation = organisation_id();
    let diffused = CaseEvent::Diffused {
        organisations: vec![(organisation, 2)],
    };
    case.apply(&diffused, received());
    for candidate in [ZOE, AMINA] {
        let by = worker_id();
        let nominated = CaseEvent::Nominated {
            nomination: nomination(candidate),
            candidate: CandidateId(Uuid::from_u128(candidate)),
            organisation,
            by,
            consent: Consent {
                taken_by: by,
                means: ConsentMeans::Phone,
                at: received(),
            },
        };
        case.apply(&nominated, received());
    }
    let answer = Answer {
        kind: AnswerKind::Proposed,
        nominations: vec![nomination(ZOE), nomination(AMINA)],
        further_by: None,
        none: None,
        note: Some(NoteId(Uuid::from_u128(NOTE))),
        by: WorkerId(Uuid::from_u128(SPOC)),
    };
    case.apply(
        &CaseEvent::Answered {
            answer,
            in_time: true,
        },
        received(),
    );
    case
}

fn correspondence() -> Correspondence {
    let understood = Requirements {
        skills: vec![WantedConcept {
            id: "formwork".to_owned(),
            weight: 80,
            ..WantedConcept::default()
        }],
        languages: vec![WantedLanguage {
            code: "fr".to_owned(),
            cefr: "B1".to_owned(),
            required: true,
        }],
        openings: 2,
        place_ins: 62063,
        ..Requirements::default()
    };
    Correspondence {
        offer: Some(Offer {
            offer_id: offer().to_string(),
            content: Some(OfferContent {
                identifier: "job-7".to_owned(),
                title: "Maçon·ne <coffreur>".to_owned(),
                ..OfferContent::default()
            }),
            understood: Some(understood),
            ..Offer::default()
        }),
        employer_name: "Bâti & Co".to_owned(),
        email: "claire@bati.example".to_owned(),
        contact_name: "Claire Müller".to_owned(),
        language: "fr".to_owned(),
        ..Correspondence::default()
    }
}

fn zoe() -> Shareable {
    Shareable {
        candidate_id: Uuid::from_u128(ZOE).to_string(),
        organisation_id: Uuid::from_u128(ORGANISATION).to_string(),
        name: "Zoé Petit".to_owned(),
        phone: "+32 470 00 00 21".to_owned(),
        languages: vec![Language {
            code: "fr".to_owned(),
            speaking: "B1".to_owned(),
            ..Language::default()
        }],
        licences: vec!["B".to_owned()],
        work_standing: "permit_needed".to_owned(),
        candidate_email: "zoe@prive.example".to_owned(),
        candidate_language: "nl".to_owned(),
        ..Shareable::default()
    }
}

fn amina() -> Shareable {
    Shareable {
        candidate_id: Uuid::from_u128(AMINA).to_string(),
        organisation_id: Uuid::from_u128(ORGANISATION).to_string(),
        name: "Amina Diallo".to_owned(),
        skills: vec![SkillEvidence {
            skill: "community-management".to_owned(),
            kind: "tested".to_owned(),
            level: Some(3),
            ..SkillEvidence::default()
        }],
        candidate_email: "amina@prive.example".to_owned(),
        ..Shareable::default()
    }
}

fn worker(id: u128, name: &str, role: WorkerRole) -> Worker {
    Worker {
        worker_id: Uuid::from_u128(id).to_string(),
        organisation_id: Uuid::from_u128(ORGANISATION).to_string(),
        name: name.to_owned(),
        email: format!("{}@calif.example", name.to_lowercase()),
        role: role.into(),
        language: "fr".to_owned(),
    }
}
