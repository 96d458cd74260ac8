//! Mails that are no offers, and mails that may be anything.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use proptest::prelude::*;
use relais_reading::offer::{self, Attachment, Missing, Offer};
use relais_reading::{Mail, kind};

fn offers(raw: &[u8], attachments: &[Attachment]) -> Vec<Offer> {
    let Ok(mail) = Mail::read(raw, "") else {
        return Vec::new();
    };
    if !kind::sort(&mail, &[]).kind.may_be_read() {
        return Vec::new();
    }
    offer::read(&mail, attachments, date(2026, 11, 2))
}

fn written(subject: &str, body: &str) -> Vec<Offer> {
    offers(
        format!("From: rh@firm.example\nSubject: {subject}\n\n{body}\n").as_bytes(),
        &[],
    )
}

#[test]
fn people_who_seek_work_offer_none() {
    for body in [
        "Je suis maçon et je suis à la recherche d'un emploi à Liège.",
        "Veuillez trouver mon CV : cuisinier, 5 ans d'expérience, permis B, libre de suite.",
        "Ik ben lasser en ik zoek werk in Luik, voltijds.",
        "Ich suche eine Stelle als Elektriker in Eupen.",
        "I am looking for a job as a web developer in Liège.",
    ] {
        assert_eq!(written("Bonjour", body), [], "{body}");
    }
}

#[test]
fn everyday_mails_are_no_offers() {
    for (subject, body) in [
        (
            "Facture 118",
            "Veuillez trouver notre facture du 3 novembre pour le chantier à Herstal.",
        ),
        (
            "Réunion",
            "Bonjour, la réunion avec le cuisinier aura lieu lundi à Liège.",
        ),
        ("Question", "Comment fonctionne votre service ? Merci, Anne"),
        (
            "Hello",
            "Please find the minutes of the meeting with our electrician.",
        ),
        ("", ""),
    ] {
        assert_eq!(written(subject, body), [], "{subject}");
    }
}

#[test]
fn a_place_that_is_not_said_is_said_to_be_missing() {
    let offers = written("x", "Nous cherchons un cuisinier, CDI, 38h/semaine.");
    assert_eq!(offers.len(), 1);
    assert_eq!(offers[0].missing(), [Missing::Place]);
}

#[test]
fn the_firms_own_address_is_not_where_the_work_is() {
    let body =
        "Nous cherchons un cuisinier, CDI.\n\nCordialement,\nLuc Petit\nRue du Pont 1, 4000 Liège";
    assert_eq!(written("x", body)[0].place, None);
}

#[test]
fn an_attachment_that_could_not_be_read_hides_nothing_else() {
    let unread = Attachment {
        name: "scan.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        text: Err("scanned".to_owned()),
    };
    let raw = "From: rh@firm.example\n\nNous cherchons un cuisinier à Herstal.\n";
    assert_eq!(offers(raw.as_bytes(), &[unread]).len(), 1);
}

#[test]
fn a_mail_holds_so_many_offers_and_no_more() {
    let body = "Fonction : Maçon\nLieu : Herstal\nContrat : CDI\n\n".repeat(200);
    assert_eq!(written("x", &body).len(), offer::MAX_OFFERS);
}

/// Mails that others collected as hard to parse; present only where the checkout has them beside it.
fn hostile_mails() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/hostile/mail");
    let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
    folders
        .flat_map(|folder| {
            std::fs::read_dir(folder.path())
                .into_iter()
                .flatten()
                .flatten()
        })
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect()
}

#[test]
fn no_hostile_mail_is_taken_for_an_offer() {
    for path in hostile_mails() {
        let raw = std::fs::read(&path).expect("a listed file");
        assert_eq!(offers(&raw, &[]), [], "{}", path.display());
    }
}

fn offer_like() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("Fonction : Maçon (H/F/X)".to_owned()),
        Just("1. Coffreur - Flémalle".to_owned()),
        Just("Lieu de travail : 4040 Herstal | CDI".to_owned()),
        Just("Nous cherchons 2 maçons et 3 soudeurs pour".to_owned()),
        Just("38h/semaine à partir du 1er décembre, 16 €/h".to_owned()),
        Just("> Cordialement, Mme Été D. +32 4 123 45 67".to_owned()),
        Just(String::new()),
        "\\PC{0,40}",
        "[0-9€./:h -]{0,20}",
    ];
    proptest::collection::vec(line, 0..30).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn any_words_are_read_without_a_panic(subject in "\\PC{0,60}", body in offer_like(), file in offer_like()) {
        let raw = format!("From: rh@firm.example\nSubject: {subject}\n\n{body}\n");
        let file = Attachment {
            name: "x.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            text: Ok(file),
        };
        for offer in offers(raw.as_bytes(), &[file]) {
            prop_assert!(offer.title.is_some_and(|title| !title.span.range.is_empty()));
        }
    }
}
