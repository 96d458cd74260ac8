//! A case from its offer to the sixth month of work, and what is refused on the way.

use relais_domain::ErrorCode;
use relais_domain::case::{EmployerReply, RepliedBy, Reply};
use relais_relay::links::{LinkUse, Recorded, ReplySink as _, Said};

use crate::people::{nobody, proposed};
use crate::profiles::{candidate, worker};
use crate::world::{DUE, Person, World, instant};

#[tokio::test]
async fn an_offer_leads_to_a_hiring_that_is_followed_for_six_months() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let nominated = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await
        .expect("a nomination");
    let id = nominated.nomination_id.as_str();
    let case = world
        .answer(Person::Spoc, offer, proposed(&[id]))
        .await
        .expect("an answer");
    assert_eq!(
        case.answer.expect("the answer").message,
        "Deux personnes pour vous."
    );

    world
        .reply(Person::Spoc, offer, id, "interview")
        .await
        .expect("an interview");
    let case = world
        .reply(Person::Spoc, offer, id, "hired")
        .await
        .expect("a hiring");
    assert_eq!(case.nominations[0].state, "hired");
    world.name_tutor(offer, id).await.expect("a tutor");
    world.record_step(offer, id).await.expect("a step");
    world
        .close(offer)
        .await
        .expect("the end of the relay's part");

    for (day, milestone) in [
        ("2026-05-18T09:00:00+02", "one_week"),
        ("2026-06-11T09:00:00+02", "one_month"),
        ("2026-08-11T09:00:00+02", "three_months"),
        ("2026-11-12T09:00:00+01", "six_months"),
    ] {
        world.clock_to(instant(day)).await;
        let case = world
            .case(Person::WorkerOf(0), offer)
            .await
            .expect("the case");
        assert_eq!(case.nominations[0].follow_ups_open, [milestone]);
        world
            .follow_up(offer, id, milestone)
            .await
            .expect("a follow-up");
    }
    let figures = world.figures(Person::Spoc).await.expect("figures");
    assert_eq!((figures.hired, figures.employed_after_six_months), (1, 1));
    let told = world.kinds(offer).await;
    assert_eq!(
        told[..9],
        [
            "opened",
            "diffused",
            "nominated",
            "answered",
            "employer_replied",
            "employer_replied",
            "outcome_recorded",
            "tutor_named",
            "step_recorded"
        ]
    );
    assert_eq!(world.messages_for(offer, "tutor").await, 1);
    assert_eq!(world.messages_for(offer, "follow_up").await, 4);
    let to_worker = format!("employer_replied worker:{} mail", worker(0));
    assert!(world.messages(offer).await.contains(&to_worker));
}

#[tokio::test]
async fn a_candidate_who_is_not_taken_is_written_to() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let mut ids = Vec::new();
    for n in 0..2 {
        let nominated = world
            .nominate(Person::WorkerOf(0), offer, candidate(0, n))
            .await;
        ids.push(nominated.expect("a nomination").nomination_id);
    }
    let both: Vec<&str> = ids.iter().map(String::as_str).collect();
    world
        .answer(Person::Spoc, offer, proposed(&both))
        .await
        .expect("an answer");
    world
        .reply(Person::Spoc, offer, &ids[0], "refused")
        .await
        .expect("a refusal");
    assert_eq!(world.messages_for(offer, "not_taken").await, 1);
    world
        .reply(Person::Spoc, offer, "", "no_longer_open")
        .await
        .expect("the end");
    let last = format!("not_taken candidate:{} mail", candidate(0, 1));
    assert!(
        world.messages(offer).await.contains(&last),
        "CCT 38 holds for who was waiting too"
    );
}

#[tokio::test]
async fn a_nomination_shows_the_work_standing_of_that_moment_and_excludes_nobody() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let nominated = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await
        .expect("a permit that is needed is shown, not decided on");
    let case = nominated.case.expect("the case");
    assert_eq!(case.nominations[0].work_standing, "permit_needed");
}

#[tokio::test]
async fn a_nomination_without_consent_is_refused_with_its_remedy() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let request = relais_proto::relay::NominateRequest {
        case: offer.to_string(),
        candidate_id: candidate(0, 0).to_string(),
        ..relais_proto::relay::NominateRequest::default()
    };
    let status = world
        .as_(Person::WorkerOf(0))
        .nominate(request)
        .await
        .expect_err("no consent");
    let error = relais_runtime::door::from_status(&status);
    assert_eq!(error.fields()[0].pointer, "/consent");
}

#[tokio::test]
async fn what_does_not_fit_the_state_is_a_conflict_that_says_why() {
    let world = World::new().await;
    let offer = world.submit().await;
    let error = world.resume(offer).await.expect_err("not paused");
    assert_eq!(error.code(), ErrorCode::Conflict);
    assert_eq!(error.message(), "the case is not paused");
    world
        .answer(Person::Spoc, offer, nobody(""))
        .await
        .expect("an answer");
    let error = world
        .answer(Person::Spoc, offer, nobody(""))
        .await
        .expect_err("again");
    assert_eq!(error.message(), "the employer has been answered already");
}

#[tokio::test]
async fn a_word_that_is_not_known_is_answered_with_those_that_are() {
    let world = World::new().await;
    let offer = world.submit().await;
    let answer = relais_proto::relay::Answer {
        kind: "maybe".to_owned(),
        ..nobody("")
    };
    let error = world
        .answer(Person::Spoc, offer, answer)
        .await
        .expect_err("unknown");
    assert_eq!(
        error.fields()[0].remedy,
        "give one of: proposed, partial, none"
    );
    let error = world
        .reply(Person::Spoc, offer, "", "perhaps")
        .await
        .expect_err("unknown");
    assert_eq!(error.fields()[0].pointer, "/reply");
}

#[tokio::test]
async fn a_link_that_is_used_twice_says_its_word_once() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let nominated = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await;
    let id = nominated.expect("a nomination").nomination_id;
    world
        .answer(Person::Spoc, offer, proposed(&[&id]))
        .await
        .expect("an answer");
    let nomination = Some(id.parse().expect("an id"));
    let reply = EmployerReply::Interview;
    let said = Said {
        offer,
        reply: Reply {
            nomination,
            reply,
            by: RepliedBy::Link,
            note: None,
        },
        message: Some("Quand ?".to_owned()),
        link: LinkUse {
            nonce: 42,
            expires_at: instant(DUE),
        },
    };
    assert_eq!(
        world.relay.record(said.clone()).await.expect("a reply"),
        Recorded::Now
    );
    assert_eq!(
        world.relay.record(said).await.expect("a repeat"),
        Recorded::Before
    );
    let replies = world
        .kinds(offer)
        .await
        .into_iter()
        .filter(|it| *it == "employer_replied");
    assert_eq!(replies.count(), 1);
}

#[tokio::test]
async fn the_queue_shows_the_least_working_time_first_a_page_at_a_time() {
    let world = World::new().await;
    let mut offers = Vec::new();
    for _ in 0..3 {
        offers.push(world.submit().await.to_string());
        world.clock.advance(jiff::SignedDuration::from_mins(1));
    }
    let answered = world.submit().await;
    world
        .answer(Person::Spoc, answered, nobody(""))
        .await
        .expect("an answer");
    let first = world.list(Person::Spoc, 2, "").await.expect("a page");
    let second = world
        .list(Person::Spoc, 2, &first.next_page_token)
        .await
        .expect("a page");
    let listed = first
        .cases
        .iter()
        .chain(&second.cases)
        .map(|case| case.offer_id.clone());
    assert_eq!(listed.collect::<Vec<_>>(), offers);
    assert_eq!(second.next_page_token, "");
    let error = world
        .list(Person::Spoc, 2, "x")
        .await
        .expect_err("not a token");
    assert_eq!(error.fields()[0].pointer, "/page_token");
}
