//! Changing, withdrawing and submitting again.

use axum::body::Body;
use axum::http::{StatusCode, header};
use prost::Message as _;
use relais_proto::events::OfferWithdrawn;
use relais_proto::intake::{AmendOfferRequest, OfferStatus, WithdrawOfferRequest};
use serde_json::{Value, json};

use crate::fixture::{Answer, Employer, Fixture, offer, request, submit};

async fn put(
    fixture: &Fixture,
    employer: &Employer,
    id: &str,
    if_match: Option<&str>,
    body: Value,
) -> Answer {
    let mut builder = request("PUT", &format!("/v1/offers/{id}"), employer)
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(tag) = if_match {
        builder = builder.header(header::IF_MATCH, tag);
    }
    fixture
        .call(
            builder
                .body(Body::from(body.to_string()))
                .expect("a request"),
        )
        .await
}

async fn delete(fixture: &Fixture, employer: &Employer, id: &str) -> Answer {
    let builder = request("DELETE", &format!("/v1/offers/{id}"), employer);
    fixture
        .call(builder.body(Body::empty()).expect("a request"))
        .await
}

async fn submitted(fixture: &Fixture, employer: &Employer) -> String {
    let answer = fixture
        .post(employer, &json!({"title": "Cook", "identifier": "1"}))
        .await;
    answer.body["offer_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_change_needs_the_version_that_it_names() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let id = submitted(&fixture, &employer).await;
    let shown = fixture.get(&employer, &format!("/v1/offers/{id}")).await;
    assert_eq!(shown.headers[header::ETAG], "\"1\"");

    let changed = put(
        &fixture,
        &employer,
        &id,
        Some("\"1\""),
        json!({"title": "Chef"}),
    )
    .await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(changed.headers[header::ETAG], "\"2\"");
    let stale = put(
        &fixture,
        &employer,
        &id,
        Some("\"1\""),
        json!({"title": "Cook"}),
    )
    .await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let anyhow = put(&fixture, &employer, &id, None, json!({"title": "Commis"})).await;
    assert_eq!(anyhow.body["version"], 3);
    let broken = put(
        &fixture,
        &employer,
        &id,
        Some("1"),
        json!({"title": "Cook"}),
    )
    .await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);

    let shown = fixture.get(&employer, &format!("/v1/offers/{id}")).await;
    assert_eq!(shown.body["job_posting"]["title"], "Commis");
    assert_eq!(shown.body["job_posting"]["identifier"]["value"], "1");
}

#[tokio::test]
async fn a_change_that_changes_nothing_tells_nothing() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let id = submitted(&fixture, &employer).await;
    let same = put(&fixture, &employer, &id, None, json!({"title": "Cook"})).await;
    assert_eq!(same.body["submission"], "unchanged");
    assert_eq!(fixture.offer_events().await.len(), 1);
}

#[tokio::test]
async fn an_identifier_cannot_be_changed() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let id = submitted(&fixture, &employer).await;
    let other = put(
        &fixture,
        &employer,
        &id,
        None,
        json!({"title": "Cook", "identifier": "2"}),
    )
    .await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
    assert_eq!(other.body["errors"][0]["pointer"], "/identifier");
}

#[tokio::test]
async fn withdrawing_tells_it_once_and_can_be_repeated() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let id = submitted(&fixture, &employer).await;
    for _ in 0..2 {
        let answer = delete(&fixture, &employer, &id).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body["status"], "withdrawn");
    }
    let events = fixture.offer_events().await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].kind, "relais.offer.withdrawn.v1");
    let told = OfferWithdrawn::decode(events[1].payload.as_slice()).expect("a withdrawn offer");
    assert_eq!(told.offer_id, id);
}

#[tokio::test]
async fn a_withdrawn_offer_stays_so_and_its_identifier_is_used_up() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let id = submitted(&fixture, &employer).await;
    delete(&fixture, &employer, &id).await;
    let again = fixture
        .post(&employer, &json!({"title": "Cook", "identifier": "1"}))
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let detail = again.body["detail"].as_str().expect("a detail");
    assert!(detail.contains("new identifier"), "{detail}");
    let changed = put(&fixture, &employer, &id, None, json!({"title": "Chef"})).await;
    assert_eq!(changed.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn grpc_changes_and_withdraws_alike() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let mut grpc = fixture.grpc(&employer.key);
    let first = grpc
        .submit_offer(submit(offer("1", "Cook")))
        .await
        .expect("is taken in")
        .into_inner();
    let change = |title: &str, version| AmendOfferRequest {
        offer_id: first.offer_id.clone(),
        content: Some(offer("", title)),
        version,
    };
    grpc.amend_offer(change("Chef", 1))
        .await
        .expect("is changed");
    let stale = grpc
        .amend_offer(change("Cook", 1))
        .await
        .expect_err("is stale");
    assert_eq!(stale.code(), tonic::Code::FailedPrecondition);
    let request = WithdrawOfferRequest {
        offer_id: first.offer_id.clone(),
    };
    let offer = grpc
        .withdraw_offer(request)
        .await
        .expect("is withdrawn")
        .into_inner();
    assert_eq!(offer.status(), OfferStatus::Withdrawn);
    assert_eq!(offer.version, 2);
}
