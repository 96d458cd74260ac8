//! What a sender wrote, apart from what servers add on the way.

use mail_parser::{HeaderName, MessageParser};
use sha2::{Digest as _, Sha256};

/// A header is looked at up to here.
const MAX_HEADER_BYTES: usize = 256 << 10;
/// What a sender sets and servers leave alone.
const SENDERS_OWN: [HeaderName<'static>; 5] = [
    HeaderName::From,
    HeaderName::To,
    HeaderName::Date,
    HeaderName::Subject,
    HeaderName::MessageId,
];
/// The longest Message-ID that is kept: RFC 5322's longest line.
const MAX_MESSAGE_ID_BYTES: usize = 998;

/// What tells a mail from another, whichever way each of them came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// SHA-256 of the sender's own headers and the body.
    pub(super) digest: Vec<u8>,
    /// The Message-ID without its brackets; empty where there is none.
    pub(super) message_id: String,
}

impl Fingerprint {
    pub(super) fn of(mail: &[u8]) -> Self {
        let body = body_start(mail);
        let header = &mail[..body.min(MAX_HEADER_BYTES)];
        let mut digest = Sha256::new();
        let mut message_id = String::new();
        if let Some(parsed) = MessageParser::new().parse_headers(header) {
            for name in SENDERS_OWN {
                let value = parsed.header_raw(name).unwrap_or_default();
                let words: Vec<&str> = value.split_whitespace().collect();
                digest.update(words.join(" "));
                digest.update([0]);
            }
            let id = parsed.message_id().unwrap_or_default();
            id[..id.floor_char_boundary(MAX_MESSAGE_ID_BYTES)].clone_into(&mut message_id);
        }
        // Servers differ in how they end lines, and in empty lines at the end (as DKIM's simple
        // canonicalization of bodies, RFC 6376, §3.4.3).
        let mut empty_lines = 0;
        for line in mail[body..].split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                empty_lines += 1;
                continue;
            }
            for _ in 0..std::mem::take(&mut empty_lines) {
                digest.update(b"\n");
            }
            digest.update(line);
            digest.update(b"\n");
        }
        Self {
            digest: digest.finalize().to_vec(),
            message_id,
        }
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a text does not fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Where the body begins: after the first empty line.
fn body_start(mail: &[u8]) -> usize {
    let mut at = 0;
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"From: a@x.example\r\nMessage-ID: <1@x.example>\r\n\r\nOffre\r\n";

    #[test]
    fn what_servers_add_does_not_change_it() {
        let trace = b"Return-Path: <a@x.example>\r\nReceived: from x\r\n by y\r\n";
        let again = [&trace[..], MAIL].concat();
        assert_eq!(Fingerprint::of(&again), Fingerprint::of(MAIL));
        let unix = String::from_utf8_lossy(MAIL).replace('\r', "");
        assert_eq!(Fingerprint::of(unix.as_bytes()), Fingerprint::of(MAIL));
        let longer = [MAIL, b"\r\n\n"].concat();
        assert_eq!(Fingerprint::of(&longer), Fingerprint::of(MAIL));
    }

    #[test]
    fn another_body_or_subject_is_another_mail() {
        let body = [MAIL, b"et encore\r\n"].concat();
        assert_ne!(Fingerprint::of(&body), Fingerprint::of(MAIL));
        let apart = [MAIL, b"\r\net encore\r\n"].concat();
        assert_ne!(Fingerprint::of(&apart), Fingerprint::of(&body));
        let subject = [b"Subject: Offre\r\n", MAIL].concat();
        assert_ne!(Fingerprint::of(&subject), Fingerprint::of(MAIL));
    }

    #[test]
    fn the_message_id_is_kept_without_its_brackets() {
        assert_eq!(Fingerprint::of(MAIL).message_id, "1@x.example");
        assert_eq!(Fingerprint::of(b"").message_id, "");
    }
}
