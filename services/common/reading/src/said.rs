//! A value together with the words that said it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A text of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The subject.
    Subject,
    /// The body, as [`Body::text`](crate::Body::text) holds it.
    Body,
    /// The text of the attachment with this index.
    Attachment(usize),
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The text in which it stands.
    pub part: Part,
    /// Where in that text, in bytes.
    pub range: Range<usize>,
}

/// How sure the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A guess: to be shown to a person before anything depends on it.
    Low,
    /// A sentence that is usually meant so.
    Medium,
    /// Said under a label, or in words that leave no other reading.
    High,
}

/// A value that a mail says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// The words that say it.
    pub span: Span,
    /// How sure the reading is.
    pub confidence: Confidence,
}

impl<T> Said<T> {
    /// The same words with another value.
    pub fn map<U>(self, value: impl FnOnce(T) -> U) -> Said<U> {
        Said {
            value: value(self.value),
            span: self.span,
            confidence: self.confidence,
        }
    }
}
