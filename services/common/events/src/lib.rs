//! The event log, and how services follow each other.
//!
//! [`EventLog`] reads topics in order; [`EmbeddedLog`] reads them from the store that the process
//! writes to. A [`Consumer`] takes records in with its cursor in the same transaction as its
//! effects, so that each record has its effects exactly once, however often it is read.

mod backoff;
mod consumer;
mod dead_letter;
mod embedded;
pub mod kafka;
mod lag;
mod log;
mod repair;
#[cfg(feature = "suite")]
pub mod suite;
mod unknown;

pub use consumer::{Consumer, Handler, passes, span_of};
pub use dead_letter::{DeadLetter, Place, dead_letters, forget_stream, keep, reason_of, replay};
pub use embedded::EmbeddedLog;
pub use lag::{stored, tell_lag};
pub use log::{Batch, Ends, EventLog, Member, Reader, Unreadable, reached};
pub use relais_store::{Cursor, Cursors, EventRecord, NewEvent, Topic, topics};
pub use repair::{Repair, Replayed};
pub use unknown::UnknownType;
