use relais_domain::ids::CandidateId;
use relais_events::topics;

use crate::site::{Site, bricklayer, id};
use relais_store::suite::Place;

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_candidate_leaves_no_trace_in_the_index() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    site.candidate(&bricklayer(1, 10)).await;
    site.candidate(&bricklayer(2, 10)).await;
    let erased = CandidateId(id(1));
    assert_eq!(site.matching.traces_of(erased).await.expect("looked"), 1);
    site.append(
        topics::CANDIDATES,
        "relais.candidate.erased.v1",
        id(1),
        vec![],
    )
    .await;
    assert_eq!(site.matching.traces_of(erased).await.expect("looked"), 0);
    assert_eq!(
        site.matching
            .traces_of(CandidateId(id(2)))
            .await
            .expect("looked"),
        1
    );
    site.stop().await;
}
