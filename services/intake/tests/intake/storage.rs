//! A store that is full.

use axum::http::StatusCode;
use relais_store::Options;
use relais_store::suite::Place;
use serde_json::json;

use crate::fixture::{Fixture, Setup};

/// A megabyte and a half, which some dozens of long descriptions fill.
const MAX_BYTES: u64 = 1_536 * 1_024;

#[tokio::test]
async fn a_full_store_refuses_offers_by_name_and_goes_on_to_read() {
    let options = Options {
        max_bytes: Some(MAX_BYTES),
        ..Options::default()
    };
    let fixture = Fixture::start_with(Setup {
        place: Place::embedded(),
        options,
        ..Setup::default()
    })
    .await;
    let employer = fixture.employer("Trasis").await;
    let mut taken = Vec::new();
    let refused = loop {
        let posting = json!({"title": "xyzzy", "description": "x".repeat(40_000)});
        let answer = fixture.post(&employer, &posting).await;
        if answer.status != StatusCode::CREATED {
            break answer;
        }
        taken.push(answer.body["offer_id"].as_str().expect("an id").to_owned());
        assert!(taken.len() < 1_000, "the store should be full by now");
    };
    assert_eq!(refused.status, StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(refused.body["code"], "storage_full");
    assert!(!taken.is_empty());
    for id in &taken {
        let shown = fixture.get(&employer, &format!("/v1/offers/{id}")).await;
        assert_eq!(shown.status, StatusCode::OK);
    }
    assert_eq!(
        fixture.offer_events().await.len(),
        taken.len(),
        "state and events agree"
    );
}
