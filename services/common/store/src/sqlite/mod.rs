//! The embedded database.

mod open;
mod readers;
mod statement;
mod upkeep;

/// How many closures share a commit at most.
pub(crate) const GROUP: usize = 256;

pub(crate) use open::{LONGEST_LOG, writer};
pub(crate) use readers::{Lent, Readers};
pub(crate) use statement::{execute, fetch};
pub(crate) use upkeep::{checkpoints, copy, cut_log, fold, log_of};
