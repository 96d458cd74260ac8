//! Mails that come back: answers find their case, bounces their address.

use relais_domain::ids::{MailId, OfferId};
use relais_proto::events::MailOrigin;
use relais_proto::relay::outbox_client::OutboxClient;
use relais_proto::relay::threads_client::ThreadsClient;
use relais_proto::relay::{
    FindThreadRequest, JoinMailRequest, ListMessagesRequest, Message, RecordBounceRequest,
    RecordBounceResponse, ReplayDeadLettersRequest, Thread,
};
use relais_runtime::peer::Peer;
use tonic::Code;
use uuid::Uuid;

use crate::intake::{CONTACT, OFFICE};
use crate::world::{Person, World};

fn threads(world: &World) -> ThreadsClient<Peer> {
    ThreadsClient::new(world.door(Person::Service))
}

async fn find(world: &World, request: FindThreadRequest) -> Option<Thread> {
    let found = threads(world)
        .find_thread(request)
        .await
        .expect("an answer");
    found.into_inner().thread
}

async fn sent(world: &World, offer: OfferId, purpose: &str) -> Message {
    let all = async || {
        let request = ListMessagesRequest {
            offer_id: offer.to_string(),
            limit: 100,
        };
        let mut outbox = OutboxClient::new(world.door(Person::Spoc));
        let listed = outbox.list_messages(request).await.expect("the queue");
        listed.into_inner().messages
    };
    let is_it = |it: &Message| it.purpose == purpose && it.state != "pending";
    world
        .until("the mail is sent", async || all().await.iter().any(is_it))
        .await;
    all().await.into_iter().find(is_it).expect("it was there")
}

fn mail(n: u128) -> MailId {
    MailId(Uuid::from_u128(n))
}

fn joining(n: u128, offer: OfferId) -> JoinMailRequest {
    JoinMailRequest {
        mail_id: mail(n).to_string(),
        case_ref: offer.to_string(),
        sender_known: true,
        intent: "message".to_owned(),
        message_id: format!("answer-{n}@bati.example"),
        words: "Pouvez-vous m’appeler ?".to_owned(),
        ..JoinMailRequest::default()
    }
}

#[tokio::test]
async fn an_answer_is_found_by_its_address_by_the_mail_it_answers_and_by_the_reference() {
    let world = World::new().await;
    let (one, other) = (world.submit().await, world.submit().await);
    sent(&world, one, "acknowledgement").await;
    let to = world.reply_to(one);
    let reference = world
        .case(Person::Spoc, other)
        .await
        .expect("a case")
        .case_ref;
    let mut request = FindThreadRequest {
        addresses: vec!["offres@relais.example".to_owned(), to.to_uppercase()],
        message_ids: vec![format!("offer.{other}@relais.example")],
        references: vec![reference],
        ..FindThreadRequest::default()
    };
    let by_address = find(&world, request.clone()).await.expect("a case");
    assert_eq!(
        (by_address.offer_id, by_address.link.as_str()),
        (one.to_string(), "reply_address")
    );
    request.addresses.clear();
    let by_message = find(&world, request.clone()).await.expect("a case");
    assert_eq!(
        (by_message.offer_id, by_message.link.as_str()),
        (other.to_string(), "message")
    );
    request.message_ids = vec!["somebody-elses@mail.example".to_owned()];
    let by_reference = find(&world, request.clone()).await.expect("a case");
    assert_eq!(
        (by_reference.offer_id, by_reference.link.as_str()),
        (other.to_string(), "reference")
    );
    request.references = vec!["LG-0000-0000-0".to_owned()];
    assert_eq!(find(&world, request).await, None);
}

#[tokio::test]
async fn the_contact_of_the_offer_and_its_employer_are_known_and_nobody_else() {
    let world = World::new().await;
    let offer = world.submit().await;
    let reference = world
        .case(Person::Spoc, offer)
        .await
        .expect("a case")
        .case_ref;
    for (sender, known) in [
        (CONTACT, true),
        ("Info@Bati.Example", true),
        ("collegue@bati.example", false),
        ("", false),
    ] {
        let request = FindThreadRequest {
            references: vec![reference.clone()],
            sender: sender.to_owned(),
            ..FindThreadRequest::default()
        };
        let thread = find(&world, request).await.expect("a case");
        assert_eq!(thread.sender_known, known, "{sender}, beside {OFFICE}");
    }
}

#[tokio::test]
async fn a_mail_joins_its_case_once_and_answers_to_it_are_found() {
    let world = World::new().await;
    let offer = world.diffused().await;
    for before in [false, true] {
        let joined = threads(&world).join_mail(joining(1, offer)).await;
        assert_eq!(joined.expect("joined").into_inner().before, before);
    }
    let mails = world.case(Person::Spoc, offer).await.expect("a case").mails;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].words, "Pouvez-vous m’appeler ?");
    assert_eq!(world.messages_for(offer, "mail_joined").await, 1);
    let seen = world
        .case(Person::WorkerOf(0), offer)
        .await
        .expect("a case");
    assert!(
        seen.mails.is_empty(),
        "a worker does not read the employer's mails"
    );
    let request = FindThreadRequest {
        message_ids: vec!["answer-1@bati.example".to_owned()],
        ..FindThreadRequest::default()
    };
    let thread = find(&world, request).await.expect("a case");
    assert_eq!(thread.offer_id, offer.to_string());
}

#[tokio::test]
async fn a_mail_joins_a_withdrawn_case_too() {
    let world = World::new().await;
    let offer = world.submit().await;
    world.withdraw(offer).await;
    world.until_told(offer, "closed").await;
    let joined = threads(&world).join_mail(joining(1, offer)).await;
    assert!(!joined.expect("joined").into_inner().before);
    assert_eq!(world.messages_for(offer, "mail_joined").await, 1);
    let reference = world
        .case(Person::Spoc, offer)
        .await
        .expect("a case")
        .case_ref;
    let request = FindThreadRequest {
        references: vec![reference],
        ..FindThreadRequest::default()
    };
    assert!(find(&world, request).await.expect("a case").closed);
}

#[tokio::test]
async fn nobody_is_called_when_the_employer_says_that_all_is_well() {
    let world = World::new().await;
    let offer = world.submit().await;
    let confirmation = |n, sender_known| JoinMailRequest {
        intent: "confirmation".to_owned(),
        sender_known,
        ..joining(n, offer)
    };
    for (n, sender_known, notices) in [(1, true, 0), (2, false, 1)] {
        let joined = threads(&world)
            .join_mail(confirmation(n, sender_known))
            .await;
        joined.expect("joined");
        assert_eq!(world.messages_for(offer, "mail_joined").await, notices);
    }
}

#[tokio::test]
async fn only_the_other_services_join_mails() {
    let world = World::new().await;
    let offer = world.submit().await;
    for person in [Person::Spoc, Person::WorkerOf(0), Person::Employer] {
        let mut client = ThreadsClient::new(world.door(person));
        let refused = client.join_mail(joining(1, offer)).await;
        assert_eq!(refused.expect_err("refused").code(), Code::PermissionDenied);
        let refused = client.find_thread(FindThreadRequest::default()).await;
        assert_eq!(refused.expect_err("refused").code(), Code::PermissionDenied);
    }
}

#[tokio::test]
async fn no_second_mail_is_wasted_on_an_address_that_took_none() {
    let world = World::new().await;
    let offer = world.submit().await;
    let acknowledgement = sent(&world, offer, "acknowledgement").await;
    let bounce = |permanent| RecordBounceRequest {
        mail_id: mail(9).to_string(),
        message_id: format!("offer.{offer}@relais.example"),
        permanent,
        address: CONTACT.to_owned(),
    };
    for (permanent, warnings) in [(false, 0), (true, 1), (true, 1)] {
        let recorded = threads(&world).record_bounce(bounce(permanent)).await;
        let recorded = recorded.expect("recorded").into_inner();
        assert_eq!(recorded.unreachable, permanent);
        assert_eq!(world.messages_for(offer, "unreachable").await, warnings);
    }
    world.withdraw(offer).await;
    let closed = sent(&world, offer, "closed").await;
    assert_eq!(
        (closed.state.as_str(), closed.last_error.as_str()),
        ("dead", "unreachable")
    );
    let replay = ReplayDeadLettersRequest {
        message_ids: vec![acknowledgement.message_id],
    };
    let mut outbox = OutboxClient::new(world.door(Person::Spoc));
    let replayed = outbox.replay_dead_letters(replay).await.expect("replayed");
    assert_eq!(
        replayed.into_inner().replayed,
        1,
        "what came back is a dead letter"
    );
    world
        .until("the mail goes again", async || {
            sent(&world, offer, "acknowledgement").await.state == "sent"
        })
        .await;
}

#[tokio::test]
async fn a_bounce_of_a_mail_that_is_not_ours_changes_nothing() {
    let world = World::new().await;
    let bounce = RecordBounceRequest {
        mail_id: mail(9).to_string(),
        message_id: "newsletter@shop.example".to_owned(),
        permanent: true,
        address: CONTACT.to_owned(),
    };
    let recorded = threads(&world)
        .record_bounce(bounce)
        .await
        .expect("an answer");
    assert_eq!(recorded.into_inner(), RecordBounceResponse::default());
}

/// Two offers that came in one mail.
async fn two_of_one_mail(world: &World) -> [OfferId; 2] {
    let of = |index| MailOrigin {
        mail_id: mail(5).to_string(),
        index,
        count: 2,
    };
    [
        world.submit_from(of(0)).await,
        world.submit_from(of(1)).await,
    ]
}

#[tokio::test]
async fn offers_of_one_mail_are_acknowledged_by_one_mail() {
    let world = World::new().await;
    let [lead, other] = two_of_one_mail(&world).await;
    sent(&world, lead, "acknowledgement").await;
    assert_eq!(world.messages_for(other, "acknowledgement").await, 0);
}

#[tokio::test]
async fn an_acknowledgement_waits_for_the_rest_of_its_mail_but_not_for_ever() {
    let world = World::new().await;
    let origin = |index| MailOrigin {
        mail_id: mail(5).to_string(),
        index,
        count: 3,
    };
    let lead = world.submit_from(origin(0)).await;
    let second = world.submit_from(origin(1)).await;
    world
        .clock_to(world.clock_now() + jiff::SignedDuration::from_mins(3))
        .await;
    sent(&world, lead, "acknowledgement").await;
    let late = world.submit_from(origin(2)).await;
    sent(&world, late, "acknowledgement").await;
    assert_eq!(world.messages_for(second, "acknowledgement").await, 0);
}

#[tokio::test]
async fn what_answers_one_mail_about_two_offers_may_be_meant_for_either() {
    let world = World::new().await;
    let [lead, other] = two_of_one_mail(&world).await;
    sent(&world, lead, "acknowledgement").await;
    let reference = world
        .case(Person::Spoc, other)
        .await
        .expect("a case")
        .case_ref;
    let answer = FindThreadRequest {
        addresses: vec![world.reply_to(lead)],
        message_ids: vec![format!("offer.{lead}@relais.example")],
        ..FindThreadRequest::default()
    };
    let either = find(&world, answer.clone()).await.expect("a case");
    assert_eq!(either.offer_id, lead.to_string());
    assert_eq!(either.other_case_refs, std::slice::from_ref(&reference));
    let named = FindThreadRequest {
        references: vec![reference],
        ..answer
    };
    let named = find(&world, named).await.expect("a case");
    assert_eq!(named.offer_id, other.to_string());
    assert!(named.other_case_refs.is_empty());
}
