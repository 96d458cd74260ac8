//! What an offer mentions without asking for it is not taken for a skill.

use relais_skills::{Found, How, OfferText, Recognised, Recogniser};

fn read(title: &str, description: &str) -> Recognised {
    let text = OfferText {
        title,
        description,
        ..OfferText::default()
    };
    Recogniser::builtin().recognise(&text)
}

fn skill<'r>(recognised: &'r Recognised, id: &str) -> Option<&'r Found> {
    recognised.skills.iter().find(|found| found.id == id)
}

fn weight(recognised: &Recognised, id: &str) -> u8 {
    skill(recognised, id).map_or(0, |found| found.weight)
}

#[test]
fn a_cleaner_does_no_plumbing() {
    let offer = read(
        "Agent d'entretien",
        "Vous lavez les sols et les sanitaires. La vidange des corbeilles est quotidienne.",
    );
    assert!(skill(&offer, "plumbing").is_none());
    assert!(skill(&offer, "vehicle-mechanics").is_none());
}

#[test]
fn a_technician_who_installs_windows_on_computers_fits_no_frames() {
    let offer = read(
        "Helpdesk technician",
        "You install Windows workstations for our users and you answer their calls.",
    );
    assert!(skill(&offer, "window-door-fitting").is_none());
    let windows = skill(&offer, "windows-systems").expect("is written");
    assert_ne!(windows.how, How::Implied);
}

#[test]
fn a_cook_for_a_brasserie_brews_and_packs_nothing() {
    let offer = read("Cuisinier en brasserie", "Vous gardez votre poste propre.");
    let occupations = offer.occupations.iter().map(|found| found.id.as_str());
    assert_eq!(occupations.collect::<Vec<_>>(), ["cook"]);
    assert!(skill(&offer, "production-line-work").is_none());
}

#[test]
fn a_general_word_counts_where_the_occupation_calls_for_it() {
    let text = "Vous travaillez à partir d'une maquette.";
    assert!(skill(&read("Infographiste PAO", text), "desktop-publishing").is_some());
    assert!(skill(&read("Développeur front-end", text), "desktop-publishing").is_none());
    let text = "Le réassort se fait le matin.";
    let filler = read("Employé de rayon", text);
    assert_ne!(
        skill(&filler, "shelf-stocking").map(|found| found.how),
        None
    );
    assert!(skill(&read("Valet de chambre", text), "shelf-stocking").is_none());
}

#[test]
fn a_general_word_counts_wherever_skills_are_listed() {
    let skills = ["maquette".to_owned()];
    let offer = Recogniser::builtin().recognise(&OfferText {
        title: "Développeur front-end",
        skills: &skills,
        ..OfferText::default()
    });
    assert_eq!(weight(&offer, "desktop-publishing"), 100);
}

#[test]
fn one_mention_of_a_common_word_weighs_less_than_two_or_than_an_expression() {
    let once = read("Maçon", "Vous connaissez la menuiserie.");
    let twice = read(
        "Maçon",
        "Vous connaissez la menuiserie. Un diplôme de menuiserie aide.",
    );
    let expression = read("Maçon", "Vous connaissez la menuiserie extérieure.");
    let full = weight(&expression, "window-door-fitting");
    assert!(weight(&once, "carpentry") > 0);
    assert!(weight(&once, "carpentry") < full);
    assert_eq!(weight(&twice, "carpentry"), full);
}

#[test]
fn the_name_of_a_tool_needs_no_second_mention() {
    let offer = read("Comptable", "Vous travaillez avec Python.");
    let expression = read("Comptable", "Vous faites de la menuiserie extérieure.");
    assert_eq!(
        weight(&offer, "python"),
        weight(&expression, "window-door-fitting")
    );
}

#[test]
fn an_implied_skill_never_outweighs_a_written_one() {
    let offer = read(
        "Cuisinier",
        "La couture serait un atout, le jardinage est un plus.",
    );
    let implied = offer
        .skills
        .iter()
        .filter(|found| found.how == How::Implied);
    let implied = implied.map(|found| found.weight).max();
    let implied = implied.expect("a cook has essential skills");
    for id in ["sewing", "green-spaces"] {
        assert!(weight(&offer, id) > implied, "{id}");
    }
}

#[test]
fn benefits_and_the_presentation_of_the_enterprise_ask_for_nothing() {
    for text in [
        "Profil : soigneux.\nNos avantages :\n- cours de premiers secours\n- ateliers de couture industrielle",
        "Notre entreprise : couture industrielle et premiers secours depuis 1990.",
        "Textilia est un acteur majeur de la couture industrielle et des premiers secours.",
        "You drive a van.\nWhat we offer\nSewing machine lessons and first aid courses",
        "Je rijdt met een bestelwagen.\nWij bieden:\nlessen met de naaimachine, een cursus eerste hulp",
        "Sie fahren gern.\nWir bieten:\nKurse an der Nähmaschine, Erste-Hilfe-Kurs",
    ] {
        let offer = read("Chauffeur", text);
        for id in ["sewing", "first-aid"] {
            assert!(skill(&offer, id).is_none(), "{id} in {text:?}");
        }
    }
}

#[test]
fn what_follows_the_benefits_is_read_again() {
    let offer = read(
        "Ouvrier",
        "Nous offrons :\n- une crèche\nVotre profil :\n- couture industrielle",
    );
    assert!(skill(&offer, "sewing").is_some());
}

#[test]
fn an_expression_that_only_contains_a_label_is_something_else() {
    for (text, id) in [
        (
            "Vous instruisez les permis de démolir des communes.",
            "demolition",
        ),
        (
            "Vous aidez des personnes en perte d'autonomie chez elles.",
            "autonomy",
        ),
        (
            "Vous faites la traduction des besoins en spécifications.",
            "translation",
        ),
        ("The team enjoys flexible working hours.", "adaptability"),
    ] {
        assert!(skill(&read("Ouvrier", text), id).is_none(), "{text}");
    }
}

#[test]
fn verbs_are_read_as_offers_conjugate_them() {
    for (text, id) in [
        ("Vous préparez les plats du jour.", "cooking"),
        ("Vous préparez des commandes.", "order-picking"),
        (
            "Je ontvangt goederen en je verzamelt bestellingen.",
            "goods-receipt",
        ),
        (
            "Je ontvangt goederen en je verzamelt bestellingen.",
            "order-picking",
        ),
        (
            "Je laadt vrachtwagens aan de kade en je helpt met het onderhoud.",
            "loading-unloading",
        ),
        (
            "Sie bedienen unsere Gäste und beraten sie auf der Terrasse.",
            "table-service",
        ),
    ] {
        assert!(skill(&read("", text), id).is_some(), "{id} in {text:?}");
    }
}
