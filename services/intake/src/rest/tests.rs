//! The description of the door is true.

use std::collections::BTreeSet;

use serde_json::Value;

use super::openapi::DOCUMENT;
use super::{private_routes, public_routes, spoc_routes};

#[test]
fn every_route_is_described_and_nothing_else() {
    let routed: BTreeSet<&str> = private_routes()
        .iter()
        .chain(&spoc_routes())
        .chain(&public_routes())
        .map(|(path, _)| *path)
        .collect();
    let paths = DOCUMENT["paths"].as_object().expect("an object of paths");
    let described: BTreeSet<&str> = paths.keys().map(String::as_str).collect();
    assert_eq!(routed, described);
}

#[test]
fn every_reference_leads_somewhere() {
    fn check(value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let pointer = reference.trim_start_matches('#');
                    assert!(DOCUMENT.pointer(pointer).is_some(), "{reference}");
                }
                fields.values().for_each(check);
            }
            Value::Array(values) => values.iter().for_each(check),
            _ => {}
        }
    }
    check(&DOCUMENT);
}

#[test]
fn every_answer_to_a_wrong_request_is_a_problem() {
    let responses = DOCUMENT["components"]["responses"]
        .as_object()
        .expect("responses");
    for response in responses.values() {
        assert!(response["content"]["application/problem+json"].is_object());
    }
}
