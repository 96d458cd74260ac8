//! Feeds that are pulled at a schedule.

use std::io::Write as _;

use axum::http::StatusCode;
use jiff::SignedDuration;
use prost::Message as _;
use relais_proto::events::OfferMissed;
use relais_proto::intake::{AddFeedRequest, PauseFeedRequest, PullFeedRequest, RemoveFeedRequest};
use serde_json::{Value, json};

use crate::feed_site::{Reply, Site, add, pulled, relay, relay_with};
use crate::fixture::{Employer, Fixture};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A feed of jobs by number and title.
fn csv(jobs: &[(&str, &str)]) -> String {
    let lines = jobs
        .iter()
        .map(|(id, title)| format!("{id},{title},4000\n"));
    format!("id,title,postcode\n{}", lines.collect::<String>())
}

fn counts(pull: &Value) -> [u64; 4] {
    ["accepted", "amended", "unchanged", "refused"]
        .map(|name| pull["report"][name].as_u64().expect("a count"))
}

/// The kinds of the events that were told of offers.
async fn told(fixture: &Fixture) -> Vec<String> {
    let events = fixture.offer_events().await.into_iter();
    events.map(|event| event.kind).collect()
}

async fn offers(fixture: &Fixture, employer: &Employer) -> usize {
    let listed = fixture.get(employer, "/v1/offers?limit=1000").await.body;
    listed["offers"].as_array().expect("a list").len()
}

#[tokio::test]
async fn a_feed_is_pulled_at_once_and_then_at_its_schedule() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    site.put("/jobs", csv(&[("1", "Cook"), ("2", "Mason")]));
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    let first = pulled(&fixture, &employer, &feed, 1).await;
    assert_eq!(first["outcome"], "read");
    assert_eq!(counts(&first), [2, 0, 0, 0]);
    site.put(
        "/jobs",
        csv(&[("1", "Cook"), ("2", "Bricklayer"), ("3", "Baker")]),
    );
    fixture.clock.advance(HOUR);
    let second = pulled(&fixture, &employer, &feed, 2).await;
    assert_eq!(counts(&second), [1, 1, 1, 0]);
    let listed = fixture.get(&employer, "/v1/feeds").await.body;
    assert_eq!(listed["feeds"][0]["pulls"], 2);
    assert_eq!(
        listed["feeds"][0]["next_pull_at"],
        "2026-04-30T17:20:00+02:00"
    );
}

#[tokio::test]
async fn only_a_newer_feed_is_asked_for() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    let reply = Reply {
        headers: vec![("etag", "\"7\"".to_owned())],
        body: csv(&[("1", "Cook")]).into_bytes(),
        ..Reply::default()
    };
    site.reply("/jobs", reply);
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &employer, &feed, 1).await;
    let unchanged = Reply {
        status: StatusCode::NOT_MODIFIED,
        ..Reply::default()
    };
    site.reply("/jobs", unchanged);
    fixture.clock.advance(HOUR);
    let second = pulled(&fixture, &employer, &feed, 2).await;
    assert_eq!(
        (&second["outcome"], &second["missing"]),
        (&json!("not_modified"), &json!(0))
    );
    let (_, headers) = site.asked().pop().expect("was asked");
    assert_eq!(headers["if-none-match"], "\"7\"");
}

#[tokio::test]
async fn an_offer_that_vanishes_is_asked_about_after_two_pulls_and_never_closed() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    let all = csv(&[("1", "Cook"), ("2", "Mason"), ("3", "Baker")]);
    site.put("/jobs", all.clone());
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &employer, &feed, 1).await;
    site.put("/jobs", csv(&[("1", "Cook"), ("3", "Baker")]));
    for (number, missing, asked) in [(2, 1, 0), (3, 1, 1), (4, 1, 0)] {
        fixture.clock.advance(HOUR);
        let pull = pulled(&fixture, &employer, &feed, number).await;
        assert_eq!(
            (&pull["missing"], &pull["asked"]),
            (&json!(missing), &json!(asked))
        );
    }
    let events = fixture.offer_events().await;
    let asked = events.last().expect("events");
    assert_eq!(asked.kind, "relais.offer.missed.v1");
    let missed = OfferMissed::decode(asked.payload.as_slice()).expect("a missed offer");
    assert_eq!(missed.question, 1);
    let path = format!("/v1/offers/{}", missed.offer_id);
    assert_eq!(
        fixture.get(&employer, &path).await.body["status"],
        "received"
    );
    site.put("/jobs", all);
    fixture.clock.advance(HOUR);
    let back = pulled(&fixture, &employer, &feed, 5).await;
    assert_eq!(
        (&back["reappeared"], &back["missing"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(
        told(&fixture).await.last().expect("events"),
        "relais.offer.reappeared.v1"
    );
}

#[tokio::test]
async fn a_feed_that_breaks_off_or_fails_says_nothing_of_what_is_missing() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    let job = |id: &str| {
        format!("<job><referencenumber>{id}</referencenumber><title>Cook {id}</title></job>")
    };
    site.put(
        "/jobs",
        format!("<source>{}{}</source>", job("1"), job("2")),
    );
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &employer, &feed, 1).await;
    site.put("/jobs", format!("<source>{}<job>", job("1")));
    fixture.clock.advance(HOUR);
    let broken = pulled(&fixture, &employer, &feed, 2).await;
    assert_eq!(
        (&broken["outcome"], &broken["missing"]),
        (&json!("failed"), &json!(0))
    );
    let failing = Reply {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        ..Reply::default()
    };
    site.reply("/jobs", failing);
    fixture.clock.advance(HOUR + HOUR);
    let failed = pulled(&fixture, &employer, &feed, 3).await;
    assert_eq!(failed["problem"], "the server answers 500");
    let listed = fixture.get(&employer, "/v1/feeds").await.body;
    assert_eq!(listed["feeds"][0]["failures"], 2);
    let next = listed["feeds"][0]["next_pull_at"]
        .as_str()
        .expect("an instant");
    assert_eq!(
        next, "2026-04-30T22:20:00+02:00",
        "four hours after the second failure"
    );
}

#[tokio::test]
async fn a_feed_that_is_empty_all_at_once_asks_about_none_of_its_offers() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    let all = csv(&[("1", "Cook"), ("2", "Mason"), ("3", "Baker")]);
    site.put("/jobs", all);
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &employer, &feed, 1).await;
    site.put("/jobs", csv(&[]));
    for (number, hours) in [(2, 1), (3, 2), (4, 4)] {
        fixture.clock.advance(SignedDuration::from_hours(hours));
        let empty = pulled(&fixture, &employer, &feed, number).await;
        assert_eq!(
            (&empty["outcome"], &empty["missing"], &empty["asked"]),
            (&json!("failed"), &json!(0), &json!(0))
        );
        assert_eq!(
            empty["problem"],
            "the feed is empty and held 3 offers before: none is asked about"
        );
    }
    let events = told(&fixture).await;
    assert!(
        !events.contains(&"relais.offer.missed.v1".to_owned()),
        "{events:?}"
    );
    // Back again without one of them, it tells of that one.
    site.put("/jobs", csv(&[("1", "Cook"), ("3", "Baker")]));
    fixture.clock.advance(SignedDuration::from_hours(8));
    let back = pulled(&fixture, &employer, &feed, 5).await;
    assert_eq!(
        (&back["outcome"], &back["missing"], &back["asked"]),
        (&json!("read"), &json!(1), &json!(0))
    );
}

#[tokio::test]
async fn the_only_offer_of_a_feed_may_vanish() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    site.put("/jobs", csv(&[("1", "Cook")]));
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &employer, &feed, 1).await;
    site.put("/jobs", csv(&[]));
    for (number, asked) in [(2, 0), (3, 1)] {
        fixture.clock.advance(HOUR);
        let pull = pulled(&fixture, &employer, &feed, number).await;
        assert_eq!(pull["asked"], json!(asked));
    }
}

#[tokio::test]
async fn a_feed_that_numbers_anew_amends_its_offers_and_doubles_none() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    site.put(
        "/jobs",
        csv(&[("1", "Cook"), ("2", "Mason"), ("3", "Baker")]),
    );
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &employer, &feed, 1).await;
    site.put(
        "/jobs",
        csv(&[
            ("71", "Mason"),
            ("72", "Baker"),
            ("73", "Cook"),
            ("74", "Nurse"),
        ]),
    );
    fixture.clock.advance(HOUR);
    let pull = pulled(&fixture, &employer, &feed, 2).await;
    assert_eq!(counts(&pull), [1, 3, 0, 0]);
    assert_eq!(pull["reidentified"].as_array().expect("a list").len(), 3);
    assert_eq!(pull["reidentified"][0]["was"], "2");
    assert_eq!(pull["reidentified"][0]["is"], "71");
    assert_eq!(pull["missing"], 0);
    assert_eq!(offers(&fixture, &employer).await, 4);
    fixture.clock.advance(HOUR);
    let again = pulled(&fixture, &employer, &feed, 3).await;
    assert_eq!(
        (counts(&again), &again["missing"]),
        ([0, 0, 4, 0], &json!(0))
    );
}

#[tokio::test]
async fn neighbours_are_not_pulled_not_even_by_a_redirect() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let request = |url: &str| AddFeedRequest {
        employer_id: employer.id.clone(),
        url: url.to_owned(),
        ..AddFeedRequest::default()
    };
    for url in [
        "https://127.0.0.1/jobs",
        "https://intranet/jobs",
        "http://jobs.example.org/",
    ] {
        let refused = fixture
            .feeds()
            .add_feed(request(url))
            .await
            .expect_err("is refused");
        assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{url}");
    }
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    let redirect = |to: &str| Reply {
        status: StatusCode::FOUND,
        headers: vec![("location", to.to_owned())],
        ..Reply::default()
    };
    for (number, to, problem) in [
        (1, "ftp://127.0.0.1/x", "its address is not an https URL"),
        (2, "/jobs", "it redirects more than 5 times"),
        (3, "http://", "it redirects to what is no address"),
    ] {
        site.reply("/jobs", redirect(to));
        let feed = add(
            &fixture,
            &employer,
            &format!("{}/jobs?{number}", site.address),
        )
        .await;
        assert_eq!(
            pulled(&fixture, &employer, &feed, 1).await["problem"],
            problem
        );
    }
}

#[tokio::test]
async fn a_feed_that_never_ends_is_left() {
    let fixture = relay_with(|config| config.feeds.pull_bytes = 100_000).await;
    let site = Site::open().await;
    let employer = fixture.employer("Trasis").await;
    let endless = |body: &str| Reply {
        body: body.as_bytes().to_vec(),
        is_endless: true,
        ..Reply::default()
    };
    site.reply("/jobs", endless("id,colour\n"));
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    let pull = pulled(&fixture, &employer, &feed, 1).await;
    assert!(pull["problem"].as_str().expect("a text").contains("title"));
    site.reply("/more", endless("title\n,,\n"));
    let feed = add(&fixture, &employer, &format!("{}/more", site.address)).await;
    let pull = pulled(&fixture, &employer, &feed, 1).await;
    assert_eq!(pull["problem"], "it has more than 100000 bytes");
}

#[tokio::test]
async fn a_feed_of_too_many_offers_is_read_so_far() {
    let fixture = relay_with(|config| config.feeds.pull_items = 2).await;
    let site = Site::open().await;
    let employer = fixture.employer("Trasis").await;
    site.put("/jobs", csv(&[("1", "a"), ("2", "b"), ("3", "c")]));
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    let pull = pulled(&fixture, &employer, &feed, 1).await;
    assert!(
        pull["problem"]
            .as_str()
            .expect("a text")
            .contains("more than 2 offers")
    );
}

#[tokio::test]
async fn a_compressed_feed_is_read_and_a_bomb_is_not() {
    let fixture = relay_with(|config| config.feeds.pull_bytes = 100_000).await;
    let site = Site::open().await;
    let employer = fixture.employer("Trasis").await;
    let zipped = |text: &str| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(text.as_bytes()).expect("in memory");
        Reply {
            headers: vec![("content-encoding", "gzip".to_owned())],
            body: gzip.finish().expect("in memory"),
            ..Reply::default()
        }
    };
    site.reply("/jobs", zipped(&csv(&[("1", "Cook")])));
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    assert_eq!(
        counts(&pulled(&fixture, &employer, &feed, 1).await),
        [1, 0, 0, 0]
    );
    site.reply(
        "/bomb",
        zipped(&format!("id,title\n{}", "\n".repeat(10_000_000))),
    );
    let feed = add(&fixture, &employer, &format!("{}/bomb", site.address)).await;
    let pull = pulled(&fixture, &employer, &feed, 1).await;
    assert_eq!(pull["problem"], "it has more than 100000 bytes");
}

#[tokio::test]
async fn the_pages_of_a_sitemap_are_read_on_their_own_host() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    let page = |title: &str| {
        format!(
            "<html><script type=\"application/ld+json\">{}</script>",
            json!({"@context": "https://schema.org", "@type": "JobPosting", "title": title})
        )
    };
    site.put("/jobs/1", page("Cook"));
    site.put("/jobs/2", page("Mason"));
    site.put("/about", "<html><p>We are a bakery.");
    let links = [
        "/jobs/1",
        "/jobs/2",
        "/about",
        "/gone",
        "https://elsewhere.example/jobs/3",
    ];
    let locs = links.map(|link| {
        let base = if link.starts_with('/') {
            &site.address
        } else {
            ""
        };
        format!("<url><loc>{base}{link}</loc></url>")
    });
    site.put(
        "/sitemap.xml",
        format!("<urlset>{}</urlset>", locs.concat()),
    );
    let feed = add(
        &fixture,
        &employer,
        &format!("{}/sitemap.xml", site.address),
    )
    .await;
    let pull = pulled(&fixture, &employer, &feed, 1).await;
    assert_eq!((counts(&pull), &pull["pages"]), ([2, 0, 0, 0], &json!(4)));
    assert_eq!(
        pull["report"]["taken"][0]["identifier"],
        format!("{}/jobs/1", site.address)
    );
    let slow = Reply {
        status: StatusCode::SERVICE_UNAVAILABLE,
        ..Reply::default()
    };
    site.reply("/jobs/2", slow);
    fixture.clock.advance(HOUR);
    let pull = pulled(&fixture, &employer, &feed, 2).await;
    assert_eq!(
        (&pull["outcome"], &pull["missing"]),
        (&json!("failed"), &json!(0))
    );
}

#[tokio::test]
async fn an_item_that_is_there_twice_is_refused_once() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    site.put("/jobs", csv(&[("1", "Cook"), ("1", "Chef")]));
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    let pull = pulled(&fixture, &employer, &feed, 1).await;
    assert_eq!(counts(&pull), [1, 0, 0, 1]);
    assert_eq!(
        pull["report"]["refusals"][0]["errors"][0]["field"],
        "identifier"
    );
}

#[tokio::test]
async fn a_paused_feed_waits_until_it_is_asked_for_and_a_removed_one_is_gone() {
    let (fixture, site) = (relay().await, Site::open().await);
    let employer = fixture.employer("Trasis").await;
    site.put("/jobs", csv(&[("1", "Cook")]));
    let feed = add(&fixture, &employer, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &employer, &feed, 1).await;
    let feed_id = feed.feed_id.clone();
    let mut feeds = fixture.feeds();
    let pause = PauseFeedRequest {
        feed_id: feed_id.clone(),
    };
    assert!(
        feeds
            .pause_feed(pause)
            .await
            .expect("is paused")
            .into_inner()
            .paused
    );
    fixture.clock.advance(HOUR + HOUR);
    let listed = fixture.get(&employer, "/v1/feeds").await.body;
    assert_eq!(
        (
            &listed["feeds"][0]["pulls"],
            &listed["feeds"][0]["next_pull_at"]
        ),
        (&json!(1), &Value::Null)
    );
    let again = PullFeedRequest {
        feed_id: feed_id.clone(),
    };
    assert_eq!(
        feeds
            .pull_feed(again)
            .await
            .expect("is due")
            .into_inner()
            .pulls,
        1
    );
    pulled(&fixture, &employer, &feed, 2).await;
    let remove = RemoveFeedRequest {
        feed_id: feed_id.clone(),
    };
    feeds.remove_feed(remove).await.expect("is removed");
    let path = format!("/v1/feeds/{feed_id}/pulls");
    assert_eq!(
        fixture.get(&employer, &path).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(offers(&fixture, &employer).await, 1);
}

#[tokio::test]
async fn an_employer_sees_no_feed_of_another_and_adds_none() {
    let (fixture, site) = (relay().await, Site::open().await);
    let (one, other) = (
        fixture.employer("One").await,
        fixture.employer("Other").await,
    );
    site.put("/jobs", csv(&[("1", "Cook")]));
    let feed = add(&fixture, &one, &format!("{}/jobs", site.address)).await;
    pulled(&fixture, &one, &feed, 1).await;
    let path = format!("/v1/feeds/{}/pulls", feed.feed_id);
    assert_eq!(
        fixture.get(&other, &path).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        fixture.get(&other, "/v1/feeds").await.body,
        json!({"feeds": []})
    );
}
