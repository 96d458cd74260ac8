//! What holds for whatever bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use relais_documents::{Hint, Limits, read};

use crate::make::office::{docx, odt, paragraph};
use crate::make::pdf::{lines, pdf};

/// Documents with some bytes changed.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let whole = prop_oneof![
        Just(pdf(&[lines(&["Offre d'emploi", "Liège"])])),
        Just(docx(&paragraph("Offre d'emploi"))),
        Just(odt("<text:p>Offre d'emploi</text:p>")),
        Just(b"<!doctype html><table><tr><td>Offre</td></tr></table>".to_vec()),
    ];
    let changes = vec((any::<prop::sample::Index>(), any::<u8>()), 0..8);
    (whole, changes).prop_map(|(mut bytes, changes)| {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

fn is_clean(text: &str) -> bool {
    text.chars()
        .all(|c| !c.is_control() || matches!(c, '\n' | '\t'))
}

proptest! {
    #[test]
    fn damaged_documents_are_read_or_refused(bytes in damaged()) {
        if let Ok(document) = read(&bytes, &Hint::default(), &Limits::default()) {
            prop_assert!(is_clean(&document.text));
        }
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused(
        start in prop_oneof![Just("%PDF-1.7\n"), Just("PK\u{3}\u{4}"), Just("<html>"), Just("")],
        bytes in vec(any::<u8>(), 0..2_000),
    ) {
        let bytes = [start.as_bytes(), &bytes].concat();
        if let Ok(document) = read(&bytes, &Hint::default(), &Limits::default()) {
            prop_assert!(is_clean(&document.text));
        }
    }

    #[test]
    fn a_text_is_never_longer_than_its_limit(text in "[a-zé<>/ \n]{0,400}", most in 0_usize..64) {
        let limits = Limits { text_bytes: most, ..Limits::default() };
        let html = Hint::media_type("text/html; charset=utf-8");
        for hint in [Hint::default(), html] {
            let document = read(text.as_bytes(), &hint, &limits);
            prop_assert!(document.is_ok_and(|document| document.text.len() <= most));
        }
    }
}
