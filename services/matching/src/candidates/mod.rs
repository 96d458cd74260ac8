//! Candidates: what the index keeps of each, and the best of them for an offer.

mod entry;
mod query;
mod rank;
mod selection;
#[cfg(test)]
mod tests;

pub use entry::{FORMAT, update_of};
pub use rank::{Request, Workspace, rank};
