//! The embedded database.

mod open;
mod readers;
mod statement;
mod upkeep;

pub(crate) use open::{LONGEST_LOG, writer};
pub(crate) use readers::{Lent, Readers};
pub(crate) use statement::{execute, fetch};
pub(crate) use upkeep::{checkpoint, copy, cut_log};
