use relais_events::topics;
use relais_proto::events::CandidateChanged;
use relais_proto::matching::{ExplainRequest, RankCandidatesRequest, RankOffersRequest};
use relais_runtime::auth::Principal;
use tonic::Code;

use crate::site::{Site, bricklayer, bricklaying, coordinator, employer, id, spoc, worker};
use relais_store::suite::Place;

fn candidates_for(offer: u128) -> RankCandidatesRequest {
    RankCandidatesRequest {
        offer_id: id(offer).to_string(),
        ..RankCandidatesRequest::default()
    }
}

fn offers_for(candidate: u128) -> RankOffersRequest {
    RankOffersRequest {
        candidate_id: id(candidate).to_string(),
        limit: 0,
    }
}

fn explain(offer: u128, candidate: u128) -> ExplainRequest {
    ExplainRequest {
        offer_id: id(offer).to_string(),
        candidate_id: id(candidate).to_string(),
    }
}

/// Two organisations with one bricklayer each, and one offer.
async fn site(place: &Place) -> Site {
    let site = Site::start(place).await;
    site.candidate(&bricklayer(1, 10)).await;
    site.candidate(&bricklayer(2, 20)).await;
    site.offer(id(50), bricklaying()).await;
    site.caught_up().await;
    site
}

async fn organisations(site: &Site, principal: Principal) -> Vec<String> {
    let ranked = site
        .client(principal)
        .rank_candidates(candidates_for(50))
        .await
        .expect("ranked");
    let shortlist = ranked.into_inner().shortlist.expect("a shortlist");
    shortlist
        .organisations
        .into_iter()
        .map(|one| one.organisation_id)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_sees_their_own_candidates_and_the_single_point_of_contact_everybodys() {
    let place = Place::chosen();
    let site = site(&place).await;
    assert_eq!(organisations(&site, worker(10)).await, [id(10).to_string()]);
    assert_eq!(organisations(&site, worker(30)).await, Vec::<String>::new());
    let both = [id(10).to_string(), id(20).to_string()];
    assert_eq!(organisations(&site, spoc()).await, both);
    assert_eq!(organisations(&site, Principal::Service).await, both);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn employers_coordinators_and_other_organisations_get_no_ranking() {
    let place = Place::chosen();
    let site = site(&place).await;
    for principal in [employer(), coordinator()] {
        let mut client = site.client(principal);
        let refused = client
            .rank_candidates(candidates_for(50))
            .await
            .expect_err("refused");
        assert_eq!(refused.code(), Code::PermissionDenied);
        let refused = client
            .rank_offers(offers_for(1))
            .await
            .expect_err("refused");
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
    let others = RankCandidatesRequest {
        organisation_id: id(20).to_string(),
        ..candidates_for(50)
    };
    let refused = site
        .client(worker(10))
        .rank_candidates(others)
        .await
        .expect_err("refused");
    assert_eq!(refused.code(), Code::PermissionDenied);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_does_not_learn_that_another_organisation_has_a_candidate() {
    let place = Place::chosen();
    let site = site(&place).await;
    let mut client = site.client(worker(10));
    let theirs = client.explain(explain(50, 2)).await.expect_err("hidden");
    let nobody = client.explain(explain(50, 3)).await.expect_err("unknown");
    assert_eq!(
        (theirs.code(), theirs.message()),
        (Code::NotFound, nobody.message())
    );
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_offers_for_a_candidate_come_with_the_same_reasons_as_the_shortlist() {
    let place = Place::chosen();
    let site = site(&place).await;
    let mut client = site.client(worker(10));
    let offers = client
        .rank_offers(offers_for(1))
        .await
        .expect("ranked")
        .into_inner()
        .offers;
    assert_eq!(offers.len(), 1);
    let explained = client
        .explain(explain(50, 1))
        .await
        .expect("explained")
        .into_inner();
    assert_eq!(
        (offers[0].score, &offers[0].explanation),
        (explained.score, &explained.explanation)
    );
    assert_eq!(explained.excluded_by, Vec::<String>::new());
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_offer_and_one_whose_case_is_closed_are_not_open() {
    let place = Place::chosen();
    let site = site(&place).await;
    site.offer(id(51), bricklaying()).await;
    site.append(topics::OFFERS, "relais.offer.withdrawn.v1", id(50), vec![])
        .await;
    site.append(topics::CASES, "relais.case.closed.v1", id(51), vec![])
        .await;
    site.amendment(id(51), 2, bricklaying()).await;
    site.caught_up().await;
    let mut client = site.client(Principal::Service);
    let offers = client
        .rank_offers(offers_for(1))
        .await
        .expect("ranked")
        .into_inner()
        .offers;
    assert_eq!(offers, []);
    let gone = client
        .rank_candidates(candidates_for(51))
        .await
        .expect_err("closed");
    assert_eq!(gone.code(), Code::NotFound);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_offers_are_known_again_after_a_restart() {
    let place = Place::chosen();
    site(&place).await.stop().await;
    let site = Site::start(&place).await;
    site.caught_up().await;
    assert_eq!(organisations(&site, worker(10)).await, [id(10).to_string()]);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_candidate_who_is_not_ranked_is_told_by_what() {
    let place = Place::chosen();
    let site = site(&place).await;
    site.candidate(&CandidateChanged {
        unavailable: true,
        ..bricklayer(3, 10)
    })
    .await;
    site.candidate(&CandidateChanged {
        consents_to_matching: false,
        ..bricklayer(4, 10)
    })
    .await;
    site.caught_up().await;
    let mut client = site.client(worker(10));
    let away = client
        .explain(explain(50, 3))
        .await
        .expect("explained")
        .into_inner();
    assert_eq!(away.excluded_by, ["unavailable"]);
    assert!(away.score > 0, "what they bring is still shown");
    let unasked = client
        .explain(explain(50, 4))
        .await
        .expect("explained")
        .into_inner();
    assert_eq!(
        (unasked.score, unasked.excluded_by),
        (0, vec!["no_consent".to_owned()])
    );
    let ranked = client
        .rank_candidates(candidates_for(50))
        .await
        .expect("ranked")
        .into_inner();
    let shortlist = ranked.shortlist.expect("a shortlist");
    assert_eq!(shortlist.organisations[0].candidates.len(), 1);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_id_is_named_by_its_field() {
    let place = Place::chosen();
    let site = site(&place).await;
    let mut client = site.client(worker(10));
    let wrong = RankCandidatesRequest {
        offer_id: "fifty".to_owned(),
        ..candidates_for(50)
    };
    let refused = client.rank_candidates(wrong).await.expect_err("refused");
    let error = relais_runtime::door::from_status(&refused);
    assert_eq!(error.fields()[0].pointer, "/offer_id");
    let greedy = RankCandidatesRequest {
        limit: 101,
        ..candidates_for(50)
    };
    let refused = client.rank_candidates(greedy).await.expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_matching_is_suspended_nobody_is_ranked_or_explained() {
    let place = Place::chosen();
    site(&place).await.stop().await;
    let site = Site::with(&place, |config| config.matching.enabled = false).await;
    site.caught_up().await;
    assert_eq!(organisations(&site, worker(10)).await, Vec::<String>::new());
    let refused = site
        .client(worker(10))
        .explain(explain(50, 1))
        .await
        .expect_err("refused");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    site.stop().await;
}
