//! The ranker: pure rules from what an offer asks and what is known of a candidate to a score and
//! its reasons. The same inputs give the same score on every machine.

mod assess;
mod exclusion;
mod explain;
mod facts;
mod licences;
mod order;
mod points;
mod replay;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
mod wanted;
pub mod weights;
mod words;

pub use assess::{Part, Score, assess};
pub(crate) use assess::{how, occupation_points, skill_points};
pub use exclusion::{Exclusion, OPEN_ENDED, exclusions, rankable_until};
pub use explain::explain;
pub use facts::{Day, Facts, GRADES, Grade, day};
pub use order::Place;
pub(crate) use order::{draw, fold};
pub(crate) use points::part_of;
pub use replay::{Difference, ReplayError, replay};
pub use wanted::Wanted;

use crate::vocabulary::Vocabulary;

/// The version of the rules of this module. To be raised with every change that can move a score.
pub const RANKER_VERSION: &str = "1";

/// The version that a ranking is logged with: the rules and the taxonomy that they looked things
/// up in.
pub fn version(vocabulary: &Vocabulary) -> String {
    format!("{RANKER_VERSION}+{}", vocabulary.version())
}

/// The day of an instant in Belgium, where the work is.
pub fn day_of(at: jiff::Timestamp) -> Day {
    // Brussels is one or two hours ahead of UTC; the zone is bundled, so the second is not reached.
    let date = at.in_tz("Europe/Brussels").map(|zoned| zoned.date());
    day(date.unwrap_or_else(|_| at.to_zoned(jiff::tz::TimeZone::UTC).date()))
}
