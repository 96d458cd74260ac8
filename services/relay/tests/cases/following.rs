//! What the relay makes of the events that it follows.

use relais_domain::clock::to_micros;
use relais_events::topics;
use relais_store::args;

use crate::people::nobody;
use crate::profiles::organisation;
use crate::world::{DUE, Person, THURSDAY, World, instant};

#[tokio::test]
async fn an_offer_opens_a_case_with_exactly_what_the_employer_was_told() {
    let world = World::new().await;
    let offer = world.submit().await;
    let case = world.case(Person::Spoc, offer).await.expect("the case");
    assert_eq!(case.stage, "opened");
    assert_eq!(case.received_at, to_micros(instant(THURSDAY)));
    assert_eq!(case.due_at, to_micros(instant(DUE)));
    assert_eq!((case.rule_id.as_str(), case.rule_version), ("A", 1));
    let three_days = 72 * 60 * 60 * 1_000_000;
    assert_eq!(case.working_micros_left, three_days);
    assert_eq!(
        world.messages(offer).await,
        ["acknowledgement employer mail"]
    );
}

#[tokio::test]
async fn an_employer_who_wants_webhooks_is_told_both_ways() {
    let world = World::new().await;
    let offer = world.submit_with(true).await;
    let mut messages = world.messages(offer).await;
    messages.sort();
    assert_eq!(
        messages,
        [
            "acknowledgement employer mail",
            "acknowledgement employer webhook"
        ]
    );
}

#[tokio::test]
async fn a_case_is_found_by_its_reference_as_people_type_it() {
    let world = World::new().await;
    let offer = world.submit().await;
    let reference = world
        .case(Person::Spoc, offer)
        .await
        .expect("the case")
        .case_ref;
    let request = relais_proto::relay::GetCaseRequest {
        case: reference.to_lowercase(),
    };
    let found = world
        .as_(Person::Spoc)
        .get_case(request)
        .await
        .expect("the case")
        .into_inner();
    assert_eq!(found.offer_id, offer.to_string());
}

#[tokio::test]
async fn offers_that_are_read_again_open_nothing_twice() {
    let world = World::new().await;
    let first = world.submit().await;
    let rewind = world.store.write(|tx| {
        Box::pin(async {
            Ok(tx
                .execute(
                    "UPDATE cursors SET position = 0 WHERE consumer = 'relay'",
                    args![],
                )
                .await?)
        })
    });
    assert!(rewind.await.expect("a rewind") > 0);
    let second = world.submit().await;
    for offer in [first, second] {
        assert_eq!(world.kinds(offer).await, ["opened"]);
        assert_eq!(world.messages(offer).await.len(), 1);
    }
}

#[tokio::test]
async fn a_ranking_shows_the_offer_to_everybody_and_says_who_has_somebody() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let case = world.case(Person::Spoc, offer).await.expect("the case");
    let ranked: Vec<_> = case
        .diffusions
        .iter()
        .map(|it| (it.organisation_id.clone(), it.ranked))
        .collect();
    let all = [
        (organisation(0).to_string(), 2),
        (organisation(1).to_string(), 0),
    ];
    assert_eq!(ranked, all);
    assert_eq!(world.messages_for(offer, "diffusion").await, 2);
}

#[tokio::test]
async fn rankings_that_come_with_their_offers_wait_for_the_cases() {
    let world = World::new().await;
    let mut offers = Vec::new();
    for _ in 0..40 {
        let (offer, submitted) = world.offer(false);
        let shortlist = world.shortlist(offer, 1);
        let id = offer.to_string();
        world
            .append(
                topics::OFFERS,
                "relais.offer.submitted.v1",
                id.clone(),
                submitted,
            )
            .await;
        world
            .append(
                topics::SHORTLISTS,
                "relais.shortlist.computed.v1",
                id,
                shortlist,
            )
            .await;
        offers.push(offer);
    }
    for offer in offers {
        world.until_told(offer, "diffused").await;
    }
    assert_eq!(world.dead_letters().await, []);
}

#[tokio::test]
async fn a_ranking_of_an_offer_that_never_came_stops_no_other() {
    let world = World::new().await;
    world.submit().await;
    let (lost, _) = world.offer(false);
    let shortlist = world.shortlist(lost, 1);
    let kind = "relais.shortlist.computed.v1";
    world
        .append(topics::SHORTLISTS, kind, lost.to_string(), shortlist)
        .await;
    world.diffused().await;
    let letters = world.dead_letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].reason, "no such case");
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_set_aside() {
    let world = World::new().await;
    let kind = "relais.offer.submitted.v1";
    world
        .append(topics::OFFERS, kind, "x".to_owned(), vec![0xff; 9])
        .await;
    world.submit().await;
    assert_eq!(world.dead_letters().await.len(), 1);
}

#[tokio::test]
async fn a_withdrawn_offer_ends_its_case_and_the_employer_is_told() {
    let world = World::new().await;
    let offer = world.diffused().await;
    world.withdraw(offer).await;
    world.until_told(offer, "closed").await;
    let case = world.case(Person::Spoc, offer).await.expect("the case");
    assert_eq!(
        (case.stage.as_str(), case.closed_reason.as_str()),
        ("closed", "withdrawn")
    );
    assert_eq!(world.messages_for(offer, "closed").await, 1);
    let error = world
        .answer(Person::Spoc, offer, nobody(""))
        .await
        .expect_err("over is over");
    assert_eq!(error.message(), "the case is closed");
}

#[tokio::test]
async fn an_offer_that_left_its_feed_is_asked_about_once_for_each_question() {
    let world = World::new().await;
    let offer = world.diffused().await;
    for question in [1, 1, 2] {
        world.miss(offer, question).await;
    }
    // The topic keeps its order: once this is done, so is what came before.
    world.diffused().await;
    assert_eq!(world.messages_for(offer, "vanished").await, 2);
    let case = world.case(Person::Spoc, offer).await.expect("the case");
    assert_ne!(case.stage, "closed");
}

#[tokio::test]
async fn an_offer_that_is_over_is_not_asked_about() {
    let world = World::new().await;
    let offer = world.diffused().await;
    world.withdraw(offer).await;
    world.miss(offer, 1).await;
    world.diffused().await;
    assert_eq!(world.messages_for(offer, "vanished").await, 0);
}

#[tokio::test]
async fn a_question_about_an_offer_that_is_there_again_is_called_off() {
    let world = World::new().await;
    let offer = world.diffused().await;
    world.hold_mails();
    world.miss(offer, 1).await;
    world.reappear(offer).await;
    world.diffused().await;
    let mut reader = world.store.read().await.expect("a reader");
    let row = reader
        .fetch_one(
            "SELECT state, last_error FROM relay_messages WHERE offer_id = $1 AND purpose = $2",
            args![offer, "vanished"],
        )
        .await
        .expect("the message");
    assert_eq!(row.get::<String>(0).expect("a state"), "skipped");
    assert_eq!(row.get::<String>(1).expect("a reason"), "reappeared");
}

#[tokio::test]
async fn an_employer_may_say_before_any_answer_that_an_offer_is_still_open() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let said = world.reply(Person::Spoc, offer, "", "still_open").await;
    said.expect("is written down");
    let case = world.case(Person::Spoc, offer).await.expect("the case");
    assert_ne!(case.stage, "closed");
}
