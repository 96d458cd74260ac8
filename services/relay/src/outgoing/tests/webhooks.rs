//! What goes out by webhook.

use axum::http::StatusCode;
use relais_domain::Clock as _;
use serde_json::Value;
use standardwebhooks::Webhook;

use super::receiver::{Received, Receiver};
use super::world::{AMINA, World, message, nomination};
use crate::outgoing::{Means, Outgoing, Purpose, Recipient, State, replay_all};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn hook(purpose: Purpose) -> Outgoing {
    message(purpose, Recipient::Employer, Means::Webhook)
}

async fn world_with(receiver: &Receiver) -> World {
    let world = World::new().await;
    point(&world, &receiver.url);
    world
}

fn point(world: &World, url: &str) {
    let mut known = world.peers.know();
    url.clone_into(&mut known.correspondence.webhook_url);
    SECRET.clone_into(&mut known.correspondence.webhook_secret);
}

fn header<'a>(received: &'a Received, name: &str) -> &'a str {
    received
        .0
        .get(name)
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default()
}

fn body(received: &Received) -> Value {
    serde_json::from_slice(&received.1).expect("JSON")
}

#[tokio::test]
async fn a_webhook_is_signed_as_standard_webhooks_says() {
    let receiver = Receiver::answering(StatusCode::NO_CONTENT).await;
    let world = world_with(&receiver).await;
    let sent = world.send(vec![hook(Purpose::Acknowledgement)]).await;
    assert_eq!(sent[0].state, State::Sent, "{sent:?}");
    let received = receiver.received();
    assert_eq!(received.len(), 1);
    let (id, at) = (
        header(&received[0], "webhook-id"),
        world.clock.now().as_second(),
    );
    assert_eq!(id, sent[0].id.to_string());
    assert_eq!(header(&received[0], "webhook-timestamp"), at.to_string());
    let expected = Webhook::new(SECRET).and_then(|key| key.sign(id, at, &received[0].1));
    assert_eq!(
        header(&received[0], "webhook-signature"),
        expected.expect("a good secret")
    );
    assert_eq!(header(&received[0], "content-type"), "application/json");
}

#[tokio::test]
async fn an_answer_says_to_programs_what_it_says_to_people() {
    let receiver = Receiver::answering(StatusCode::OK).await;
    let world = world_with(&receiver).await;
    world.send(vec![hook(Purpose::Answer)]).await;
    let document = body(&receiver.received()[0]);
    assert_eq!(document["type"], "offer.answered");
    assert_eq!(document["timestamp"], "2026-04-30T13:20:00Z");
    let data = &document["data"];
    assert_eq!(data["identifier"], "job-7");
    assert_eq!(data["due_at"], "2026-05-06T13:20:00Z");
    assert_eq!(data["answer"]["kind"], "proposed");
    assert_eq!(
        data["answer"]["message"],
        "Les deux connaissent vos machines.\nSophie"
    );
    let first = &data["candidates"][0];
    assert_eq!(first["name"], "Amina Diallo");
    assert_eq!(first["nomination_id"], nomination(AMINA).to_string());
    assert_eq!(first["phone"], Value::Null);
    assert_eq!(first["skills"][0]["evidence"], "tested");
    assert_eq!(first["skills"][0]["level"], 3);
    let link = first["links"]["interview"].as_str().expect("a link");
    assert!(link.starts_with("https://relais.example/r/"), "{link}");
    let all = document.to_string().to_lowercase();
    for hidden in ["score", "rank", "permit", "prive.example"] {
        assert!(!all.contains(hidden), "{hidden} in {all}");
    }
}

#[tokio::test]
async fn a_refused_webhook_follows_the_schedule_and_becomes_a_dead_letter() {
    let receiver = Receiver::answering(StatusCode::SERVICE_UNAVAILABLE).await;
    let world = world_with(&receiver).await;
    let courier = world.courier();
    world.enqueue(vec![hook(Purpose::Acknowledgement)]).await;
    let mut waits = Vec::new();
    loop {
        let it = world.settle(&courier).await.remove(0);
        assert_eq!(it.last_error.as_deref(), Some("http 503"));
        if it.state == State::Dead {
            break;
        }
        let wait = it.next_attempt_at.duration_since(world.clock.now());
        waits.push(wait);
        world.later(wait);
    }
    let schedule = &world.config.webhooks.retry;
    assert_eq!(waits.len(), schedule.len());
    for (wait, planned) in waits.iter().zip(schedule) {
        let planned = jiff::SignedDuration::try_from(*planned).expect("in range");
        assert!(
            planned <= *wait && *wait <= planned + planned / 10,
            "{wait} for {planned}"
        );
    }
    assert_eq!(receiver.received().len(), schedule.len() + 1);

    receiver.answer(StatusCode::OK);
    let now = world.clock.now();
    let replayed = world
        .store
        .write(move |tx| Box::pin(async move { Ok(replay_all(tx, now).await?) }));
    assert_eq!(replayed.await.expect("written"), 1);
    assert_eq!(world.settle(&courier).await[0].state, State::Sent);
    let received = receiver.received();
    let id = header(&received[0], "webhook-id");
    assert!(received.iter().all(|it| header(it, "webhook-id") == id));
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_not_asked_again() {
    let receiver = Receiver::answering(StatusCode::GONE).await;
    let world = world_with(&receiver).await;
    let sent = world.send(vec![hook(Purpose::Acknowledgement)]).await;
    assert_eq!((sent[0].state, sent[0].attempts), (State::Dead, 1));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let receiver = Receiver::answering(StatusCode::FOUND).await;
    let world = world_with(&receiver).await;
    let sent = world.send(vec![hook(Purpose::Acknowledgement)]).await;
    assert_eq!(sent[0].last_error.as_deref(), Some("http 302"));
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn who_has_set_no_webhook_gets_none() {
    let world = World::new().await;
    let sent = world.send(vec![hook(Purpose::Answer)]).await;
    assert_eq!(sent[0].state, State::Skipped);
}

#[tokio::test]
async fn neighbours_of_this_process_are_not_called() {
    let receiver = Receiver::answering(StatusCode::OK).await;
    let mut world = world_with(&receiver).await;
    world.config.webhooks.allow_private_targets = false;
    let by_name = receiver
        .url
        .replace("127.0.0.1", "localhost")
        .replace("http:", "https:");
    for url in [receiver.url.clone(), by_name] {
        point(&world, &url);
        let version = if url.starts_with("https") { 2 } else { 1 };
        let message = Outgoing {
            case_version: version,
            ..hook(Purpose::Acknowledgement)
        };
        let sent = world.send(vec![message]).await;
        let last = sent.last().expect("queued");
        assert_eq!(last.state, State::Dead, "{url}");
        assert_eq!(last.last_error.as_deref(), Some("private target"), "{url}");
    }
    assert!(receiver.received().is_empty());
}

#[tokio::test]
async fn several_couriers_share_one_queue() {
    let receiver = Receiver::answering(StatusCode::OK).await;
    let world = world_with(&receiver).await;
    let many = (1..=60).map(|case_version| Outgoing {
        case_version,
        ..hook(Purpose::Resumed)
    });
    world.enqueue(many.collect()).await;
    let (one, other) = (world.courier(), world.courier());
    tokio::join!(world.settle(&one), world.settle(&other));
    let received = receiver.received();
    let mut ids: Vec<&str> = received.iter().map(|it| header(it, "webhook-id")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), received.len()), (60, 60));
}
