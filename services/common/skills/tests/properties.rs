//! What holds for every text.

use proptest::prelude::*;
use relais_skills::{Field, Found, OfferText, Recognised, Recogniser, Taxonomy, normalise};

fn recognise(text: &OfferText<'_>) -> Recognised {
    Recogniser::builtin().recognise(text)
}

/// Words of offers between arbitrary characters.
fn offer_text() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Vendeur/vendeuse",
        "(H/F/X)",
        "français",
        "courant",
        "C++",
        "permis",
        "B/CE",
        "Œuvre",
        "rijbewijs",
        "Photoshop",
        "un atout",
        "B2",
        "gestion des",
        "réseaux sociaux",
        "bilingue",
        "FR/NL",
        "e\u{301}lectricien",
        ".",
        ",",
        "\n",
        "développeur·euse",
        "Deutschkenntnisse",
    ]);
    let piece = prop_oneof![known.prop_map(str::to_owned), "\\PC{0,6}", any::<String>()];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.join(" "))
}

fn check_spans(text: &OfferText<'_>, found: &Recognised) {
    let concepts = found
        .skills
        .iter()
        .chain(&found.occupations)
        .map(|f| (f.field, &f.span));
    let languages = found.languages.iter().map(|f| (f.field, &f.span));
    let licences = found.licences.iter().map(|f| (f.field, &f.span));
    for (field, span) in concepts.chain(languages).chain(licences) {
        assert!(
            text.field_text(field).get(span.clone()).is_some(),
            "{field:?} {span:?}"
        );
    }
}

fn ids(found: &[Found]) -> Vec<&str> {
    found.iter().map(|found| found.id.as_str()).collect()
}

proptest! {
    #[test]
    fn spans_lie_in_their_field_on_character_boundaries(
        title in offer_text(),
        description in offer_text(),
        list in prop::collection::vec(offer_text(), 0..3),
    ) {
        let text = OfferText {
            title: &title,
            description: &description,
            skills: &list,
            qualifications: &list,
            occupational_category: &list,
        };
        let found = recognise(&text);
        check_spans(&text, &found);
        prop_assert_eq!(&found, &recognise(&text));
        prop_assert!(found.occupations.len() <= 5 && found.skills.len() <= 60);
        for found in found.skills.iter().chain(&found.occupations) {
            prop_assert!((1..=100).contains(&found.weight));
            prop_assert!(found.level.is_none_or(|level| level <= 4));
        }
    }

    #[test]
    fn normalising_twice_changes_nothing(text in any::<String>()) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn accents_do_not_matter(description in offer_text()) {
        use unicode_normalization::UnicodeNormalization;
        let composed: String = description.nfc().collect();
        let decomposed: String = composed.nfd().collect();
        let read = |description: &str| recognise(&OfferText { description, ..OfferText::default() });
        let (composed, decomposed) = (read(&composed), read(&decomposed));
        prop_assert_eq!(ids(&composed.skills), ids(&decomposed.skills));
    }

    #[test]
    fn closeness_lies_between_zero_and_one(
        held in prop::sample::select(all_skills()),
        wanted in prop::sample::select(all_skills()),
    ) {
        let closeness = Taxonomy::builtin().closeness(held, wanted);
        prop_assert!((0.0..=1.0).contains(&closeness));
        prop_assert_eq!(closeness >= 1.0, held == wanted);
    }
}

fn all_skills() -> Vec<&'static str> {
    Taxonomy::builtin()
        .skills()
        .map(|skill| skill.id.as_str())
        .collect()
}

#[test]
fn every_preferred_label_of_an_occupation_is_recognised_as_a_title() {
    for occupation in Taxonomy::builtin().occupations() {
        for language in relais_skills::Language::ALL {
            let title = occupation.labels.preferred(language);
            let found = recognise(&OfferText {
                title,
                ..OfferText::default()
            });
            let ids = ids(&found.occupations);
            assert!(ids.contains(&occupation.id.as_str()), "{title}: {ids:?}");
        }
    }
}

#[test]
fn every_preferred_label_of_a_skill_is_recognised_in_a_list() {
    for skill in Taxonomy::builtin().skills() {
        for language in relais_skills::Language::ALL {
            let skills = [skill.labels.preferred(language).to_owned()];
            let found = recognise(&OfferText {
                skills: &skills,
                ..OfferText::default()
            });
            let ids = ids(&found.skills);
            assert!(ids.contains(&skill.id.as_str()), "{skills:?}: {ids:?}");
        }
    }
}

#[test]
fn an_endless_text_is_read_up_to_a_limit() {
    let description = format!("{}Photoshop", "é ".repeat(40_000));
    let found = recognise(&OfferText {
        description: &description,
        ..OfferText::default()
    });
    assert_eq!(found.skills, []);
    let title = "œ".repeat(70_000);
    assert_eq!(
        recognise(&OfferText {
            title: &title,
            ..OfferText::default()
        })
        .skills,
        []
    );
}

#[test]
fn naughty_strings_are_read_without_harm() {
    let naughty = [
        "\u{202e}tset",
        "🧑🏽‍🍳 cuisinier 👩‍🔧",
        "ﷺ",
        "\u{0}\u{1}\u{7f}",
        "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
        "田中さん",
        "İstanbul ığüş",
        "''''\"\"``",
        "%s%d%n",
        "\u{feff}Kok",
        "ß ẞ ŉ ǰ",
        "🇧🇪🇱🇺",
        "½⅓⅛ ² ³",
        "permis",
        "permis\u{301}",
        "bilingue FR",
        "+#+#",
        "C+++",
        "(((((",
        "....",
        "H/F",
        "(e)",
    ];
    for title in naughty {
        let skills = [title.to_owned()];
        let text = OfferText {
            title,
            description: title,
            skills: &skills,
            ..OfferText::default()
        };
        check_spans(&text, &recognise(&text));
    }
    let cook = recognise(&OfferText {
        title: naughty[1],
        ..OfferText::default()
    });
    assert_eq!(cook.occupations[0].id, "cook");
    assert_eq!(cook.occupations[0].field, Field::Title);
}
