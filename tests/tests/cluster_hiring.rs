//! The whole story with every service in a process of its own, on `PostgreSQL` and Kafka, while
//! instances are killed in the middle of it.

use std::time::Duration;

use relais_proto::relay::Answer;
use relais_tests::cluster::Cluster;
use relais_tests::sandbox::{Cast, posting};
use serde_json::Value;

/// What became of an offer.
struct Sent {
    offer: String,
    case: String,
}

async fn send(cluster: &Cluster, cast: &Cast, identifier: &str) -> Sent {
    let rest = &cast.employer.rest;
    let posting = posting(identifier);
    // An employer's system tries again, under the same identifier.
    let receipt = cluster
        .doors
        .until("a receipt", async || Ok(rest.submit(&posting).await.ok()))
        .await
        .expect("a receipt");
    let text = |key: &str| Value::as_str(&receipt[key]).expect("a text").to_owned();
    Sent {
        offer: text("offer_id"),
        case: text("case_ref"),
    }
}

/// Nominates and answers, as people do who try again when a page does not come.
async fn answer(cluster: &Cluster, cast: &Cast, sent: &Sent) {
    let doors = &cluster.doors;
    let nomination = doors
        .until("a nomination", async || {
            Ok(doors.nominate(&cast.worker, &sent.case).await.ok())
        })
        .await
        .expect("a nomination");
    let answer = Answer {
        kind: "proposed".to_owned(),
        nomination_ids: vec![nomination],
        message: "Amina connaît bien la brique.".to_owned(),
        ..Answer::default()
    };
    doors
        .until("an answer", async || {
            let answered = doors.answer(&cast.spoc, &sent.case, answer.clone()).await;
            if answered.is_ok() {
                return Ok(Some(()));
            }
            let case = doors.case(&cast.spoc, &sent.case).await;
            Ok(case
                .is_ok_and(|case| case.stage == "answered")
                .then_some(()))
        })
        .await
        .expect("an answer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_offer_has_one_case_and_one_answer_though_instances_are_killed() {
    let mut cluster = Cluster::start().await.expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");

    let mut sent = Vec::new();
    for number in 0..3 {
        sent.push(send(&cluster, &cast, &format!("before-{number}")).await);
    }
    cluster.kill("matching-1").expect("it ran");
    cluster.kill("relay-1").expect("it ran");
    for number in 0..3 {
        sent.push(send(&cluster, &cast, &format!("after-{number}")).await);
    }
    for offer in &sent {
        answer(&cluster, &cast, offer).await;
    }
    cluster.start_again("matching-1").await.expect("it starts");
    cluster.start_again("relay-1").await.expect("it starts");
    sent.push(send(&cluster, &cast, "at-last").await);
    answer(&cluster, &cast, sent.last().expect("one")).await;

    for offer in &sent {
        let mail = cluster.mail_to(&cast.employer.email, &offer.case).await;
        mail.expect("a mail about the offer");
    }
    // What would come twice has had time to come.
    tokio::time::sleep(Duration::from_secs(3)).await;
    for offer in &sent {
        assert_eq!(
            purposes(&cluster, &cast, offer).await,
            ["acknowledgement", "answer"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_with_an_expired_certificate_is_not_ready_and_says_why() {
    let cluster = Cluster::start().await.expect("every service is ready");
    // They are asked one after the other: it says all of it once both have been.
    let words = ["certificate", "profiles", "intake"];
    let said = cluster.relay_with_expired_certificate(&words).await;
    let said = said.expect("a reason");
    for called in ["profiles", "intake"] {
        assert!(said.contains(called), "{said}");
    }
}

/// What an employer gets once for each offer.
const TO_EMPLOYER: [&str; 2] = ["acknowledgement", "answer"];

/// What the messages to the employer about an offer were for.
async fn purposes(cluster: &Cluster, cast: &Cast, sent: &Sent) -> Vec<String> {
    let messages = cluster.doors.messages(&cast.spoc, &sent.offer).await;
    let messages = messages.expect("the messages").into_iter();
    let to_employer = messages.filter(|message| TO_EMPLOYER.contains(&message.purpose.as_str()));
    let mut purposes: Vec<String> = to_employer.map(|message| message.purpose).collect();
    purposes.sort();
    purposes
}
