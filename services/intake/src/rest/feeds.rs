//! `GET /v1/feeds` and what became of their pulls.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use relais_domain::Error;
use relais_proto::intake::{Feed, FeedPull};
use relais_runtime::door::Problem;
use serde_json::{Value, json};

use super::{employer, import, view};
use crate::Intake;

/// The employer's feeds.
pub(super) async fn list(
    State(service): State<Intake>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let feeds = service.feeds(Some(employer(&request)?)).await?;
    let feeds: Result<Vec<Value>, Error> = feeds.iter().map(|it| feed(&service, it)).collect();
    Ok(Json(json!({ "feeds": feeds? })))
}

/// What became of the last pulls of a feed, newest first.
pub(super) async fn pulls(
    State(service): State<Intake>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let employer = employer(&request)?;
    let Path(id) = id?;
    let pulls = service.pulls(&id, Some(employer)).await?;
    let pulls: Result<Vec<Value>, Error> = pulls.iter().map(|it| pull(&service, it)).collect();
    Ok(Json(json!({ "pulls": pulls? })))
}

fn feed(service: &Intake, feed: &Feed) -> Result<Value, Error> {
    let zone = service.inner.due.zone();
    let next = (!feed.paused).then(|| view::local(feed.next_pull_at, zone));
    Ok(json!({
        "feed_id": feed.feed_id,
        "url": feed.url,
        "format": feed.format,
        "source": feed.source,
        "every_seconds": feed.every_seconds,
        "paused": feed.paused,
        "next_pull_at": next.transpose()?,
        "pulls": feed.pulls,
        "failures": feed.failures,
        "pulls_url": format!("{}/v1/feeds/{}/pulls", service.inner.base_url, feed.feed_id),
    }))
}

fn pull(service: &Intake, pull: &FeedPull) -> Result<Value, Error> {
    let zone = service.inner.due.zone();
    let reidentified: Vec<Value> = pull
        .reidentified
        .iter()
        .map(|it| json!({"offer_id": it.offer_id, "was": it.was, "is": it.is}))
        .collect();
    let report = pull.report.clone().unwrap_or_default();
    Ok(json!({
        "number": pull.number,
        "started_at": view::local(pull.started_at, zone)?,
        "ended_at": view::local(pull.ended_at, zone)?,
        "outcome": pull.outcome,
        "problem": (!pull.problem.is_empty()).then_some(&pull.problem),
        "report": import::report(service, &report)?,
        "missing": pull.missing,
        "asked": pull.asked,
        "reappeared": pull.reappeared,
        "reidentified": reidentified,
        "pages": pull.pages,
    }))
}
