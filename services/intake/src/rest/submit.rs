//! `POST /v1/offers`: one offer or a list of them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use relais_domain::ids::EmployerId;
use relais_domain::text::one_line;
use relais_domain::{Error, ErrorCode};
use relais_proto::intake::{OfferContent, Submission};
use relais_runtime::door::Problem;
use serde_json::{Map, Value, json};

use super::{employer, read_postings, view};
use crate::Intake;
use crate::content::MAX_IDENTIFIER_CHARS;
use crate::jobposting::{self, Document, Posting};
use crate::offer::Channel;
use crate::use_cases::Receipt;

/// Names the request, so that a repeat of one without an identifier is known as such.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// One offer is answered with 201 when it is new, and with 200 when it was known. A list is
/// answered with 200 and what became of each.
pub(super) async fn submit(
    State(service): State<Intake>,
    request: Request,
) -> Result<Response, Problem> {
    let employer = employer(&request)?;
    let key = idempotency_key(request.headers())?;
    let document = read_postings(&service, request).await?;
    match Document::of(&document)? {
        Document::One(posting) => {
            let content = content_of(&service, &posting, key)?;
            let receipt = service
                .submit_cleaned(employer, Channel::Api, content)
                .await?;
            one(&service, &receipt)
        }
        Document::Many(postings) => many(&service, employer, &postings, key).await,
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = one_line(value.to_str().unwrap_or_default());
    if (1..=MAX_IDENTIFIER_CHARS).contains(&key.len()) {
        return Ok(Some(key));
    }
    Err(Problem::new(
        StatusCode::BAD_REQUEST,
        "invalid_header",
        format!("idempotency-key: give 1 to {MAX_IDENTIFIER_CHARS} visible ASCII characters"),
    ))
}

/// The content of a posting; one that has no identifier takes the key.
fn content_of(
    service: &Intake,
    posting: &Posting<'_>,
    key: Option<String>,
) -> Result<OfferContent, Error> {
    let mut content = jobposting::read(posting, service.max_skills())?;
    if content.identifier.is_empty() {
        content.identifier = key.unwrap_or_default();
    }
    Ok(content)
}

fn one(service: &Intake, receipt: &Receipt) -> Result<Response, Problem> {
    let body = Json(view::receipt(service, receipt)?);
    let location = [(LOCATION, service.status_url(&receipt.offer_id))];
    Ok((status(receipt), location, body).into_response())
}

fn status(receipt: &Receipt) -> StatusCode {
    match receipt.submission {
        Submission::Accepted => StatusCode::CREATED,
        _ => StatusCode::OK,
    }
}

async fn many(
    service: &Intake,
    employer: EmployerId,
    postings: &[Posting<'_>],
    key: Option<String>,
) -> Result<Response, Problem> {
    let limit = service.inner.config.limits.array_items;
    if postings.len() > limit {
        let message = format!(
            "{} offers are too many for one request: send {limit} at most",
            postings.len()
        );
        return Err(Error::new(ErrorCode::TooLarge, message).into());
    }
    let mut outcomes: BTreeMap<usize, Result<Receipt, Error>> = BTreeMap::new();
    let (mut places, mut offers) = (Vec::new(), Vec::new());
    let received = service.received_now()?;
    for (index, posting) in postings.iter().enumerate() {
        let key = key.as_ref().map(|key| format!("{key}/{index}"));
        let content = content_of(service, posting, key);
        let offer =
            content.map(|content| service.new_offer(employer, Channel::Api, content, received));
        match offer {
            Ok(offer) => {
                places.push(index);
                offers.push(offer);
            }
            Err(mistake) => {
                outcomes.insert(index, Err(mistake));
            }
        }
        // Understanding many offers takes a while, in which others want to be served.
        tokio::task::yield_now().await;
    }
    let placed = service.submit_together(offers).await?;
    let placed = placed.into_iter().map(|placed| placed.map_err(Error::from));
    outcomes.extend(places.into_iter().zip(placed));
    let results: Result<Vec<Value>, Problem> = outcomes
        .into_iter()
        .map(|(index, outcome)| result(service, index, outcome))
        .collect();
    Ok(Json(json!({ "results": results? })).into_response())
}

/// What became of one offer of a list.
fn result(
    service: &Intake,
    index: usize,
    outcome: Result<Receipt, Error>,
) -> Result<Value, Problem> {
    let (status, mut entry) = match outcome {
        Ok(receipt) => (status(&receipt), view::receipt(service, &receipt)?),
        Err(error) => problem(error),
    };
    entry.insert("index".to_owned(), json!(index));
    entry.insert("status".to_owned(), json!(status.as_u16()));
    Ok(Value::Object(entry))
}

fn problem(error: Error) -> (StatusCode, Map<String, Value>) {
    let errors: Vec<Value> = error
        .fields()
        .iter()
        .map(|field| json!({"pointer": field.pointer, "detail": field.message, "remedy": field.remedy}))
        .collect();
    let detail = error.message().to_owned();
    let status = Problem::from(error).status();
    let problem = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
        "errors": errors,
    });
    (status, Map::from_iter([("problem".to_owned(), problem)]))
}
