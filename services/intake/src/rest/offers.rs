//! Looking at, changing and withdrawing offers.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use relais_domain::Error;
use relais_proto::intake::Offer;
use relais_runtime::door::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{employer, read_postings, view};
use crate::Intake;
use crate::jobposting::{self, Document};
use crate::use_cases::{Page, Stale, Viewer, with_key_of};

/// Which part of a list is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    #[serde(default)]
    limit: u32,
    #[serde(default)]
    page_token: String,
}

/// `GET /v1/offers`: the employer's own, newest first.
pub(super) async fn list(
    State(service): State<Intake>,
    query: Result<Query<ListQuery>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let viewer = Viewer::Employer(employer(&request)?);
    let Query(query) = query?;
    let page = Page::new(query.limit, &query.page_token)?;
    let found = service.offers(viewer, &page).await?;
    let offers: Result<Vec<Value>, Error> = found
        .offers
        .iter()
        .map(|offer| view::offer(&service, offer))
        .collect();
    let next = (!found.next_page_token.is_empty()).then_some(found.next_page_token);
    Ok(Json(json!({ "offers": offers?, "next_page_token": next })).into_response())
}

/// `GET /v1/offers/{id}`, with its version as entity tag.
pub(super) async fn show(
    State(service): State<Intake>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let viewer = Viewer::Employer(employer(&request)?);
    let Path(id) = id?;
    told(&service, &service.offer(viewer, &id).await?)
}

/// `PUT /v1/offers/{id}`: new content; with `If-Match`, only in the place of the version named.
pub(super) async fn amend(
    State(service): State<Intake>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let employer = employer(&request)?;
    let Path(id) = id?;
    let version = version_asked(request.headers())?;
    let known = service.own_offer(employer, &id).await?;
    let document = read_postings(&service, request).await?;
    let Document::One(posting) = Document::of(&document)? else {
        let remedy = "give the offer as one JobPosting";
        return Err(Error::invalid_field("", "is a list", remedy).into());
    };
    let mut content = jobposting::read(&posting, service.max_skills())?;
    if !jobposting::names_source(&posting) {
        content.source.clear();
    }
    let content = with_key_of(&known, content);
    let amended = service.amend(&known, content, version).await?;
    let receipt = amended.map_err(stale)?;
    let tag = [(ETAG, entity_tag(receipt.version))];
    Ok((tag, Json(view::receipt(&service, &receipt)?)).into_response())
}

fn stale(stale: Stale) -> Problem {
    Problem::new(StatusCode::PRECONDITION_FAILED, "stale", stale.to_string())
}

/// `DELETE /v1/offers/{id}`: the employer no longer wants candidates. Harmless to repeat.
pub(super) async fn withdraw(
    State(service): State<Intake>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let employer = employer(&request)?;
    let Path(id) = id?;
    told(&service, &service.withdraw(employer, &id).await?)
}

fn told(service: &Intake, offer: &Offer) -> Result<Response, Problem> {
    let tag = [(ETAG, entity_tag(offer.version))];
    Ok((tag, Json(view::offer(service, offer)?)).into_response())
}

fn entity_tag(version: u64) -> String {
    format!("\"{version}\"")
}

/// The version that `If-Match` names; 0 where any will do.
fn version_asked(headers: &HeaderMap) -> Result<u64, Problem> {
    let Some(value) = headers.get(IF_MATCH) else {
        return Ok(0);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(0);
    }
    let version = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .and_then(|text| text.parse().ok())
        .filter(|version| *version > 0);
    version.ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid_header",
            "if-match: give the entity tag of the offer as it was returned, like \"3\"",
        )
    })
}
