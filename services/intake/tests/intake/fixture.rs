//! A service to call, and those who call it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use prost::Message as _;
use relais_domain::{Entropy, Error};
use relais_events::EmbeddedLog;
use relais_intake::mailbox::Mails;
use relais_intake::{Context, Intake};
use relais_proto::events::{CaseChanged, case_changed::What};
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::feeds_client::FeedsClient;
use relais_proto::intake::intake_client::IntakeClient;
use relais_proto::intake::{AddEmployerRequest, OfferContent, SubmitOfferRequest};
use relais_runtime::auth::{
    ApiKey, Authenticator, KeyKind, Principal, SharedAuthenticator, with_grpc_auth,
};
use relais_runtime::peer::{Peer, in_process};
use relais_runtime::{Config, Lifecycle, ManualClock, Random};
use relais_store::suite::Place;
use relais_store::{EventRecord, NewEvent, Options, Store, topics};
use serde_json::Value;
use tonic::service::{Routes, RoutesBuilder};
use tower::ServiceExt as _;

/// Where employers reach the service under test.
pub const BASE_URL: &str = "https://relais.example";

/// The instant at which every test begins: Thursday 30 April 2026, 15:20 in Brussels.
pub const START: &str = "2026-04-30T15:20:00+02:00";

/// A running service.
pub struct Fixture {
    pub store: Store,
    pub clock: ManualClock,
    pub lifecycle: Lifecycle,
    intake: Intake,
    operator: ApiKey,
    everybody: SharedAuthenticator,
    routes: Routes,
    _place: Place,
}

/// What a test may want otherwise.
pub struct Setup {
    pub place: Place,
    pub options: Options,
    pub entropy: Arc<dyn Entropy>,
    pub config: Config,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            place: Place::chosen(),
            options: Options::default(),
            entropy: Arc::new(Random::from_seed(7)),
            config: Config::default(),
        }
    }
}

/// An employer as it was added.
pub struct Employer {
    pub id: String,
    pub key: ApiKey,
}

/// An answer of the REST door.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

/// Knows employers, and a few others by their keys.
struct Everybody {
    employers: SharedAuthenticator,
    others: Vec<(ApiKey, Principal)>,
}

#[tonic::async_trait]
impl Authenticator for Everybody {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        let mut others = self.others.iter();
        match others.find(|(known, _)| known.hash() == key.hash()) {
            Some((_, principal)) => Ok(Some(*principal)),
            None => self.employers.authenticate(key).await,
        }
    }
}

impl Fixture {
    pub async fn start() -> Self {
        Self::start_with(Setup::default()).await
    }

    pub async fn start_with(setup: Setup) -> Self {
        let place = setup.place;
        let store = Store::open(place.database(), &setup.options)
            .await
            .expect("a new store");
        let clock = ManualClock::new(START.parse().expect("an instant"));
        let lifecycle = Lifecycle::new(Duration::from_secs(5));
        let operator = ApiKey::generate(KeyKind::Service, &Random::from_seed(999));
        let context = Context {
            store: store.clone(),
            log: Arc::new(EmbeddedLog::new(store.clone())),
            clock: Arc::new(clock.clone()),
            entropy: setup.entropy,
            config: Arc::new(setup.config),
            mail_key: [7; 32],
            base_url: BASE_URL.to_owned(),
        };
        let intake = Intake::start(context, &lifecycle)
            .await
            .expect("the service starts");
        let mut builder = RoutesBuilder::default();
        intake.grpc(&mut builder);
        let everybody = Everybody {
            employers: intake.authenticator(),
            others: vec![
                (operator.clone(), Principal::Service),
                (
                    spoc_key(),
                    Principal::Spoc(relais_domain::ids::WorkerId(uuid::Uuid::nil())),
                ),
            ],
        };
        let everybody: SharedAuthenticator = Arc::new(everybody);
        let routes = with_grpc_auth(builder.routes(), everybody.clone());
        Self {
            store,
            clock,
            lifecycle,
            intake,
            operator,
            everybody,
            routes,
            _place: place,
        }
    }

    /// The gRPC door as the holder of a key calls it.
    pub fn grpc(&self, key: &ApiKey) -> IntakeClient<Peer> {
        IntakeClient::new(in_process(self.routes.clone(), key))
    }

    /// The mails that came in.
    pub fn mails(&self) -> &Mails {
        self.intake.mails()
    }

    /// The door of operators.
    pub fn operators(&self) -> EmployersClient<Peer> {
        self.employers_as(&self.operator)
    }

    /// The door of feeds.
    pub fn feeds(&self) -> FeedsClient<Peer> {
        FeedsClient::new(in_process(self.routes.clone(), &self.operator))
    }

    pub fn employers_as(&self, key: &ApiKey) -> EmployersClient<Peer> {
        EmployersClient::new(in_process(self.routes.clone(), key))
    }

    pub async fn employer(&self, name: &str) -> Employer {
        let request = AddEmployerRequest {
            name: name.to_owned(),
            email: "rh@trasis.example".to_owned(),
            ..AddEmployerRequest::default()
        };
        let added = self
            .operators()
            .add_employer(request)
            .await
            .expect("is added")
            .into_inner();
        Employer {
            id: added.employer.expect("an employer").employer_id,
            key: added.api_key.parse().expect("a key"),
        }
    }

    /// Calls the REST door with a request that the caller finishes.
    pub async fn call(&self, request: Request<Body>) -> Answer {
        let response = self
            .intake
            .http(self.everybody.clone())
            .oneshot(request)
            .await
            .expect("a router always answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    pub async fn get(&self, employer: &Employer, path: &str) -> Answer {
        self.call(
            request("GET", path, employer)
                .body(Body::empty())
                .expect("a request"),
        )
        .await
    }

    pub async fn post(&self, employer: &Employer, body: &Value) -> Answer {
        self.post_bytes(employer, body.to_string().into_bytes())
            .await
    }

    pub async fn post_bytes(&self, employer: &Employer, body: Vec<u8>) -> Answer {
        let request = request("POST", "/v1/offers", employer)
            .header(header::CONTENT_TYPE, "application/ld+json");
        self.call(request.body(Body::from(body)).expect("a request"))
            .await
    }

    /// The events that were told of offers so far.
    pub async fn offer_events(&self) -> Vec<EventRecord> {
        let mut connection = self.store.read().await.expect("a connection");
        connection
            .events_after(topics::OFFERS.name, 0, 10_000)
            .await
            .expect("the log reads")
    }

    /// Tells what the relay would tell of a case.
    pub async fn case_event(&self, offer_id: &str, at: i64, due_at: i64, what: What) {
        let event = CaseChanged {
            offer_id: offer_id.to_owned(),
            at,
            due_at,
            what: Some(what),
            ..CaseChanged::default()
        };
        let event = NewEvent {
            topic: topics::CASES,
            stream: offer_id.to_owned(),
            kind: "relais.case.changed.v1",
            source: "relais/relay",
            time: START.parse().expect("an instant"),
            traceparent: None,
            payload: event.encode_to_vec(),
        };
        self.store
            .write(move |tx| Box::pin(async move { Ok(tx.append(event).await?) }))
            .await
            .expect("is written");
    }
}

/// A request of an employer.
pub fn request(method: &str, path: &str, employer: &Employer) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(
        header::AUTHORIZATION,
        format!("Bearer {}", employer.key.expose()),
    )
}

/// The key of a single point of contact.
pub fn spoc_key() -> ApiKey {
    ApiKey::generate(KeyKind::Spoc, &Random::from_seed(1_000))
}

/// An offer with an identifier.
pub fn offer(identifier: &str, title: &str) -> OfferContent {
    OfferContent {
        identifier: identifier.to_owned(),
        title: title.to_owned(),
        ..OfferContent::default()
    }
}

/// A request to submit it.
pub fn submit(content: OfferContent) -> SubmitOfferRequest {
    SubmitOfferRequest {
        content: Some(content),
    }
}
