//! What was read, and why something could not be.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::kind::Kind;

/// A document that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is, by its bytes.
    pub kind: Kind,
    /// Its text: lines end with `\n`, cells of a row are separated by tabs, runs of empty lines
    /// are one. Normalised (NFC), without control and bidirectional characters.
    pub text: String,
    /// How many pages it has, where its format tells.
    pub pages: Option<usize>,
    /// What a reader should know about the text.
    pub notes: Vec<Note>,
}

/// Something to know about a text that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The text is longer than what was kept.
    Truncated,
    /// Only the first pages were read.
    PagesLeftOut {
        /// How many were not read.
        count: usize,
    },
    /// Pages that show something but hold no text, as scanned ones.
    PagesWithoutText {
        /// How many.
        count: usize,
    },
    /// Letters whose meaning the document does not tell; they are left out.
    UnknownLetters {
        /// How many.
        count: usize,
    },
    /// Nothing said in which charset the text is; it was read as this one.
    CharsetGuessed {
        /// Its name in the WHATWG's Encoding Standard.
        charset: String,
    },
    /// Bytes that mean nothing in the charset; U+FFFD stands for them.
    MalformedBytes,
    /// A limit of the child process that this machine could not hold it to.
    NotEnforced {
        /// Which.
        guard: Guard,
    },
}

/// A limit of the child process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// Memory, processor time, file sizes and core dumps (`setrlimit`).
    Resources,
    /// No file and no network address can be opened (Landlock).
    Files,
    /// Only the system calls that reading takes (seccomp).
    SystemCalls,
}

/// Why a document could not be read. The person who sent it can do something about it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It opens with a password only.
    #[error("the document opens with a password only")]
    Encrypted,
    /// It holds pictures, or letters without their meaning; there is no text in it.
    #[error("the document holds pictures of text and no text")]
    Scanned,
    /// It asks for more than a document of this use takes.
    #[error("the document has too much of something: {0}")]
    TooLarge(Bound),
    /// It is not what it says it is, or a part of it is missing.
    #[error("the document is broken: {0}")]
    Broken(String),
    /// Documents of this kind are not read.
    #[error("documents of this kind are not read: {0}")]
    Unsupported(Kind),
}

impl Unreadable {
    /// A broken document, with the reason.
    pub(crate) fn broken(reason: impl std::fmt::Display) -> Self {
        Self::Broken(reason.to_string())
    }
}

/// What a document had too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Bytes as sent.
    #[error("bytes")]
    Bytes,
    /// Bytes once unpacked, all together or for what they were packed into.
    #[error("bytes once unpacked")]
    Unpacked,
    /// Files inside.
    #[error("files inside")]
    Entries,
    /// Elements inside elements.
    #[error("depth")]
    Depth,
    /// Time to read it.
    #[error("time to read it")]
    Time,
    /// Memory to read it.
    #[error("memory to read it")]
    Memory,
}
