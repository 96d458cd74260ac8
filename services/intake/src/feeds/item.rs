//! What the readers of feeds hand on: one item after the other.

use std::io;
use std::ops::ControlFlow;

use relais_domain::{Error, FieldError};
use relais_proto::intake::OfferContent;

/// One offer of a feed, as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    /// The line on which it begins, from 1; 0 where its format has none.
    pub line: u64,
    /// Its identifier in the feed; empty where it has none.
    pub identifier: String,
    /// Its content, cleaned; or everything that is wrong, by column, element or JSON pointer.
    pub content: Result<OfferContent, Vec<FieldError>>,
}

/// Takes items; breaking off ends the reading.
pub(crate) type Sink<'s> = dyn FnMut(Item) -> ControlFlow<()> + 's;

/// What a reader needs to know beside the bytes.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    /// The source of items that name none.
    pub source: String,
    /// The page that the feed is, where it is one: the identifier of a posting that has none.
    pub page: Option<String>,
    /// How many skills an offer may name.
    pub max_skills: usize,
    /// Bytes of one item.
    pub item_bytes: usize,
    /// Bytes of a document that is read as a whole: JSON or a page.
    pub document_bytes: usize,
    /// Lists and objects inside each other in JSON.
    pub json_depth: usize,
}

/// Something is larger than it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TooMuch {
    /// The whole.
    #[error("it has more than {0} bytes")]
    InAll(u64),
    /// One line or element.
    #[error("one line or element has more than {0} bytes: is a quote or tag left open?")]
    InOnePart(usize),
}

/// Why the reading of a feed ended before its end. The items before it stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct Broken {
    /// Where, as a line from 1; 0 where that is not known.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
    /// It is well, but has nothing to read.
    pub is_empty: bool,
}

impl Broken {
    /// Nothing can be read from `line` on.
    pub fn at(line: u64, reason: impl Into<String>) -> Self {
        Self {
            line,
            reason: reason.into(),
            is_empty: false,
        }
    }

    /// There is nothing to read.
    pub fn empty(reason: impl Into<String>) -> Self {
        Self {
            is_empty: true,
            ..Self::at(0, reason)
        }
    }

    /// The feed breaks off: its bytes end, are too many or take too long.
    pub fn off(line: u64, error: &io::Error) -> Self {
        let cause = error
            .get_ref()
            .map_or_else(|| error.kind().to_string(), ToString::to_string);
        Self::at(line, cause)
    }
}

/// Where a reader stands after an item.
pub(super) fn hand_on(sink: &mut Sink<'_>, item: Item) -> Step {
    match sink(item) {
        ControlFlow::Continue(()) => Step::On,
        ControlFlow::Break(()) => Step::Stop,
    }
}

/// Whether reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// With the next item.
    On,
    /// Nobody wants more.
    Stop,
}

/// The wrong fields of an item, whatever kind of error they came in.
pub(super) fn wrong(error: &Error) -> Vec<FieldError> {
    match error.fields() {
        [] => vec![FieldError::new("", error.message(), "")],
        fields => fields.to_vec(),
    }
}
