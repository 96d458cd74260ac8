//! A service with its doors, a clock that stands still, and people to call it.

use std::sync::Arc;

use jiff::Timestamp;
use relais_domain::{Error, ErrorCode};
use relais_events::{EventRecord, topics};
use relais_profiles::{Context, ErasureCheck, Profiles};
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{
    AddOrganisationRequest, AddWorkerRequest, Candidate, Person, PutCandidateRequest,
    SkillEvidence, WorkerRole,
};
use relais_runtime::auth::{
    ApiKey, Authenticator, KeyHash, KeyKind, Principal, SharedAuthenticator, with_grpc_auth,
};
use relais_runtime::door::from_status;
use relais_runtime::peer::{Peer, in_process};
use relais_runtime::{ManualClock, Random};
use relais_store::suite::Place;
use relais_store::{Options, Store};
use tonic::service::Routes;
use tonic::{Response, Status};

pub type Candidates = ProfilesClient<Peer>;
pub type Directory = DirectoryClient<Peer>;

/// Noon of 1 June 2026 in Liège.
const NOW: &str = "2026-06-01T10:00:00Z";

pub struct World {
    pub data: Place,
    pub store: Store,
    pub clock: ManualClock,
    routes: Routes,
    service_key: ApiKey,
}

/// Who works at an organisation that was added for a test.
pub struct Colleague {
    pub organisation_id: String,
    pub worker_id: String,
    pub key: String,
    pub candidates: Candidates,
}

struct Keys {
    service: KeyHash,
    workers: SharedAuthenticator,
}

#[async_trait::async_trait]
impl Authenticator for Keys {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        if key.hash() == self.service {
            return Ok(Some(Principal::Service));
        }
        self.workers.authenticate(key).await
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with_checks(Vec::new()).await
    }

    /// A world whose files can be looked at.
    pub async fn in_files() -> Self {
        Self::at(Place::embedded(), Vec::new()).await
    }

    pub async fn with_checks(erasure_checks: Vec<Arc<dyn ErasureCheck>>) -> Self {
        Self::at(Place::chosen(), erasure_checks).await
    }

    async fn at(data: Place, erasure_checks: Vec<Arc<dyn ErasureCheck>>) -> Self {
        let options = Options::default();
        let store = Store::open(data.database(), &options)
            .await
            .expect("a store");
        let clock = ManualClock::new(NOW.parse::<Timestamp>().expect("an instant"));
        let entropy = Arc::new(Random::from_seed(7));
        let service_key = ApiKey::generate(KeyKind::Service, &*entropy);
        let context = Context {
            store: store.clone(),
            clock: Arc::new(clock.clone()),
            entropy,
            erasure_checks,
        };
        let profiles = Profiles::start(context).await.expect("the service starts");
        let mut routes = Routes::builder();
        profiles.grpc(&mut routes);
        let keys = Keys {
            service: service_key.hash(),
            workers: profiles.authenticator(),
        };
        let routes = with_grpc_auth(routes.routes(), Arc::new(keys));
        Self {
            data,
            store,
            clock,
            routes,
            service_key,
        }
    }

    pub fn peer(&self, key: &str) -> Peer {
        let key: ApiKey = key.parse().expect("a key as it was given out");
        in_process(self.routes.clone(), &key)
    }

    pub fn directory(&self) -> Directory {
        DirectoryClient::new(self.peer(&self.service_key.expose()))
    }

    /// Candidates as the system's own parts reach them.
    pub fn candidates(&self) -> Candidates {
        ProfilesClient::new(self.peer(&self.service_key.expose()))
    }

    pub async fn organisation(&self, name: &str) -> String {
        let request = AddOrganisationRequest {
            name: name.to_owned(),
            email: "team@example.org".to_owned(),
            language: String::new(),
        };
        let added = self.directory().add_organisation(request).await;
        done(added).organisation_id
    }

    pub async fn colleague(&self, role: WorkerRole, organisation_id: &str) -> Colleague {
        let request = AddWorkerRequest {
            organisation_id: organisation_id.to_owned(),
            name: "Dominique".to_owned(),
            email: "dominique@example.org".to_owned(),
            role: role.into(),
            language: "fr".to_owned(),
        };
        let added = done(self.directory().add_worker(request).await);
        Colleague {
            organisation_id: organisation_id.to_owned(),
            worker_id: added.worker.expect("the worker").worker_id,
            candidates: ProfilesClient::new(self.peer(&added.api_key)),
            key: added.api_key,
        }
    }

    /// A worker of an organisation of their own.
    pub async fn worker(&self) -> Colleague {
        let organisation_id = self.organisation("Calif").await;
        self.colleague(WorkerRole::Worker, &organisation_id).await
    }

    /// The events about candidates, oldest first.
    pub async fn events(&self) -> Vec<EventRecord> {
        let mut connection = self.store.read().await.expect("a connection");
        let events = connection.events_after(topics::CANDIDATES.name, 0, 1000);
        events.await.expect("events")
    }
}

impl Colleague {
    pub async fn put(&mut self, candidate: Candidate) -> Candidate {
        done(self.try_put(candidate).await)
    }

    pub async fn try_put(&mut self, candidate: Candidate) -> Result<Response<Candidate>, Status> {
        let request = PutCandidateRequest {
            candidate: Some(candidate),
        };
        self.candidates.put_candidate(request).await
    }
}

/// The answer of a call that is expected to work.
pub fn done<T>(answer: Result<Response<T>, Status>) -> T {
    answer.expect("the call works").into_inner()
}

/// The error of a call that is expected to fail, and its code.
pub fn refused<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> (ErrorCode, Error) {
    let error = from_status(&answer.expect_err("the call is refused"));
    (error.code(), error)
}

/// Where the fields are that were refused, in order.
pub fn pointers(error: &Error) -> Vec<&str> {
    error
        .fields()
        .iter()
        .map(|field| field.pointer.as_str())
        .collect()
}

/// Somebody of whom only the name is known.
pub fn named(given_name: &str, family_name: &str) -> Candidate {
    Candidate {
        person: Some(Person {
            given_name: given_name.to_owned(),
            family_name: family_name.to_owned(),
            ..Person::default()
        }),
        ..Candidate::default()
    }
}

pub fn fact(skill: &str, kind: &str, level: impl Into<Option<u32>>) -> SkillEvidence {
    SkillEvidence {
        skill: skill.to_owned(),
        kind: kind.to_owned(),
        level: level.into(),
        ..SkillEvidence::default()
    }
}
