//! Streams of offers by gRPC.

use std::collections::HashSet;

use futures::stream;
use prost::Message as _;
use relais_proto::events::OfferSubmitted;
use relais_proto::intake::{ListOffersRequest, WithdrawOfferRequest};

use crate::fixture::{Fixture, offer, submit};

#[tokio::test]
async fn a_thousand_offers_with_ten_bad_ones_go_in_but_for_those() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let is_bad = |number: usize| number % 100 == 99;
    let offers = (0..1_000).map(move |number| {
        let title = if is_bad(number) { "" } else { "Cook" };
        submit(offer(&number.to_string(), title))
    });
    let account = fixture
        .grpc(&employer.key)
        .submit_offers(stream::iter(offers))
        .await;
    let account = account.expect("an account").into_inner();
    assert_eq!(
        (account.accepted, account.amended, account.unchanged),
        (990, 0, 0)
    );
    assert_eq!((account.refused_count, account.refused.len()), (10, 10));
    for refused in &account.refused {
        assert!(is_bad(usize::try_from(refused.index).expect("small")));
        assert_eq!(refused.identifier, refused.index.to_string());
        assert_eq!(refused.violations[0].pointer, "/title");
    }
    let events = fixture.offer_events().await;
    let told: HashSet<String> = events
        .iter()
        .map(|event| OfferSubmitted::decode(event.payload.as_slice()).expect("a submitted offer"))
        .inspect(|told| assert_eq!(told.channel, "bulk"))
        .map(|told| told.case_ref)
        .collect();
    assert_eq!(told.len(), 990);
}

#[tokio::test]
async fn a_repeat_of_a_stream_is_harmless_and_changes_amend() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let mut grpc = fixture.grpc(&employer.key);
    let offers = |title: &'static str| {
        stream::iter((0..3).map(move |number| submit(offer(&number.to_string(), title))))
    };
    grpc.submit_offers(offers("Cook"))
        .await
        .expect("an account");
    let account = grpc
        .submit_offers(offers("Cook"))
        .await
        .expect("an account")
        .into_inner();
    assert_eq!((account.accepted, account.unchanged), (0, 3));
    let account = grpc
        .submit_offers(offers("Chef"))
        .await
        .expect("an account")
        .into_inner();
    assert_eq!((account.accepted, account.amended), (0, 3));
}

#[tokio::test]
async fn of_an_identifier_that_a_stream_repeats_the_last_content_stands() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    // Far more than are prepared or written at a time, so that the order is kept between them.
    let offers = (0..1_000).map(|number| submit(offer("1", &format!("Cook {number}"))));
    let mut grpc = fixture.grpc(&employer.key);
    let account = grpc.submit_offers(stream::iter(offers)).await;
    let account = account.expect("an account").into_inner();
    assert_eq!((account.accepted, account.amended), (1, 999));
    let request = ListOffersRequest {
        limit: 2,
        ..Default::default()
    };
    let listed = grpc.list_offers(request).await.expect("is listed");
    let titles: Vec<String> = listed
        .into_inner()
        .offers
        .into_iter()
        .map(|offer| offer.content.unwrap_or_default().title)
        .collect();
    assert_eq!(titles, ["Cook 999"]);
}

#[tokio::test]
async fn a_withdrawn_offer_in_a_stream_is_refused_and_the_rest_goes_in() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let mut grpc = fixture.grpc(&employer.key);
    let first = grpc
        .submit_offer(submit(offer("1", "Cook")))
        .await
        .expect("is taken in");
    let request = WithdrawOfferRequest {
        offer_id: first.into_inner().offer_id,
    };
    grpc.withdraw_offer(request).await.expect("is withdrawn");
    let offers = stream::iter((0..3).map(|number| submit(offer(&number.to_string(), "Cook"))));
    let account = grpc
        .submit_offers(offers)
        .await
        .expect("an account")
        .into_inner();
    assert_eq!((account.accepted, account.refused_count), (2, 1));
    assert_eq!(account.refused[0].index, 1);
    assert_eq!(account.refused[0].violations[0].pointer, "/identifier");
}
