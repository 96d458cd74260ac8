//! A due instant together with the days that led to it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::error::CalendarError;
use super::holiday::Holiday;
use super::spans::{WorkingSpan, spans_on};
use super::working::WorkingCalendar;

/// How a due instant came about, day by day, so that a person can check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The instant by which the answer is due.
    pub due: Timestamp,
    /// The first working instant: where the clock starts.
    pub starts: Timestamp,
    /// Every day from that of reception to that of the due instant, in order. What they count
    /// adds up to the allowance.
    pub days: Vec<CountedDay>,
}

/// One day of a [`Count`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDay {
    /// The day, by the wall clock of the rule's zone.
    pub date: Date,
    /// The working time of that day that counts towards the allowance.
    pub counted: SignedDuration,
    /// Why it counts, or does not.
    pub why: DayKind,
}

/// What a calendar takes a day for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    /// A day with opening hours.
    Working,
    /// A weekday on which the rule never opens: Saturday and Sunday under reading A.
    RestDay,
    /// A legal holiday.
    Holiday(Holiday),
    /// One of the dates that the rule lists as its own holidays.
    ListedHoliday,
    /// A closure, with the reason that the rule gives.
    Closure(String),
}

impl WorkingCalendar {
    /// The due instant of something received at `received`, with the days counted.
    ///
    /// # Errors
    ///
    /// [`CalendarError::OutOfRange`] if that lies past the year 9999.
    pub fn count(&self, received: Timestamp) -> Result<Count, CalendarError> {
        let due = self.due(received)?;
        let last = self.date(due);
        let days = std::iter::successors(Some(self.date(received)), |date| date.tomorrow().ok())
            .take_while(|date| *date <= last)
            .map(|date| self.counted_day(date, received, due))
            .collect();
        Ok(Count {
            due,
            starts: self.next_working(received)?,
            days,
        })
    }

    fn counted_day(&self, date: Date, received: Timestamp, due: Timestamp) -> CountedDay {
        CountedDay {
            date,
            counted: spans_on(self, date)
                .filter_map(|span| span.within(received, due))
                .map(WorkingSpan::length)
                .sum(),
            why: self.kind(date),
        }
    }
}
