//! Files of offers by REST.

use axum::body::Body;
use axum::http::{StatusCode, header};
use futures::stream;
use prost::Message as _;
use relais_proto::events::OfferSubmitted;
use relais_runtime::Config;
use serde_json::json;

use crate::fixture::{Answer, Employer, Fixture, Setup, request};

/// Imports a file.
pub async fn import(
    fixture: &Fixture,
    employer: &Employer,
    kind: &str,
    body: impl Into<Body>,
) -> Answer {
    let request = request("POST", "/v1/offers:import", employer).header(header::CONTENT_TYPE, kind);
    fixture
        .call(request.body(body.into()).expect("a request"))
        .await
}

fn counts(answer: &Answer) -> [u64; 4] {
    ["accepted", "amended", "unchanged", "refused"]
        .map(|name| answer.body[name].as_u64().expect("a count"))
}

#[tokio::test]
async fn a_file_is_taken_in_like_single_offers_and_a_repeat_is_harmless() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let csv = "id;titre;code postal\n1;Maçon;4000\n2;Cuisinier;4800\n";
    let first = import(&fixture, &employer, "text/csv; charset=utf-8", csv).await;
    assert_eq!(
        (first.status, counts(&first)),
        (StatusCode::OK, [2, 0, 0, 0])
    );
    assert_eq!(first.body["taken"][1]["line"], 3);
    let again = import(&fixture, &employer, "text/csv", csv).await;
    assert_eq!(counts(&again), [0, 0, 2, 0]);
    let changed = csv.replace("Cuisinier", "Chef");
    assert_eq!(
        counts(&import(&fixture, &employer, "text/csv", changed).await),
        [0, 1, 1, 0]
    );
    let posting = json!({"identifier": {"name": "feed", "value": "1"}, "title": "Maçon",
        "jobLocation": {"postalCode": "4000"}});
    let by_rest = fixture.post(&employer, &posting).await;
    assert_eq!(
        by_rest.body["submission"], "unchanged",
        "it is the same offer by REST"
    );
    let events = fixture.offer_events().await;
    let told = OfferSubmitted::decode(events[0].payload.as_slice()).expect("a submitted offer");
    assert_eq!(told.channel, "feed");
    assert_eq!(events.len(), 3);
}

#[tokio::test]
async fn good_lines_go_in_when_others_are_wrong_and_those_are_told_by_line_and_column() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let csv = "id,title,début\n1,Cook,2026-09-01\n2,Cook,soon\n3,,\n";
    let answer = import(&fixture, &employer, "text/csv", csv).await;
    assert_eq!(counts(&answer), [1, 0, 0, 2]);
    let refused = &answer.body["refusals"][0];
    assert_eq!(
        (&refused["line"], &refused["identifier"]),
        (&json!(3), &json!("2"))
    );
    assert_eq!(refused["errors"][0]["field"], "début");
    assert_eq!(answer.body["refusals"][1]["errors"][0]["field"], "title");
}

#[tokio::test]
async fn an_offer_that_is_over_is_refused_and_the_others_go_in() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let csv = "id,title\n1,Cook\n2,Cook\n";
    let first = import(&fixture, &employer, "text/csv", csv).await;
    let id = first.body["taken"][0]["offer_id"].as_str().expect("an id");
    let withdraw = request("DELETE", &format!("/v1/offers/{id}"), &employer).body(Body::empty());
    fixture.call(withdraw.expect("a request")).await;
    let answer = import(&fixture, &employer, "text/csv", csv).await;
    assert_eq!(counts(&answer), [0, 0, 1, 1]);
    assert_eq!(
        answer.body["refusals"][0]["errors"][0]["field"],
        "/identifier"
    );
}

#[tokio::test]
async fn every_format_is_told_by_its_type_and_root() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    for (kind, body, format) in [
        (
            "application/xml",
            "<source><job><referencenumber>a</referencenumber><title>Cook</title></job></source>",
            "indeed",
        ),
        (
            "text/xml",
            "<workzag-jobs><position><id>b</id><name>Cook</name></position></workzag-jobs>",
            "personio",
        ),
        (
            "application/rss+xml",
            "<rss><channel><item><guid>c</guid><title>Cook</title></item></channel></rss>",
            "rss",
        ),
        (
            "application/ld+json",
            r#"[{"@type":"JobPosting","identifier":"d","title":"Cook"}]"#,
            "jobposting",
        ),
        (
            "text/html",
            r#"<script type="application/ld+json">{"@type":"JobPosting","url":"u","title":"Cook"}</script>"#,
            "page",
        ),
    ] {
        let answer = import(&fixture, &employer, kind, body).await;
        assert_eq!(answer.body["format"], format);
        assert_eq!(counts(&answer), [1, 0, 0, 0], "{format}");
    }
}

#[tokio::test]
async fn what_is_no_feed_is_refused_and_nothing_goes_in() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let typeless = import(&fixture, &employer, "application/pdf", "x").await;
    assert_eq!(typeless.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let dtd = "<!DOCTYPE source SYSTEM \"file:///etc/passwd\"><source/>";
    for (kind, body) in [
        ("text/csv", "colour\nred\n"),
        ("text/xml", dtd),
        ("application/ld+json", "[{"),
        ("text/html", "<p>"),
    ] {
        let answer = import(&fixture, &employer, kind, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
        assert!(answer.body["broken"]["detail"].is_string(), "{kind}");
    }
    assert!(fixture.offer_events().await.is_empty());
}

#[tokio::test]
async fn a_body_that_breaks_off_keeps_what_came_before() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let parts = [
        Ok("id,title\n1,Cook\n2,"),
        Err(std::io::Error::other("reset")),
    ];
    let body = Body::from_stream(stream::iter(parts));
    let answer = import(&fixture, &employer, "text/csv", body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(counts(&answer), [1, 0, 0, 0]);
    assert!(
        answer.body["broken"]["detail"]
            .as_str()
            .expect("a text")
            .contains("breaks off")
    );
}

#[tokio::test]
async fn a_large_file_is_counted_in_full_and_listed_in_part() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let head = stream::iter([Ok::<_, std::io::Error>("id,title\n".to_owned())]);
    let lines = (0..1_500).map(|number| Ok(format!("{number},\nx{number},Cook\n")));
    let body = Body::from_stream(futures::StreamExt::chain(head, stream::iter(lines)));
    let answer = import(&fixture, &employer, "text/csv", body).await;
    assert_eq!(counts(&answer), [1_500, 0, 0, 1_500]);
    for list in ["taken", "refusals"] {
        assert_eq!(answer.body[list].as_array().expect("a list").len(), 1_000);
    }
}

#[tokio::test]
async fn a_file_that_is_larger_than_it_may_be_is_read_so_far() {
    let mut config = Config::default();
    config.feeds.import_bytes = 1_000;
    let fixture = Fixture::start_with(Setup {
        config,
        ..Setup::default()
    })
    .await;
    let employer = fixture.employer("Trasis").await;
    let csv = format!("id,title\n{}", "1,Cook\n".repeat(10_000));
    let answer = import(&fixture, &employer, "text/csv", csv).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body["broken"]["detail"]
            .as_str()
            .expect("a text")
            .contains("1000 bytes")
    );
}

#[tokio::test]
async fn the_template_can_be_had_without_a_key_and_imported() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let path = "/v1/offers/import-template.csv";
    let answer = fixture.get(&employer, path).await;
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "text/csv; charset=utf-8"
    );
    let nobody = axum::http::Request::get(path)
        .body(Body::empty())
        .expect("a request");
    assert_eq!(fixture.call(nobody).await.status, StatusCode::OK);
    let anonymous = axum::http::Request::post("/v1/offers:import")
        .header(header::CONTENT_TYPE, "text/csv")
        .body(Body::empty());
    let refused = fixture.call(anonymous.expect("a request")).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}
