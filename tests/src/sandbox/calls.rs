//! What people do in a story, through the doors.

use anyhow::{Context as _, ensure};
use relais_proto::relay::outbox_client::OutboxClient;
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{
    Answer, AnswerRequest, Case, Consent, GetCaseRequest, ListMessagesRequest, Message,
    NominateRequest,
};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::{Doors, Person};

/// REST calls with an employer's key.
#[derive(Clone)]
pub struct Rest {
    base: String,
    key: String,
    client: reqwest::Client,
}

/// An offer for a bricklayer in Herstal, as schema.org JSON-LD.
pub fn posting(identifier: &str) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": identifier,
        "title": "Maçon (H/F/X)",
        "description": "Murs en briques et blocs, lecture de plan.",
        "jobLocation": {"address": {"postalCode": "4040", "addressLocality": "Herstal"}},
    })
}

/// Documents that no offer looks like: broken, deep, wide, of wrong types, with odd characters.
pub fn hostile_json() -> Vec<Vec<u8>> {
    let deep = |open: &str, close: &str| open.repeat(5_000) + &close.repeat(5_000);
    let mut documents: Vec<Vec<u8>> = [
        "",
        " ",
        "{",
        "}",
        "[",
        "null",
        "true",
        "0",
        "-",
        "1e999",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "{\"@type\":\"JobPosting\"}",
        "{\"title\":null}",
        "{\"title\":[]}",
        "{\"title\":{}}",
        "{\"title\":1e308,\"identifier\":-0}",
        "{\"title\":\"a\",\"title\":\"b\"}",
        "{\"title\":\"\\ud800\"}",
        "{\"title\":\"\\u0000\"}",
        "{'title':'a'}",
        "{\"title\":\"a\",}",
        "// comment\n{}",
        "{\"identifier\":{\"value\":{\"value\":{}}}}",
        "NaN",
        "{\"a\":Infinity}",
        "{\"__proto__\":{\"title\":\"x\"}}",
        "{\"@graph\":[{\"@type\":\"JobPosting\"}]}",
        "{\"@context\":{\"title\":\"http://x\"},\"title\":1}",
        "{\"datePosted\":\"0000-00-00\",\"validThrough\":\"9999999-01-01\"}",
        "{\"totalJobOpenings\":-1}",
        "{\"totalJobOpenings\":18446744073709551616}",
        "{\"baseSalary\":{\"value\":{\"minValue\":\"1e400\"}}}",
        "{\"jobLocation\":[[[[{\"address\":[[]]}]]]]}",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    documents.push(deep("[", "]").into_bytes());
    documents.push(deep("{\"a\":", "}").into_bytes());
    documents.push(format!("{{\"title\":\"{}\"}}", "x".repeat(2_000_000)).into_bytes());
    documents.push(format!("[{}]", "{},".repeat(50_000) + "{}").into_bytes());
    documents.push(b"{\"title\":\"\xff\xfe\"}".to_vec());
    documents.push(b"\xff\xfe{\0}\0".to_vec());
    documents.push(b"\xef\xbb\xbf{}".to_vec());
    documents.push(vec![0; 4096]);
    documents
}

impl Rest {
    pub(super) fn new(base: String, key: &str) -> Self {
        Self {
            base,
            key: key.to_owned(),
            client: reqwest::Client::new(),
        }
    }

    /// Sends a body to `/v1/offers`.
    ///
    /// # Errors
    /// Where the door does not answer.
    pub async fn post(&self, body: impl Into<reqwest::Body>) -> anyhow::Result<Response> {
        let request = self.client.post(format!("{}/v1/offers", self.base));
        let request = request
            .bearer_auth(&self.key)
            .header("content-type", "application/ld+json");
        Ok(request.body(body).send().await?)
    }

    /// Withdraws an offer.
    ///
    /// # Errors
    /// Where that is refused.
    pub async fn withdraw(&self, id: &str) -> anyhow::Result<()> {
        let request = self.client.delete(format!("{}/v1/offers/{id}", self.base));
        let response = request.bearer_auth(&self.key).send().await?;
        response.error_for_status()?;
        Ok(())
    }

    /// Submits an offer, which must be taken.
    ///
    /// # Errors
    /// Where it is not.
    pub async fn submit(&self, posting: &Value) -> anyhow::Result<Value> {
        let response = self.post(posting.to_string()).await?;
        let status = response.status();
        let text = response.text().await?;
        ensure!(status == StatusCode::CREATED, "{status}: {text}");
        Ok(serde_json::from_str(&text)?)
    }

    /// The offer as its employer sees it.
    ///
    /// # Errors
    /// Where the door does not answer with it.
    pub async fn offer(&self, id: &str) -> anyhow::Result<Value> {
        let request = self.client.get(format!("{}/v1/offers/{id}", self.base));
        let response = request.bearer_auth(&self.key).send().await?;
        Ok(response.error_for_status()?.json().await?)
    }
}

impl Doors {
    /// The case as this person sees it.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn case(&self, person: &Person, case: &str) -> anyhow::Result<Case> {
        let request = GetCaseRequest {
            case: case.to_owned(),
        };
        let mut relay = RelayClient::new(person.peer.clone());
        Ok(relay.get_case(request).await?.into_inner())
    }

    /// Waits until the case, as this person sees it, is as it should be.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn case_when(
        &self,
        person: &Person,
        case: &str,
        what: &str,
        wanted: impl Fn(&Case) -> bool,
    ) -> anyhow::Result<Case> {
        self.until(what, async || {
            // A case that is not there yet, or not for this person, is waited for.
            let found = self.case(person, case).await.ok();
            Ok(found.filter(&wanted))
        })
        .await
    }

    /// Nominates the first candidate of the worker's organisation, with their consent; returns
    /// the nomination's id. Waits until the offer has been diffused to the organisation.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn nominate(&self, worker: &Person, case: &str) -> anyhow::Result<String> {
        self.case_when(worker, case, "the diffusion", |case| {
            !case.diffusions.is_empty()
        })
        .await?;
        let candidates = worker.candidates().await?;
        let candidate = candidates.first().context("a candidate")?;
        let request = NominateRequest {
            case: case.to_owned(),
            candidate_id: candidate.candidate_id.clone(),
            consent: Some(Consent {
                means: "phone".to_owned(),
                taken_by: String::new(),
                at: 0,
            }),
            worker_id: String::new(),
        };
        let mut relay = RelayClient::new(worker.peer.clone());
        let nominated = relay.nominate(request).await?.into_inner();
        Ok(nominated.nomination_id)
    }

    /// Answers the employer.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn answer(&self, spoc: &Person, case: &str, answer: Answer) -> anyhow::Result<Case> {
        let request = AnswerRequest {
            case: case.to_owned(),
            answer: Some(answer),
        };
        let mut relay = RelayClient::new(spoc.peer.clone());
        Ok(relay.answer(request).await?.into_inner())
    }

    /// The messages about an offer.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn messages(&self, spoc: &Person, offer_id: &str) -> anyhow::Result<Vec<Message>> {
        let request = ListMessagesRequest {
            offer_id: offer_id.to_owned(),
            limit: 100,
        };
        let mut outbox = OutboxClient::new(spoc.peer.clone());
        Ok(outbox.list_messages(request).await?.into_inner().messages)
    }
}
