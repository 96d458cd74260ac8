//! The working spans of a calendar, one after the other.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::error::CalendarError;
use super::hours::OpeningHours;
use super::working::WorkingCalendar;

/// A stretch of working time, from its opening up to and without its closing instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WorkingSpan {
    pub(super) opens: Timestamp,
    pub(super) closes: Timestamp,
}

impl WorkingSpan {
    pub(super) fn contains(self, instant: Timestamp) -> bool {
        self.opens <= instant && instant < self.closes
    }

    /// The part of the span within `[from, to)`; `None` if they share nothing.
    pub(super) fn within(self, from: Timestamp, to: Timestamp) -> Option<Self> {
        let opens = self.opens.max(from);
        let closes = self.closes.min(to);
        (opens < closes).then_some(Self { opens, closes })
    }

    pub(super) fn length(self) -> SignedDuration {
        self.opens.duration_until(self.closes)
    }
}

/// The spans of one day, in order.
///
/// # Errors
///
/// An item is [`CalendarError::OutOfRange`] when its instants cannot be represented.
pub(super) fn spans_on(
    calendar: &WorkingCalendar,
    date: Date,
) -> impl Iterator<Item = Result<WorkingSpan, CalendarError>> {
    calendar
        .openings(date)
        .iter()
        .map(move |hours| span(calendar.zone(), date, *hours))
        // A change of the clocks can swallow an opening whole.
        .filter(|span| span.as_ref().map_or(true, |span| span.opens < span.closes))
}

/// The spans of `first` and of every later day, in order, until the calendar's range ends with
/// one [`CalendarError::OutOfRange`].
pub(super) fn spans_from(
    calendar: &WorkingCalendar,
    first: Date,
) -> impl Iterator<Item = Result<WorkingSpan, CalendarError>> {
    let days = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    days.flat_map(move |date| spans_on(calendar, date))
        .chain(std::iter::once(Err(CalendarError::OutOfRange)))
}

fn span(zone: &TimeZone, date: Date, hours: OpeningHours) -> Result<WorkingSpan, CalendarError> {
    Ok(WorkingSpan {
        opens: instant(zone, wall_time(date, hours.opens())?)?,
        closes: instant(zone, wall_time(date, hours.closes())?)?,
    })
}

fn wall_time(date: Date, minute_of_day: u16) -> Result<DateTime, CalendarError> {
    // Addition carries 24:00 over to the next day.
    date.at(0, 0, 0, 0)
        .checked_add(SignedDuration::from_mins(i64::from(minute_of_day)))
        .map_err(|_| CalendarError::OutOfRange)
}

/// The instant at which the wall clock of `zone` shows `time`.
///
/// The mapping never goes backwards, or spans could overlap where the clocks change: a time that
/// comes twice is its first occurrence, a time that is skipped is the instant of the change.
fn instant(zone: &TimeZone, time: DateTime) -> Result<Timestamp, CalendarError> {
    let ambiguous = zone.to_ambiguous_timestamp(time);
    let is_skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
    let earlier = ambiguous.earlier().map_err(|_| CalendarError::OutOfRange)?;
    if !is_skipped {
        return Ok(earlier);
    }
    // Read with the offset after the change, a skipped time lies shortly before the change.
    let change = zone.following(earlier).next();
    Ok(change.map_or(earlier, |change| change.timestamp()))
}
