//! Open offers: what the index keeps of each, and the best of them for a candidate.

mod entry;
mod rank;

pub use entry::{FORMAT, amended, closed, requirements_of, submitted, update_of};
pub use rank::rank;
