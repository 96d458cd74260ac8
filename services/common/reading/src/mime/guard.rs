//! What a mail must keep to before it is parsed, and the one thing that is hidden from the parser.
//!
//! The parser follows any nesting of messages within messages and holds what it finds, so a small
//! mail could cost much memory, or the stack when it is dropped. Counting lines first bounds
//! both; and the types of enclosed messages are disguised, so that the caller descends into them
//! itself, as far as it wants.

use std::borrow::Cow;
use std::ops::Range;

use super::MailError;

/// Bytes of a mail.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;
/// Lines of a mail; 25 MB of base64 have fewer.
const MAX_LINES: usize = 500_000;
/// Bytes of the mail's own headers.
const MAX_HEADER_BYTES: usize = 256 * 1024;
/// Headers of the mail itself, with their continuations.
const MAX_HEADER_LINES: usize = 4_000;
/// Bytes of one `Content-…` header; reading one costs up to the square of its length.
const MAX_CONTENT_HEADER_BYTES: usize = 8 * 1024;
/// `Content-Type` headers.
const MAX_CONTENT_TYPES: usize = 1_000;
/// Multiparts, each of which may be sought through the rest of the mail.
const MAX_MULTIPARTS: usize = 30;
/// Pairs of dashes: each may begin a part.
const MAX_DASH_PAIRS: usize = 50_000;

/// Checks that a mail can be parsed at a bounded cost, and returns it with the types of enclosed
/// messages disguised (`message/rfc822` as `xessage/rfc822`, a digest as a plain multipart).
///
/// # Errors
/// The first limit that the mail breaks.
pub(super) fn guarded(raw: &[u8]) -> Result<Cow<'_, [u8]>, MailError> {
    if raw.len() > MAX_BYTES {
        return Err(MailError::TooLarge);
    }
    check_headers(raw)?;
    if dash_pairs(raw) > MAX_DASH_PAIRS {
        return Err(MailError::TooManyParts);
    }
    let mut mail = Cow::Borrowed(raw);
    let (mut types, mut multiparts) = (0, 0);
    for range in content_headers(raw)? {
        let lower = raw[range.clone()].to_ascii_lowercase();
        types += 1;
        multiparts += usize::from(occurrences(&lower, b"multipart").next().is_some());
        for at in disguisable(&lower) {
            mail.to_mut()[range.start + at] = b'x';
        }
    }
    if types > MAX_CONTENT_TYPES || multiparts > MAX_MULTIPARTS {
        return Err(MailError::TooManyParts);
    }
    Ok(mail)
}

/// The type that a disguised type stands for.
pub(super) fn undisguised(media_type: &str) -> String {
    match media_type.strip_prefix("xessage/") {
        Some(subtype) => format!("message/{subtype}"),
        None => media_type.to_owned(),
    }
}

fn check_headers(raw: &[u8]) -> Result<(), MailError> {
    let mut bytes = 0;
    for (count, line) in raw.split_inclusive(|byte| *byte == b'\n').enumerate() {
        bytes += line.len();
        if line.trim_ascii().is_empty() {
            break;
        }
        if bytes > MAX_HEADER_BYTES || count > MAX_HEADER_LINES {
            return Err(MailError::HeadersTooLong);
        }
    }
    Ok(())
}

fn dash_pairs(raw: &[u8]) -> usize {
    raw.chunk_by(|a, b| *a == b'-' && *b == b'-')
        .map(|run| run.len() / 2)
        .sum()
}

/// Where the values of `Content-Type` and `Content-Disposition` headers stand, of every part.
fn content_headers(raw: &[u8]) -> Result<Vec<Range<usize>>, MailError> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut at, mut lines, mut is_open) = (0, 0, false);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        lines += 1;
        let end = at + line.len();
        is_open = match found.last_mut() {
            Some(range)
                if is_open
                    && line
                        .first()
                        .is_some_and(|byte| matches!(byte, b' ' | b'\t')) =>
            {
                range.end = end;
                true
            }
            _ if is_content_header(line) => {
                found.push(at..end);
                true
            }
            _ => false,
        };
        at = end;
    }
    let is_long = |range: &Range<usize>| range.len() > MAX_CONTENT_HEADER_BYTES;
    if lines > MAX_LINES {
        return Err(MailError::TooLarge);
    }
    if found.iter().any(is_long) {
        return Err(MailError::HeadersTooLong);
    }
    Ok(found)
}

/// Whether the parser could take a line for one of these headers: it passes over white space and
/// leading colons.
fn is_content_header(line: &[u8]) -> bool {
    let name = line
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .skip_while(|byte| **byte == b':')
        .take(20)
        .map(u8::to_ascii_lowercase)
        .collect::<Vec<u8>>();
    name.starts_with(b"content-type:") || name.starts_with(b"content-disposition:")
}

/// Where the types of enclosed messages begin in a header, in small letters: `message` before a
/// slash, `digest` after one. Comments may stand between.
fn disguisable(header: &[u8]) -> Vec<usize> {
    let is_next = |byte: Option<&u8>, expected: &[u8]| byte.is_some_and(|b| expected.contains(b));
    let message = occurrences(header, b"message").filter(|at| {
        let after = header[at + b"message".len()..].trim_ascii_start();
        is_next(after.first(), b"/(")
    });
    let digest = occurrences(header, b"digest").filter(|at| {
        let before = header[..*at].trim_ascii_end();
        is_next(before.last(), b"/)")
    });
    message.chain(digest).collect()
}

fn occurrences<'a>(text: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    text.windows(word.len())
        .enumerate()
        .filter(move |(_, window)| *window == word)
        .map(|(at, _)| at)
}
