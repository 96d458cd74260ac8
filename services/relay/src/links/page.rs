//! The door at `/r/{token}`: GET shows what a click will do, POST does it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use axum::{Form, Json, Router};
use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::{RepliedBy, Reply};
use relais_messages::page::{Confirm, Notice, notice};
use relais_runtime::door::Problem;
use relais_runtime::signed::{LinkClaims, LinkError};
use serde_json::json;

use super::answer::{Wants, answer, failed, readers_language, refuse};
use super::correct::Correcting;
use super::form::Fields;
use super::token::{Target, action_code, correction_of};
use super::{LinkUse, Recorded, ReplySink, Said};
use crate::outgoing::Courier;

/// Bytes of a filled-in form: the message in four-byte characters, percent-encoded, and the rest.
const MAX_FORM_BYTES: usize = 32 * 1024;

/// The router of the links in mails and webhooks. `sink` takes in what is said; `courier` knows
/// what the links that it sent are about.
pub fn routes<S: ReplySink>(sink: Arc<S>, courier: &Courier) -> Router {
    let doors = Arc::new(Doors {
        sink,
        courier: courier.clone(),
    });
    Router::new()
        .route("/r/{token}", get(show::<S>).post(record::<S>))
        .route(
            "/c/{token}",
            get(show_correction::<S>).post(record_correction::<S>),
        )
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .with_state(doors)
}

struct Doors<S> {
    sink: Arc<S>,
    courier: Courier,
}

/// A visitor with a link that works.
struct Visit {
    wants: Wants,
    target: Target,
    link: LinkUse,
    now: Timestamp,
}

async fn show<S: ReplySink>(
    State(doors): State<Arc<Doors<S>>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match doors.visit(&token, &headers) {
        Ok(visit) => doors.confirm(&visit, &Fields::default(), None).await,
        Err(refusal) => *refusal,
    }
}

async fn record<S: ReplySink>(
    State(doors): State<Arc<Doors<S>>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let visit = match doors.visit(&token, &headers) {
        Ok(visit) => visit,
        Err(refusal) => return *refusal,
    };
    let language = visit.target.language;
    let fields = match fields(request).await {
        Ok(fields) => fields,
        Err(error) => return failed(visit.wants, language, error),
    };
    match fields.read(visit.target.action, visit.now) {
        Err(error) => doors.confirm(&visit, &fields, Some(error)).await,
        Ok((reply, message)) => {
            let nomination = visit.target.nomination;
            let reply = Reply {
                nomination,
                reply,
                by: RepliedBy::Link,
                note: None,
            };
            let offer = visit.target.offer;
            let said = Said {
                offer,
                reply,
                message,
                link: visit.link,
            };
            match doors.sink.record(said).await {
                Ok(recorded) => done(&visit, recorded),
                Err(error) => failed(visit.wants, language, error),
            }
        }
    }
}

async fn show_correction<S: ReplySink>(
    State(doors): State<Arc<Doors<S>>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match doors.correcting(&token, &headers) {
        Ok(correcting) => correcting.show().await,
        Err(refusal) => *refusal,
    }
}

async fn record_correction<S: ReplySink>(
    State(doors): State<Arc<Doors<S>>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Vec<(String, String)>>,
) -> Response {
    match doors.correcting(&token, &headers) {
        Ok(correcting) => correcting.record(&sent).await,
        Err(refusal) => *refusal,
    }
}

/// The fields of a form, or of a JSON document with the same names. An empty body is a yes.
async fn fields(request: Request) -> Result<Fields, Error> {
    let wrong = || Error::invalid_field("", "not a form", "send the fields of the page");
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|it| it.to_str().ok());
    match kind.and_then(|kind| kind.split(';').next()).map(str::trim) {
        Some("application/json") => Json::from_request(request, &())
            .await
            .map(|Json(fields)| fields)
            .map_err(|_| wrong()),
        Some("application/x-www-form-urlencoded") => Form::from_request(request, &())
            .await
            .map(|Form(fields)| fields)
            .map_err(|_| wrong()),
        _ => {
            let body = Bytes::from_request(request, &())
                .await
                .map_err(|_| wrong())?;
            if body.is_empty() {
                Ok(Fields::default())
            } else {
                Err(wrong())
            }
        }
    }
}

fn done(visit: &Visit, recorded: Recorded) -> Response {
    let (says, word) = match recorded {
        Recorded::Now => (Notice::Done, "recorded"),
        Recorded::Before => (Notice::Before, "recorded_before"),
    };
    let page = || notice(visit.target.language, says);
    answer(
        visit.wants,
        StatusCode::OK,
        page,
        || json!({ "status": word }),
    )
}

/// A link of ours that was put into another place.
fn misused(headers: &HeaderMap) -> Response {
    let detail = "the link is for something else".to_owned();
    let problem = || Problem::new(StatusCode::NOT_FOUND, "broken_link", detail);
    let (wants, language) = (Wants::of(headers), readers_language(headers));
    refuse(wants, language, Notice::Broken, problem)
}

impl<S: ReplySink> Doors<S> {
    /// Checks a link to the page that corrects an offer.
    fn correcting(
        &self,
        token: &str,
        headers: &HeaderMap,
    ) -> Result<Correcting<'_>, Box<Response>> {
        let claims = self.claims(token, headers)?;
        let (offer, language) = correction_of(&claims).ok_or_else(|| Box::new(misused(headers)))?;
        Ok(Correcting {
            composer: self.courier.composer(),
            wants: Wants::of(headers),
            offer,
            language,
        })
    }

    /// What a link allows that works. The refusal is boxed because it is a whole response.
    fn claims(&self, token: &str, headers: &HeaderMap) -> Result<LinkClaims, Box<Response>> {
        let now = self.courier.clock().now();
        let signer = self.courier.composer().signer();
        signer.verify(token, now).map_err(|error| {
            let (why, status, code) = match error {
                LinkError::Expired => (Notice::Expired, StatusCode::GONE, "expired_link"),
                _ => (Notice::Broken, StatusCode::NOT_FOUND, "broken_link"),
            };
            let problem = || Problem::new(status, code, error.to_string());
            let wants = Wants::of(headers);
            Box::new(refuse(wants, readers_language(headers), why, problem))
        })
    }

    /// Checks a link that says something.
    fn visit(&self, token: &str, headers: &HeaderMap) -> Result<Visit, Box<Response>> {
        let (wants, now) = (Wants::of(headers), self.courier.clock().now());
        let claims = self.claims(token, headers)?;
        let target = Target::of(&claims).ok_or_else(|| Box::new(misused(headers)))?;
        let link = LinkUse {
            nonce: claims.nonce,
            expires_at: claims.expires_at,
        };
        Ok(Visit {
            wants,
            target,
            link,
            now,
        })
    }

    /// The page that asks for a yes. It changes nothing.
    async fn confirm(&self, visit: &Visit, fields: &Fields, wrong: Option<Error>) -> Response {
        let Target {
            action,
            language,
            offer,
            nomination,
        } = visit.target;
        let subject = match self.courier.composer().subject(offer, nomination).await {
            Ok(subject) => subject,
            Err(error) => return failed(visit.wants, language, error),
        };
        let wrong = match (wrong, visit.wants) {
            (Some(error), Wants::Json) => return failed(visit.wants, language, error),
            (wrong, _) => wrong,
        };
        let status = if wrong.is_some() {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        };
        let page = || {
            Confirm {
                language,
                action,
                reference: &subject.reference,
                title: &subject.title,
                person: subject.person.as_deref(),
                form: fields.form(action, wrong.as_ref()),
            }
            .page()
        };
        let json = || {
            json!({
                "action": action_code(action),
                "case_ref": subject.reference,
                "title": subject.title,
                "person": subject.person,
            })
        };
        answer(visit.wants, status, page, json)
    }
}
