//! An index of things that are ranked, on disk and up to the last event.
//!
//! A tantivy index holds one document per thing: its id, the group it belongs to, the concepts by
//! which it is found, its facts in a compact form for scoring, and its state as the event told it.
//! What has changed since the last commit lives in memory and overrides the segments, so that a
//! change counts as soon as its event is read. Each commit carries the cursors of the events that
//! it covers, so that a restart goes on exactly there.

mod cursors;
mod entry;
mod error;
mod gather;
mod groups;
mod handle;
mod schema;
mod segment;
mod tokenizer;
mod view;
mod writer;

pub use cursors::{Cursors, TopicEnds};
pub use entry::{Entry, Term, Update};
pub use error::IndexError;
pub use gather::{Query, Scratch, Sign};
pub use handle::Index;
pub use view::{Hit, View};

/// The term frequency that can be told apart: how strongly a thing has a concept, 1 to this.
pub const STRENGTHS: usize = 31;
