//! Lists of offers by REST.

use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::fixture::{Fixture, request};

#[tokio::test]
async fn good_offers_of_a_list_go_in_and_bad_ones_are_told_by_their_place() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let list = json!([
        {"title": "Cook", "identifier": "1"},
        {"title": "", "identifier": "2"},
        {"title": "Cook", "identifier": "1"},
        "nonsense",
        {"title": "Chef", "identifier": "1"},
    ]);
    let answer = fixture.post(&employer, &list).await;
    assert_eq!(answer.status, StatusCode::OK);
    let results = answer.body["results"].as_array().expect("results");
    let statuses: Vec<u64> = results
        .iter()
        .filter_map(|result| result["status"].as_u64())
        .collect();
    assert_eq!(statuses, [201, 400, 200, 400, 200]);
    assert_eq!(results[1]["problem"]["errors"][0]["pointer"], "/1/title");
    assert_eq!(results[3]["problem"]["errors"][0]["pointer"], "/3");
    assert_eq!(results[2]["submission"], "unchanged");
    assert_eq!(results[4]["submission"], "amended");
    assert_eq!(results[4]["offer_id"], results[0]["offer_id"]);
    assert_eq!(fixture.offer_events().await.len(), 2);
}

#[tokio::test]
async fn a_list_that_is_too_long_is_refused_whole() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let list = Value::Array(vec![json!({"title": "Cook"}); 1_001]);
    assert_eq!(
        fixture.post(&employer, &list).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert!(fixture.offer_events().await.is_empty());
}

#[tokio::test]
async fn a_named_list_can_be_repeated_without_identifiers() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let list = json!([{"title": "Cook"}, {"title": "Chef"}]);
    for _ in 0..2 {
        let request = request("POST", "/v1/offers", &employer)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", "monday")
            .body(Body::from(list.to_string()))
            .expect("a request");
        assert_eq!(fixture.call(request).await.status, StatusCode::OK);
    }
    assert_eq!(fixture.offer_events().await.len(), 2);
}

#[tokio::test]
async fn the_postings_of_a_graph_are_a_list() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let graph = json!({"@graph": [
        {"@type": "JobPosting", "title": "Cook"},
        {"@type": "WebSite"},
        {"@type": "JobPosting", "title": "Chef"},
    ]});
    let answer = fixture.post(&employer, &graph).await;
    assert_eq!(answer.body["results"].as_array().map(Vec::len), Some(2));
}
