use jiff::civil::date;
use relais_skills::Cefr;

use super::*;

const LIEGE: u32 = 62_063;
const HERSTAL: u32 = 62_051;

fn replied(text: &str) -> Reply {
    let raw = format!(
        "From: rh@firm.example\nSubject: Re: LG-7K3M-9QXD-2\n\n{text}\n\n\
         Le lun. 2 nov. 2026 à 10:00, Relais <offres@relais.example> a écrit :\n> Lieu : Liège\n> CDD\n"
    );
    let mail = Mail::read(raw.as_bytes(), "").expect("a small mail");
    read(&mail, date(2026, 11, 2))
}

/// The only change that a reply asks for, which no person needs to confirm.
fn sure(text: &str) -> Change {
    let reply = replied(text);
    assert!(!reply.needs_a_person(), "{text}: {reply:?}");
    assert_eq!(reply.changes.len(), 1, "{text}: {reply:?}");
    reply.changes.into_iter().next().expect("one change").value
}

fn place_of(change: &Change) -> Option<u32> {
    match change {
        Change::Place(place) => place.ins,
        _ => None,
    }
}

#[test]
fn the_place_that_holds_is_told_from_the_one_that_does_not() {
    for text in [
        "c'est à Herstal, pas Liège",
        "C'est à Herstal et pas à Liège.",
        "Le chantier n'est pas à Liège mais à Herstal",
        "Lieu : Herstal",
        "Het is in Herstal.",
        "Het is niet in Luik maar in Herstal",
        "Es ist in Herstal, nicht in Lüttich",
        "It's in Herstal, not Liège.",
        "à Herstal au lieu de Liège",
    ] {
        assert_eq!(place_of(&sure(text)), Some(HERSTAL), "{text}");
    }
}

#[test]
fn a_number_of_posts_is_told_from_the_wrong_one() {
    for text in [
        "il en faut 3 et pas 2",
        "Il en faut trois",
        "Nombre de postes : 3",
        "We zoeken er 3, niet 2",
        "Wir brauchen drei Leute",
        "We need 3 people, not 2",
    ] {
        assert_eq!(sure(text), Change::Openings(3), "{text}");
    }
}

#[test]
fn hours_contract_and_beginning_are_changed_by_a_few_words() {
    let hours = Hours {
        min_minutes: 1800,
        max_minutes: 1800,
    };
    assert_eq!(sure("plutôt 30h/semaine"), Change::Hours(hours));
    assert_eq!(sure("eerder 30u per week"), Change::Hours(hours));
    assert_eq!(
        sure("C'est un CDI, pas un CDD."),
        Change::Contract(Contract::Permanent)
    );
    assert_eq!(
        sure("start 1 februari"),
        Change::Start(Start::On(date(2027, 2, 1)))
    );
    assert_eq!(
        sure("à partir du 15 décembre"),
        Change::Start(Start::On(date(2026, 12, 15)))
    );
    assert_eq!(
        sure("Beginn: 1. März"),
        Change::Start(Start::On(date(2027, 3, 1)))
    );
    assert_eq!(sure("c'est un mi-temps"), Change::WorkTime(WorkTime::Part));
}

#[test]
fn what_is_not_needed_after_all_is_dropped() {
    assert_eq!(
        sure("Le permis B n'est pas nécessaire."),
        Change::NoLicence("B".to_owned())
    );
    assert_eq!(
        sure("rijbewijs B is niet nodig"),
        Change::NoLicence("B".to_owned())
    );
    assert_eq!(
        sure("La connaissance du néerlandais n'est pas requise"),
        Change::NoLanguage("nl".to_owned())
    );
}

#[test]
fn languages_licences_and_contacts_are_added() {
    let french = WantedLanguage {
        code: "fr".to_owned(),
        cefr: Some(Cefr::B1),
        is_required: true,
    };
    assert_eq!(sure("Français niveau B1"), Change::Language(french));
    let licence = Licence {
        code: "C".to_owned(),
        is_required: true,
    };
    assert_eq!(
        sure("il faut le permis C et pas le B"),
        Change::Licence(licence)
    );
    assert_eq!(
        sure("mon numéro est le 0475 12 34 56"),
        Change::ContactPhone("+32475123456".to_owned())
    );
}

#[test]
fn several_changes_come_in_their_order() {
    let reply = replied(
        "Bonjour,\n\nPetite correction : c'est à Herstal, pas Liège, et il en faut 3. Merci !",
    );
    assert!(!reply.needs_a_person(), "{reply:?}");
    assert_eq!(reply.changes.len(), 2);
    assert_eq!(place_of(&reply.changes[0].value), Some(HERSTAL));
    assert_eq!(reply.changes[1].value, Change::Openings(3));
}

#[test]
fn a_post_that_is_taken_is_told_from_one_that_is_not_sought_any_more() {
    for text in [
        "Le poste est pourvu.",
        "Nous avons trouvé quelqu'un, merci.",
        "De vacature is ondertussen ingevuld",
        "Die Stelle ist schon besetzt.",
        "The position has been filled.",
    ] {
        let closing = replied(text).closing.map(|closing| closing.value);
        assert_eq!(closing, Some(Closing::Filled), "{text}");
    }
    for text in [
        "L'offre n'est plus d'actualité",
        "Merci d'annuler notre demande.",
        "De vacature is niet meer beschikbaar.",
        "Die Stelle ist nicht mehr aktuell.",
        "The job is no longer available.",
    ] {
        let closing = replied(text).closing.map(|closing| closing.value);
        assert_eq!(closing, Some(Closing::Withdrawn), "{text}");
    }
}

#[test]
fn a_post_that_is_still_open_is_not_closed() {
    for text in [
        "Le poste n'est pas encore pourvu.",
        "De vacature is nog niet ingevuld.",
        "Est-ce pourvu ?",
    ] {
        assert_eq!(replied(text).closing, None, "{text}");
    }
}

#[test]
fn thanks_and_agreement_change_nothing_and_need_nobody() {
    for text in [
        "Merci, c'est correct.",
        "Klopt, bedankt!",
        "Alles richtig, danke.",
        "All good, thanks",
    ] {
        let reply = replied(text);
        assert!(
            reply.is_confirmation && reply.changes.is_empty(),
            "{text}: {reply:?}"
        );
        assert!(!reply.needs_a_person(), "{text}: {reply:?}");
    }
}

#[test]
fn what_is_unsure_is_left_to_a_person() {
    for text in [
        "Je pense que c'est à Herstal",
        "Combien cela coûte-t-il ?",
        "Pouvez-vous m'appeler demain au sujet des primes ?",
        "Ce n'est pas à Liège.",
        "C'est à Herstal. En fait c'est à Seraing.",
        "Notre comptable doit encore valider le budget avec la direction.",
        "Le poste est pourvu. Il en faut 3.",
    ] {
        assert!(
            replied(text).needs_a_person(),
            "{text}: {:?}",
            replied(text)
        );
    }
}

#[test]
fn what_is_quoted_changes_nothing() {
    let reply = replied("Merci, c'est correct.");
    assert!(
        reply
            .changes
            .iter()
            .all(|change| place_of(&change.value) != Some(LIEGE))
    );
}

#[test]
fn each_change_points_to_its_words() {
    let text = "c'est à Herstal, pas Liège";
    let change = replied(text).changes.remove(0);
    assert_eq!(&text[change.span.range], "Herstal");
}
