//! Protobuf messages as JSON, by the descriptors that reflection serves too.

use std::sync::OnceLock;

use anyhow::Context as _;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde_json::Value;

fn pool() -> &'static DescriptorPool {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    POOL.get_or_init(|| DescriptorPool::decode(relais_proto::DESCRIPTORS).unwrap_or_default())
}

/// The message of type `name` (like `relais.intake.v1.Offer`) as JSON, with the field names of the
/// protobuf file.
///
/// # Errors
/// When the type is not known or the bytes are not such a message.
pub fn bytes_to_json(name: &str, bytes: &[u8]) -> anyhow::Result<Value> {
    let descriptor = pool()
        .get_message_by_name(name)
        .with_context(|| format!("no message {name}"))?;
    let message = DynamicMessage::decode(descriptor, bytes)?;
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .stringify_64_bit_integers(false)
        .skip_default_fields(false);
    Ok(message.serialize_with_options(serde_json::value::Serializer, &options)?)
}

/// A generated message as JSON.
///
/// # Errors
/// As [`bytes_to_json`].
pub fn to_json<M: Message>(name: &str, message: &M) -> anyhow::Result<Value> {
    bytes_to_json(name, &message.encode_to_vec())
}

/// The message type of the payload of an event of this kind.
pub fn payload_type(kind: &str) -> Option<&'static str> {
    match kind {
        "relais.offer.submitted.v1" => Some("relais.events.v1.OfferSubmitted"),
        "relais.offer.amended.v1" => Some("relais.events.v1.OfferAmended"),
        "relais.offer.withdrawn.v1" => Some("relais.events.v1.OfferWithdrawn"),
        "relais.offer.missed.v1" => Some("relais.events.v1.OfferMissed"),
        "relais.offer.reappeared.v1" => Some("relais.events.v1.OfferReappeared"),
        "relais.candidate.changed.v1" => Some("relais.events.v1.CandidateChanged"),
        "relais.shortlist.computed.v1" => Some("relais.events.v1.ShortlistComputed"),
        "relais.record.set_aside.v1" => Some("relais.events.v1.RecordSetAside"),
        case if case.starts_with("relais.case.") => Some("relais.events.v1.CaseChanged"),
        _ => None,
    }
}
