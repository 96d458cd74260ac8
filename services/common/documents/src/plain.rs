//! Plain text, in whatever charset.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::document::{Document, Note};
use crate::flow::Flow;
use crate::kind::{Hint, Kind};
use crate::limits::Limits;

/// Reads plain text.
pub(crate) fn read(bytes: &[u8], hint: &Hint, limits: &Limits) -> Document {
    let (text, mut notes) = decode(bytes, hint.charset());
    let mut flow = Flow::new(limits.text_bytes);
    flow.text(&text.replace("\r\n", "\n").replace('\r', "\n"));
    let (text, cut) = flow.finish();
    notes.extend(cut);
    Document {
        kind: Kind::Text,
        text,
        pages: None,
        notes,
    }
}

/// Text in the charset that a byte order mark tells, else the named one, else UTF-8 where it is
/// that, else Windows-1252, in which Western European programs write what they do not label.
pub(crate) fn decode(bytes: &[u8], charset: Option<&str>) -> (String, Vec<Note>) {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let named = charset.and_then(|name| Encoding::for_label(name.as_bytes()));
    let mut notes = Vec::new();
    let encoding = marked.or(named).unwrap_or_else(|| {
        let guessed = if std::str::from_utf8(bytes).is_ok() {
            UTF_8
        } else {
            WINDOWS_1252
        };
        if !bytes.is_ascii() {
            notes.push(Note::CharsetGuessed {
                charset: guessed.name().to_owned(),
            });
        }
        guessed
    });
    let (text, _, malformed) = encoding.decode(bytes);
    // Programs that label UTF-8 text as something narrower are common; the reverse is not.
    if malformed && encoding == UTF_8 && marked.is_none() {
        let (text, _, _) = WINDOWS_1252.decode(bytes);
        let charset = WINDOWS_1252.name().to_owned();
        return (text.into_owned(), vec![Note::CharsetGuessed { charset }]);
    }
    if malformed {
        notes.push(Note::MalformedBytes);
    }
    (text.into_owned(), notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], charset: Option<&str>) -> String {
        decode(bytes, charset).0
    }

    #[test]
    fn the_named_charset_is_used() {
        assert_eq!(text(b"ma\xE7on", Some("iso-8859-1")), "maçon");
        assert_eq!(text("maçon".as_bytes(), Some("utf-8")), "maçon");
    }

    #[test]
    fn without_a_name_utf_8_goes_before_windows_1252() {
        assert_eq!(text("maçon".as_bytes(), None), "maçon");
        assert_eq!(text(b"2.500 \x80", None), "2.500 €");
    }

    #[test]
    fn a_wrong_label_of_utf_8_does_not_spoil_the_text() {
        let (text, notes) = decode(b"ma\xE7on", Some("utf-8"));
        assert_eq!(text, "maçon");
        assert!(matches!(notes[..], [Note::CharsetGuessed { .. }]));
    }

    #[test]
    fn a_byte_order_mark_is_believed_before_the_label() {
        assert_eq!(text(b"\xFF\xFEo\0k\0", Some("utf-8")), "ok");
    }

    #[test]
    fn carriage_returns_are_line_breaks() {
        let document = read(b"a\r\nb\rc", &Hint::default(), &Limits::default());
        assert_eq!(document.text, "a\nb\nc");
    }
}
