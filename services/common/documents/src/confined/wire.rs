//! What parent and child say to each other: a line of JSON and the document's bytes there, one
//! value of JSON back.

use std::io::{BufRead as _, BufReader, Read};

use serde::{Deserialize, Serialize};

use crate::document::{Document, Unreadable};
use crate::kind::Hint;
use crate::limits::Limits;

/// The request's first line is no longer than this.
const MAX_HEAD_BYTES: u64 = 16 << 10;

/// What the child is asked to read, but for the bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) hint: Hint,
    pub(super) limits: Limits,
}

/// What the child answers.
pub(super) type Answer = Result<Document, Unreadable>;

impl Head {
    /// The request's first line.
    pub(super) fn line(&self) -> serde_json::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }

    /// Reads a request to its end: this and the document, one byte beyond the limit at most.
    pub(super) fn receive(input: impl Read) -> std::io::Result<(Self, Vec<u8>)> {
        let mut input = BufReader::new(input);
        let mut line = Vec::new();
        input
            .by_ref()
            .take(MAX_HEAD_BYTES)
            .read_until(b'\n', &mut line)?;
        let head: Self = serde_json::from_slice(&line)?;
        let most = head.limits.bytes as u64 + 1;
        let mut bytes = Vec::new();
        input.take(most).read_to_end(&mut bytes)?;
        Ok((head, bytes))
    }
}

/// The most bytes that an answer takes: JSON writes a byte of text as six at most.
pub(super) fn max_answer_bytes(limits: &Limits) -> u64 {
    limits.text_bytes as u64 * 6 + (64 << 10)
}
