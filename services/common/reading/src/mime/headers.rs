//! The headers of a mail that say how it came about.

use mail_parser::{Header, HeaderName, HeaderValue, Message};
use relais_domain::text::one_line;

use super::address;

/// Headers that are looked at.
const MAX_HEADERS: usize = 1_000;
/// Characters of a value that are kept.
const MAX_VALUE_CHARS: usize = 2_000;
/// Characters of a subject that are kept.
const MAX_SUBJECT_CHARS: usize = 500;
/// Ids of a thread that are kept, the last ones.
const MAX_IDS: usize = 100;
/// Bytes of a line and so of an id (RFC 5322, 2.1.1).
const MAX_ID_BYTES: usize = 998;

/// Headers by their names in small letters, in the order in which they stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    pub fn of(message: &Message<'_>) -> Self {
        let mut headers = Vec::new();
        for header in message.headers().iter().take(MAX_HEADERS) {
            let raw = message
                .raw_message
                .get(header.offset_start as usize..header.offset_end as usize)
                .unwrap_or_default();
            let value = match header.value() {
                HeaderValue::Text(text) => one_line(text),
                _ => one_line(&String::from_utf8_lossy(raw)),
            };
            let value = value.chars().take(MAX_VALUE_CHARS).collect();
            headers.push((header.name().to_lowercase(), value));
        }
        Self(headers)
    }

    /// The first header with this name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every header with this name, the topmost first.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The subject, on one line.
    pub fn subject(&self) -> String {
        let subject = self.first("subject").unwrap_or_default();
        subject.chars().take(MAX_SUBJECT_CHARS).collect()
    }

    /// Where the receiving server delivered the mail.
    pub fn delivered_to(&self) -> Vec<String> {
        [
            "delivered-to",
            "x-original-to",
            "envelope-to",
            "x-delivered-to",
        ]
        .into_iter()
        .flat_map(|name| self.all(name))
        .filter_map(address::normal)
        .take(MAX_IDS)
        .collect()
    }
}

/// The message ids of a header, without angle brackets.
pub(super) fn ids(value: Option<&HeaderValue<'_>>) -> Vec<String> {
    let ids: Vec<&str> = match value {
        Some(HeaderValue::Text(id)) => vec![id],
        Some(HeaderValue::TextList(ids)) => ids.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let last = ids.len().saturating_sub(MAX_IDS);
    ids[last..].iter().filter_map(|id| clean_id(id)).collect()
}

/// An id without brackets; `None` for what cannot be one.
pub(super) fn clean_id(id: &str) -> Option<String> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let sound = !id.is_empty()
        && id.len() <= MAX_ID_BYTES
        && !id.contains(|c: char| c.is_whitespace() || c.is_control());
    sound.then(|| id.to_owned())
}

/// Whether a part is of a kind, by its headers.
pub(super) fn content_type(headers: &[Header<'_>]) -> Option<String> {
    let header = headers
        .iter()
        .rev()
        .find(|h| h.name == HeaderName::ContentType)?;
    let value = header.value.as_content_type()?;
    Some(match value.subtype() {
        Some(subtype) => format!("{}/{subtype}", value.ctype()),
        None => value.ctype().to_owned(),
    })
}
