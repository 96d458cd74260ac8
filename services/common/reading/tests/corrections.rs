//! Replies that may say anything.

use jiff::civil::date;
use proptest::prelude::*;
use relais_reading::{Mail, Part, correction};

fn reply_like() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        Just("c'est à Herstal, pas Liège".to_owned()),
        Just("il en faut 3 et pas 2.".to_owned()),
        Just("Le permis B n'est pas nécessaire".to_owned()),
        Just("le poste est pourvu".to_owned()),
        Just("niet nicht not pas mais à".to_owned()),
        Just("plutôt 30h/semaine ?".to_owned()),
        Just("\n\n> Lieu : Liège\n".to_owned()),
        "\\PC{0,30}",
    ];
    proptest::collection::vec(words, 0..12).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_reply_is_read_and_points_to_its_words(body in reply_like()) {
        let raw = format!("From: rh@firm.example\nSubject: Re: x\n\n{body}\n");
        let mail = Mail::read(raw.as_bytes(), "").expect("a small mail");
        let reply = correction::read(&mail, date(2026, 11, 2));
        let changes = reply.changes.iter().map(|change| &change.span);
        for span in changes.chain(&reply.unread) {
            prop_assert_eq!(span.part, Part::Body);
            prop_assert!(mail.body.text.get(span.range.clone()).is_some());
        }
    }

    #[test]
    fn a_reply_in_unknown_words_needs_a_person(body in "[bghj]{3,8}( [bghj]{3,8}){2,6}") {
        let raw = format!("From: rh@firm.example\nSubject: Re: x\n\n{body}\n");
        let mail = Mail::read(raw.as_bytes(), "").expect("a small mail");
        prop_assert!(correction::read(&mail, date(2026, 11, 2)).needs_a_person());
    }
}
