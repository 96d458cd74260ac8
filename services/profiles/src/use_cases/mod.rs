//! What callers can have done.

mod change;
mod directory;
mod erase;
pub(crate) mod keys;
pub(crate) mod put;
mod read;
mod share;

pub(crate) use change::{Moment, create, update};
