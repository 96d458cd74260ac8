//! What the index keeps of an open offer.

use prost::Message as _;
use relais_events::EventRecord;
use relais_proto::events::{OfferAmended, OfferSubmitted, Requirements};
use uuid::Uuid;

use crate::events::{Unreadable, stream_id};
use crate::index::{Entry, STRENGTHS, Term, Update};
use crate::rank::{OPEN_ENDED, Wanted};
use crate::vocabulary::{Vocabulary, WHOLE};

/// The version of what is kept. To be raised with every change of [`entry_of`].
pub const FORMAT: &str = "offers-1";

/// The types of the events that are followed.
const SUBMITTED: &str = "relais.offer.submitted.v1";
const AMENDED: &str = "relais.offer.amended.v1";
const WITHDRAWN: &str = "relais.offer.withdrawn.v1";
const CLOSED: &str = "relais.case.closed.v1";

/// What an offer asks for since its submission; `None` for an event of another type.
///
/// # Errors
/// [`Unreadable`] where the event is not what its type says.
pub fn submitted(record: &EventRecord) -> Result<Option<OfferAmended>, Unreadable> {
    if record.kind != SUBMITTED {
        return Ok(None);
    }
    let offer = OfferSubmitted::decode(record.payload.as_slice())?;
    Ok(Some(OfferAmended {
        offer_id: offer.offer_id,
        version: 1,
        amended_at: offer.received_at,
        requirements: offer.requirements,
    }))
}

/// What an offer asks for since an amendment; `None` for an event of another type.
///
/// # Errors
/// [`Unreadable`] where the event is not what its type says.
pub fn amended(record: &EventRecord) -> Result<Option<OfferAmended>, Unreadable> {
    if record.kind != AMENDED {
        return Ok(None);
    }
    Ok(Some(OfferAmended::decode(record.payload.as_slice())?))
}

/// What an event of the topic of offers does to the index.
///
/// # Errors
/// [`Unreadable`] where the event is not what its type says.
pub fn update_of(
    record: &EventRecord,
    vocabulary: &Vocabulary,
) -> Result<Option<Update>, Unreadable> {
    let id = stream_id(record)?;
    if let Some(offer) = submitted(record)? {
        return Ok(Some(Update::Put(entry_of(id, &offer, vocabulary))));
    }
    if let Some(offer) = amended(record)? {
        return Ok(Some(Update::Amend(entry_of(id, &offer, vocabulary))));
    }
    Ok((record.kind == WITHDRAWN).then_some(Update::Remove(id)))
}

/// What an event of the topic of cases does to the index: an offer whose case is closed is not open.
///
/// # Errors
/// [`Unreadable`] where the event is not what its type says.
pub fn closed(record: &EventRecord) -> Result<Option<Update>, Unreadable> {
    if record.kind != CLOSED {
        return Ok(None);
    }
    Ok(Some(Update::Remove(stream_id(record)?)))
}

/// The id, version and requirements of an offer, from its state as the index keeps it.
///
/// # Errors
/// [`Unreadable`] where it is not one.
pub fn requirements_of(payload: &[u8]) -> Result<(Uuid, u64, Requirements), Unreadable> {
    let offer = OfferAmended::decode(payload)?;
    let id = Uuid::parse_str(&offer.offer_id).map_err(|_| Unreadable::Id)?;
    Ok((id, offer.version, offer.requirements.unwrap_or_default()))
}

fn entry_of(id: Uuid, offer: &OfferAmended, vocabulary: &Vocabulary) -> Entry {
    let nothing = Requirements::default();
    let wanted = Wanted::of(offer.requirements.as_ref().unwrap_or(&nothing), vocabulary);
    Entry {
        id,
        group: Uuid::nil(),
        until: OPEN_ENDED,
        terms: terms(&wanted),
        words: Vec::new(),
        payload: offer.encode_to_vec(),
    }
}

/// The concepts by which an offer is found, each with the share that it is worth as strength.
fn terms(wanted: &Wanted) -> Vec<(Term, u32)> {
    let most = u32::try_from(STRENGTHS).unwrap_or(1);
    let strength = |points: u32| (points * most).div_ceil(WHOLE).clamp(1, most);
    let occupations = wanted.occupations.iter().map(|name| {
        let points = wanted.occupation_possible * name.weight / WHOLE;
        (Term::Occupation(name.occupation), strength(points))
    });
    let skills = wanted
        .skills
        .iter()
        .map(|skill| (Term::Skill(skill.skill), strength(skill.possible)));
    occupations.chain(skills).collect()
}
