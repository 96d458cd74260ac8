//! What becomes of an offer, as its case tells it.

use futures::StreamExt as _;
use futures::stream::BoxStream;
use relais_domain::clock::to_micros;
use relais_proto::events::case_changed::{
    Answered, Closed, Diffused, Nominated, Paused, Resumed, What,
};
use relais_proto::intake::{
    GetOfferRequest, Offer, OfferStatus, WatchOfferRequest, WithdrawOfferRequest,
};
use tonic::{Code, Status};

use crate::fixture::{Employer, Fixture, START, offer, submit};

struct Watched {
    fixture: Fixture,
    employer: Employer,
    id: String,
    changes: BoxStream<'static, Result<Offer, Status>>,
}

async fn watched() -> Watched {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let mut grpc = fixture.grpc(&employer.key);
    let answer = grpc
        .submit_offer(submit(offer("1", "Cook")))
        .await
        .expect("is taken in");
    let id = answer.into_inner().offer_id;
    let request = WatchOfferRequest {
        offer_id: id.clone(),
    };
    let changes = grpc
        .watch_offer(request)
        .await
        .expect("is watched")
        .into_inner()
        .boxed();
    Watched {
        fixture,
        employer,
        id,
        changes,
    }
}

impl Watched {
    async fn next(&mut self) -> Offer {
        self.changes
            .next()
            .await
            .expect("goes on")
            .expect("an offer")
    }

    /// What the offer is once the relay has told `what`.
    async fn after(&mut self, what: What) -> Offer {
        self.tell(what).await;
        self.next().await
    }

    async fn tell(&self, what: What) {
        self.fixture
            .case_event(&self.id, now() + 1, now() + 2, what)
            .await;
    }
}

fn now() -> i64 {
    to_micros(START.parse().expect("an instant"))
}

fn answered(kind: &str) -> What {
    What::Answered(Answered {
        kind: kind.to_owned(),
        ..Answered::default()
    })
}

#[tokio::test]
async fn whoever_watches_an_offer_sees_each_step_until_it_is_closed() {
    let mut watched = watched().await;
    assert_eq!(watched.next().await.status(), OfferStatus::Received);
    let relayed = watched.after(What::Diffused(Diffused::default())).await;
    assert_eq!(relayed.status(), OfferStatus::Relayed);
    let partly = watched.after(answered("partial")).await;
    assert_eq!(partly.status(), OfferStatus::PartlyAnswered);
    assert_eq!(
        (partly.answer.as_str(), partly.answered_at),
        ("partial", now() + 1)
    );
    let answered = watched.after(answered("proposed")).await;
    assert_eq!(answered.status(), OfferStatus::Answered);
    let closed = watched.after(What::Closed(Closed::default())).await;
    assert_eq!(closed.status(), OfferStatus::Closed);
    assert!(
        watched.changes.next().await.is_none(),
        "nothing follows the end"
    );
}

#[tokio::test]
async fn a_pause_is_shown_with_its_reason_and_moves_the_due_instant() {
    let mut watched = watched().await;
    let first = watched.next().await;
    let pause = Paused {
        reason: "awaiting_clarification".to_owned(),
        ..Paused::default()
    };
    let paused = watched.after(What::Paused(pause)).await;
    assert!(paused.paused);
    assert_eq!(paused.pause_reason, "awaiting_clarification");
    assert_eq!(paused.due_at, first.due_at);
    let resumed = watched.after(What::Resumed(Resumed::default())).await;
    assert!(!resumed.paused && resumed.pause_reason.is_empty());
    assert_eq!(resumed.due_at, now() + 2);
}

#[tokio::test]
async fn what_happens_between_relay_and_organisations_is_not_shown() {
    let mut watched = watched().await;
    watched.next().await;
    watched.tell(What::Nominated(Nominated::default())).await;
    let next = watched.after(What::Diffused(Diffused::default())).await;
    assert_eq!(
        next.status(),
        OfferStatus::Relayed,
        "the nomination was passed over"
    );
}

#[tokio::test]
async fn a_withdrawn_offer_ends_the_watch_and_stays_withdrawn() {
    let mut watched = watched().await;
    watched.next().await;
    let mut grpc = watched.fixture.grpc(&watched.employer.key);
    let request = WithdrawOfferRequest {
        offer_id: watched.id.clone(),
    };
    grpc.withdraw_offer(request).await.expect("is withdrawn");
    assert_eq!(watched.next().await.status(), OfferStatus::Withdrawn);
    assert!(watched.changes.next().await.is_none());

    watched.tell(What::Diffused(Diffused::default())).await;
    watched.tell(answered("none")).await;
    watched.tell(What::Closed(Closed::default())).await;
    // Another offer's step, told last, says that these were taken in.
    let other = grpc
        .submit_offer(submit(offer("2", "Cook")))
        .await
        .expect("is taken in");
    let request = WatchOfferRequest {
        offer_id: other.get_ref().offer_id.clone(),
    };
    let mut changes = grpc
        .watch_offer(request)
        .await
        .expect("is watched")
        .into_inner();
    changes
        .next()
        .await
        .expect("goes on")
        .expect("the offer now");
    let id = other.get_ref().offer_id.clone();
    watched
        .fixture
        .case_event(&id, now(), now(), What::Diffused(Diffused::default()))
        .await;
    changes.next().await.expect("goes on").expect("relayed");

    let request = GetOfferRequest {
        offer_id: watched.id.clone(),
    };
    let offer = grpc
        .get_offer(request)
        .await
        .expect("is there")
        .into_inner();
    assert_eq!(offer.status(), OfferStatus::Withdrawn);
}

#[tokio::test]
async fn who_reads_slowly_sees_the_newest_state() {
    let mut watched = watched().await;
    watched.next().await;
    let mut quick = watched.fixture.grpc(&watched.employer.key);
    let request = WatchOfferRequest {
        offer_id: watched.id.clone(),
    };
    let mut changes = quick
        .watch_offer(request)
        .await
        .expect("is watched")
        .into_inner();
    changes
        .next()
        .await
        .expect("goes on")
        .expect("the offer now");
    for what in [
        What::Diffused(Diffused::default()),
        answered("partial"),
        answered("proposed"),
    ] {
        watched.tell(what).await;
        changes.next().await.expect("goes on").expect("a step");
    }
    let newest = watched.next().await;
    assert_eq!(newest.status(), OfferStatus::Answered);
}

#[tokio::test]
async fn a_watch_ends_when_the_process_stops_and_says_so() {
    let mut watched = watched().await;
    watched.next().await;
    watched.fixture.lifecycle.stop();
    let end = watched
        .changes
        .next()
        .await
        .expect("an end")
        .expect_err("no offer");
    assert_eq!(end.code(), Code::Unavailable);
}
