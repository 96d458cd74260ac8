//! The working spans of a calendar, one after the other.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::working::WorkingCalendar;

/// A stretch of working time, from its opening up to and without its closing instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WorkingSpan {
    pub(super) opens: Timestamp,
    pub(super) closes: Timestamp,
}

impl WorkingSpan {
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
pub(super) fn spans_on(
    calendar: &WorkingCalendar,
    date: Date,
) -> impl Iterator<Item = WorkingSpan> {
    calendar
        .openings(date)
        .iter()
        .map(move |hours| WorkingSpan {
            opens: instant(calendar.zone(), wall_time(date, hours.opens())),
            closes: instant(calendar.zone(), wall_time(date, hours.closes())),
        })
        // A change of the clocks can swallow an opening whole.
        .filter(|span| span.opens < span.closes)
}

/// The spans of `first` and of every later day that can be represented, in order.
pub(super) fn spans_from(
    calendar: &WorkingCalendar,
    first: Date,
) -> impl Iterator<Item = WorkingSpan> {
    let days = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    days.flat_map(move |date| spans_on(calendar, date))
}

fn wall_time(date: Date, minute_of_day: u16) -> DateTime {
    // Addition carries 24:00 over to the next day.
    date.at(0, 0, 0, 0)
        .saturating_add(SignedDuration::from_mins(i64::from(minute_of_day)))
}

/// The instant at which the wall clock of `zone` shows `time`, cut to the range of instants.
///
/// The mapping never goes backwards, or spans could overlap where the clocks change: a time that
/// comes twice is its first occurrence, a time that is skipped is the instant of the change.
fn instant(zone: &TimeZone, time: DateTime) -> Timestamp {
    let ambiguous = zone.to_ambiguous_timestamp(time);
    let is_skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
    let Ok(earlier) = ambiguous.earlier() else {
        return if time.year() < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
    };
    if !is_skipped {
        return earlier;
    }
    // Read with the offset after the change, a skipped time lies shortly before the change.
    zone.following(earlier)
        .next()
        .map_or(earlier, |change| change.timestamp())
}
