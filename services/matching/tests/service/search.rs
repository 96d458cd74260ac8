use relais_proto::matching::{FoundConcept, SearchSkillsRequest};

use crate::site::{Site, employer};
use relais_store::suite::Place;

async fn search(site: &Site, text: &str, language: &str) -> Vec<FoundConcept> {
    let request = SearchSkillsRequest {
        text: text.to_owned(),
        language: language.to_owned(),
        limit: 0,
        include_occupations: true,
    };
    let found = site
        .client(employer())
        .search_skills(request)
        .await
        .expect("found");
    found.into_inner().concepts
}

fn first(found: &[FoundConcept]) -> &str {
    found.first().map_or("", |concept| concept.id.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn skills_are_found_by_their_beginning_without_accents_and_with_a_typing_error() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    assert_eq!(first(&search(&site, "maçon", "fr").await), "bricklayer");
    assert_eq!(first(&search(&site, "MACON", "fr").await), "bricklayer");
    assert_eq!(
        first(&search(&site, "community managment", "en").await),
        "community-management"
    );
    assert_eq!(search(&site, "  ", "fr").await, []);
    assert_eq!(search(&site, "xqzw", "fr").await, []);
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_of_another_language_is_found_and_shown_in_the_asked_one() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    let found = search(&site, "bricklayer", "fr").await;
    assert_eq!(first(&found), "bricklayer");
    assert!(
        found[0].label.to_lowercase().contains("maçon"),
        "{:?}",
        found[0]
    );
    assert_eq!(found[0].matched, "bricklayer");
    assert_eq!(found[0].kind, "occupation");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn occupations_are_left_out_unless_asked_for() {
    let place = Place::chosen();
    let site = Site::start(&place).await;
    let request = SearchSkillsRequest {
        text: "bricklayer".to_owned(),
        language: "en".to_owned(),
        limit: 50,
        include_occupations: false,
    };
    let found = site
        .client(employer())
        .search_skills(request)
        .await
        .expect("found")
        .into_inner();
    assert!(found.concepts.iter().all(|concept| concept.kind == "skill"));
    site.stop().await;
}
