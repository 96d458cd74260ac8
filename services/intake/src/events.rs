//! The events of the topic `relais.offers`.

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::clock::to_micros;
use relais_domain::ids::OfferId;
use relais_proto::events::{
    OfferAmended, OfferMissed, OfferReappeared, OfferSubmitted, OfferWithdrawn,
};
use relais_runtime::telemetry::current_traceparent;
use relais_store::{NewEvent, topics};

use crate::offer::{NewOffer, Prepared};

const SOURCE: &str = "relais/intake";

/// An offer was accepted.
pub(crate) fn submitted(offer: &mut NewOffer, webhook: bool) -> NewEvent {
    let event = OfferSubmitted {
        offer_id: offer.id.to_string(),
        employer_id: offer.employer.to_string(),
        case_ref: offer.case_ref.to_string(),
        channel: offer.channel.to_string(),
        received_at: to_micros(offer.received_at),
        due_at: to_micros(offer.due.at),
        rule: Some(offer.rule.clone()),
        warn_at: offer.due.warn_at.map(to_micros).to_vec(),
        // Lent for as long as it is encoded: copying it would cost as much as the encoding.
        requirements: Some(std::mem::take(&mut offer.prepared.requirements)),
        webhook,
        mail: offer.mail.clone(),
    };
    let payload = event.encode_to_vec();
    offer.prepared.requirements = event.requirements.unwrap_or_default();
    NewEvent {
        topic: topics::OFFERS,
        stream: offer.id.to_string(),
        kind: "relais.offer.submitted.v1",
        source: SOURCE,
        time: offer.received_at,
        traceparent: offer.prepared.traceparent.clone(),
        payload,
    }
}

/// The content of an offer changed; `version` is the new one.
pub(crate) fn amended(offer_id: &str, version: u64, at: Timestamp, to: &Prepared) -> NewEvent {
    let event = OfferAmended {
        offer_id: offer_id.to_owned(),
        version,
        amended_at: to_micros(at),
        requirements: Some(to.requirements.clone()),
    };
    NewEvent {
        topic: topics::OFFERS,
        stream: offer_id.to_owned(),
        kind: "relais.offer.amended.v1",
        source: SOURCE,
        time: at,
        traceparent: to.traceparent.clone(),
        payload: event.encode_to_vec(),
    }
}

/// An employer no longer wants candidates.
pub(crate) fn withdrawn(offer: OfferId, at: Timestamp, traceparent: Option<String>) -> NewEvent {
    let event = OfferWithdrawn {
        offer_id: offer.to_string(),
        withdrawn_at: to_micros(at),
    };
    NewEvent {
        topic: topics::OFFERS,
        stream: offer.to_string(),
        kind: "relais.offer.withdrawn.v1",
        source: SOURCE,
        time: at,
        traceparent,
        payload: event.encode_to_vec(),
    }
}

/// An offer is no longer in its feed: the employer is to be asked, for the time `question`.
pub(crate) fn missed(offer_id: &str, at: Timestamp, question: u32) -> NewEvent {
    let event = OfferMissed {
        offer_id: offer_id.to_owned(),
        missed_at: to_micros(at),
        question,
    };
    NewEvent {
        topic: topics::OFFERS,
        stream: offer_id.to_owned(),
        kind: "relais.offer.missed.v1",
        source: SOURCE,
        time: at,
        traceparent: current_traceparent(),
        payload: event.encode_to_vec(),
    }
}

/// An offer is in its feed again.
pub(crate) fn reappeared(offer_id: &str, at: Timestamp) -> NewEvent {
    let event = OfferReappeared {
        offer_id: offer_id.to_owned(),
        reappeared_at: to_micros(at),
    };
    NewEvent {
        topic: topics::OFFERS,
        stream: offer_id.to_owned(),
        kind: "relais.offer.reappeared.v1",
        source: SOURCE,
        time: at,
        traceparent: current_traceparent(),
        payload: event.encode_to_vec(),
    }
}
