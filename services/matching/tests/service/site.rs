//! A site with matching alone: tests append the events of the other services themselves.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::ids::{EmployerId, OrganisationId, WorkerId};
use relais_events::{EmbeddedLog, NewEvent, Topic, topics};
use relais_matching::{Context, Matching};
use relais_proto::events::{
    CandidateChanged, EvidenceKind, OccupationStanding, OfferAmended, OfferSubmitted, Requirements,
    ShortlistComputed, SkillStanding, WantedConcept,
};
use relais_proto::matching::matching_client::MatchingClient;
use relais_runtime::auth::Principal;
use relais_runtime::{Config, Lifecycle, ManualClock};
use relais_store::suite::Place;
use relais_store::{Options, Store};
use tonic::service::{Routes, RoutesBuilder};
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;
use uuid::Uuid;

/// What the generated client calls through.
pub type Channel = BoxCloneSyncService<
    http::Request<tonic::body::Body>,
    http::Response<tonic::body::Body>,
    std::convert::Infallible,
>;

/// A running site over a place.
pub struct Site {
    pub store: Store,
    pub matching: Matching,
    lifecycle: Lifecycle,
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

impl Site {
    /// Starts matching over `place`, with whatever is there already.
    pub async fn start(place: &Place) -> Self {
        Self::with(place, |_| {}).await
    }

    /// Starts it with another configuration.
    pub async fn with(place: &Place, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            data_dir: place.path().to_owned(),
            ..Config::default()
        };
        change(&mut config);
        let store = Store::open(place.database(), &Options::default())
            .await
            .expect("a store");
        let lifecycle = Lifecycle::new(Duration::from_secs(10));
        let context = Context {
            store: store.clone(),
            log: Arc::new(EmbeddedLog::new(store.clone())),
            clock: Arc::new(ManualClock::new(at("2026-05-04T08:00:00Z"))),
            config: Arc::new(config),
        };
        let matching = Matching::start(context, &lifecycle)
            .await
            .expect("matching starts");
        Self {
            store,
            matching,
            lifecycle,
        }
    }

    /// Stops it and waits until it has.
    pub async fn stop(self) {
        let Self {
            store,
            matching,
            lifecycle,
        } = self;
        lifecycle.stop();
        lifecycle
            .run_until(async || std::future::pending().await)
            .await;
        drop(matching);
        store.close().await;
    }

    pub async fn append(
        &self,
        topic: Topic,
        kind: &'static str,
        stream: Uuid,
        payload: Vec<u8>,
    ) -> i64 {
        let event = NewEvent {
            topic,
            stream: stream.to_string(),
            kind,
            source: "relais/test",
            time: at("2026-05-04T08:00:00Z"),
            traceparent: None,
            payload,
        };
        let appended = self
            .store
            .write(move |tx| Box::pin(async move { Ok(tx.append(event).await?) }));
        appended.await.expect("appended")
    }

    /// Appends the state of a candidate.
    pub async fn candidate(&self, state: &CandidateChanged) {
        let id = Uuid::parse_str(&state.candidate_id).expect("an id");
        self.append(
            topics::CANDIDATES,
            "relais.candidate.changed.v1",
            id,
            state.encode_to_vec(),
        )
        .await;
    }

    /// Appends an offer.
    pub async fn offer(&self, id: Uuid, requirements: Requirements) {
        let offer = OfferSubmitted {
            offer_id: id.to_string(),
            requirements: Some(requirements),
            ..OfferSubmitted::default()
        };
        self.append(
            topics::OFFERS,
            "relais.offer.submitted.v1",
            id,
            offer.encode_to_vec(),
        )
        .await;
    }

    /// Appends an amendment.
    pub async fn amendment(&self, id: Uuid, version: u64, requirements: Requirements) {
        let offer = OfferAmended {
            offer_id: id.to_string(),
            version,
            requirements: Some(requirements),
            ..OfferAmended::default()
        };
        self.append(
            topics::OFFERS,
            "relais.offer.amended.v1",
            id,
            offer.encode_to_vec(),
        )
        .await;
    }

    /// Every shortlist in the log, once all offers have been taken in.
    pub async fn shortlists(&self) -> Vec<ShortlistComputed> {
        self.ranked().await;
        let mut connection = self.store.read().await.expect("a connection");
        let records = connection
            .events_after(topics::SHORTLISTS.name, 0, 1000)
            .await
            .expect("the log");
        let decode = |payload: &Vec<u8>| ShortlistComputed::decode(payload.as_slice());
        records
            .iter()
            .map(|record| decode(&record.payload).expect("a shortlist"))
            .collect()
    }

    /// Waits until every offer has been ranked.
    async fn ranked(&self) {
        let topic = topics::OFFERS.name;
        let mut committed = self.store.committed();
        loop {
            committed.mark_unchanged();
            let mut connection = self.store.read().await.expect("a connection");
            let end = connection.last_offset(topic).await.expect("an offset");
            let cursor = connection
                .cursor("matching", topic, 0)
                .await
                .expect("a cursor");
            drop(connection);
            if cursor.offset >= end {
                return;
            }
            // Moving the cursor alone does not append an event: look again in a moment.
            let _ = tokio::time::timeout(Duration::from_millis(20), committed.changed()).await;
        }
    }

    /// Waits until the index has read every event of the topics.
    pub async fn caught_up(&self) {
        let mut client = self.client(Principal::Service);
        loop {
            let request = relais_proto::matching::GetIndexRequest {};
            let state = client
                .get_index(request)
                .await
                .expect("the index")
                .into_inner();
            let mut connection = self.store.read().await.expect("a connection");
            let mut behind = false;
            for topic in [topics::CANDIDATES, topics::OFFERS, topics::CASES] {
                let end = connection.last_offset(topic.name).await.expect("an offset");
                behind |= state.offsets.get(topic.name).copied().unwrap_or(0) < end;
            }
            if !behind {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A client through the service's own door, known as `principal`.
    pub fn client(&self, principal: Principal) -> MatchingClient<Channel> {
        let mut routes = RoutesBuilder::default();
        self.matching.grpc(&mut routes);
        let routes: Routes = routes.routes();
        let service = routes.map_request(move |mut request: http::Request<tonic::body::Body>| {
            request.extensions_mut().insert(principal);
            request
        });
        MatchingClient::new(BoxCloneSyncService::new(service))
    }
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A worker of the organisation with this number.
pub fn worker(organisation: u128) -> Principal {
    Principal::Worker {
        id: WorkerId(id(900)),
        organisation: OrganisationId(id(organisation)),
    }
}

pub fn spoc() -> Principal {
    Principal::Spoc(WorkerId(id(901)))
}

pub fn coordinator() -> Principal {
    Principal::Coordinator(WorkerId(id(902)))
}

pub fn employer() -> Principal {
    Principal::Employer(EmployerId(id(903)))
}

/// A bricklayer of an organisation, who has been seen at work.
pub fn bricklayer(candidate: u128, organisation: u128) -> CandidateChanged {
    CandidateChanged {
        candidate_id: id(candidate).to_string(),
        organisation_id: id(organisation).to_string(),
        version: 1,
        consents_to_matching: true,
        skills: vec![SkillStanding {
            skill: "masonry".to_owned(),
            evidence: EvidenceKind::Observed as i32,
            level: 3,
        }],
        occupations: vec![OccupationStanding {
            occupation: "bricklayer".to_owned(),
            wished: true,
            done: true,
            months: 30,
        }],
        ..CandidateChanged::default()
    }
}

fn wants(id: &str) -> WantedConcept {
    WantedConcept {
        id: id.to_owned(),
        found_in: 1,
        weight: 100,
        level: 0,
    }
}

/// What an offer for a bricklayer asks for.
pub fn bricklaying() -> Requirements {
    Requirements {
        occupations: vec![wants("bricklayer")],
        skills: vec![wants("masonry"), wants("read-plans")],
        openings: 1,
        ..Requirements::default()
    }
}
