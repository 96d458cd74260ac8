//! Communes by code, postcode, name and mention.

use proptest::prelude::*;
use relais_domain::place::{
    LIEGE_ARRONDISSEMENT_INS, commune, communes, communes_by_postcode, distance_km, find_commune,
    find_in_text,
};

const LIEGE: u32 = 62_063;
const SERAING: u32 = 62_096;
const HERSTAL: u32 = 62_051;
const ANS: u32 = 62_003;
const HUY: u32 = 61_031;
const NAMUR: u32 = 92_094;
const BRUSSELS: u32 = 21_004;

fn named(name: &str) -> Option<u32> {
    find_commune(name).map(|commune| commune.ins)
}

fn mentioned(text: &str) -> Option<u32> {
    find_in_text(text).map(|commune| commune.ins)
}

#[test]
fn the_arrondissement_of_liege_has_24_communes() {
    let of_liege = communes()
        .iter()
        .filter(|commune| commune.arrondissement_ins == LIEGE_ARRONDISSEMENT_INS);
    assert_eq!(of_liege.count(), 24);
}

#[test]
fn the_province_of_liege_has_84_communes() {
    let of_province = communes()
        .iter()
        .filter(|commune| (60_000..70_000).contains(&commune.ins));
    assert_eq!(of_province.count(), 84);
}

#[test]
fn every_commune_is_plausible() {
    for commune in communes() {
        let name = commune.name;
        assert_eq!(
            commune.ins / 1_000,
            commune.arrondissement_ins / 1_000,
            "{name} lies in another arrondissement than its code says"
        );
        assert!(!commune.postcodes.is_empty(), "{name} has no postcode");
        assert!(
            commune.postcodes.is_sorted(),
            "the postcodes of {name} are out of order"
        );
        assert!(
            commune
                .postcodes
                .iter()
                .all(|postcode| (1_000..10_000).contains(postcode)),
            "{name} has a postcode that is none"
        );
        assert!(
            (49.4..51.6).contains(&commune.lat) && (2.5..6.5).contains(&commune.lon),
            "{name} lies outside Belgium"
        );
    }
}

#[test]
fn every_commune_is_found_by_code_by_postcode_and_by_each_of_its_names() {
    for expected in communes() {
        assert_eq!(commune(expected.ins), Some(expected));
        for postcode in &expected.postcodes {
            assert!(communes_by_postcode(*postcode).contains(&expected));
        }
        for name in expected.names() {
            assert_eq!(find_commune(name), Some(expected), "{name}");
        }
    }
}

#[test]
fn a_postcode_may_serve_several_communes_and_a_commune_have_several_postcodes() {
    let served: Vec<_> = communes_by_postcode(1_050).iter().map(|c| c.name).collect();
    assert_eq!(served, ["Bruxelles", "Ixelles"]);
    for postcode in [4_000, 4_020, 4_030, 4_031, 4_032] {
        assert!(
            communes_by_postcode(postcode)
                .iter()
                .any(|c| c.ins == LIEGE)
        );
    }
}

#[test]
fn an_unknown_place_is_none() {
    assert_eq!(commune(0), None);
    assert!(communes_by_postcode(9_999).is_empty());
    assert_eq!(named("Lièg"), None);
    assert_eq!(named(""), None);
    assert_eq!(distance_km(LIEGE, 1), None);
    assert_eq!(mentioned("Poste à pourvoir à Lille"), None);
    assert_eq!(mentioned("4040"), None);
}

#[test]
fn a_name_is_found_in_three_languages_whatever_its_spelling() {
    for spelling in [
        "Liège",
        "LIEGE",
        "liège",
        "lie\u{300}ge",
        "Luik",
        "Lüttich",
        " Liège ",
    ] {
        assert_eq!(named(spelling), Some(LIEGE), "{spelling}");
    }
    assert_eq!(named("grace hollogne"), named("Grâce-Hollogne"));
    assert_eq!(named("St-Nicolas"), named("Saint-Nicolas"));
    assert_eq!(named("St. Vith"), named("Saint-Vith"));
    assert_eq!(named("Villers l’Évêque"), Some(62_006));
    assert!(named("Grâce-Hollogne").is_some() && named("Saint-Vith").is_some());
}

#[test]
fn a_locality_leads_to_its_commune() {
    for locality in ["Jupille", "Rocourt", "Sclessin"] {
        assert_eq!(named(locality), Some(LIEGE), "{locality}");
    }
    assert_eq!(named("Ougrée"), Some(SERAING));
    assert_eq!(named("Bierset"), Some(62_118));
}

#[test]
fn distances_are_those_of_the_map() {
    let between = |from, to| distance_km(from, to).expect("both communes are known");
    assert!((5.0..10.0).contains(&between(LIEGE, SERAING)));
    assert!((80.0..100.0).contains(&between(LIEGE, BRUSSELS)));
    assert!((45.0..60.0).contains(&between(LIEGE, NAMUR)));
    assert!(between(LIEGE, LIEGE).abs() < f32::EPSILON);
}

#[test]
fn a_postcode_beside_its_commune_is_the_best_evidence() {
    assert_eq!(
        mentioned("Garage de Liège, rue de Seraing 3, 4040 Herstal"),
        Some(HERSTAL)
    );
    assert_eq!(
        mentioned("Nous sommes à Liège. Lieu: B-4100 SERAING"),
        Some(SERAING)
    );
    assert_eq!(
        mentioned("chantier à Namur, dépôt de Huy (4500)"),
        Some(HUY)
    );
}

#[test]
fn a_preposition_of_place_beats_a_bare_name() {
    assert_eq!(
        mentioned("Entreprise liégeoise (Liège) cherche maçon à Seraing"),
        Some(SERAING)
    );
    assert_eq!(
        mentioned("Firma uit Luik zoekt lasser in Herstal"),
        Some(HERSTAL)
    );
}

#[test]
fn the_first_of_equal_mentions_wins_and_each_is_read_as_long_as_it_goes() {
    assert_eq!(mentioned("Seraing ou Liège"), Some(SERAING));
    assert_eq!(mentioned("à Louvain-la-Neuve"), Some(25_121));
    assert_eq!(mentioned("à Louvain"), Some(24_062));
    assert_eq!(mentioned("stage à Mons-lez-Liège"), Some(62_120));
}

#[test]
fn names_are_matched_on_whole_words() {
    assert_eq!(mentioned("Monsieur, transeraing"), None);
    assert_eq!(mentioned("candidature d'Herstal"), Some(HERSTAL));
}

#[test]
fn a_street_is_not_where_it_leads_to() {
    assert_eq!(mentioned("chaussée de Namur 12"), None);
    assert_eq!(
        mentioned("Rue Saint-Nicolas, à deux pas de la gare de Huy"),
        Some(HUY)
    );
}

#[test]
fn an_everyday_word_is_not_taken_for_a_commune() {
    for text in [
        "3 ans d'expérience",
        "DE 2 À 5 ANS D'EXPÉRIENCE",
        "le profil visé",
        "contacter Hervé Dupont",
        "clavier azerty",
        "working in a spa",
        "in der Halle 3",
        "namen van de kandidaten",
    ] {
        assert_eq!(mentioned(text), None, "{text}");
    }
}

#[test]
fn an_everyday_word_that_is_placed_is_a_commune() {
    assert_eq!(mentioned("5 ans d'expérience, poste à Ans"), Some(ANS));
    assert_eq!(mentioned("rue de l'Yser 1, 4430 ANS"), Some(ANS));
    assert_eq!(mentioned("Poste à Visé"), Some(62_108));
    assert_eq!(mentioned("4650 Herve"), Some(63_035));
}

proptest! {
    #[test]
    fn no_text_makes_the_search_panic(text in "\\PC{0,300}") {
        find_in_text(&text);
        find_commune(&text);
    }

    #[test]
    fn a_commune_is_found_beside_its_postcode_in_any_text(
        before in "[a-z ,.]{0,40}", after in "[a-z ,.]{0,40}", index in any::<prop::sample::Index>(),
    ) {
        let expected = index.get(communes());
        let postcode = expected.postcodes.first().expect("every commune has a postcode");
        let text = format!("{before} | {postcode} {} | {after}", expected.name);
        prop_assert_eq!(find_in_text(&text), Some(expected));
    }

    #[test]
    fn distance_is_the_same_both_ways(
        a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(),
    ) {
        let (a, b) = (a.get(communes()).ins, b.get(communes()).ins);
        let (there, back) = (distance_km(a, b), distance_km(b, a));
        prop_assert!(there.zip(back).is_some_and(|(there, back)| (there - back).abs() < 0.01));
    }
}
