//! Old events stay readable. `tests/events` holds one example of each type and version, with every
//! field filled: the bytes, and what they say as JSON. An example that is there is never changed;
//! after a new type was added, this writes the missing ones:
//!
//! ```sh
//! WRITE_MISSING=1 cargo test -p relais-tests --test events
//! ```

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value,
};
use relais_proto::events::{
    CandidateChanged, CaseChanged, OfferAmended, OfferMissed, OfferReappeared, OfferSubmitted,
    OfferWithdrawn, ShortlistComputed,
};
use relais_tests::catalogue::types_in_code;

/// An erased candidate's last event has no payload, and so no example.
const TOMBSTONE: &str = "relais.candidate.erased.v1";

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("events")
}

/// The types of the examples.
fn types_with_example() -> BTreeSet<String> {
    let files = std::fs::read_dir(examples()).expect("the examples");
    files
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bin"))
        .map(|path| {
            let name = path.file_stem().expect("a name");
            name.to_string_lossy().into_owned()
        })
        .collect()
}

/// The message that a type carries, and for cases the branch of it.
fn message_of(kind: &str) -> (&'static str, Option<&str>) {
    match kind {
        "relais.offer.submitted.v1" => ("OfferSubmitted", None),
        "relais.offer.amended.v1" => ("OfferAmended", None),
        "relais.offer.withdrawn.v1" => ("OfferWithdrawn", None),
        "relais.offer.missed.v1" => ("OfferMissed", None),
        "relais.offer.reappeared.v1" => ("OfferReappeared", None),
        "relais.candidate.changed.v1" => ("CandidateChanged", None),
        "relais.shortlist.computed.v1" => ("ShortlistComputed", None),
        case => {
            let branch = case
                .strip_prefix("relais.case.")
                .and_then(|rest| rest.strip_suffix(".v1"));
            assert!(branch.is_some(), "{case} is not known here");
            ("CaseChanged", branch)
        }
    }
}

fn descriptor(kind: &str) -> MessageDescriptor {
    let pool = DescriptorPool::decode(relais_proto::DESCRIPTORS).expect("the descriptors");
    let name = format!("relais.events.v1.{}", message_of(kind).0);
    pool.get_message_by_name(&name).expect("the message")
}

/// A message with every field filled; of alternatives, the one named `branch`.
fn filled(descriptor: &MessageDescriptor, branch: Option<&str>) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for field in descriptor.fields() {
        let alternative = field.containing_oneof().is_some();
        if alternative && branch != Some(field.name()) {
            continue;
        }
        let value = value(&field);
        if field.is_list() {
            message.set_field(&field, Value::List(vec![value]));
        } else {
            message.set_field(&field, value);
        }
    }
    message
}

fn value(field: &FieldDescriptor) -> Value {
    let number = field.number();
    match field.kind() {
        Kind::Bool => Value::Bool(true),
        Kind::Uint32 => Value::U32(number),
        Kind::Uint64 => Value::U64(number.into()),
        Kind::Int64 => Value::I64(1_777_555_200_000_000 + i64::from(number)),
        Kind::String => Value::String(format!("{} é", field.name())),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Message(inner) => Value::Message(filled(&inner, None)),
        other => panic!("{} is a {other:?}: give it an example", field.full_name()),
    }
}

/// Reads and writes the bytes with the code that the services use.
fn through_our_code(kind: &str, bytes: &[u8]) -> Vec<u8> {
    fn through<M: prost::Message + Default>(bytes: &[u8]) -> Vec<u8> {
        M::decode(bytes).expect("it is read").encode_to_vec()
    }
    match message_of(kind).0 {
        "OfferSubmitted" => through::<OfferSubmitted>(bytes),
        "OfferAmended" => through::<OfferAmended>(bytes),
        "OfferWithdrawn" => through::<OfferWithdrawn>(bytes),
        "OfferMissed" => through::<OfferMissed>(bytes),
        "OfferReappeared" => through::<OfferReappeared>(bytes),
        "CandidateChanged" => through::<CandidateChanged>(bytes),
        "ShortlistComputed" => through::<ShortlistComputed>(bytes),
        "CaseChanged" => through::<CaseChanged>(bytes),
        other => panic!("{other} is not known here"),
    }
}

fn json(kind: &str, bytes: &[u8]) -> serde_json::Value {
    let message = DynamicMessage::decode(descriptor(kind), bytes).expect("it is read");
    serde_json::to_value(message).expect("it is shown")
}

fn write_missing() {
    for kind in types_in_code() {
        let file = examples().join(format!("{kind}.bin"));
        if kind == TOMBSTONE || file.exists() {
            continue;
        }
        let bytes = filled(&descriptor(&kind), message_of(&kind).1).encode_to_vec();
        let text = serde_json::to_string_pretty(&json(&kind, &bytes)).expect("it is shown");
        std::fs::write(&file, bytes).expect("the example is written");
        std::fs::write(file.with_extension("json"), text + "\n").expect("it is written");
    }
}

#[test]
fn every_type_and_version_has_its_example() {
    if std::env::var_os("WRITE_MISSING").is_some() {
        write_missing();
    }
    let mut types = types_in_code();
    assert!(types.remove(TOMBSTONE), "an erasure is told");
    assert!(types.len() >= 25, "only {types:?}");
    let examples = types_with_example();
    let missing: Vec<_> = types.difference(&examples).collect();
    assert!(missing.is_empty(), "{missing:?} have no example");
}

#[test]
fn every_branch_of_a_case_is_a_type() {
    let case = descriptor("relais.case.opened.v1");
    let what = case.oneofs().find(|oneof| oneof.name() == "what");
    let what = what.expect("what happened");
    let types: BTreeSet<String> = what
        .fields()
        .map(|field| format!("relais.case.{}.v1", field.name()))
        .collect();
    let missing: Vec<_> = types.difference(&types_in_code()).cloned().collect();
    assert!(missing.is_empty(), "{missing:?} are never told");
}

#[test]
fn every_example_still_says_what_it_said() {
    for kind in types_with_example() {
        let file = examples().join(format!("{kind}.bin"));
        let bytes = std::fs::read(&file).expect("the example");
        let told = std::fs::read_to_string(file.with_extension("json")).expect("its words");
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        assert_eq!(json(&kind, &bytes), told, "{kind}");
        assert_eq!(
            through_our_code(&kind, &bytes),
            bytes,
            "{kind} loses fields"
        );
    }
}
