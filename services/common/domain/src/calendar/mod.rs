//! Working time: which instants count towards an answer, and when the answer is due.
//!
//! The relay promises an answer within "72 hours (working days)". What a working day is is data,
//! a [`CalendarRule`]; three readings of the promise come built in ([`CalendarRule::reading_a`],
//! [`reading_b`](CalendarRule::reading_b), [`reading_c`](CalendarRule::reading_c)). A rule is
//! checked and compiled once into a [`WorkingCalendar`], which then answers questions about
//! instants.
//!
//! Working time is a sequence of half-open spans `[opening, closing)`:
//!
//! - An opening instant works, a closing instant does not.
//! - A clock that runs out exactly at a closing instant is due at the next opening. So nothing is
//!   ever due in non-working time, and measuring what was added gives back what was added.
//! - An offer received outside working time starts its clock at the next opening.
//!
//! Hours are elapsed hours, not figures on a wall clock. The two differ only where the clocks
//! change during opening hours. In Belgium they change on Sundays, which readings A, B and C
//! never count, so under these a Friday 15:00 offer is due Wednesday 15:00 across a change too. A
//! rule that opens on Sundays counts 23 or 25 hours for such a full day. An opening or closing
//! time that the change skips stands for the instant of the change; one that comes twice stands
//! for its first occurrence.

mod count;
mod error;
mod holiday;
mod hours;
mod rule;
mod spans;
mod working;

pub use count::{Count, CountedDay, DayKind};
pub use error::{CalendarError, HoursError, RuleError};
pub use holiday::{Holiday, belgian_holidays};
pub use hours::{OpeningHours, WeekHours};
pub use rule::{CalendarRule, Closure, HolidaySet};
pub use working::WorkingCalendar;
