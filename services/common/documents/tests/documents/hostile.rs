//! Documents made to harm, read in this process: their cost is bounded by sizes alone.

use relais_documents::{Bound, Hint, Limits, Unreadable, read};

use crate::make::office::{archive, docx, odt, paragraph};
use crate::make::pdf::pdf;

fn refused(bytes: &[u8]) -> Unreadable {
    let read = read(bytes, &Hint::default(), &Limits::default());
    read.expect_err("it is refused")
}

#[test]
fn a_part_that_unpacks_to_much_more_is_refused() {
    let bomb = docx(&" ".repeat(16 << 20));
    assert!(bomb.len() < 64 << 10);
    assert_eq!(refused(&bomb), Unreadable::TooLarge(Bound::Unpacked));
}

#[test]
fn parts_that_together_unpack_to_too_much_are_refused() {
    let limits = Limits {
        unpacked_bytes: 3_000,
        ..Limits::default()
    };
    let part = "x".repeat(1_500);
    let part = format!("<a>{part}</a>");
    let bytes = archive(&[
        ("word/header1.xml", part.as_bytes()),
        ("word/document.xml", part.as_bytes()),
    ]);
    let read = read(&bytes, &Hint::default(), &limits);
    assert_eq!(read, Err(Unreadable::TooLarge(Bound::Unpacked)));
}

#[test]
fn entities_are_refused_also_those_that_reach_a_file() {
    let external = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
                    <d><p><t>&x;</t></p></d>";
    let bytes = archive(&[("word/document.xml", external.as_bytes())]);
    assert!(matches!(refused(&bytes), Unreadable::Broken(_)));
    let unknown = docx(&paragraph("&x;"));
    assert!(matches!(refused(&unknown), Unreadable::Broken(_)));
}

#[test]
fn elements_nested_without_end_are_refused() {
    let deep = docx(&"<w:sdt>".repeat(100_000));
    assert_eq!(refused(&deep), Unreadable::TooLarge(Bound::Depth));
    let deep = odt(&"<text:section>".repeat(100_000));
    assert_eq!(refused(&deep), Unreadable::TooLarge(Bound::Depth));
}

#[test]
fn forty_megabytes_are_refused_unread() {
    let large = vec![b' '; 40 << 20];
    assert_eq!(refused(&large), Unreadable::TooLarge(Bound::Bytes));
}

#[test]
fn arrays_in_arrays_of_a_pdf_end() {
    let deep = "[".repeat(100_000);
    let read = read(
        &pdf(&[deep.into_bytes()]),
        &Hint::default(),
        &Limits::default(),
    );
    assert!(read.is_ok_and(|document| document.text.is_empty()));
}
