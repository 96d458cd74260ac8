//! What nobody should send, and somebody will.

use std::fs;
use std::path::PathBuf;

use axum::http::{StatusCode, header};
use proptest::prelude::*;
use relais_proto::intake::GetOfferRequest;
use serde_json::{Value, json};

use crate::fixture::{Answer, Employer, Fixture};

/// Test data kept beside the project; where it is not there, the tests that need it say so.
fn shared(path: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let found = Some(root.join(path)).filter(|path| path.exists());
    if found.is_none() {
        eprintln!("skipped: {path} is not there");
    }
    found
}

fn is_problem(answer: &Answer) -> bool {
    answer.status.is_client_error()
        && answer.headers[header::CONTENT_TYPE] == "application/problem+json"
        && answer.body["errors"].as_array().is_none_or(|errors| {
            errors
                .iter()
                .all(|error| !error["remedy"].as_str().unwrap_or_default().is_empty())
        })
}

/// Refused as a whole, or a list of which nothing was taken in.
fn nothing_was_taken_in(answer: &Answer) -> bool {
    let results = answer.body["results"].as_array();
    is_problem(answer)
        || results.is_some_and(|results| results.iter().all(|result| result["problem"].is_object()))
}

#[tokio::test]
async fn every_broken_document_of_the_json_corpus_is_refused_and_none_stops_us() {
    let Some(folder) = shared("hostile/json") else {
        return;
    };
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the folder reads") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let Some((kind, _)) = name.split_once('_') else {
            continue;
        };
        let answer = fixture
            .post_bytes(&employer, fs::read(&path).expect("reads"))
            .await;
        // Sound documents may even be offers: one of them is nothing but a title.
        let is_answered = match kind {
            "n" => is_problem(&answer),
            _ => nothing_was_taken_in(&answer) || answer.status == StatusCode::CREATED,
        };
        assert!(is_answered, "{name}: {answer:?}");
        seen += 1;
    }
    assert!(seen > 100, "only {seen} documents were there");
}

fn is_clean(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().all(|c| {
            (!c.is_control() || c == '\n' || c == '\t')
                && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
        }),
        Value::Array(values) => values.iter().all(is_clean),
        Value::Object(fields) => fields.values().all(is_clean),
        _ => true,
    }
}

async fn posted_text_is_stored_clean_or_refused(
    fixture: &Fixture,
    employer: &Employer,
    text: &str,
) {
    let posting = json!({"title": text, "description": text, "skills": [text], "workHours": text,
        "qualifications": text, "hiringOrganization": text, "jobLocation": text});
    let answer = fixture.post(employer, &posting).await;
    if answer.status == StatusCode::CREATED {
        let id = answer.body["offer_id"].as_str().expect("an id");
        let shown = fixture.get(employer, &format!("/v1/offers/{id}")).await;
        assert!(is_clean(&shown.body["job_posting"]), "{text:?}");
        let description = shown.body["job_posting"]["description"]
            .as_str()
            .unwrap_or_default();
        assert!(!description.to_lowercase().contains("<script"), "{text:?}");
    } else {
        assert!(is_problem(&answer), "{text:?}: {answer:?}");
    }
}

#[tokio::test]
async fn naughty_strings_are_stored_clean_or_refused() {
    let Some(path) = shared("hostile/naughty-strings.json") else {
        return;
    };
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let texts: Vec<String> =
        serde_json::from_slice(&fs::read(path).expect("reads")).expect("a list of texts");
    assert!(texts.len() > 100);
    for text in texts {
        posted_text_is_stored_clean_or_refused(&fixture, &employer, &text).await;
    }
}

#[tokio::test]
async fn what_hides_in_a_text_is_not_stored() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    for text in [
        "a\u{0}b",
        "a\u{202E}b",
        "<b>a&#x202E;b</b>",
        "&#0;<p>x",
        "\u{2067}\u{0}",
    ] {
        posted_text_is_stored_clean_or_refused(&fixture, &employer, text).await;
    }
}

#[tokio::test]
async fn two_hundred_thousand_skills_are_refused_by_their_number() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let answer = fixture
        .post(
            &employer,
            &json!({"title": "Cook", "skills": vec!["x"; 200_000]}),
        )
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.body["errors"],
        json!([
            {"pointer": "/skills", "detail": "has 200000 items", "remedy": "give 200 at most"}
        ])
    );
}

#[tokio::test]
async fn a_key_given_twice_and_a_document_too_deep_are_refused_where_they_are() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let twice = br#"{"title": "Cook", "title": "Chef"}"#.to_vec();
    let answer = fixture.post_bytes(&employer, twice).await;
    assert_eq!(answer.body["errors"][0]["pointer"], "/title");
    let deep = format!(r#"{{"title": {}1{}}}"#, "[".repeat(40), "]".repeat(40));
    let answer = fixture.post_bytes(&employer, deep.into_bytes()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.body["errors"][0]["detail"], "is too deep");
}

#[tokio::test]
async fn a_row_that_was_damaged_is_our_fault_and_hides_its_content() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let answer = fixture.post(&employer, &json!({"title": "Cook"})).await;
    let offer_id = answer.body["offer_id"].as_str().expect("an id").to_owned();
    let damage = relais_store::args![vec![0xff_u8], offer_id.as_str()];
    fixture
        .store
        .write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE intake_offers SET content = $1 WHERE offer_id = $2";
                Ok(tx.execute(sql, damage).await?)
            })
        })
        .await
        .expect("is written");
    let status = fixture
        .grpc(&employer.key)
        .get_offer(GetOfferRequest { offer_id })
        .await;
    let status = status.expect_err("cannot be read");
    assert_eq!(
        (status.code(), status.message()),
        (tonic::Code::Internal, "internal error")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let fixture = Fixture::start().await;
            let employer = fixture.employer("Trasis").await;
            let answer = fixture.post_bytes(&employer, bytes).await;
            prop_assert!(nothing_was_taken_in(&answer), "{answer:?}");
            Ok(())
        })?;
    }
}
