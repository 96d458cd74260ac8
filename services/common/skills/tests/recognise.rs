//! Recognition in offers as employers write them.

use relais_skills::{Cefr, Field, Found, How, Language, OfferText, Recognised, Recogniser};

fn read(title: &str, description: &str) -> Recognised {
    let text = OfferText {
        title,
        description,
        ..OfferText::default()
    };
    Recogniser::builtin().recognise(&text)
}

fn occupation_of(title: &str) -> String {
    let found = read(title, "");
    found
        .occupations
        .first()
        .map(|found| found.id.clone())
        .unwrap_or_default()
}

fn skill<'r>(recognised: &'r Recognised, id: &str) -> &'r Found {
    let found = recognised.skills.iter().find(|found| found.id == id);
    found.unwrap_or_else(|| panic!("{id} is recognised"))
}

fn has_skill(recognised: &Recognised, id: &str) -> bool {
    recognised.skills.iter().any(|found| found.id == id)
}

#[test]
fn titles_name_occupations_whatever_their_gender_and_number() {
    for (title, occupation) in [
        ("Vendeur/vendeuse", "shop-assistant"),
        ("Vendeur(se) H/F", "shop-assistant"),
        ("vendeur·euse en prêt-à-porter", "shop-assistant"),
        ("VENDEUSES", "shop-assistant"),
        ("Développeur-euse web (H/F/X)", "web-developer"),
        ("Aide-soignant(e)", "care-assistant"),
        ("Infirmier·ère en soins généraux", "nurse"),
        (
            "Employé(e) administratif(ve) (m/f/x)",
            "administrative-assistant",
        ),
        ("Chef(fe) de chantier", "site-manager"),
        ("Hôtesse d'accueil", "receptionist"),
        ("Community manager (h/f/x)", "community-manager"),
        ("Graphiste-infographiste", "graphic-designer"),
        ("Animatrice 3D", "animator-2d-3d"),
        ("Motion designer / Web designer", "web-motion-designer"),
    ] {
        assert_eq!(occupation_of(title), occupation, "{title}");
    }
}

#[test]
fn titles_are_read_in_dutch_german_and_english() {
    for (title, occupation) in [
        ("Kok (m/v/x)", "cook"),
        ("Verkoopster", "shop-assistant"),
        ("Magazijniers gezocht", "warehouse-keeper"),
        ("Verzorgende", "care-assistant"),
        ("Maurer (m/w/d)", "bricklayer"),
        ("Fliesenlegerin", "tiler"),
        ("Forklift driver", "forklift-driver"),
        ("Web developers", "web-developer"),
    ] {
        assert_eq!(occupation_of(title), occupation, "{title}");
    }
}

#[test]
fn a_marker_inside_a_title_does_not_cut_it() {
    assert_eq!(
        occupation_of("Technicien (H/F) de maintenance"),
        "maintenance-technician"
    );
    assert_eq!(
        occupation_of("Technicien / Technicienne de maintenance"),
        "maintenance-technician"
    );
}

#[test]
fn the_longest_label_wins() {
    assert_eq!(occupation_of("Aide-cuisinier"), "kitchen-assistant");
    assert_eq!(occupation_of("Chef de cuisine"), "head-chef");
    assert_eq!(occupation_of("Laveur de vitres"), "window-cleaner");
    assert_eq!(read("Laveur de vitres", "").occupations.len(), 1);
}

#[test]
fn misspelt_titles_are_recognised_and_weigh_less() {
    let typo = read("Infografiste", "");
    assert_eq!(typo.occupations[0].id, "graphic-designer");
    assert_eq!(typo.occupations[0].how, How::Typo);
    assert!(typo.occupations[0].weight < read("Infographiste", "").occupations[0].weight);
    assert_eq!(occupation_of("Electritien"), "electrician");
    assert_eq!(occupation_of("Pbr"), "");
}

#[test]
fn ordinary_words_in_a_description_are_no_misspelt_labels() {
    let found = read(
        "",
        "Évaluation des offres concrètes pour une équipe bienveillante.",
    );
    assert_eq!(found.skills, []);
    assert_eq!(found.occupations, []);
}

#[test]
fn labels_are_not_found_inside_words() {
    let found = read("", "Les javanais et les phpistes excellent.");
    assert!(!has_skill(&found, "java") && !has_skill(&found, "php"));
}

#[test]
fn spans_point_at_the_words_of_the_offer() {
    let description = "Vous maîtrisez l’Œuvre, la gestion des réseaux sociaux et C++.";
    let found = read("", description);
    let social = skill(&found, "social-media");
    assert_eq!(social.field, Field::Description);
    assert_eq!(
        &description[social.span.clone()],
        "gestion des réseaux sociaux"
    );
    assert_eq!(&description[skill(&found, "c-cpp").span.clone()], "C++");
}

#[test]
fn spans_in_lists_count_over_the_joined_items() {
    let skills = ["Photoshop".to_owned(), "permis CACES".to_owned()];
    let text = OfferText {
        skills: &skills,
        ..OfferText::default()
    };
    let found = Recogniser::builtin().recognise(&text);
    let forklift = skill(&found, "forklift");
    assert_eq!(
        &text.field_text(Field::Skills)[forklift.span.clone()],
        "CACES"
    );
}

#[test]
fn articles_between_the_words_of_a_label_do_not_matter() {
    for text in ["gestion de stock", "gestion des stocks", "gestion du stock"] {
        assert!(has_skill(&read("", text), "stock-management"), "{text}");
    }
}

#[test]
fn a_label_does_not_run_across_a_comma_or_a_sentence() {
    assert!(!has_skill(&read("", "gestion, stocks"), "stock-management"));
    assert!(!has_skill(
        &read("", "Bonne gestion. Stocks divers."),
        "stock-management"
    ));
}

#[test]
fn the_essential_skills_of_the_occupation_are_implied_with_their_level() {
    let found = read("Community manager", "Vous connaissez Canva.");
    let implied = skill(&found, "editorial-planning");
    assert_eq!(implied.how, How::Implied);
    assert!(implied.span.is_empty());
    assert_eq!(implied.level, Some(2));
    let said = skill(&found, "canva");
    assert_eq!((said.how, said.level), (How::Exact, Some(2)));
    assert!(said.weight > implied.weight);
}

#[test]
fn an_occupation_that_is_only_mentioned_implies_nothing() {
    let found = read("", "Vous assistez le chef de chantier.");
    assert_eq!(found.occupations[0].id, "site-manager");
    assert!(!has_skill(&found, "site-management"));
}

#[test]
fn colleagues_in_the_description_are_left_out_when_the_title_names_the_post() {
    let found = read("Secrétaire", "Vous assistez le chef de chantier.");
    assert_eq!(found.occupations.len(), 1);
}

#[test]
fn the_words_near_a_skill_tell_its_level() {
    for (text, level) in [
        ("Notions de Photoshop", Some(1)),
        ("Connaissance de Photoshop", Some(2)),
        ("Bonne connaissance de Photoshop", Some(3)),
        ("Maîtrise de Photoshop", Some(3)),
        ("Expert Photoshop", Some(4)),
        ("Kennis van Photoshop", Some(2)),
        ("Photoshop", None),
    ] {
        assert_eq!(skill(&read("", text), "photoshop").level, level, "{text}");
    }
}

#[test]
fn a_skill_that_is_a_plus_weighs_less() {
    let required = read("", "Photoshop est indispensable.");
    let plus = read("", "Photoshop est un atout.");
    assert!(skill(&plus, "photoshop").weight < skill(&required, "photoshop").weight);
}

#[test]
fn listed_skills_weigh_more_than_mentioned_ones() {
    let skills = ["HACCP".to_owned()];
    let text = OfferText {
        skills: &skills,
        description: "Plonge.",
        ..OfferText::default()
    };
    let found = Recogniser::builtin().recognise(&text);
    assert_eq!(found.skills[0].id, "haccp");
    assert!(found.skills[0].weight > skill(&found, "dishwashing").weight);
}

#[test]
fn the_category_may_be_a_label_a_slug_or_an_esco_uri() {
    let taxonomy = relais_skills::Taxonomy::builtin();
    let cook = taxonomy.occupation("cook").expect("is in the reference");
    let uri = cook.esco_uri.clone().expect("is in ESCO");
    for category in ["cook".to_owned(), "Cuisinière".to_owned(), uri] {
        let categories = [category];
        let text = OfferText {
            occupational_category: &categories,
            ..OfferText::default()
        };
        let found = Recogniser::builtin().recognise(&text);
        assert_eq!(found.occupations[0].id, "cook", "{categories:?}");
        assert!(has_skill(&found, "food-hygiene"));
    }
}

#[test]
fn the_language_of_a_text_is_told_by_its_small_words() {
    let language = |text: &str| read("", text).language_of_text;
    assert_eq!(
        language("Nous cherchons un cuisinier pour notre équipe."),
        Some(Language::Fr)
    );
    assert_eq!(
        language("We are looking for a cook for our team."),
        Some(Language::En)
    );
    assert_eq!(
        language("Wij zoeken een kok voor ons team."),
        Some(Language::Nl)
    );
    assert_eq!(
        language("Wir suchen einen Koch für unser Team."),
        Some(Language::De)
    );
    assert_eq!(language("Photoshop"), None);
}

#[test]
fn a_short_label_of_another_language_is_no_label() {
    let french = "Nous avons un bus pour vous et pour nos clients, avec le code de la route.";
    assert_eq!(read("", french).occupations, []);
}

#[test]
fn certificates_are_skills() {
    let found = read(
        "",
        "Certificat VCA, CACES 3, BA4, brevet de secourisme, ADR exigés.",
    );
    for id in [
        "vca",
        "forklift",
        "electrical-safety-ba4",
        "first-aid",
        "adr",
    ] {
        assert!(has_skill(&found, id), "{id}");
    }
}

#[test]
fn languages_come_with_their_level() {
    for (text, code, level) in [
        ("Vous parlez français couramment", "fr", Some(Cefr::C1)),
        ("français courant", "fr", Some(Cefr::C1)),
        ("néerlandais niveau B2", "nl", Some(Cefr::B2)),
        ("anglais (B1/B2)", "en", Some(Cefr::B1)),
        ("notions d'anglais", "en", Some(Cefr::A2)),
        ("langue maternelle : arabe", "ar", Some(Cefr::C2)),
        ("Gute Deutschkenntnisse", "de", Some(Cefr::B2)),
        ("vloeiend Nederlands", "nl", Some(Cefr::C1)),
        ("fluent English", "en", Some(Cefr::C1)),
        ("Kennis van het Turks", "tr", None),
        ("Vous êtes néerlandophone", "nl", None),
        ("je bent Franstalig", "fr", None),
        ("Maîtrise de l'ukrainien", "uk", Some(Cefr::B2)),
    ] {
        let found = read("", text).languages;
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(
            (found[0].code.as_str(), found[0].cefr),
            (code, level),
            "{text}"
        );
        assert!(found[0].required, "{text}");
    }
}

#[test]
fn bilingual_means_both_languages() {
    let found = read("", "Vous êtes bilingue FR/NL.").languages;
    let codes: Vec<_> = found
        .iter()
        .map(|found| (found.code.as_str(), found.cefr))
        .collect();
    assert_eq!(codes, [("fr", Some(Cefr::C1)), ("nl", Some(Cefr::C1))]);
}

#[test]
fn each_language_of_a_list_keeps_its_own_level() {
    let found = read("", "Français courant, notions d'allemand ; anglais B1.").languages;
    let levels: Vec<_> = found
        .iter()
        .map(|found| (found.code.as_str(), found.cefr))
        .collect();
    assert_eq!(
        levels,
        [
            ("fr", Some(Cefr::C1)),
            ("de", Some(Cefr::A2)),
            ("en", Some(Cefr::B1))
        ]
    );
}

#[test]
fn a_level_is_shared_as_far_as_its_words_reach() {
    use Cefr::{A2, B1, B2, C1};
    for (text, levels) in [
        ("Talen: Nederlands, Frans (A2)", [None, Some(A2)]),
        ("Nederlands (B1), Frans", [Some(B1), None]),
        ("Je spreekt Nederlands en Frans (B2)", [Some(B2), Some(B2)]),
        ("langues : français (B2) et anglais", [Some(B2), None]),
        ("français et anglais courants", [Some(C1), Some(C1)]),
        ("langues : français, anglais courants", [Some(C1), Some(C1)]),
        ("langues : français, anglais courant", [None, Some(C1)]),
        (
            "bonne connaissance du français et de l'anglais",
            [Some(B2), Some(B2)],
        ),
        ("notions d'anglais et d'allemand", [Some(A2), Some(A2)]),
        (
            "bien parler français (B2) et un peu d'anglais",
            [Some(B2), Some(A2)],
        ),
        (
            "bonne connaissance du français, le néerlandais serait un atout",
            [Some(B2), None],
        ),
        ("FR B1 / EN A2", [Some(B1), Some(A2)]),
    ] {
        let found = read("", text).languages;
        let found: Vec<_> = found.iter().map(|found| found.cefr).collect();
        assert_eq!(found, levels, "{text}");
    }
}

#[test]
fn a_category_of_lorries_behind_a_driver_is_a_licence() {
    for (text, expected) in [
        ("Chauffeur CE pour la Belgique", Some("CE")),
        ("BE obligatoire pour la remorque", Some("BE")),
        ("Conducteur de ligne, équipe C", None),
        ("Niveau C1 requis", None),
    ] {
        let found = read("", text).licences;
        let code = found.first().map(|found| found.code.as_str());
        assert_eq!(code, expected, "{text}");
    }
}

#[test]
fn a_language_that_is_a_plus_is_not_required() {
    for text in [
        "L'anglais est un atout.",
        "English is a plus.",
        "Kennis van het Engels is een troef.",
        "Englischkenntnisse sind von Vorteil.",
        "Atout : anglais.",
    ] {
        let found = read("", text).languages;
        assert_eq!(found.len(), 1, "{text}");
        assert!(!found[0].required, "{text}");
    }
    let both = read("", "Français courant exigé, néerlandais un atout.").languages;
    assert_eq!(
        both.iter().map(|found| found.required).collect::<Vec<_>>(),
        [true, false]
    );
}

#[test]
fn an_adjective_of_country_is_no_language() {
    assert_eq!(
        read("", "Leader du marché français de la cuisine.").languages,
        []
    );
    assert_eq!(read("", "Une entreprise allemande de Liège.").languages, []);
}

#[test]
fn licences_are_told_by_category() {
    for (text, codes) in [
        ("Permis B", vec!["B"]),
        ("Permis de conduire exigé", vec!["B"]),
        ("permis C/CE et CAP", vec!["C", "CE"]),
        ("permis C+E", vec!["CE"]),
        ("permis B ou C", vec!["B", "C"]),
        ("In het bezit van een rijbewijs", vec!["B"]),
        ("rijbewijs CE", vec!["CE"]),
        ("Driving licence (category B)", vec!["B"]),
        ("Führerschein Klasse B", vec!["B"]),
        ("Permis d'urbanisme et permis de travail", vec![]),
        ("Le permis à jour", vec![]),
    ] {
        let found = read("", text).licences;
        let found: Vec<_> = found.iter().map(|found| found.code.as_str()).collect();
        assert_eq!(found, codes, "{text}");
    }
}

#[test]
fn a_licence_that_is_a_plus_is_not_required() {
    assert!(!read("", "Le permis B est un atout.").licences[0].required);
    assert!(read("", "Le permis B est obligatoire.").licences[0].required);
}

#[test]
fn a_suggestion_completes_what_is_typed() {
    let suggest = |text| Recogniser::builtin().suggest(text, Language::Fr, 5);
    assert_eq!(suggest("maço")[0].id, "bricklayer");
    assert_eq!(suggest("réseaux soc")[0].id, "social-media");
    assert_eq!(suggest("fotoshop").len(), 0);
    assert_eq!(suggest("phottoshop")[0].id, "photoshop");
    assert!(suggest("cuisin").len() <= 5);
    assert_eq!(suggest("  ").len(), 0);
}
