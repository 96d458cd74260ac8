//! The description of the REST door, held against what the door does.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::fixture::{BASE_URL, Fixture, request};
use crate::importing::import;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

async fn description(fixture: &Fixture) -> Value {
    let request = axum::http::Request::get("/v1/openapi.json").body(Body::empty());
    fixture.call(request.expect("a request")).await.body
}

/// Asserts that an answer has the properties of its schema: all that are required, no others.
fn assert_fits(description: &Value, schema: &str, answer: &Value) {
    let schema = &description["components"]["schemas"][schema];
    let names = |value: &Value| -> BTreeSet<String> {
        value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    let known = names(&schema["properties"]);
    let required: BTreeSet<String> =
        serde_json::from_value(schema["required"].clone()).expect("a list of names");
    let found = names(answer);
    assert!(
        found.is_subset(&known),
        "not described: {:?}",
        found.difference(&known)
    );
    assert!(
        required.is_subset(&found),
        "missing: {:?}",
        required.difference(&found)
    );
}

#[tokio::test]
async fn the_description_names_its_server_and_version() {
    let fixture = Fixture::start().await;
    let description = description(&fixture).await;
    assert_eq!(description["openapi"], "3.1.0");
    assert_eq!(description["servers"][0]["url"], BASE_URL);
}

#[tokio::test]
async fn every_method_that_is_described_is_there_and_no_other() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let description = description(&fixture).await;
    for (path, described) in description["paths"].as_object().expect("paths") {
        for method in METHODS {
            let path = path.replace("{id}", "0198c0de-7a50-7000-8000-00805f9b34fb");
            let request = request(method, &path, &employer).body(Body::empty());
            let answer = fixture.call(request.expect("a request")).await;
            let is_there = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            let is_described = described.get(method.to_lowercase()).is_some();
            assert_eq!(is_there, is_described, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn answers_are_as_they_are_described() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let description = description(&fixture).await;
    let posting = json!({"title": "Community manager", "description": "Anglais B2, permis B"});
    let receipt = fixture.post(&employer, &posting).await.body;
    assert_fits(&description, "Receipt", &receipt);
    assert_fits(&description, "Understood", &receipt["understood"]);
    assert_fits(
        &description,
        "Wanted",
        &receipt["understood"]["occupations"][0],
    );
    let list = fixture.get(&employer, "/v1/offers").await.body;
    assert_fits(&description, "OfferList", &list);
    assert_fits(&description, "Offer", &list["offers"][0]);
    assert_fits(
        &description,
        "Results",
        &fixture.post(&employer, &json!([posting])).await.body,
    );
    let report = import(&fixture, &employer, "text/csv", "id,title\n1,Cook\n2,\n")
        .await
        .body;
    assert_fits(&description, "ImportReport", &report);
    assert_fits(&description, "TakenItem", &report["taken"][0]);
    assert_fits(&description, "RefusedItem", &report["refusals"][0]);
    let problem = fixture.post(&employer, &json!({})).await.body;
    assert_fits(&description, "Problem", &problem);
}
