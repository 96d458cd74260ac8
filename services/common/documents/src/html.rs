//! HTML as a reader sees it, in the charset that it or its mail names.

use crate::document::{Document, Note};
use crate::flow::tidy;
use crate::kind::{Hint, Kind};
use crate::limits::Limits;
use crate::plain::decode;

/// A page names its charset within this many bytes.
const CHARSET_WITHIN: usize = 1_024;

/// Reads a web page or the HTML part of a mail.
pub(crate) fn read(bytes: &[u8], hint: &Hint, limits: &Limits) -> Document {
    let named = hint.charset().map(str::to_owned);
    let named = named.or_else(|| charset_inside(bytes));
    let (html, mut notes) = decode(bytes, named.as_deref());
    let read = relais_html::text(&html, limits.text_bytes);
    notes.extend(read.is_cut.then_some(Note::Truncated));
    Document {
        kind: Kind::Html,
        text: tidy(&read.text),
        pages: None,
        notes,
    }
}

/// The charset that a `meta` element names.
fn charset_inside(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(CHARSET_WITHIN)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let (_, after) = start.split_once("charset=")?;
    let name = after.trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
    Some(name[..end.unwrap_or(name.len())].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_that_the_page_names_is_used() {
        let html =
            b"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\">\xE9t\xE9";
        let document = read(html, &Hint::default(), &Limits::default());
        assert_eq!((document.text.as_str(), document.notes.len()), ("été", 0));
    }

    #[test]
    fn a_page_that_says_too_much_is_cut_and_said_to_be() {
        let limits = Limits {
            text_bytes: 10,
            ..Limits::default()
        };
        let document = read(
            b"<p>Bonjour</p><p>tout le monde</p>",
            &Hint::default(),
            &limits,
        );
        assert_eq!(document.notes, [Note::Truncated]);
        assert!(document.text.len() <= 10);
    }
}
