//! A relay that knows one case and writes down what it is told.

use std::sync::{Arc, Mutex};

use relais_proto::relay::threads_server::{Threads, ThreadsServer};
use relais_proto::relay::{
    FindThreadRequest, FindThreadResponse, JoinMailRequest, JoinMailResponse, RecordBounceRequest,
    RecordBounceResponse, Thread,
};
use relais_runtime::Random;
use relais_runtime::auth::{ApiKey, KeyKind};
use relais_runtime::peer::{Peer, in_process};
use tonic::service::RoutesBuilder;
use tonic::{Request, Response, Status, async_trait};

use crate::gate::{Gate, Step};

/// Our mail about the known case has this Message-ID.
pub const OUR_MAIL: &str = "acknowledgement@relais.example";

/// What the relay was told.
#[derive(Clone, Default)]
pub struct Relay {
    inner: Arc<Mutex<Inner>>,
    gate: Gate,
}

#[derive(Default)]
struct Inner {
    thread: Option<Thread>,
    is_away: bool,
    joined: Vec<JoinMailRequest>,
    bounces: Vec<RecordBounceRequest>,
}

impl Relay {
    /// A relay that can be stopped at a gate.
    pub fn behind(gate: Gate) -> Self {
        Self {
            gate,
            ..Self::default()
        }
    }

    /// From now on answers to [`OUR_MAIL`] belong to this case.
    pub fn knows(&self, thread: Thread) {
        self.lock().thread = Some(thread);
    }

    /// Answers nobody, or everybody again.
    pub fn set_away(&self, is_away: bool) {
        self.lock().is_away = is_away;
    }

    pub fn joined(&self) -> Vec<JoinMailRequest> {
        self.lock().joined.clone()
    }

    pub fn bounces(&self) -> Vec<RecordBounceRequest> {
        self.lock().bounces.clone()
    }

    /// The way to it.
    pub fn peer(&self) -> Peer {
        let mut routes = RoutesBuilder::default();
        routes.add_service(ThreadsServer::new(self.clone()));
        let key = ApiKey::generate(KeyKind::Service, &Random::from_seed(5));
        in_process(routes.routes(), &key)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().expect("nobody has panicked")
    }

    fn here(&self) -> Result<std::sync::MutexGuard<'_, Inner>, Status> {
        let inner = self.lock();
        if inner.is_away {
            return Err(Status::unavailable("away"));
        }
        Ok(inner)
    }
}

#[async_trait]
impl Threads for Relay {
    async fn find_thread(
        &self,
        request: Request<FindThreadRequest>,
    ) -> Result<Response<FindThreadResponse>, Status> {
        self.gate.pass(Step::AsksForThread).await;
        let inner = self.here()?;
        let answers_us = request
            .get_ref()
            .message_ids
            .iter()
            .any(|id| id == OUR_MAIL);
        let thread = inner.thread.clone().filter(|_| answers_us);
        Ok(Response::new(FindThreadResponse { thread }))
    }

    async fn join_mail(
        &self,
        request: Request<JoinMailRequest>,
    ) -> Result<Response<JoinMailResponse>, Status> {
        self.gate.pass(Step::AsksToJoin).await;
        let request = request.into_inner();
        let before = {
            let mut inner = self.here()?;
            let before = inner.joined.iter().any(|it| it.mail_id == request.mail_id);
            if !before {
                inner.joined.push(request);
            }
            before
        };
        self.gate.pass(Step::Joined).await;
        Ok(Response::new(JoinMailResponse { before }))
    }

    async fn record_bounce(
        &self,
        request: Request<RecordBounceRequest>,
    ) -> Result<Response<RecordBounceResponse>, Status> {
        self.gate.pass(Step::TellsOfBounce).await;
        let told = request.into_inner();
        {
            let mut inner = self.here()?;
            if !inner.bounces.contains(&told) {
                inner.bounces.push(told);
            }
        }
        self.gate.pass(Step::ToldOfBounce).await;
        Ok(Response::new(RecordBounceResponse::default()))
    }
}
