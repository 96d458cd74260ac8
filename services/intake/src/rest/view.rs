//! How offers look in answers.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use relais_domain::Error;
use relais_domain::clock::from_micros;
use relais_proto::events::{FoundIn, Requirements, WantedConcept};
use relais_proto::intake::{Offer, OfferStatus, Submission};
use serde_json::{Map, Value, json};

use crate::Intake;
use crate::jobposting;
use crate::use_cases::Receipt;

/// An instant by the clocks of the place that counts the working time, with its offset.
pub(super) fn local(micros: i64, zone: &TimeZone) -> Result<String, Error> {
    let instant: Timestamp = from_micros(micros)?;
    let zoned = instant.to_zoned(zone.clone());
    Ok(zoned.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string())
}

/// What an employer gets back for an offer that was taken in.
///
/// # Errors
/// `Internal` for instants past the year 9999.
pub(super) fn receipt(service: &Intake, receipt: &Receipt) -> Result<Map<String, Value>, Error> {
    let zone = service.inner.due.zone();
    let submission = match receipt.submission {
        Submission::Amended => "amended",
        Submission::Unchanged => "unchanged",
        _ => "accepted",
    };
    Ok(Map::from_iter([
        ("offer_id".to_owned(), json!(receipt.offer_id)),
        ("case_ref".to_owned(), json!(receipt.case_ref)),
        ("version".to_owned(), json!(receipt.version)),
        (
            "received_at".to_owned(),
            json!(local(receipt.received_at, zone)?),
        ),
        ("due_at".to_owned(), json!(local(receipt.due_at, zone)?)),
        (
            "rule".to_owned(),
            json!({"id": receipt.rule.id, "version": receipt.rule.version}),
        ),
        (
            "status_url".to_owned(),
            json!(service.status_url(&receipt.offer_id)),
        ),
        ("submission".to_owned(), json!(submission)),
        ("understood".to_owned(), requirements(&receipt.understood)),
    ]))
}

/// An offer with how far it has come.
///
/// # Errors
/// `Internal` for instants past the year 9999.
pub(super) fn offer(service: &Intake, offer: &Offer) -> Result<Value, Error> {
    let zone = service.inner.due.zone();
    let rule = offer.rule.clone().unwrap_or_default();
    let mut view = json!({
        "offer_id": offer.offer_id,
        "case_ref": offer.case_ref,
        "version": offer.version,
        "channel": offer.channel,
        "status": status(offer.status()),
        "received_at": local(offer.received_at, zone)?,
        "due_at": local(offer.due_at, zone)?,
        "rule": {"id": rule.id, "version": rule.version},
        "status_url": offer.status_url,
        "paused": offer.paused,
        "job_posting": offer.content.as_ref().map(jobposting::render),
        "understood": offer.understood.as_ref().map(requirements),
    });
    if offer.paused {
        view["pause_reason"] = json!(offer.pause_reason);
    }
    if !offer.answer.is_empty() {
        view["answer"] = json!(offer.answer);
        view["answered_at"] = json!(local(offer.answered_at, zone)?);
    }
    Ok(view)
}

fn status(status: OfferStatus) -> &'static str {
    match status {
        OfferStatus::Unspecified | OfferStatus::Received => "received",
        OfferStatus::Relayed => "relayed",
        OfferStatus::PartlyAnswered => "partly_answered",
        OfferStatus::Answered => "answered",
        OfferStatus::Closed => "closed",
        OfferStatus::Withdrawn => "withdrawn",
    }
}

fn requirements(understood: &Requirements) -> Value {
    let concepts = |list: &[WantedConcept]| -> Vec<Value> { list.iter().map(concept).collect() };
    let languages: Vec<Value> = understood
        .languages
        .iter()
        .map(|language| {
            let cefr = (!language.cefr.is_empty()).then_some(&language.cefr);
            json!({"code": language.code, "cefr": cefr, "required": language.required})
        })
        .collect();
    json!({
        "taxonomy_version": understood.taxonomy_version,
        "occupations": concepts(&understood.occupations),
        "skills": concepts(&understood.skills),
        "languages": languages,
        "licences": understood.licences,
        "place_ins": (understood.place_ins != 0).then_some(understood.place_ins),
    })
}

fn concept(concept: &WantedConcept) -> Value {
    let found_in = match concept.found_in() {
        FoundIn::Unspecified => "unspecified",
        FoundIn::Title => "title",
        FoundIn::Description => "description",
        FoundIn::Skills => "skills",
        FoundIn::Qualifications => "qualifications",
        FoundIn::Category => "category",
        FoundIn::Occupation => "occupation",
    };
    let level = (concept.level != 0).then_some(concept.level);
    json!({"id": concept.id, "found_in": found_in, "weight": concept.weight, "level": level})
}
