//! PDF.

use relais_documents::{Document, Hint, Limits, Note, Unreadable, read};

use crate::make::odd::{encrypted, picture};
use crate::make::pdf::{lines, pdf, words};

fn document(bytes: &[u8]) -> Document {
    read(bytes, &Hint::default(), &Limits::default()).expect("a document")
}

#[test]
fn the_lines_of_a_page_are_read_with_their_accents() {
    let bytes = pdf(&[lines(&[
        "Offre d'emploi : maçon (H/F/X)",
        "Lieu : Liège",
        "Salaire : 16,5 €/h",
    ])]);
    let text = document(&bytes).text;
    assert_eq!(
        text,
        "Offre d'emploi : maçon (H/F/X)\nLieu : Liège\nSalaire : 16,5 €/h"
    );
}

#[test]
fn the_pages_follow_each_other() {
    let document = document(&pdf(&[lines(&["un"]), lines(&["deux"])]));
    assert_eq!(
        (document.text.as_str(), document.pages),
        ("un\n\ndeux", Some(2))
    );
}

#[test]
fn labels_and_values_drawn_apart_stand_on_one_line() {
    let page = words(&[
        (60.0, 700.0, "Fonction"),
        (60.0, 686.0, "Lieu"),
        (220.0, 700.0, "Soudeur TIG"),
        (220.0, 686.0, "Seraing"),
    ]);
    assert_eq!(
        document(&pdf(&[page])).text,
        "Fonction\tSoudeur TIG\nLieu\tSeraing"
    );
}

#[test]
fn a_pdf_of_pictures_is_scanned() {
    let read = read(&pdf(&[picture()]), &Hint::default(), &Limits::default());
    assert_eq!(read, Err(Unreadable::Scanned));
}

#[test]
fn a_scanned_page_among_others_is_noted() {
    let document = document(&pdf(&[lines(&["Offre"]), picture()]));
    assert_eq!(document.text, "Offre");
    assert_eq!(document.notes, [Note::PagesWithoutText { count: 1 }]);
}

#[test]
fn an_empty_page_is_an_empty_text() {
    assert_eq!(document(&pdf(&[Vec::new()])).text, "");
}

#[test]
fn a_pdf_with_a_password_is_said_to_be_encrypted() {
    let read = read(&encrypted(), &Hint::default(), &Limits::default());
    assert_eq!(read, Err(Unreadable::Encrypted));
}

#[test]
fn pages_beyond_the_limit_are_left_out_and_noted() {
    let limits = Limits {
        pages: 2,
        ..Limits::default()
    };
    let bytes = pdf(&[lines(&["un"]), lines(&["deux"]), lines(&["trois"])]);
    let document = read(&bytes, &Hint::default(), &limits).expect("a document");
    assert_eq!(document.text, "un\n\ndeux");
    assert_eq!(document.notes, [Note::PagesLeftOut { count: 1 }]);
}

#[test]
fn text_beyond_the_limit_is_left_out_and_noted() {
    let limits = Limits {
        text_bytes: 10,
        ..Limits::default()
    };
    let bytes = pdf(&[lines(&["Offre d'emploi"]), lines(&["deux"])]);
    let document = read(&bytes, &Hint::default(), &limits).expect("a document");
    assert!(document.text.len() <= 10, "{}", document.text);
    assert!(document.notes.contains(&Note::Truncated));
}

#[test]
fn a_pdf_that_was_cut_off_is_read_as_far_as_it_goes_or_said_to_be_broken() {
    let whole = pdf(&[lines(&["Offre d'emploi"])]);
    for length in 5..whole.len() {
        let read = read(&whole[..length], &Hint::default(), &Limits::default());
        assert!(
            matches!(read, Ok(_) | Err(Unreadable::Broken(_))),
            "{length}: {read:?}"
        );
    }
}
