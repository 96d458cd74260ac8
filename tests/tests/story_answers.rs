//! The other answers, the clock that is stopped, turned back or missed, and the machine that is
//! started again in between.

use jiff::SignedDuration;
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{Answer, PauseRequest, ResumeRequest};
use relais_tests::sandbox::{Cast, Sandbox, instant, posting};

async fn site() -> (Sandbox, Cast) {
    let sandbox = Sandbox::start().await.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    (sandbox, cast)
}

/// Submits an offer and waits until it is diffused; returns its id and its case's reference.
async fn diffused(sandbox: &Sandbox, cast: &Cast, identifier: &str) -> (String, String) {
    let receipt = cast.employer.rest.submit(&posting(identifier)).await;
    let receipt = receipt.expect("a receipt");
    let text = |key: &str| receipt[key].as_str().expect("a text").to_owned();
    let (offer, case) = (text("offer_id"), text("case_ref"));
    sandbox
        .case_when(&cast.spoc, &case, "the diffusion", |case| {
            case.diffusions.len() == 2
        })
        .await
        .expect("both organisations have it");
    (offer, case)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_for_now_is_an_answer_that_says_what_would_help() {
    let (sandbox, cast) = site().await;
    let (offer, case) = diffused(&sandbox, &cast, "none").await;
    let answer = Answer {
        kind: "none".to_owned(),
        why: "no_profile".to_owned(),
        unlock: vec!["training".to_owned(), "tutoring".to_owned()],
        ..Answer::default()
    };
    let answered = sandbox.answer(&cast.spoc, &case, answer).await;
    assert!(answered.expect("an answered case").answered_in_time);
    let words = "nous n’avons personne à vous proposer pour l’instant";
    let mail = sandbox.mail_to(&cast.employer.email, words).await;
    let text = mail.expect("the answer").text();
    assert!(text.contains("une formation"), "{text}");
    assert!(text.contains("un démarrage à deux"), "{text}");
    sandbox
        .until("the offer to be answered", async || {
            let seen = cast.employer.rest.offer(&offer).await?;
            Ok((seen["answer"] == "none").then_some(()))
        })
        .await
        .expect("the employer sees it");
    sandbox.finish().await.expect("nothing is left undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partial_answer_promises_a_date_and_reminds_of_it() {
    let (sandbox, cast) = site().await;
    let (_, case) = diffused(&sandbox, &cast, "partial").await;
    let nomination = sandbox.nominate(&cast.worker, &case).await;
    let further = instant("2026-05-12T12:00:00+02:00");
    let answer = Answer {
        kind: "partial".to_owned(),
        nomination_ids: vec![nomination.expect("a nomination")],
        further_by: further.as_microsecond(),
        ..Answer::default()
    };
    let answered = sandbox.answer(&cast.spoc, &case, answer).await;
    assert_eq!(answered.expect("a case").stage, "partly_answered");
    let mail = sandbox.mail_to(&cast.employer.email, "mardi 12 mai 2026");
    mail.await.expect("the answer with its date");

    sandbox.clock_to("2026-05-12T12:00:00+02:00");
    let reminded = sandbox.mail_to(&cast.spoc.email, &case);
    reminded.await.expect("the SPOC is reminded");
    let nomination = sandbox.nominate(&cast.other_worker, &case).await;
    let rest = Answer {
        kind: "proposed".to_owned(),
        nomination_ids: vec![nomination.expect("a nomination")],
        ..Answer::default()
    };
    let answered = sandbox.answer(&cast.spoc, &case, rest).await;
    assert_eq!(answered.expect("a case").stage, "answered");
    let mail = sandbox.mail_to(&cast.employer.email, "Karim");
    mail.await.expect("the rest of the answer");
    sandbox.finish().await.expect("nothing is left undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_moves_the_due_instant_by_its_working_time_and_the_employer_sees_it() {
    let (sandbox, cast) = site().await;
    let (offer, case) = diffused(&sandbox, &cast, "paused").await;
    let mut relay = RelayClient::new(cast.spoc.peer.clone());
    let pause = PauseRequest {
        case: case.clone(),
        reason: "awaiting_clarification".to_owned(),
        message: "Quel permis faut-il ?".to_owned(),
    };
    let paused = relay.pause(pause).await.expect("a pause").into_inner();
    assert!(paused.paused);
    let mail = sandbox.mail_to(&cast.employer.email, "Quel permis faut-il ?");
    mail.await.expect("the employer is asked");
    sandbox
        .until("the employer to see the pause", async || {
            let seen = cast.employer.rest.offer(&offer).await?;
            Ok((seen["paused"] == true).then_some(()))
        })
        .await
        .expect("it stands in the offer");

    // Over the holiday and the weekend.
    sandbox.clock_to("2026-05-05T10:00:00+02:00");
    let resumed = relay.resume(ResumeRequest { case: case.clone() }).await;
    let resumed = resumed.expect("it goes on").into_inner();
    let moved = SignedDuration::from_micros(resumed.due_at - paused.due_at);
    let before = instant("2026-05-06T15:20:00+02:00");
    assert_eq!(before.as_microsecond(), paused.due_at);
    // 8 h 40 min of Thursday, 24 h of Monday, 10 h of Tuesday, and then the night.
    assert_eq!(moved, SignedDuration::from_mins(42 * 60 + 40));
    let mail = sandbox.mail_to(&cast.employer.email, "vendredi 8 mai 2026");
    mail.await.expect("the employer knows the new instant");
    sandbox.finish().await.expect("nothing is left undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_is_warned_of_breached_once_and_still_answered() {
    let (mut sandbox, cast) = site().await;
    let (offer, case) = diffused(&sandbox, &cast, "late").await;
    sandbox.clock_to("2026-05-06T12:00:00+02:00");
    let warned = sandbox.mail_to(&cast.spoc.email, &case);
    warned.await.expect("the SPOC is warned");
    let moved = sandbox.restart_elsewhere().await;
    moved.expect("the site starts again");
    let spoc = sandbox
        .add_person(
            "",
            "second@relais.example",
            relais_proto::profiles::WorkerRole::Spoc,
        )
        .await
        .expect("another SPOC");
    // An answer at the due instant itself would be in time.
    sandbox.clock_to("2026-05-06T15:20:01+02:00");
    sandbox
        .case_when(&spoc, &case, "the breach", |case| case.breached)
        .await
        .expect("nobody misses it unseen");
    sandbox.pass(SignedDuration::from_hours(48));
    let answer = Answer {
        kind: "none".to_owned(),
        why: "no_profile".to_owned(),
        unlock: vec!["nothing".to_owned()],
        ..Answer::default()
    };
    let answered = sandbox.answer(&spoc, &case, answer).await;
    let answered = answered.expect("late is better than never");
    assert!(answered.breached && !answered.answered_in_time);
    let events = sandbox.events().await.expect("the log");
    let breaches = events
        .iter()
        .filter(|event| event.kind == "relais.case.breached.v1" && event.stream == offer);
    assert_eq!(breaches.count(), 1);
    sandbox.finish().await.expect("nothing is left undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_back_undoes_nothing_and_stops_nothing() {
    let (sandbox, cast) = site().await;
    let (_, first) = diffused(&sandbox, &cast, "before").await;
    // An answer at the due instant itself would be in time.
    sandbox.clock_to("2026-05-06T15:20:01+02:00");
    sandbox
        .case_when(&cast.spoc, &first, "the breach", |case| case.breached)
        .await
        .expect("its time has come");

    sandbox.clock_to("2026-04-29T09:00:00+02:00");
    let seen = sandbox.case(&cast.spoc, &first).await.expect("the case");
    assert!(seen.breached, "what was told stays told");
    let (_, second) = diffused(&sandbox, &cast, "after").await;
    let seen = sandbox.case(&cast.spoc, &second).await.expect("the case");
    let due = instant("2026-05-05T09:00:00+02:00");
    assert_eq!(seen.due_at, due.as_microsecond(), "1 May does not count");
    sandbox.clock_to("2026-05-05T09:00:01+02:00");
    sandbox
        .case_when(&cast.spoc, &second, "the breach", |case| case.breached)
        .await
        .expect("timers go on");
    sandbox.finish().await.expect("nothing is left undone");
}
