//! Employers send offers by REST and by gRPC.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use relais_domain::calendar::{CountedDay, DayKind, WorkingCalendar};
use relais_intake::jobposting::{self, Posting};
use relais_proto::intake::intake_client::IntakeClient;
use relais_proto::intake::{OfferContent, Submission, SubmitOfferRequest};
use relais_proto::relay::GetCaseRequest;
use relais_proto::relay::relay_client::RelayClient;
use relais_runtime::Config;
use serde_json::Value;
use tonic::Status;

use super::{Offer, Play};
use crate::demo::patience::patiently;

/// How long the relay may take to open a case, in real time.
const CASE_OPENS: Duration = Duration::from_secs(10);

/// What an employer is told of an offer.
pub(super) struct Receipt {
    pub case_ref: String,
    pub received_at: Timestamp,
    pub due_at: Timestamp,
    pub rule: String,
}

/// What an employer gets back.
struct Accepted {
    offer_id: String,
    receipt: Receipt,
    /// An earlier run has sent it.
    known: bool,
}

impl Play<'_> {
    pub(super) async fn send(
        &mut self,
        posting: Value,
        channel: &'static str,
        number: usize,
    ) -> anyhow::Result<()> {
        let employer = number % self.world.employers.len();
        let title = posting["title"].as_str().unwrap_or_default().to_owned();
        let sent = Instant::now();
        let accepted = match channel {
            "rest" => self.send_rest(&posting, employer).await,
            _ => self.send_grpc(&posting, employer).await,
        };
        let figures = self.report.channels.entry(channel).or_default();
        let accepted = match accepted? {
            Ok(accepted) => accepted,
            Err(refusal) => {
                figures.refused += 1;
                self.narrator.say(&format!("refused    {title}: {refusal}"));
                return Ok(());
            }
        };
        if accepted.known && self.offers.contains_key(&accepted.offer_id) {
            return Ok(()); // It is among the open cases of the earlier run.
        }
        figures.offers += 1;
        let receipt = accepted.receipt;
        self.narrator
            .tell(|| accepted_story(&receipt, channel, &title));
        let offer = Offer {
            case_ref: receipt.case_ref,
            channel,
            due_at: receipt.due_at,
            sent: Some(sent),
            diffused: accepted.known,
            answered: false,
        };
        self.offers.insert(accepted.offer_id.clone(), offer);
        if accepted.known {
            self.await_case(&accepted.offer_id).await?;
            self.answer(&accepted.offer_id).await?;
        }
        Ok(())
    }

    /// Whether an earlier run has sent what was accepted or not. A site that runs is sent only new
    /// ones: it may have taken one in that it could not answer.
    fn is_known(&self, is_accepted: bool) -> bool {
        !is_accepted && !self.ground.is_shared
    }

    /// Waits for the case of an offer that an earlier run sent right before it ended.
    async fn await_case(&self, offer: &str) -> anyhow::Result<()> {
        let mut relay = RelayClient::new(self.world.spoc.peer.clone());
        let began = Instant::now();
        loop {
            let case = offer.to_owned();
            match relay.get_case(GetCaseRequest { case }).await {
                Err(status)
                    if status.code() == tonic::Code::NotFound && began.elapsed() < CASE_OPENS =>
                {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                other => return other.map(|_| ()).context("the case of an earlier run"),
            }
        }
    }

    async fn send_rest(
        &self,
        posting: &Value,
        employer: usize,
    ) -> anyhow::Result<Result<Accepted, String>> {
        let url = self.ground.rest.as_deref().context("a REST door")?;
        let key = &self.world.employers[employer].key;
        let response = patiently(async || {
            let request = self.rest.post(format!("{url}/v1/offers")).json(posting);
            let sent = request.bearer_auth(key.expose()).send().await;
            let response = sent.map_err(|error| Status::unavailable(error.to_string()))?;
            if response.status().is_server_error() {
                return Err(Status::unavailable(response.status().to_string()));
            }
            Ok(response)
        });
        let response = response.await.context("POST /v1/offers")?;
        let accepted = response.status().is_success();
        let body: Value = response
            .json()
            .await
            .context("the reply to POST /v1/offers")?;
        if !accepted {
            return Ok(Err(body.to_string()));
        }
        let text = |key: &str| {
            body[key]
                .as_str()
                .map(str::to_owned)
                .context("a field of the reply")
        };
        Ok(Ok(Accepted {
            offer_id: text("offer_id")?,
            receipt: Receipt {
                case_ref: text("case_ref")?,
                received_at: text("received_at")?.parse()?,
                due_at: text("due_at")?.parse()?,
                rule: body["rule"]["id"].as_str().unwrap_or_default().to_owned(),
            },
            known: self.is_known(body["submission"] == "accepted"),
        }))
    }

    async fn send_grpc(
        &self,
        posting: &Value,
        employer: usize,
    ) -> anyhow::Result<Result<Accepted, String>> {
        let content = match content(posting) {
            Ok(content) => content,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let client = IntakeClient::new(self.world.employers[employer].peer.clone());
        let request = SubmitOfferRequest {
            content: Some(content),
        };
        let reply = patiently(async || client.clone().submit_offer(request.clone()).await);
        let reply = match reply.await {
            Ok(reply) => reply.into_inner(),
            Err(status) if status.code() == tonic::Code::InvalidArgument => {
                return Ok(Err(relais_runtime::door::from_status(&status).to_string()));
            }
            Err(status) => return Err(status).context("SubmitOffer"),
        };
        let known = self.is_known(reply.submission() == Submission::Accepted);
        Ok(Ok(Accepted {
            known,
            offer_id: reply.offer_id,
            receipt: Receipt {
                case_ref: reply.case_ref,
                received_at: Timestamp::from_microsecond(reply.received_at)?,
                due_at: Timestamp::from_microsecond(reply.due_at)?,
                rule: reply.rule.map(|rule| rule.id).unwrap_or_default(),
            },
        }))
    }
}

/// How an offer was accepted, and how its due instant is counted.
pub(super) fn accepted_story(receipt: &Receipt, channel: &str, title: &str) -> String {
    format!(
        "\n{case}  accepted by {channel}: {title}\n{case}  due {}, counted by rule {}: {}",
        local(receipt.due_at),
        receipt.rule,
        counted(receipt.received_at, &receipt.rule),
        case = receipt.case_ref,
    )
}

/// What a posting says, as the fields of a gRPC call.
fn content(posting: &Value) -> Result<OfferContent, relais_domain::Error> {
    let posting = Posting {
        pointer: String::new(),
        value: posting,
    };
    jobposting::read(&posting, Config::default().limits.skills_per_offer)
}

/// The days that a due instant counts, as in "Mon 24 h, Tue 24 h (Sat, Sun rest days)".
fn counted(received: Timestamp, rule: &str) -> String {
    let calendar = Config::default()
        .calendar
        .find(rule)
        .map(WorkingCalendar::new);
    let Some(count) = calendar
        .and_then(Result::ok)
        .and_then(|it| it.count(received).ok())
    else {
        return "a rule of this site".to_owned();
    };
    let day = |day: &CountedDay| day.date.strftime("%a %-d %b").to_string();
    let worked = count.days.iter().filter(|it| it.why == DayKind::Working);
    let worked = worked.map(|it| {
        let minutes = it.counted.as_mins();
        format!("{} {} h {:02}", day(it), minutes / 60, minutes % 60)
    });
    let free = count.days.iter().filter(|it| it.why != DayKind::Working);
    let free = free.map(|it| match &it.why {
        DayKind::Holiday(holiday) => format!("{} {holiday:?}", day(it)),
        _ => day(it),
    });
    let (worked, free) = (
        worked.collect::<Vec<_>>().join(", "),
        free.collect::<Vec<_>>().join(", "),
    );
    if free.is_empty() {
        worked
    } else {
        format!("{worked} (not {free})")
    }
}

/// An instant as people in Liège read it.
pub fn local(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Brussels").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%a %-d %b %Y %H:%M").to_string()
}
