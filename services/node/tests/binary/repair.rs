//! Records that a service cannot take in: listed with the reason, and taken in again once the cause
//! is gone.

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::entropy::random;
use relais_domain::ids::{CaseRef, EmployerId, OfferId};
use relais_proto::events::{OfferMissed, OfferSubmitted, Rule};
use relais_runtime::Random;
use relais_store::{NewEvent, Options, Store, topics};
use serde_json::Value;

use crate::site::{PATIENCE, Site};

/// Appends an event of an offer to the log of a site that does not run.
async fn append(site: &Site, offer: OfferId, kind: &'static str, payload: Vec<u8>) {
    let store = Store::open(&site.data, &Options::default()).await;
    let store = store.expect("the data");
    let event = NewEvent {
        topic: topics::OFFERS,
        stream: offer.to_string(),
        kind,
        source: "relais/intake",
        time: Timestamp::now(),
        traceparent: None,
        payload,
    };
    let appended = store.write(|tx| Box::pin(async move { Ok(tx.append(event).await?) }));
    appended.await.expect("it is appended");
    store.close().await;
}

fn missed(offer: OfferId) -> Vec<u8> {
    let missed = OfferMissed {
        offer_id: offer.to_string(),
        missed_at: Timestamp::now().as_microsecond(),
        question: 1,
    };
    missed.encode_to_vec()
}

fn submitted(offer: OfferId, entropy: &Random) -> Vec<u8> {
    let now = Timestamp::now();
    let submitted = OfferSubmitted {
        offer_id: offer.to_string(),
        case_ref: CaseRef::new(random(entropy)).to_string(),
        employer_id: EmployerId::new(now, random(entropy)).to_string(),
        received_at: now.as_microsecond(),
        due_at: now.as_microsecond() + 259_200_000_000,
        rule: Some(Rule {
            id: "A".to_owned(),
            version: 1,
        }),
        ..OfferSubmitted::default()
    };
    submitted.encode_to_vec()
}

/// What a command prints, line by line, and whether it succeeded.
fn printed(site: &Site, arguments: &[&str]) -> (Vec<Value>, bool) {
    let output = site.run(arguments);
    let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let lines = text.lines();
    let lines = lines.map(|line| serde_json::from_str(line).expect("a line of JSON"));
    (lines.collect(), output.status.success())
}

/// What was set aside: consumer, type and reason, once there are `count`.
async fn dead(site: &Site, count: usize) -> Vec<[String; 3]> {
    let began = std::time::Instant::now();
    loop {
        let (dead, ok) = printed(site, &["events", "dead", "--json"]);
        assert!(ok);
        if dead.len() == count {
            let text = |line: &Value, key: &str| line[key].as_str().expect("a text").to_owned();
            let dead = dead.iter();
            return dead
                .map(|line| ["consumer", "type", "reason"].map(|key| text(line, key)))
                .collect();
        }
        assert!(
            began.elapsed() < PATIENCE,
            "{count} are waited for: {dead:?}"
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Replays until that succeeds: the service first has to come by what was missing.
async fn taken_in(site: &Site, replay: &[&str]) -> Value {
    let began = std::time::Instant::now();
    loop {
        let (mut replayed, ok) = printed(site, replay);
        if ok {
            return replayed.remove(0);
        }
        assert!(began.elapsed() < PATIENCE, "{replayed:?}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_could_not_be_taken_in_is_taken_in_again_once_the_cause_is_gone() {
    let entropy = Random::from_system();
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(folder.path());
    let [early, broken] = [0, 1].map(|_| OfferId::new(Timestamp::now(), random(&entropy)));
    append(&site, early, "relais.offer.missed.v1", missed(early)).await;
    append(&site, broken, "relais.offer.submitted.v1", b"?".to_vec()).await;
    site.start().await;
    let set_aside = dead(&site, 3).await;
    let of = |at: usize| [set_aside[at][0].as_str(), set_aside[at][1].as_str()];
    assert_eq!(of(0), ["matching", "relais.offer.submitted.v1"]);
    assert_eq!(of(1), ["relay", "relais.offer.missed.v1"]);
    assert_eq!(of(2), ["relay", "relais.offer.submitted.v1"]);
    assert!(set_aside[1][2].contains("case"), "{set_aside:?}");
    assert!(set_aside[2][2].contains("decode"), "{set_aside:?}");

    // What will never be read stays, and says why again.
    let (replayed, ok) = printed(&site, &["events", "replay", "--all", "--json"]);
    assert!(!ok);
    assert_eq!(replayed.len(), 3);
    assert!(
        replayed.iter().all(|it| it["taken_in"] == false),
        "{replayed:?}"
    );

    site.terminate().await;
    let offer = submitted(early, &entropy);
    append(&site, early, "relais.offer.submitted.v1", offer).await;
    site.start().await;
    let one = [
        "--topic",
        "relais.offers",
        "--partition",
        "0",
        "--offset",
        "1",
    ];
    let command = [
        &["events", "replay", "--consumer", "relay", "--json"][..],
        &one,
    ]
    .concat();
    assert_eq!(taken_in(&site, &command).await["taken_in"], true);
    assert_eq!(dead(&site, 2).await.len(), 2);
    let again = site.run(&command);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(
        !again.status.success() && said.contains("dead letter"),
        "{said}"
    );
    site.terminate().await;
}
