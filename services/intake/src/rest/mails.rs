//! Mails that need a person, with the key of a SPOC.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use relais_domain::Error;
use relais_proto::intake::{ListMailsRequest, Mail};
use relais_runtime::auth::{Principal, principal_in};
use relais_runtime::door::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{read_postings, view};
use crate::Intake;
use crate::jobposting::{self, Document};

/// Which mails are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    #[serde(default)]
    state: String,
    #[serde(default)]
    limit: u32,
    #[serde(default)]
    page_token: String,
}

/// Whose the offer is that is made of a mail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfferQuery {
    #[serde(default)]
    employer: String,
}

fn require_spoc(request: &Request) -> Result<(), Problem> {
    match principal_in(request.extensions())? {
        Principal::Spoc(_) | Principal::Service => Ok(()),
        _ => Err(Error::denied("only those who answer employers see mails").into()),
    }
}

/// `GET /v1/mails`: those in one state, oldest first; those that need attention where none is
/// named.
pub(super) async fn list(
    State(service): State<Intake>,
    query: Result<Query<ListQuery>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    require_spoc(&request)?;
    let Query(query) = query?;
    let wanted = ListMailsRequest {
        state: query.state,
        limit: query.limit,
        page_token: query.page_token,
    };
    let found = service.list_mails(&wanted).await?;
    let mails: Result<Vec<Value>, Error> = found
        .mails
        .iter()
        .map(|mail| shown(&service, mail))
        .collect();
    let next = (!found.next_page_token.is_empty()).then_some(found.next_page_token);
    Ok(Json(json!({ "mails": mails?, "next_page_token": next })).into_response())
}

/// `GET /v1/mails/{id}`: one mail with its words, as long as its original is kept.
pub(super) async fn show(
    State(service): State<Intake>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    require_spoc(&request)?;
    let Path(id) = id?;
    Ok(Json(shown(&service, &service.mail(&id).await?)?).into_response())
}

/// `POST /v1/mails/{id}/offer`: turns a mail into the offer of the body, a `JobPosting`; of the
/// employer in the query, or of its sender.
pub(super) async fn turn_into_offer(
    State(service): State<Intake>,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<OfferQuery>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    require_spoc(&request)?;
    let (Path(id), Query(query)) = (id?, query?);
    let document = read_postings(&service, request).await?;
    let Document::One(posting) = Document::of(&document)? else {
        let remedy = "give the offer as one JobPosting";
        return Err(Error::invalid_field("", "is a list", remedy).into());
    };
    let content = jobposting::read(&posting, service.max_skills())?;
    let receipt = service
        .turn_into_offer(&id, &query.employer, content)
        .await?;
    let body = Json(view::receipt(&service, &receipt)?);
    Ok((StatusCode::CREATED, body).into_response())
}

/// `POST /v1/mails/{id}/ignore`: sets a mail aside. Harmless to repeat.
pub(super) async fn ignore(
    State(service): State<Intake>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    require_spoc(&request)?;
    let Path(id) = id?;
    Ok(Json(shown(&service, &service.ignore_mail(&id).await?)?).into_response())
}

fn shown(service: &Intake, mail: &Mail) -> Result<Value, Error> {
    let words = mail.words.as_ref().map(|words| {
        json!({
            "sender": words.sender,
            "sender_name": words.sender_name,
            "sender_check": words.sender_check,
            "subject": words.subject,
            "text": words.text,
            "files": words.files,
            "notes": words.notes,
        })
    });
    Ok(json!({
        "mail_id": mail.mail_id,
        "mailbox": mail.mailbox,
        "state": mail.state,
        "reason": (!mail.reason.is_empty()).then_some(&mail.reason),
        "received_at": view::local(mail.received_at, service.inner.due.zone())?,
        "bytes": mail.bytes,
        "offer_ids": mail.offer_ids,
        "words": words,
    }))
}
