//! `deploy/asyncapi.yaml` tells of exactly the topics and types of events that there are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use relais::wire::payload_type;
use relais_events::topics;
use relais_tests::catalogue::types_in_code;
use serde_json::Value;

/// The log itself tells of it, not a service's code.
const SET_ASIDE: &str = "relais.record.set_aside.v1";
/// It has no payload.
const TOMBSTONE: &str = "relais.candidate.erased.v1";

fn description() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/asyncapi.yaml");
    let text = std::fs::read_to_string(file).expect("the description");
    serde_saphyr::from_str(&text).expect("YAML")
}

fn members<'a>(value: &'a Value, pointer: &str) -> &'a serde_json::Map<String, Value> {
    let found = value.pointer(pointer).and_then(Value::as_object);
    found.unwrap_or_else(|| panic!("{pointer} has no members"))
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("{pointer} is no text"))
}

/// What a `$ref` inside the document points to.
fn follow<'a>(document: &'a Value, reference: &Value) -> &'a Value {
    let target = text(reference, "/$ref").trim_start_matches('#');
    document
        .pointer(target)
        .unwrap_or_else(|| panic!("{target} is not there"))
}

#[test]
fn its_channels_are_the_topics() {
    let document = description();
    let channels: BTreeMap<&str, &str> = members(&document, "/channels")
        .values()
        .map(|channel| {
            let policy = "/bindings/kafka/topicConfiguration/cleanup.policy/0";
            (text(channel, "/address"), text(channel, policy))
        })
        .collect();
    let topics = topics::ALL.map(|topic| {
        let policy = if topic.compacted { "compact" } else { "delete" };
        (topic.name, policy)
    });
    assert_eq!(channels, BTreeMap::from(topics));
}

#[test]
fn its_messages_are_the_types_of_events() {
    let document = description();
    let mut types = types_in_code();
    types.insert(SET_ASIDE.to_owned());
    let described: BTreeSet<String> = members(&document, "/components/messages")
        .values()
        .map(|message| text(message, "/name").to_owned())
        .collect();
    assert_eq!(described, types);
}

#[test]
fn each_message_stands_in_the_topic_of_its_kind() {
    let document = description();
    let mut seen = BTreeSet::new();
    for channel in members(&document, "/channels").values() {
        for message in members(channel, "/messages").values() {
            let name = text(follow(&document, message), "/name");
            let kind = name.split('.').nth(1).expect("a kind");
            let topic = match kind {
                "record" => topics::DEAD_LETTERS.name.to_owned(),
                kind => format!("relais.{kind}s"),
            };
            assert_eq!(text(channel, "/address"), topic, "{name}");
            assert!(seen.insert(name), "{name} stands in two topics");
        }
    }
    assert_eq!(seen.len(), members(&document, "/components/messages").len());
}

#[test]
fn each_message_names_the_protobuf_message_that_it_carries() {
    let document = description();
    for message in members(&document, "/components/messages").values() {
        let name = text(message, "/name");
        let payload = &message["payload"];
        if name == TOMBSTONE {
            assert_eq!(payload["type"], "null");
            continue;
        }
        let schema = follow(&document, payload);
        assert_eq!(
            Some(text(schema, "/x-protobuf-message")),
            payload_type(name),
            "{name}"
        );
    }
}
