//! `POST /v1/offers:import`: a file of offers; and the template of one.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use relais_domain::Error;
use relais_proto::intake::{FieldViolation, ImportReport, RefusedItem, Submission, TakenItem};
use relais_runtime::door::Problem;
use serde_json::{Value, json};

use super::{employer, view};
use crate::Intake;
use crate::feeds::{Format, TEMPLATE};

/// Takes a file in as it comes and answers with what became of each item: with 200 where it was
/// read to its end, with 422 where it breaks off or is none of the formats.
pub(super) async fn import(
    State(service): State<Intake>,
    request: Request,
) -> Result<Response, Problem> {
    let employer = employer(&request)?;
    let (format, charset) = format(request.headers())?;
    let body = request.into_body();
    let report = service.import(employer, body, format, charset).await?;
    let status = if report.broken.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok((status, Json(self::report(&service, &report)?)).into_response())
}

/// The CSV template.
pub(super) async fn template() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"offers.csv\""),
    ];
    (headers, TEMPLATE).into_response()
}

fn format(headers: &HeaderMap) -> Result<(Format, Option<String>), Problem> {
    let text = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let mut parts = text.unwrap_or_default().split(';').map(str::trim);
    let format = Format::of_content_type(parts.next().unwrap_or_default());
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_owned())
    });
    let format = format.ok_or_else(|| {
        Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "send text/csv, application/xml, application/ld+json or text/html",
        )
    })?;
    Ok((format, charset))
}

/// What became of the items of a file or feed.
///
/// # Errors
/// `Internal` for instants past the year 9999.
pub(super) fn report(service: &Intake, report: &ImportReport) -> Result<Value, Error> {
    let taken: Result<Vec<Value>, Error> =
        report.taken.iter().map(|it| taken(service, it)).collect();
    let refused: Vec<Value> = report.refusals.iter().map(refused).collect();
    let mut view = json!({
        "format": report.format,
        "items": report.items,
        "accepted": report.accepted,
        "amended": report.amended,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "taken": taken?,
        "refusals": refused,
        "unknown_columns": report.unknown_columns,
    });
    if !report.broken.is_empty() {
        let line = (report.broken_line > 0).then_some(report.broken_line);
        view["broken"] = json!({ "line": line, "detail": report.broken });
    }
    Ok(view)
}

fn taken(service: &Intake, item: &TakenItem) -> Result<Value, Error> {
    let submission = match item.submission() {
        Submission::Amended => "amended",
        _ => "accepted",
    };
    Ok(json!({
        "item": item.item,
        "line": (item.line > 0).then_some(item.line),
        "identifier": item.identifier,
        "submission": submission,
        "offer_id": item.offer_id,
        "case_ref": item.case_ref,
        "due_at": view::local(item.due_at, service.inner.due.zone())?,
        "status_url": service.status_url(&item.offer_id),
    }))
}

fn refused(item: &RefusedItem) -> Value {
    let error = |field: &FieldViolation| json!({"field": field.pointer, "detail": field.message, "remedy": field.remedy});
    let errors: Vec<Value> = item.violations.iter().map(error).collect();
    json!({
        "item": item.item,
        "line": (item.line > 0).then_some(item.line),
        "identifier": item.identifier,
        "errors": errors,
    })
}
