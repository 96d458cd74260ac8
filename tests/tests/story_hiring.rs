//! From an offer to the sixth month of work, through the doors that people use.

use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{
    Answer, CloseCaseRequest, NameTutorRequest, RecordFollowUpRequest, RecordStepRequest,
};
use relais_tests::sandbox::{Cast, Sandbox, posting};
use serde_json::Value;

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().expect("a text").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_leads_to_work_that_lasts() {
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");

    let receipt = accepted(&sandbox, &cast).await;
    let (offer, case) = (text(&receipt, "offer_id"), text(&receipt, "case_ref"));
    let nomination = nominated_and_answered(&sandbox, &cast, &case).await;
    hired_by_link(&sandbox, &cast, &case, &nomination).await;
    accompanied(&sandbox, &cast, &case, &nomination).await;

    sandbox
        .until("the offer to be closed", async || {
            let seen = cast.employer.rest.offer(&offer).await?;
            Ok((seen["status"] == "closed").then_some(()))
        })
        .await
        .expect("the employer sees the end");
    sandbox.finish().await.expect("nothing is left undone");
}

/// The answer is due on Wednesday: Friday is 1 May, and Saturday and Sunday do not count.
async fn accepted(sandbox: &Sandbox, cast: &Cast) -> Value {
    let rest = &cast.employer.rest;
    let receipt = rest.submit(&posting("2026-17")).await.expect("a receipt");
    assert_eq!(receipt["due_at"], "2026-05-06T15:20:00+02:00");
    assert_eq!(receipt["rule"]["id"], "A");
    let case = text(&receipt, "case_ref");
    let mail = sandbox
        .mail_to(&cast.employer.email, &case)
        .await
        .expect("the acknowledgement");
    assert!(mail.subject().contains("Votre offre est bien arrivée"));
    let words = mail.text();
    for part in [
        "mercredi 6 mai 2026 à 15",
        "vendredi 1er mai 2026 : ne compte pas (fête du Travail)",
        "Comptent les jours du lundi au vendredi",
    ] {
        assert!(words.contains(part), "{part:?} is not in:\n{words}");
    }
    receipt
}

async fn nominated_and_answered(sandbox: &Sandbox, cast: &Cast, case: &str) -> String {
    let nomination = sandbox.nominate(&cast.worker, case).await;
    let nomination = nomination.expect("a nomination");
    let answer = Answer {
        kind: "proposed".to_owned(),
        nomination_ids: vec![nomination.clone()],
        message: "Amina connaît bien la brique.".to_owned(),
        ..Answer::default()
    };
    let answered = sandbox.answer(&cast.spoc, case, answer).await;
    assert!(answered.expect("an answered case").answered_in_time);
    nomination
}

async fn hired_by_link(sandbox: &Sandbox, cast: &Cast, case: &str, nomination: &str) {
    let mail = sandbox
        .mail_to(&cast.employer.email, "Amina")
        .await
        .expect("the answer");
    assert!(mail.text().contains("Amina connaît bien la brique."));
    let client = reqwest::Client::new();
    let mut pages = Vec::new();
    for link in mail.links().iter().filter(|link| link.contains("/r/")) {
        let page = client.get(link).send().await.expect("a page");
        assert!(page.status().is_success(), "{link}: {}", page.status());
        pages.push((link.clone(), page.text().await.expect("its text")));
    }
    // A mail scanner opens every link, and nothing has happened.
    let seen = sandbox.case(&cast.spoc, case).await.expect("the case");
    assert_eq!(seen.nominations[0].state, "proposed");

    let (link, _) = pages
        .iter()
        .find(|(_, page)| page.contains("name=\"contract\""))
        .expect("a page to say that somebody was hired");
    let form = "contract=permanent&starts_on=2026-05-11&reason=&message=Bienvenue";
    for _ in 0..2 {
        let done = client
            .post(link)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .expect("an answer");
        assert!(done.status().is_success(), "{}", done.status());
    }
    let seen = sandbox.case(&cast.spoc, case).await.expect("the case");
    assert_eq!(seen.nominations.len(), 1);
    assert_eq!(seen.nominations[0].nomination_id, nomination);
    assert_eq!(seen.nominations[0].state, "hired");
}

async fn accompanied(sandbox: &Sandbox, cast: &Cast, case: &str, nomination: &str) {
    let mut relay = RelayClient::new(cast.worker.peer.clone());
    let tutor = NameTutorRequest {
        case: case.to_owned(),
        nomination_id: nomination.to_owned(),
        name: "Paul Maçon".to_owned(),
        email: "paul@batir.example".to_owned(),
    };
    relay.name_tutor(tutor).await.expect("a tutor");
    let step = RecordStepRequest {
        case: case.to_owned(),
        nomination_id: nomination.to_owned(),
        step: "dimona_filed".to_owned(),
        on: "2026-04-30".to_owned(),
        note: String::new(),
    };
    relay.record_step(step).await.expect("a step");
    for (day, milestone) in [
        ("2026-05-19T09:00:00+02:00", "one_week"),
        ("2026-06-12T09:00:00+02:00", "one_month"),
        ("2026-08-12T09:00:00+02:00", "three_months"),
        ("2026-11-13T09:00:00+01:00", "six_months"),
    ] {
        sandbox.clock_to(day);
        sandbox
            .case_when(&cast.worker, case, milestone, |case| {
                case.nominations[0].follow_ups_open == [milestone]
            })
            .await
            .expect("it is time to ask");
        let follow_up = RecordFollowUpRequest {
            case: case.to_owned(),
            nomination_id: nomination.to_owned(),
            milestone: milestone.to_owned(),
            employed: true,
            note: String::new(),
        };
        relay
            .record_follow_up(follow_up)
            .await
            .expect("it is noted");
    }
    let mut relay = RelayClient::new(cast.spoc.peer.clone());
    let close = CloseCaseRequest {
        case: case.to_owned(),
    };
    let closed = relay.close_case(close).await.expect("the end");
    assert_eq!(closed.into_inner().stage, "closed");
}
