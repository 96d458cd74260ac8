//! The open feed.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::feed_site::relay_with;
use crate::fixture::{Answer, Employer, Fixture, request};

async fn relay() -> Fixture {
    relay_with(|config| config.feeds.open = true).await
}

/// What anybody gets who asks without a key.
async fn read(fixture: &Fixture, query: &str) -> Answer {
    let request = Request::get(format!("/v1/offers/feed{query}")).body(Body::empty());
    fixture.call(request.expect("a request")).await
}

fn titles(page: &Value) -> Vec<&str> {
    let items = page["dataFeedElement"].as_array().expect("a list").iter();
    items
        .filter_map(|item| item["item"]["title"].as_str())
        .collect()
}

fn since(page: &Value) -> String {
    format!("?since={}", page["since"].as_str().expect("a cursor"))
}

async fn submit(fixture: &Fixture, employer: &Employer, title: &str) -> String {
    let posting = json!({
        "identifier": title,
        "title": title,
        "description": "Écrire à rh@trasis.example",
        "applicationContact": {"name": "Claire", "email": "rh@trasis.example"},
    });
    let receipt = fixture.post(employer, &posting).await.body;
    receipt["offer_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_site_has_no_open_feed_unless_it_says_so() {
    let fixture = Fixture::start().await;
    assert_eq!(read(&fixture, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_snapshot_and_then_its_changes_tell_everything() {
    let fixture = relay().await;
    let employer = fixture.employer("Trasis").await;
    let mut ids = Vec::new();
    for title in ["Cook", "Mason", "Baker"] {
        ids.push(submit(&fixture, &employer, title).await);
    }
    let first = read(&fixture, "?limit=2").await.body;
    let next = first["next"].as_str().expect("a next page");
    let query = next.split_once('?').expect("a query").1.to_owned();
    submit(&fixture, &employer, "Nurse").await;
    let second = read(&fixture, &format!("?{query}&limit=2")).await.body;
    let mut all = titles(&first);
    all.extend(titles(&second));
    all.sort_unstable();
    assert_eq!(all, ["Baker", "Cook", "Mason", "Nurse"]);
    let withdraw = request("DELETE", &format!("/v1/offers/{}", ids[0]), &employer);
    fixture
        .call(withdraw.body(Body::empty()).expect("a request"))
        .await;
    let changes = read(&fixture, &since(&first)).await.body;
    assert_eq!(
        titles(&changes),
        ["Nurse"],
        "it came while the snapshot was read"
    );
    let removed = &changes["dataFeedElement"][1];
    assert_eq!(
        (&removed["identifier"], &removed["removed"]),
        (&json!(ids[0]), &json!(true))
    );
    let nothing = read(&fixture, &since(&changes)).await.body;
    assert_eq!(
        (&nothing["dataFeedElement"], &nothing["next"]),
        (&json!([]), &Value::Null)
    );
}

#[tokio::test]
async fn nobody_is_named_in_the_open_feed() {
    let fixture = relay().await;
    let employer = fixture.employer("Trasis").await;
    let id = submit(&fixture, &employer, "Cook").await;
    let page = read(&fixture, "").await.body;
    let item = &page["dataFeedElement"][0]["item"];
    assert_eq!(item["identifier"]["value"], id);
    assert_eq!(item["description"], "Écrire à […]");
    let text = page.to_string();
    assert!(
        !text.contains("Claire") && !text.contains("trasis.example"),
        "{text}"
    );
}

#[tokio::test]
async fn who_knows_the_feed_is_told_that_nothing_changed() {
    let fixture = relay().await;
    let employer = fixture.employer("Trasis").await;
    submit(&fixture, &employer, "Cook").await;
    let tag = read(&fixture, "").await.headers[header::ETAG].clone();
    let ask = || {
        let request = Request::get("/v1/offers/feed").header(header::IF_NONE_MATCH, &tag);
        fixture.call(request.body(Body::empty()).expect("a request"))
    };
    assert_eq!(ask().await.status, StatusCode::NOT_MODIFIED);
    submit(&fixture, &employer, "Mason").await;
    assert_eq!(ask().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_cursor_that_was_not_given_out_is_refused() {
    let fixture = relay().await;
    for query in [
        "?since=x",
        "?since=c-1",
        "?since=s1-x",
        "?limit=1001",
        "?page=1",
    ] {
        assert_eq!(
            read(&fixture, query).await.status,
            StatusCode::BAD_REQUEST,
            "{query}"
        );
    }
}
