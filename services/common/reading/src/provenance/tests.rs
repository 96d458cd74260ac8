use super::*;

/// The provenance of each line that is not blank.
fn told(text: &str, subject: &str) -> Vec<Provenance> {
    let body = Body::of(text, subject);
    lines(text, 0..text.len())
        .filter(|line| !line.text.trim().is_empty())
        .map(|line| {
            let holds = |segment: &&Segment| {
                segment.range.start <= line.start && line.range().end <= segment.range.end
            };
            let segment = body.segments.iter().find(holds);
            segment.expect("every line is in a segment").provenance
        })
        .collect()
}

use Provenance::{Disclaimer, Envelope, Forwarded, Own, Quoted, Signature};

#[test]
fn a_gmail_reply_on_top_of_its_quote() {
    for attribution in [
        "Le lun. 3 nov. 2026 à 10:12, Relais <offres@relais.example> a écrit :",
        "Op ma 3 nov. 2026 om 10:12 schreef Relais <offres@relais.example>:",
        "Am Mo., 3. Nov. 2026 um 10:12 Uhr schrieb Relais <offres@relais.example>:",
        "On Mon, Nov 3, 2026 at 10:12 AM Relais <offres@relais.example> wrote:",
        "Le lun. 3 nov. 2026 à 10:12, Relais des offres du bassin\n<offres@relais.example> a écrit :",
    ] {
        let lines = attribution.lines().count();
        let text = format!("C'est à Herstal.\n\n{attribution}\n\n> Bonjour,\n> Liège\n");
        let mut expected = vec![Own];
        expected.extend(vec![Envelope; lines]);
        expected.extend([Quoted, Quoted]);
        assert_eq!(told(&text, "Re: offre"), expected, "{attribution}");
    }
}

#[test]
fn an_answer_below_each_question_is_the_senders_own() {
    let text = "Le 3 nov. 2026 à 10:12, X a écrit :\n> Où ?\nÀ Herstal.\n> Quand ?\nLundi.";
    assert_eq!(
        told(text, "Re: offre"),
        [Envelope, Quoted, Own, Quoted, Own]
    );
}

#[test]
fn outlook_quotes_below_headers_and_forwards_below_the_same() {
    let below = "De : Luc\nEnvoyé : lundi\nÀ : Ana\nObjet : maçon\n\nNous cherchons un maçon.";
    let text = format!("Voici.\n\n{below}");
    let envelope = [Envelope; 4];
    let expected = |last| [&[Own], &envelope[..], &[last]].concat();
    assert_eq!(told(&text, "RE: maçon"), expected(Quoted));
    assert_eq!(told(&text, "TR: maçon"), expected(Forwarded));
    assert_eq!(told(&text, "FW: maçon"), expected(Forwarded));
}

#[test]
fn a_forward_mark_holds_whatever_the_subject() {
    for mark in [
        "---------- Forwarded message ---------",
        "-------- Message transféré --------",
        "-------- Doorgestuurd bericht --------",
        "-------- Weitergeleitete Nachricht --------",
    ] {
        let text =
            format!("FYI\n{mark}\nVon: a\nDatum: b\nBetreff: c\nAn: d\n\nWir suchen.\nMfG\nEva");
        let expected = [
            Own, Envelope, Envelope, Envelope, Envelope, Envelope, Forwarded, Signature, Signature,
        ];
        assert_eq!(told(&text, "maçon"), expected, "{mark}");
    }
}

#[test]
fn what_apple_mail_forwards_is_forwarded_though_it_is_marked_as_a_quote() {
    let text = "Début du message réexpédié :\n\n> De: a\n> Objet: b\n> Date: c\n> À: d\n>\n> Nous cherchons un maçon.";
    let told = told(text, "Fwd: b");
    assert_eq!(told.last(), Some(&Forwarded));
    assert!(!told.contains(&Quoted));
}

#[test]
fn a_letter_ends_with_its_closing() {
    for closing in [
        "Cordialement,",
        "Bien à vous",
        "Met vriendelijke groeten,",
        "Mit freundlichen Grüßen",
        "Kind regards,",
        "-- ",
        "Envoyé de mon iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Von meinem iPhone gesendet",
    ] {
        let text = format!("Bonjour\n{closing}\nLuc Petit");
        assert_eq!(told(&text, "x"), [Own, Signature, Signature], "{closing}");
    }
}

#[test]
fn a_disclaimer_is_nobodys_offer() {
    for disclaimer in [
        "Ce message et ses annexes sont confidentiels et destinés à leur destinataire.",
        "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
        "Diese E-Mail enthält vertrauliche Informationen.",
        "This e-mail is confidential and intended for the addressee.",
    ] {
        let text = format!("Bonjour\nMvg\nLuc\n\n{disclaimer}\n");
        assert_eq!(
            told(&text, "x"),
            [Own, Signature, Signature, Disclaimer],
            "{disclaimer}"
        );
    }
}

#[test]
fn a_warning_above_the_mail_ends_with_its_paragraph() {
    let text = "CAUTION: This email originated from outside.\n\nNous cherchons un maçon.";
    assert_eq!(told(text, "x"), [Disclaimer, Own]);
}

#[test]
fn an_offer_below_the_signature_is_still_the_senders() {
    let text = "Voir ci-dessous.\nCordialement\nLuc\n\nFonction : maçon\nLieu : Herstal";
    assert_eq!(told(text, "x"), [Own, Signature, Signature, Own, Own]);
}
