//! Submitting single offers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{StatusCode, header};
use prost::Message as _;
use relais_domain::Entropy;
use relais_domain::case::Warning;
use relais_proto::events::{OfferAmended, OfferSubmitted};
use relais_proto::intake::{ApplicationContact, OfferContent, SetWebhookRequest, Submission};
use relais_runtime::Random;
use serde_json::json;

use crate::fixture::{BASE_URL, Fixture, Setup, offer, request, submit};

#[tokio::test]
async fn an_offer_of_a_thursday_before_may_day_is_due_the_next_wednesday() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let answer = fixture
        .post(&employer, &json!({"title": "Community manager"}))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["received_at"], "2026-04-30T15:20:00+02:00");
    assert_eq!(answer.body["due_at"], "2026-05-06T15:20:00+02:00");
    assert_eq!(answer.body["rule"], json!({"id": "A", "version": 1}));
    assert_eq!(answer.body["submission"], "accepted");
    let id = answer.body["offer_id"].as_str().expect("an id");
    assert_eq!(
        answer.body["status_url"],
        format!("{BASE_URL}/v1/offers/{id}")
    );
    assert_eq!(
        answer.headers[header::LOCATION],
        format!("{BASE_URL}/v1/offers/{id}")
    );
    assert_eq!(
        answer.body["understood"]["occupations"][0]["id"],
        "community-manager"
    );
}

#[tokio::test]
async fn the_event_tells_codes_and_instants_and_no_text() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let content = OfferContent {
        description: "Zorglub cherche un Zorglubien".to_owned(),
        application_contact: Some(ApplicationContact {
            name: "Zorglub".to_owned(),
            email: "zorglub@zorglub.example".to_owned(),
            ..ApplicationContact::default()
        }),
        ..offer("zorglub-1", "Zorglubien, community manager")
    };
    let response = fixture
        .grpc(&employer.key)
        .submit_offer(submit(content))
        .await;
    let response = response.expect("is taken in").into_inner();
    let [event] = <[_; 1]>::try_from(fixture.offer_events().await).expect("one event");
    assert_eq!(event.kind, "relais.offer.submitted.v1");
    assert_eq!(event.stream, response.offer_id);
    assert!(
        !String::from_utf8_lossy(&event.payload)
            .to_lowercase()
            .contains("zorglub")
    );
    let told = OfferSubmitted::decode(event.payload.as_slice()).expect("a submitted offer");
    assert_eq!(told.case_ref, response.case_ref);
    assert_eq!(
        (told.received_at, told.due_at),
        (response.received_at, response.due_at)
    );
    assert_eq!(
        told.warn_at.len(),
        [Warning::Half, Warning::ThreeQuarters, Warning::NineTenths].len()
    );
    assert!(told.warn_at.is_sorted() && told.warn_at.iter().all(|at| *at < told.due_at));
    assert_eq!(told.channel, "grpc");
    assert!(!told.webhook);
}

#[tokio::test]
async fn the_event_says_when_the_employer_wants_webhooks() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let webhook = SetWebhookRequest {
        employer_id: employer.id.clone(),
        url: "https://trasis.example/hook".to_owned(),
    };
    fixture
        .operators()
        .set_webhook(webhook)
        .await
        .expect("is set");
    let submitted = fixture
        .grpc(&employer.key)
        .submit_offer(submit(offer("1", "Cook")))
        .await;
    submitted.expect("is taken in");
    let events = fixture.offer_events().await;
    let told = OfferSubmitted::decode(events[0].payload.as_slice()).expect("a submitted offer");
    assert!(told.webhook);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let mut grpc = fixture.grpc(&employer.key);
    let first = grpc
        .submit_offer(submit(offer("1", "Cook")))
        .await
        .expect("is taken in")
        .into_inner();
    fixture.clock.advance(jiff::SignedDuration::from_hours(30));
    let repeat = grpc
        .submit_offer(submit(offer("1", "Cook")))
        .await
        .expect("is known")
        .into_inner();
    assert_eq!(repeat.submission(), Submission::Unchanged);
    assert_eq!(
        (
            repeat.offer_id,
            repeat.case_ref,
            repeat.received_at,
            repeat.due_at
        ),
        (
            first.offer_id,
            first.case_ref,
            first.received_at,
            first.due_at
        )
    );
    assert_eq!(fixture.offer_events().await.len(), 1);
}

#[tokio::test]
async fn changed_content_amends_and_leaves_the_clock() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let posting = |title: &str| json!({"title": title, "identifier": "1"});
    let first = fixture.post(&employer, &posting("Cook")).await;
    fixture.clock.advance(jiff::SignedDuration::from_hours(30));
    let second = fixture.post(&employer, &posting("Community manager")).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(second.body["submission"], "amended");
    assert_eq!(second.body["version"], 2);
    for same in ["offer_id", "case_ref", "received_at", "due_at"] {
        assert_eq!(second.body[same], first.body[same]);
    }
    let events = fixture.offer_events().await;
    assert_eq!(events[1].kind, "relais.offer.amended.v1");
    let told = OfferAmended::decode(events[1].payload.as_slice()).expect("an amended offer");
    assert_eq!(told.version, 2);
    let requirements = told.requirements.expect("are told");
    assert_eq!(requirements.occupations[0].id, "community-manager");
}

#[tokio::test]
async fn thirty_two_at_once_make_one_offer_and_one_event() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let submits = (0..32).map(|_| {
        let mut grpc = fixture.grpc(&employer.key);
        async move {
            grpc.submit_offer(submit(offer("1", "Cook")))
                .await
                .expect("an answer")
                .into_inner()
        }
    });
    let answers = futures::future::join_all(submits).await;
    let accepted = answers
        .iter()
        .filter(|answer| answer.submission() == Submission::Accepted);
    assert_eq!(accepted.count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.offer_id == answers[0].offer_id)
    );
    assert_eq!(fixture.offer_events().await.len(), 1);
}

#[tokio::test]
async fn the_same_identifier_of_another_source_or_employer_is_another_offer() {
    let fixture = Fixture::start().await;
    let (one, other) = (
        fixture.employer("One").await,
        fixture.employer("Other").await,
    );
    let elsewhere = OfferContent {
        source: "ats".to_owned(),
        ..offer("1", "Cook")
    };
    for (employer, content) in [
        (&one, offer("1", "Cook")),
        (&one, elsewhere),
        (&other, offer("1", "Cook")),
    ] {
        let answer = fixture
            .grpc(&employer.key)
            .submit_offer(submit(content))
            .await;
        assert_eq!(
            answer.expect("is taken in").into_inner().submission(),
            Submission::Accepted
        );
    }
}

#[tokio::test]
async fn without_an_identifier_an_offer_is_new_unless_the_request_is_named() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let posting = json!({"title": "Cook"});
    let first = fixture.post(&employer, &posting).await;
    let second = fixture.post(&employer, &posting).await;
    assert_eq!(second.status, StatusCode::CREATED);
    assert_ne!(first.body["offer_id"], second.body["offer_id"]);

    let named = || {
        request("POST", "/v1/offers", &employer)
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", "a-1")
            .body(Body::from(posting.to_string()))
            .expect("a request")
    };
    let first = fixture.call(named()).await;
    let second = fixture.call(named()).await;
    assert_eq!(
        (first.status, second.status),
        (StatusCode::CREATED, StatusCode::OK)
    );
    assert_eq!(first.body["offer_id"], second.body["offer_id"]);
    assert_eq!(second.body["submission"], "unchanged");
}

#[tokio::test]
async fn every_wrong_field_is_told_by_both_doors() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let posting = json!({"skills": [1], "datePosted": "2026-02-30", "jobLocation": {
        "address": {"postalCode": "1", "addressCountry": "BE"}}});
    let answer = fixture.post(&employer, &posting).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "application/problem+json"
    );
    let errors = answer.body["errors"].as_array().expect("errors");
    let pointers: Vec<&str> = errors
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/skills/0",
            "/title",
            "/datePosted",
            "/jobLocation/address/postalCode"
        ]
    );

    let content = OfferContent {
        date_posted: "2026-02-30".to_owned(),
        ..OfferContent::default()
    };
    let status = fixture
        .grpc(&employer.key)
        .submit_offer(submit(content))
        .await;
    let error = relais_runtime::door::from_status(&status.expect_err("is refused"));
    let pointers: Vec<&str> = error
        .fields()
        .iter()
        .map(|field| field.pointer.as_str())
        .collect();
    assert_eq!(pointers, ["/title", "/datePosted"]);
}

#[tokio::test]
async fn a_body_of_another_type_is_not_read() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let request = request("POST", "/v1/offers", &employer)
        .header(header::CONTENT_TYPE, "text/csv")
        .body(Body::from("title\nCook"))
        .expect("a request");
    assert_eq!(
        fixture.call(request).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
}

#[tokio::test]
async fn one_offer_may_be_no_larger_than_its_limit_though_a_list_may() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let large = json!({"title": "Cook", "image": "x".repeat(2 * 1024 * 1024)});
    assert_eq!(
        fixture.post(&employer, &large).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(
        fixture.post(&employer, &json!([large])).await.status,
        StatusCode::OK
    );
}

/// Draws the same reference for the first two offers.
struct Repeating {
    inner: Random,
    references: AtomicUsize,
}

/// A case's reference is made of five bytes; nothing else here is.
const REFERENCE_BYTES: usize = 5;

impl Entropy for Repeating {
    fn fill(&self, bytes: &mut [u8]) {
        let is_reference = bytes.len() == REFERENCE_BYTES;
        if is_reference && self.references.fetch_add(1, Ordering::SeqCst) < 2 {
            bytes.fill(0);
        } else {
            self.inner.fill(bytes);
        }
    }
}

#[tokio::test]
async fn a_reference_that_is_taken_is_drawn_again() {
    let entropy = Arc::new(Repeating {
        inner: Random::from_seed(7),
        references: AtomicUsize::new(0),
    });
    let fixture = Fixture::start_with(Setup {
        entropy,
        ..Setup::default()
    })
    .await;
    let employer = fixture.employer("Trasis").await;
    let first = fixture.post(&employer, &json!({"title": "Cook"})).await;
    let second = fixture.post(&employer, &json!({"title": "Cook"})).await;
    assert_eq!(first.body["case_ref"], "LG-0000-0000-0");
    assert_eq!(second.status, StatusCode::CREATED);
    assert_ne!(second.body["case_ref"], first.body["case_ref"]);
    let events = fixture.offer_events().await;
    let told = OfferSubmitted::decode(events[1].payload.as_slice()).expect("a submitted offer");
    assert_eq!(second.body["case_ref"], told.case_ref);
}
