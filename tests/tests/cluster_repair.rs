//! Events that services in processes of their own cannot take in, such as those of a newer version:
//! nothing else waits for them, and they are taken in again on demand.

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::entropy::random;
use relais_domain::ids::{CaseRef, EmployerId, OfferId};
use relais_proto::events::{OfferMissed, OfferSubmitted, Rule};
use relais_runtime::{Random, Role};
use relais_store::{NewEvent, topics};
use relais_tests::cluster::Cluster;
use relais_tests::sandbox::posting;
use serde_json::Value;

fn event(offer: OfferId, kind: &'static str, payload: Vec<u8>) -> NewEvent {
    NewEvent {
        topic: topics::OFFERS,
        stream: offer.to_string(),
        kind,
        source: "relais/intake",
        time: Timestamp::now(),
        traceparent: None,
        payload,
    }
}

/// Tells of an offer that nobody has submitted.
fn missed(offer: OfferId) -> NewEvent {
    let missed = OfferMissed {
        offer_id: offer.to_string(),
        missed_at: Timestamp::now().as_microsecond(),
        question: 1,
    };
    event(offer, "relais.offer.missed.v1", missed.encode_to_vec())
}

fn submitted(offer: OfferId, entropy: &Random) -> NewEvent {
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
    event(
        offer,
        "relais.offer.submitted.v1",
        submitted.encode_to_vec(),
    )
}

/// What a command prints, line by line, and whether it succeeded.
fn printed(cluster: &Cluster, arguments: &[&str]) -> (Vec<Value>, bool) {
    let output = cluster.command(arguments).expect("it runs");
    let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let lines = text.lines();
    let lines = lines.map(|line| serde_json::from_str(line).expect("a line of JSON"));
    (lines.collect(), output.status.success())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_service_could_take_in_stops_nothing_and_is_taken_in_when_it_can_be() {
    let entropy = Random::from_system();
    let cluster = Cluster::start().await.expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");
    let offers = [0, 1, 2].map(|_| OfferId::new(Timestamp::now(), random(&entropy)));
    let [early, broken, future] = offers;
    for event in [
        missed(early),
        event(broken, "relais.offer.submitted.v1", b"?".to_vec()),
        event(future, "relais.offer.celebrated.v9", b"?".to_vec()),
    ] {
        let appended = cluster.append(Role::Intake, event).await;
        appended.expect("it is appended");
    }
    let set_aside = cluster.doors.until("every dead letter", async || {
        let (dead, ok) = printed(&cluster, &["events", "dead", "--json"]);
        Ok((ok && dead.len() == 5).then_some(dead))
    });
    let set_aside = set_aside.await.expect("every dead letter");
    let of_the_future = set_aside
        .iter()
        .filter(|it| it["subject"] == future.to_string());
    let told = of_the_future.map(|it| it["reason"].as_str().expect("a reason"));
    let told: Vec<&str> = told.collect();
    assert_eq!(told.len(), 2, "of matching and of the relay: {set_aside:?}");
    assert!(
        told.iter().all(|it| it.contains("newer version")),
        "{told:?}"
    );

    // Offers of every partition come through.
    for number in 0..4 {
        let posting = posting(&format!("after-{number}"));
        let receipt = cast
            .employer
            .rest
            .submit(&posting)
            .await
            .expect("a receipt");
        let case = receipt["case_ref"].as_str().expect("a reference");
        let mail = cluster.mail_to(&cast.employer.email, case).await;
        mail.expect("the acknowledgement");
    }

    let (_, ok) = printed(&cluster, &["events", "replay", "--all", "--json"]);
    assert!(!ok, "what cannot be read is kept");
    let appended = cluster.append(Role::Intake, submitted(early, &entropy));
    appended.await.expect("it is appended");
    let replayed = cluster.doors.until("it is taken in", async || {
        let command = ["events", "replay", "--consumer", "relay", "--all", "--json"];
        let (replayed, _) = printed(&cluster, &command);
        Ok(replayed
            .iter()
            .any(|it| it["taken_in"] == true)
            .then_some(()))
    });
    replayed.await.expect("it is taken in");
    let (left, _) = printed(&cluster, &["events", "dead", "--json"]);
    assert!(
        left.iter().all(|it| it["subject"] != early.to_string()),
        "{left:?}"
    );
    assert_eq!(left.len(), 4);
}
