//! A steady flow of offers and of what people do about them, by several clients who try again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use relais_proto::intake::intake_client::IntakeClient;
use relais_proto::intake::{
    OfferContent, PostalAddress, SubmitOfferRequest, SubmitOfferResponse, WithdrawOfferRequest,
};
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{Answer, AnswerRequest, Case, Consent, GetCaseRequest, NominateRequest};
use reqwest::StatusCode;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Response, Status};

use super::evidence::{Call, Outcome, Receipt};
use crate::sandbox::{Cast, Doors, posting};

/// How long a client waits for a reply, between tries, and between offers.
const REPLY: Duration = Duration::from_secs(15);
const AGAIN: Duration = Duration::from_millis(300);
const NEXT: Duration = Duration::from_millis(600);
/// How often somebody tries before they give up.
const TRIES: u32 = 300;

/// A running flow.
pub struct Flow {
    clients: JoinSet<()>,
    stop: CancellationToken,
    calls: Arc<Mutex<Vec<Call>>>,
}

/// What every client has.
#[derive(Clone)]
struct Client {
    doors: Doors,
    cast: Arc<Cast>,
    candidate: String,
    stop: CancellationToken,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Flow {
    /// Begins: two systems submit offers by REST and one by gRPC; a worker nominates, the SPOC
    /// answers and employers withdraw; candidates change all the time.
    ///
    /// # Errors
    /// Where the worker has no candidate.
    pub async fn start(doors: &Doors, cast: Arc<Cast>) -> anyhow::Result<Self> {
        let candidates = cast.worker.candidates().await?;
        let candidate = candidates.first().map(|it| it.candidate_id.clone());
        let flow = Self {
            clients: JoinSet::new(),
            stop: CancellationToken::new(),
            calls: Arc::default(),
        };
        let client = Client {
            doors: doors.clone(),
            cast,
            candidate: candidate.unwrap_or_default(),
            stop: flow.stop.clone(),
            calls: flow.calls.clone(),
        };
        Ok(flow.with(&client))
    }

    fn with(mut self, client: &Client) -> Self {
        let (accepted, offers) = unbounded_channel();
        for system in ["rest-1", "rest-2", "grpc"] {
            let submitting = client.clone().submit_offers(system, accepted.clone());
            self.clients.spawn(submitting);
        }
        self.clients.spawn(client.clone().see_to(offers));
        self.clients.spawn(client.clone().change_candidates());
        self
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        lock(&self.calls).len()
    }

    /// Ends it: what was begun is finished. Gives every call.
    pub async fn end(mut self) -> Vec<Call> {
        self.stop.cancel();
        while self.clients.join_next().await.is_some() {}
        std::mem::take(&mut lock(&self.calls))
    }
}

fn lock(calls: &Mutex<Vec<Call>>) -> MutexGuard<'_, Vec<Call>> {
    calls.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Client {
    fn record(&self, call: Call) {
        lock(&self.calls).push(call);
    }

    /// Waits, and tells whether the flow goes on.
    async fn goes_on_after(&self, pause: Duration) -> bool {
        let pause = tokio::time::sleep(pause);
        self.stop.run_until_cancelled(pause).await.is_some()
    }

    async fn submit_offers(self, system: &'static str, accepted: UnboundedSender<Receipt>) {
        let mut number = 0;
        while self.goes_on_after(NEXT).await {
            number += 1;
            let identifier = format!("{system}-{number}");
            for _ in 0..TRIES {
                let outcome = match system {
                    "grpc" => self.submit_by_grpc(&identifier).await,
                    _ => self.submit_by_rest(&identifier).await,
                };
                self.record(Call::Submit(identifier.clone(), outcome.clone()));
                match outcome {
                    Outcome::Ok(receipt) => {
                        // Who sees to offers stays until all clients are done.
                        let _ = accepted.send(receipt);
                        break;
                    }
                    Outcome::Refused(_) => break,
                    Outcome::Unknown(_) => tokio::time::sleep(AGAIN).await,
                }
            }
        }
    }

    async fn submit_by_rest(&self, identifier: &str) -> Outcome<Receipt> {
        let posted = async {
            let body = posting(identifier).to_string();
            let response = self.cast.employer.rest.post(body).await?;
            let (status, text) = (response.status(), response.text().await?);
            anyhow::Ok((status, text))
        };
        let (status, text) = match tokio::time::timeout(REPLY, posted).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => return Outcome::Unknown(format!("{error:#}")),
            Err(_) => return Outcome::Unknown("no reply".to_owned()),
        };
        let said: Value = serde_json::from_str(&text).unwrap_or_default();
        let field = |key: &str| said[key].as_str().unwrap_or_default().to_owned();
        match status {
            StatusCode::OK | StatusCode::CREATED => Outcome::Ok(Receipt {
                offer: field("offer_id"),
                reference: field("case_ref"),
                due_at: micros(&field("due_at")),
            }),
            status if status.is_client_error() => Outcome::Refused(text),
            status => Outcome::Unknown(format!("{status}: {text}")),
        }
    }

    async fn submit_by_grpc(&self, identifier: &str) -> Outcome<Receipt> {
        let place = PostalAddress {
            postal_code: "4040".to_owned(),
            address_locality: "Herstal".to_owned(),
            ..PostalAddress::default()
        };
        let content = OfferContent {
            identifier: identifier.to_owned(),
            title: "Maçon (H/F/X)".to_owned(),
            description: "Murs en briques et blocs, lecture de plan.".to_owned(),
            job_location: vec![place],
            ..OfferContent::default()
        };
        let request = SubmitOfferRequest {
            content: Some(content),
        };
        let mut intake = IntakeClient::new(self.cast.employer.peer.clone());
        let receipt = |said: SubmitOfferResponse| Receipt {
            offer: said.offer_id,
            reference: said.case_ref,
            due_at: said.due_at,
        };
        match heard(intake.submit_offer(request)).await {
            Outcome::Ok(said) => Outcome::Ok(receipt(said)),
            Outcome::Refused(why) => Outcome::Refused(why),
            Outcome::Unknown(why) => Outcome::Unknown(why),
        }
    }

    /// Sees to each offer for itself, until all are done.
    async fn see_to(self, mut offers: UnboundedReceiver<Receipt>) {
        let (mut number, mut busy) = (0, JoinSet::new());
        while let Some(receipt) = offers.recv().await {
            number += 1;
            let client = self.clone();
            match number % 4 {
                0 => drop(busy.spawn(client.propose(receipt.offer))),
                1 => drop(busy.spawn(client.answer_none(receipt.offer))),
                2 => drop(busy.spawn(client.withdraw(receipt.offer))),
                // It waits for its deadline.
                _ => {}
            }
        }
        while busy.join_next().await.is_some() {}
    }

    async fn propose(self, offer: String) {
        let Some(nomination) = self.nominated(&offer).await else {
            return;
        };
        let answer = Answer {
            kind: "proposed".to_owned(),
            nomination_ids: vec![nomination],
            ..Answer::default()
        };
        self.answer(offer, answer).await;
    }

    async fn answer_none(self, offer: String) {
        let answer = Answer {
            kind: "none".to_owned(),
            why: "not_available".to_owned(),
            ..Answer::default()
        };
        // The case is there a moment after its offer.
        for _ in 0..TRIES {
            if matches!(self.case(&offer).await, Outcome::Ok(_)) {
                break;
            }
            tokio::time::sleep(AGAIN).await;
        }
        self.answer(offer, answer).await;
    }

    async fn case(&self, offer: &str) -> Outcome<Case> {
        let request = GetCaseRequest {
            case: offer.to_owned(),
        };
        let mut relay = RelayClient::new(self.cast.spoc.peer.clone());
        heard(relay.get_case(request)).await
    }

    /// The nomination of the candidate once there is one.
    async fn nominated(&self, offer: &str) -> Option<String> {
        let request = NominateRequest {
            case: offer.to_owned(),
            candidate_id: self.candidate.clone(),
            consent: Some(Consent {
                means: "phone".to_owned(),
                ..Consent::default()
            }),
            worker_id: String::new(),
        };
        let mut relay = RelayClient::new(self.cast.worker.peer.clone());
        for _ in 0..TRIES {
            let case = self.case(offer).await;
            if let Outcome::Ok(case) = case
                && !case.diffusions.is_empty()
            {
                if let Some(nomination) = case.nominations.first() {
                    return Some(nomination.nomination_id.clone());
                }
                let outcome = heard(relay.nominate(request.clone())).await;
                self.record(Call::Nominate(offer.to_owned(), done(outcome)));
            }
            tokio::time::sleep(AGAIN).await;
        }
        None
    }

    async fn answer(&self, offer: String, answer: Answer) {
        let request = AnswerRequest {
            case: offer.clone(),
            answer: Some(answer),
        };
        let mut relay = RelayClient::new(self.cast.spoc.peer.clone());
        for _ in 0..TRIES {
            let outcome = done(heard(relay.answer(request.clone())).await);
            self.record(Call::Answer(offer.clone(), outcome.clone()));
            if !matches!(outcome, Outcome::Unknown(_)) {
                return;
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn withdraw(self, offer: String) {
        let request = WithdrawOfferRequest {
            offer_id: offer.clone(),
        };
        let mut intake = IntakeClient::new(self.cast.employer.peer.clone());
        for _ in 0..TRIES {
            let outcome = done(heard(intake.withdraw_offer(request.clone())).await);
            self.record(Call::Withdraw(offer.clone(), outcome.clone()));
            if !matches!(outcome, Outcome::Unknown(_)) {
                return;
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Imports the same two people again and again, each time with other languages.
    async fn change_candidates(self) {
        let mut number = 0;
        while self.goes_on_after(NEXT).await {
            number += 1;
            let level = ["A2", "B1", "B2", "C1"][number % 4];
            let line = |id: &str| {
                format!(
                    "{id},Omar,Vandezande,,,fr,Liège,maçon,maçonnerie:3,fr:{level},yes:written,name\n"
                )
            };
            let lines = [line("N-1"), line("N-2")].concat();
            let importing = self.doors.import(&self.cast.other_worker, &lines);
            // Whether it was done shows in what is published.
            let _ = tokio::time::timeout(REPLY, importing).await;
        }
    }
}

fn micros(instant: &str) -> i64 {
    let instant: Result<jiff::Timestamp, _> = instant.parse();
    instant.map_or(0, jiff::Timestamp::as_microsecond)
}

fn done<T>(outcome: Outcome<T>) -> Outcome<()> {
    match outcome {
        Outcome::Ok(_) => Outcome::Ok(()),
        Outcome::Refused(why) => Outcome::Refused(why),
        Outcome::Unknown(why) => Outcome::Unknown(why),
    }
}

/// What a call has come to. Where the reason does not rule out that it was done, nobody knows.
async fn heard<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> Outcome<T> {
    let status = match tokio::time::timeout(REPLY, call).await {
        Ok(Ok(response)) => return Outcome::Ok(response.into_inner()),
        Ok(Err(status)) => status,
        Err(_) => return Outcome::Unknown("no reply".to_owned()),
    };
    let told = format!("{:?}: {}", status.code(), status.message());
    match status.code() {
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::Unauthenticated
        | Code::FailedPrecondition
        | Code::OutOfRange
        | Code::Unimplemented => Outcome::Refused(told),
        _ => Outcome::Unknown(told),
    }
}
