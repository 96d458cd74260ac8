//! What can be wrong with a rule, and what a sound calendar cannot compute.

use jiff::civil::{Date, Weekday};

use super::hours::OpeningHours;

/// Text that is not opening hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not opening hours: write an opening and a later closing time, as 09:00-17:00 \
     (00:00-24:00 for the whole day)"
)]
pub struct HoursError {
    /// The refused text, cut to a readable length.
    pub text: String,
}

/// A mistake of whoever wrote a calendar rule. Each message names the key and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The identifier is empty or too long.
    #[error("id: must have 1 to {limit} characters")]
    Id {
        /// Most characters an identifier may have.
        limit: usize,
    },
    /// The zone is not in the bundled time zone database.
    #[error("zone: `{zone}` is unknown: use an IANA name such as Europe/Brussels")]
    UnknownZone {
        /// The zone as written in the rule.
        zone: String,
    },
    /// Two openings of one weekday share some time.
    #[error("weekdays: on {weekday:?}, {first} overlaps {second}: merge them or move one")]
    OverlappingHours {
        /// The weekday that has both.
        weekday: Weekday,
        /// The opening that begins first.
        first: OpeningHours,
        /// The opening that begins before the first one closes.
        second: OpeningHours,
    },
    /// No weekday has opening hours.
    #[error(
        "weekdays: no day has opening hours: give at least one day, as monday = [\"09:00-17:00\"]"
    )]
    NeverOpen,
    /// A closure ends before it begins.
    #[error("closures: `{reason}` ends on {to}, before it begins on {from}: swap the dates")]
    BackwardsClosure {
        /// First day of the closure.
        from: Date,
        /// Last day of the closure.
        to: Date,
        /// The reason given for the closure.
        reason: String,
    },
    /// Closures and holidays leave no working time for years.
    #[error(
        "closures: together with the holidays they leave no working time in the {years} years \
         after {date}: shorten them"
    )]
    NothingOpenAfter {
        /// The day from which nothing opens.
        date: Date,
        /// How far ahead an opening was looked for.
        years: u16,
    },
    /// The allowance is zero or unreasonably long.
    #[error("allowance_hours: {hours} is outside 1 to {limit}")]
    Allowance {
        /// The allowance in the rule, in working hours.
        hours: u32,
        /// The longest allowance, in working hours.
        limit: u32,
    },
    /// A list is longer than any real calendar.
    #[error("{field}: {found} entries are too many: give at most {limit}")]
    TooMany {
        /// The key of the list.
        field: &'static str,
        /// How many entries it has.
        found: usize,
        /// How many it may have.
        limit: usize,
    },
}

/// A question that a sound calendar cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The answer lies past the last instant that can be represented, in the year 9999.
    #[error("the instant lies past the year 9999")]
    OutOfRange,
    /// Working time can only be added forwards.
    #[error("working time to add must not be negative")]
    NegativeDuration,
}
