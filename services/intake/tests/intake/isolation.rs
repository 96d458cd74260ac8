//! Who may see and do what.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use relais_proto::intake::{
    AmendOfferRequest, GetCorrespondenceRequest, GetOfferRequest, ListAllOffersRequest,
    ListOffersRequest, WatchOfferRequest, WithdrawOfferRequest,
};
use tonic::Code;

use crate::fixture::{Fixture, offer, request, spoc_key, submit};

#[tokio::test]
async fn an_employer_finds_nothing_of_anothers() {
    let fixture = Fixture::start().await;
    let (owner, other) = (
        fixture.employer("Owner").await,
        fixture.employer("Other").await,
    );
    let answer = fixture
        .grpc(&owner.key)
        .submit_offer(submit(offer("1", "Cook")))
        .await;
    let offer_id = answer.expect("is taken in").into_inner().offer_id;
    let mut grpc = fixture.grpc(&other.key);
    let get = grpc
        .get_offer(GetOfferRequest {
            offer_id: offer_id.clone(),
        })
        .await;
    assert_eq!(get.expect_err("not theirs").code(), Code::NotFound);
    let watch = grpc
        .watch_offer(WatchOfferRequest {
            offer_id: offer_id.clone(),
        })
        .await;
    assert_eq!(watch.expect_err("not theirs").code(), Code::NotFound);
    let change = AmendOfferRequest {
        offer_id: offer_id.clone(),
        content: Some(offer("1", "Chef")),
        version: 0,
    };
    let amend = grpc.amend_offer(change).await;
    assert_eq!(amend.expect_err("not theirs").code(), Code::NotFound);
    let withdraw = grpc
        .withdraw_offer(WithdrawOfferRequest {
            offer_id: offer_id.clone(),
        })
        .await;
    assert_eq!(withdraw.expect_err("not theirs").code(), Code::NotFound);
    let list = grpc
        .list_offers(ListOffersRequest::default())
        .await
        .expect("a list")
        .into_inner();
    assert!(list.offers.is_empty());
    let path = format!("/v1/offers/{offer_id}");
    assert_eq!(
        fixture.get(&other, &path).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(fixture.get(&owner, &path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_id_names_no_offer() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    assert_eq!(
        fixture.get(&employer, "/v1/offers/1%00").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        fixture.get(&employer, "/v1/offers/%FF").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_caller_without_a_key_gets_nowhere_but_to_the_description() {
    let fixture = Fixture::start().await;
    let call = |path: &'static str| {
        fixture.call(Request::get(path).body(Body::empty()).expect("a request"))
    };
    assert_eq!(call("/v1/offers").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(call("/v1/openapi.json").await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_employers_submit_and_only_operators_keep_employers() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    let denied = fixture
        .grpc(&spoc_key())
        .submit_offer(submit(offer("1", "Cook")))
        .await;
    assert_eq!(
        denied.expect_err("no employer").code(),
        Code::PermissionDenied
    );
    for key in [&employer.key, &spoc_key()] {
        let request = GetCorrespondenceRequest::default();
        let denied = fixture.employers_as(key).get_correspondence(request).await;
        assert_eq!(
            denied.expect_err("no operator").code(),
            Code::PermissionDenied
        );
    }
    let request = ListAllOffersRequest::default();
    let denied = fixture
        .employers_as(&employer.key)
        .list_all_offers(request)
        .await;
    assert_eq!(
        denied.expect_err("an employer").code(),
        Code::PermissionDenied
    );
}

#[tokio::test]
async fn a_single_point_of_contact_sees_the_offers_of_all() {
    let fixture = Fixture::start().await;
    for name in ["One", "Other"] {
        let employer = fixture.employer(name).await;
        let answer = fixture
            .grpc(&employer.key)
            .submit_offer(submit(offer("1", "Cook")))
            .await;
        answer.expect("is taken in");
    }
    let request = ListAllOffersRequest {
        limit: 1,
        page_token: String::new(),
    };
    let mut spoc = fixture.employers_as(&spoc_key());
    let first = spoc
        .list_all_offers(request)
        .await
        .expect("a page")
        .into_inner();
    let request = ListAllOffersRequest {
        limit: 1,
        page_token: first.next_page_token,
    };
    let second = spoc
        .list_all_offers(request)
        .await
        .expect("a page")
        .into_inner();
    assert_ne!(first.offers[0].employer_id, second.offers[0].employer_id);
    assert!(second.next_page_token.is_empty());
    let get = GetOfferRequest {
        offer_id: first.offers[0].offer_id.clone(),
    };
    fixture
        .grpc(&spoc_key())
        .get_offer(get)
        .await
        .expect("may be seen");
}

#[tokio::test]
async fn a_list_is_read_page_by_page_newest_first() {
    let fixture = Fixture::start().await;
    let employer = fixture.employer("Trasis").await;
    for number in 0..5 {
        fixture.clock.advance(jiff::SignedDuration::from_secs(1));
        let content = offer(&number.to_string(), &format!("Cook {number}"));
        fixture
            .grpc(&employer.key)
            .submit_offer(submit(content))
            .await
            .expect("is taken in");
    }
    let mut titles = Vec::new();
    let mut path = "/v1/offers?limit=2".to_owned();
    loop {
        let page = fixture.get(&employer, &path).await.body;
        let offers = page["offers"].as_array().expect("offers");
        titles.extend(
            offers
                .iter()
                .map(|offer| offer["job_posting"]["title"].clone()),
        );
        let Some(token) = page["next_page_token"].as_str() else {
            break;
        };
        path = format!("/v1/offers?limit=2&page_token={token}");
    }
    assert_eq!(titles, ["Cook 4", "Cook 3", "Cook 2", "Cook 1", "Cook 0"]);
    for wrong in ["limit=1001", "page_token=x", "limit=-1", "colour=red"] {
        let answer = fixture.get(&employer, &format!("/v1/offers?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn the_key_of_an_operator_sends_no_offers_by_rest() {
    let fixture = Fixture::start().await;
    let nobody = crate::fixture::Employer {
        id: String::new(),
        key: spoc_key(),
    };
    let request = request("GET", "/v1/offers", &nobody)
        .body(Body::empty())
        .expect("a request");
    assert_eq!(fixture.call(request).await.status, StatusCode::UNAUTHORIZED);
}
