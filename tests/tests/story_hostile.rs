//! Whatever is thrown at the doors is refused with words or taken as it is, and never an error of
//! ours; and while the disk is full the doors say so.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use relais_proto::intake::intake_client::IntakeClient;
use relais_proto::intake::{GetOfferRequest, OfferContent, SubmitOfferRequest};
use relais_store::Options;
use relais_tests::sandbox::{Sandbox, hostile_json, posting};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tonic::Code;

/// Texts that have broken other programs.
const NAUGHTY: [&str; 22] = [
    "",
    " ",
    "\u{0}",
    "undefined",
    "null",
    "NaN",
    "-1/0",
    "' OR 1=1 --",
    "'; DROP TABLE events; --",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../../../etc/passwd",
    "%s%n%x%d",
    "$(touch /tmp/x)`id`",
    "a\r\nBcc: everybody@example.org\r\n\r\nx",
    "\u{202e}txet desrever",
    "\u{feff}\u{200b}\u{2060}",
    "Z̸̢͖a̵͝l̷̕g̶̈́o̷͠",
    "👩‍🔧🏳️‍🌈🇧🇪",
    "﷽﷽﷽﷽﷽﷽",
    "田中さんにあげて下さい",
];

/// Refused by the caller's fault, with words; or taken.
async fn is_answered_for(response: reqwest::Response, what: &str) {
    let status = response.status();
    assert!(!status.is_server_error(), "{what}: {status}");
    if status.is_client_error() {
        let kind = response.headers()["content-type"].to_str().expect("a text");
        assert!(
            kind.starts_with("application/problem+json"),
            "{what}: {kind}"
        );
        let problem: Value = response.json().await.expect("a problem");
        assert!(
            problem["detail"].is_string() || problem["title"].is_string(),
            "{problem}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_documents_are_refused_with_words() {
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    for document in hostile_json() {
        let start = String::from_utf8_lossy(&document[..document.len().min(60)]).into_owned();
        let response = cast.employer.rest.post(document).await.expect("an answer");
        assert!(
            !response.status().is_success() || start.starts_with('['),
            "{start} was taken"
        );
        is_answered_for(response, &start).await;
    }
    let taken = cast.employer.rest.submit(&posting("after")).await;
    taken.expect("the door is still open");
    sandbox.finish().await.expect("nothing is left undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_texts_in_every_field_do_no_harm() {
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let mut grpc = IntakeClient::new(cast.employer.peer.clone());
    for (number, text) in NAUGHTY.iter().enumerate() {
        let mut document = posting(&format!("naughty {number} {text}"));
        for field in [
            "title",
            "description",
            "skills",
            "workHours",
            "occupationalCategory",
        ] {
            document[field] = json!(text);
        }
        document["applicationContact"] = json!({"name": text, "email": text});
        let response = cast.employer.rest.post(document.to_string()).await;
        is_answered_for(response.expect("an answer"), text).await;

        let content = OfferContent {
            identifier: format!("g {number} {text}"),
            title: (*text).to_owned(),
            description: (*text).to_owned(),
            skills: vec![(*text).to_owned()],
            job_start_date: (*text).to_owned(),
            ..OfferContent::default()
        };
        let request = SubmitOfferRequest {
            content: Some(content),
        };
        if let Err(status) = grpc.submit_offer(request).await {
            assert_eq!(status.code(), Code::InvalidArgument, "{text:?}: {status}");
        }
        let offer_id = (*text).to_owned();
        let asked = grpc.get_offer(GetOfferRequest { offer_id }).await;
        let code = asked.expect_err("there is no such offer").code();
        assert!(
            matches!(code, Code::NotFound | Code::InvalidArgument),
            "{text:?}: {code}"
        );
    }
    sandbox
        .finish()
        .await
        .expect("every mail could be written and sent");
}

/// Any JSON, of a few levels.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("title"),
        Just("description"),
        Just("identifier"),
        Just("@type"),
        Just("skills"),
        Just("baseSalary"),
        Just("jobLocation"),
        Just("address"),
        Just("value"),
        Just("name"),
        Just("hiringOrganization"),
        Just("validThrough"),
        Just("employmentType"),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        let key = key.clone().prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            proptest::collection::btree_map(key, inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_json_is_answered_for() {
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let mut runner = TestRunner::deterministic();
    for _ in 0..400 {
        let document = json().new_tree(&mut runner).expect("a document").current();
        let response = cast.employer.rest.post(document.to_string()).await;
        is_answered_for(response.expect("an answer"), &document.to_string()).await;
    }
    sandbox.finish().await.expect("nothing is left undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_what_was_promised_is_kept() {
    let small = Options {
        max_bytes: Some(3_000_000),
        ..Options::default()
    };
    let sandbox = Sandbox::start_in_folder(small).await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let mut taken = Vec::new();
    let refused = loop {
        let mut document = posting(&format!("full {}", taken.len()));
        document["description"] = json!("Murs en briques. ".repeat(1_000));
        let response = cast.employer.rest.post(document.to_string()).await;
        let response = response.expect("an answer");
        if response.status() != StatusCode::CREATED {
            break response;
        }
        let receipt: Value = response.json().await.expect("a receipt");
        taken.push(receipt["offer_id"].as_str().expect("an id").to_owned());
        assert!(taken.len() < 10_000, "the data never reached their limit");
    };
    let status = refused.status();
    let insufficient = [
        StatusCode::INSUFFICIENT_STORAGE,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    assert!(insufficient.contains(&status), "{status}");
    assert!(taken.len() > 5, "{} fit", taken.len());
    for offer in &taken {
        let seen = cast.employer.rest.offer(offer).await.expect("reads go on");
        assert_eq!(seen["offer_id"], offer.as_str());
    }
}
