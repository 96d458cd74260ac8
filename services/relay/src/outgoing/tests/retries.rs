//! What happens when something does not answer, or a process dies.

use jiff::SignedDuration;
use relais_domain::Clock as _;
use tokio_util::sync::CancellationToken;

use super::smtp::MailServer;
use super::world::{World, offer, to_employer};
use crate::outgoing::claim::claim;
use crate::outgoing::setback::Setback;
use crate::outgoing::{
    Means, Outgoing, Purpose, Queued, State, backlog, dead_letters, replay, replay_all,
};

async fn world_with(server: &MailServer) -> World {
    let mut world = World::new().await;
    world.config.mail.transport = server.transport();
    world
}

/// What another process claims, for as long.
async fn claimed(world: &World, lease: SignedDuration) -> Vec<Queued> {
    let now = world.clock.now();
    let claimed = world
        .store
        .write(move |tx| Box::pin(claim(tx, Means::Mail, now, now + lease, 10)));
    claimed.await.expect("claimed")
}

#[tokio::test]
async fn a_batch_of_mails_shares_connections() {
    let server = MailServer::start().await;
    let world = world_with(&server).await;
    let many = (1..=40)
        .map(|case_version| Outgoing {
            case_version,
            ..to_employer(Purpose::Resumed)
        })
        .collect();
    let sent = world.send(many).await;
    assert!(sent.iter().all(|it| it.state == State::Sent), "{sent:?}");
    assert_eq!(server.mails().len(), 40);
    assert!(
        server.connections() <= 4,
        "{} connections",
        server.connections()
    );
}

#[tokio::test]
async fn a_mail_that_is_put_off_is_tried_again_by_the_clock_with_the_same_id() {
    let server = MailServer::start().await;
    server.answer("451 later");
    let world = world_with(&server).await;
    let courier = world.courier();
    world.enqueue(vec![to_employer(Purpose::Answer)]).await;
    let first = world.settle(&courier).await.remove(0);
    assert_eq!((first.state, first.attempts), (State::Pending, 1));
    assert_eq!(first.last_error.as_deref(), Some("smtp 451"));
    let wait = first.next_attempt_at.duration_since(world.clock.now());
    assert!((60..=66).contains(&wait.as_secs()), "{wait}");
    server.answer("");
    world.later(wait);
    let second = world.settle(&courier).await.remove(0);
    assert_eq!((second.state, second.attempts), (State::Sent, 2));
    assert_eq!(second.last_error, None);
    assert!(server.mails()[0].contains(&format!("Message-ID: <{}@relais.example>", first.id)));
}

#[tokio::test]
async fn a_mail_that_was_queued_before_the_clock_was_set_back_is_sent() {
    let server = MailServer::start().await;
    let world = world_with(&server).await;
    let began = world.clock.now();
    world.later(SignedDuration::from_hours(7 * 24));
    world.enqueue(vec![to_employer(Purpose::Answer)]).await;
    world.clock.set(began);
    let run = tokio::spawn(world.courier().run(CancellationToken::new()));
    world.until(|it| it[0].state == State::Sent).await;
    run.abort();
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_a_dead_letter_at_once() {
    let server = MailServer::start().await;
    server.answer("550 nobody here");
    let world = world_with(&server).await;
    let sent = world.send(vec![to_employer(Purpose::Answer)]).await;
    assert_eq!(
        (sent[0].state, sent[0].last_error.as_deref()),
        (State::Dead, Some("smtp 550"))
    );
}

#[tokio::test]
async fn a_mail_is_given_up_after_three_days_and_can_be_replayed() {
    let server = MailServer::start().await;
    server.answer("451 later");
    let world = world_with(&server).await;
    let courier = world.courier();
    let began = world.clock.now();
    world.enqueue(vec![to_employer(Purpose::Answer)]).await;
    let dead = loop {
        let it = world.settle(&courier).await.remove(0);
        if it.state == State::Dead {
            break it;
        }
        world.later(it.next_attempt_at.duration_since(world.clock.now()));
    };
    let days = world.clock.now().duration_since(began).as_hours() / 24;
    assert!(
        (2..=3).contains(&days),
        "{days} days, {} attempts",
        dead.attempts
    );
    let mut connection = world.store.read().await.expect("a connection");
    assert_eq!(
        dead_letters(&mut connection, 10).await.expect("rows").len(),
        1
    );
    assert_eq!(backlog(&mut connection).await.expect("counts").dead, 1);

    server.answer("");
    let (now, id) = (world.clock.now(), dead.id);
    let replayed = world.store.write(move |tx| {
        Box::pin(async move {
            let twice = [replay(tx, now, &[id]).await?, replay(tx, now, &[id]).await?];
            Ok((twice, replay_all(tx, now).await?))
        })
    });
    assert_eq!(replayed.await.expect("written"), ([1, 0], 0));
    let sent = world.settle(&courier).await.remove(0);
    assert_eq!((sent.state, sent.attempts), (State::Sent, 1));
    assert_eq!(sent.created_at, dead.created_at);
    assert!(server.mails()[0].contains(&format!("<{id}@relais.example>")));
}

#[tokio::test]
async fn while_a_peer_is_away_nothing_is_counted_as_an_attempt() {
    let world = World::new().await;
    world.peers.know().away = true;
    let courier = world.courier();
    world
        .enqueue(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let waiting = world.settle(&courier).await.remove(0);
    assert_eq!((waiting.state, waiting.attempts), (State::Pending, 0));
    assert_eq!(waiting.last_error.as_deref(), Some("peer unavailable"));
    world.peers.know().away = false;
    world.later(SignedDuration::from_secs(5));
    let sent = world.settle(&courier).await.remove(0);
    assert_eq!((sent.state, sent.attempts), (State::Sent, 1));
}

#[tokio::test]
async fn a_message_whose_process_died_between_claim_and_sending_is_sent_after_the_lease() {
    let world = World::new().await;
    world
        .enqueue(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let claimed = claimed(&world, SignedDuration::from_mins(4)).await;
    assert_eq!(claimed.len(), 1);
    let courier = world.courier();
    let waiting = world.settle(&courier).await.remove(0);
    assert_eq!(waiting.state, State::Pending);
    assert!(world.mails().is_empty());
    world.later(SignedDuration::from_mins(4));
    let sent = world.settle(&courier).await.remove(0);
    assert_eq!(
        (sent.id, sent.state, sent.attempts),
        (claimed[0].id, State::Sent, 2)
    );
}

#[tokio::test]
async fn a_courier_whose_claim_was_lost_while_it_made_the_message_hands_nothing_over() {
    let world = World::new().await;
    world
        .enqueue(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let courier = world.courier_that_is(false);
    let mut claims = Vec::new();
    for _ in 0..2 {
        claims.extend(claimed(&world, SignedDuration::from_secs(30)).await);
        world.later(SignedDuration::from_secs(30));
    }
    let [first, second] = &claims[..] else {
        panic!("claimed once the first claim is over: {claims:?}");
    };
    assert_eq!(courier.attempt(first).await, Err(Setback::Lost));
    assert!(world.mails().is_empty());
    assert_eq!(courier.attempt(second).await, Ok(()));
    assert_eq!(world.mails().len(), 1);
}

#[tokio::test]
async fn nobody_takes_up_a_message_that_may_be_on_its_way() {
    let world = World::new().await;
    world
        .enqueue(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let courier = world.courier_that_is(false);
    let claimed = claimed(&world, SignedDuration::from_secs(30)).await;
    let sent = courier.attempt(&claimed[0]).await;
    sent.expect("sent, and then the process dies");
    world.later(SignedDuration::from_mins(3));
    let waiting = world.settle(&courier).await.remove(0);
    assert_eq!((waiting.state, waiting.attempts), (State::Pending, 1));
    world.later(SignedDuration::from_mins(1));
    let sent = world.settle(&courier).await.remove(0);
    assert_eq!((sent.state, sent.attempts), (State::Sent, 2));
}

#[tokio::test]
async fn a_process_that_works_alone_takes_over_what_an_earlier_one_had_claimed() {
    let world = World::new().await;
    world
        .enqueue(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let claimed = claimed(&world, SignedDuration::from_mins(4)).await;
    let courier = world.courier();
    courier.take_over().await.expect("taken over");
    let sent = world.settle(&courier).await.remove(0);
    assert_eq!((sent.id, sent.state), (claimed[0].id, State::Sent));
}

#[tokio::test]
async fn a_mail_whose_process_died_before_it_was_marked_goes_out_again_as_the_same_mail() {
    let server = MailServer::start().await;
    let world = world_with(&server).await;
    let courier = world.courier();
    world
        .enqueue(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let queued = world.messages().await.remove(0);
    courier
        .attempt(&queued)
        .await
        .expect("sent, and then the process dies");
    world.settle(&courier).await;
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0], mails[1]);
    assert!(mails[0].contains(&format!("Message-ID: <offer.{}@relais.example>", offer())));
}

#[tokio::test]
async fn a_courier_that_sleeps_is_woken_by_a_new_message() {
    let world = World::new().await;
    let courier = world.courier();
    let stop = tokio_util::sync::CancellationToken::new();
    let run = tokio::spawn(courier.clone().run(stop.clone()));
    world
        .enqueue(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    courier.wake();
    world.until(|it| it[0].state == State::Sent).await;
    stop.cancel();
    run.await.expect("no panic").expect("no failure");
}

#[tokio::test]
async fn the_backlog_tells_how_much_waits_and_since_when() {
    let world = World::new().await;
    let began = world.clock.now();
    world.enqueue(vec![to_employer(Purpose::Answer)]).await;
    world.later(SignedDuration::from_mins(1));
    world.enqueue(vec![to_employer(Purpose::Closed)]).await;
    let mut connection = world.store.read().await.expect("a connection");
    let waiting = backlog(&mut connection).await.expect("counts");
    assert_eq!(
        (waiting.pending, waiting.oldest, waiting.dead),
        (2, Some(began), 0)
    );
}
