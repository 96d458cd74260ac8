use relais_events::topics;
use relais_matching::rank::replay;
use relais_matching::vocabulary::Vocabulary;
use relais_proto::events::ShortlistComputed;
use relais_store::args;

use crate::site::{Site, bricklayer, bricklaying, id};
use relais_store::suite::Place;

fn candidates(shortlist: &ShortlistComputed) -> Vec<&str> {
    let organisations = shortlist.organisations.iter();
    let ranked = organisations.flat_map(|organisation| &organisation.candidates);
    ranked
        .map(|candidate| candidate.candidate_id.as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_gets_a_shortlist_that_can_be_computed_again() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    site.candidate(&bricklayer(1, 10)).await;
    site.offer(id(50), bricklaying()).await;
    let shortlists = site.shortlists().await;
    assert_eq!(shortlists.len(), 1);
    assert_eq!(candidates(&shortlists[0]), [id(1).to_string()]);
    assert_eq!(
        (shortlists[0].eligible, shortlists[0].offer_version),
        (1, 1)
    );
    assert_eq!(replay(&shortlists[0], Vocabulary::builtin()), Ok(vec![]));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_candidate_who_was_imported_before_an_offer_is_considered() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    for number in 1..=300 {
        site.candidate(&bricklayer(number, 10)).await;
    }
    site.offer(id(5000), bricklaying()).await;
    assert_eq!(site.shortlists().await[0].eligible, 300);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amended_offer_is_ranked_again_and_a_withdrawn_one_is_not() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    site.offer(id(50), bricklaying()).await;
    site.amendment(id(50), 2, bricklaying()).await;
    site.append(topics::OFFERS, "relais.offer.withdrawn.v1", id(50), vec![])
        .await;
    let versions: Vec<u64> = site
        .shortlists()
        .await
        .iter()
        .map(|one| one.offer_version)
        .collect();
    assert_eq!(versions, [1, 2]);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_ranked_once_however_often_the_service_starts() {
    let place = Place::chosen();
    for round in 1..=3 {
        let site = Site::start(&place).await;
        site.offer(id(50 + round), bricklaying()).await;
        assert_eq!(
            site.shortlists().await.len(),
            usize::try_from(round).expect("few")
        );
        site.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shortlist_is_written_by_whoever_moves_the_cursor_and_by_nobody_else() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    site.offer(id(50), bricklaying()).await;
    assert_eq!(site.shortlists().await.len(), 1);
    // As if another instance had ranked everything up to an offset that is yet to come.
    let moved = site.store.write(|tx| {
        Box::pin(async move {
            let sql = "UPDATE cursors SET position = position + 1000 WHERE consumer = 'matching'";
            Ok(tx.execute(sql, args![]).await?)
        })
    });
    assert_eq!(moved.await.expect("moved"), 1);
    site.offer(id(51), bricklaying()).await;
    site.caught_up().await;
    assert_eq!(site.shortlists().await.len(), 1);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_matching_is_suspended_offers_go_out_without_a_ranking() {
    let place = Place::chosen();
    let site = Site::with(&place, |config| config.matching.enabled = false).await;
    site.candidate(&bricklayer(1, 10)).await;
    site.offer(id(50), bricklaying()).await;
    let shortlists = site.shortlists().await;
    assert!(shortlists[0].suspended);
    assert_eq!(candidates(&shortlists[0]), Vec::<&str>::new());
    assert_eq!(shortlists[0].requirements, Some(bricklaying()));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_cannot_be_read_does_not_hold_up_the_next() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    site.append(
        topics::OFFERS,
        "relais.offer.submitted.v1",
        id(50),
        vec![0xFF],
    )
    .await;
    site.offer(id(51), bricklaying()).await;
    let shortlists = site.shortlists().await;
    assert_eq!(shortlists.len(), 1);
    assert_eq!(shortlists[0].offer_id, id(51).to_string());
    site.stop().await;
}
