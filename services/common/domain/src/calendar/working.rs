//! A rule, checked and ready to answer questions about instants.

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::count::DayKind;
use super::error::{CalendarError, RuleError};
use super::holiday::Holiday;
use super::hours::OpeningHours;
use super::rule::{CalendarRule, Closure, HolidaySet};
use super::spans::{WorkingSpan, spans_from};

const MAX_ID_CHARS: usize = 64;
const MAX_OPENINGS_PER_DAY: usize = 24;
const MAX_CLOSURES: usize = 366;
const MAX_HOLIDAY_DATES: usize = 366;
/// A year of clock hours.
const MAX_ALLOWANCE_HOURS: u32 = 8_760;
/// Closures and holidays must leave some working time within this many years.
const LONGEST_CLOSING_YEARS: u16 = 10;

/// Working time by one [`CalendarRule`].
///
/// All methods walk day by day from the earlier instant, so they cost a fraction of a microsecond
/// per day in between; nothing is cached and nothing is shared.
#[derive(Debug, Clone)]
pub struct WorkingCalendar {
    rule: CalendarRule,
    zone: TimeZone,
}

impl WorkingCalendar {
    /// Checks a rule and compiles it.
    ///
    /// # Errors
    ///
    /// A [`RuleError`] that names the key at fault and the remedy.
    pub fn new(mut rule: CalendarRule) -> Result<Self, RuleError> {
        check_sizes(&rule)?;
        sort_and_check_hours(&mut rule)?;
        // The bundled database, so that every machine counts the same.
        let zone =
            TimeZoneDatabase::bundled()
                .get(&rule.zone)
                .map_err(|_| RuleError::UnknownZone {
                    zone: rule.zone.chars().take(MAX_ID_CHARS).collect(),
                })?;
        let calendar = Self { rule, zone };
        calendar.check_closures()?;
        Ok(calendar)
    }

    /// The rule; the openings of each day are in order.
    pub fn rule(&self) -> &CalendarRule {
        &self.rule
    }

    /// Whether working time runs at `instant`.
    pub fn is_working(&self, instant: Timestamp) -> bool {
        self.next_working(instant) == Ok(instant)
    }

    /// The first working instant at or after `instant`.
    ///
    /// # Errors
    ///
    /// [`CalendarError::OutOfRange`] if that lies past the year 9999.
    pub fn next_working(&self, instant: Timestamp) -> Result<Timestamp, CalendarError> {
        self.add(instant, SignedDuration::ZERO)
    }

    /// The instant at which `working` time has run since `from`.
    ///
    /// The answer is always a working instant: time that runs out at a closing instant gives the
    /// next opening.
    ///
    /// # Errors
    ///
    /// [`CalendarError::NegativeDuration`] if `working` is negative, and
    /// [`CalendarError::OutOfRange`] if that lies past the year 9999.
    pub fn add(
        &self,
        from: Timestamp,
        working: SignedDuration,
    ) -> Result<Timestamp, CalendarError> {
        if working.is_negative() {
            return Err(CalendarError::NegativeDuration);
        }
        let mut left = working;
        for span in spans_from(self, self.date(from)) {
            let Some(span) = span.within(from, Timestamp::MAX) else {
                continue;
            };
            if left < span.length() {
                return span
                    .opens
                    .checked_add(left)
                    .map_err(|_| CalendarError::OutOfRange);
            }
            left -= span.length();
        }
        Err(CalendarError::OutOfRange)
    }

    /// The working time that runs from `from` until `until`; zero if `until` is not later.
    pub fn between(&self, from: Timestamp, until: Timestamp) -> SignedDuration {
        spans_from(self, self.date(from))
            .take_while(|span| span.opens < until)
            .filter_map(|span| span.within(from, until))
            .map(WorkingSpan::length)
            .sum()
    }

    /// The instant by which something received at `received` must be answered: the rule's
    /// allowance, counted from the first working instant.
    ///
    /// # Errors
    ///
    /// [`CalendarError::OutOfRange`] if that lies past the year 9999.
    pub fn due(&self, received: Timestamp) -> Result<Timestamp, CalendarError> {
        self.add(received, self.rule.allowance())
    }

    /// The instant at which `permille` thousandths of the working time between `received` and
    /// `due` have run: when to warn that a deadline nears.
    ///
    /// A share of 1000 or more is `due` itself, and no share lies after it.
    pub fn share(&self, received: Timestamp, due: Timestamp, permille: u16) -> Timestamp {
        if permille >= 1_000 {
            return due;
        }
        let part = self.between(received, due) / 1_000 * i32::from(permille);
        // Adding fails only past the last instant there is, and so past `due`.
        self.add(received, part)
            .map_or(due, |instant| instant.min(due))
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The day that the wall clock shows at `instant`.
    pub(super) fn date(&self, instant: Timestamp) -> Date {
        self.zone.to_datetime(instant).date()
    }

    /// What kind of day the rule takes `date` for.
    ///
    /// A weekday that never opens is a rest day even on a holiday, and a holiday during a closure
    /// is a holiday.
    pub fn kind(&self, date: Date) -> DayKind {
        if self.rule.weekdays.on(date.weekday()).is_empty() {
            return DayKind::RestDay;
        }
        let holiday = match &self.rule.holidays {
            HolidaySet::Belgian => Holiday::on(date).map(DayKind::Holiday),
            HolidaySet::Dates(dates) => dates.contains(&date).then_some(DayKind::ListedHoliday),
            HolidaySet::None => None,
        };
        let closure = || self.rule.closures.iter().find(|c| c.contains(date));
        holiday
            .or_else(|| Some(DayKind::Closure(closure()?.reason.clone())))
            .unwrap_or(DayKind::Working)
    }

    /// The openings of a day: those of its weekday, none on a holiday or during a closure.
    pub(super) fn openings(&self, date: Date) -> &[OpeningHours] {
        if self.kind(date) == DayKind::Working {
            self.rule.weekdays.on(date.weekday())
        } else {
            &[]
        }
    }

    fn check_closures(&self) -> Result<(), RuleError> {
        for Closure { from, to, reason } in &self.rule.closures {
            if to < from {
                return Err(RuleError::BackwardsClosure {
                    from: *from,
                    to: *to,
                    reason: reason.clone(),
                });
            }
            self.check_opens_after(*from)?;
        }
        if let HolidaySet::Dates(dates) = &self.rule.holidays {
            dates
                .iter()
                .try_for_each(|date| self.check_opens_after(*date))?;
        }
        Ok(())
    }

    fn check_opens_after(&self, date: Date) -> Result<(), RuleError> {
        let horizon = date.saturating_add(i32::from(LONGEST_CLOSING_YEARS).years());
        let opens = std::iter::successors(Some(date), |date| date.tomorrow().ok())
            .take_while(|date| *date <= horizon)
            .any(|date| !self.openings(date).is_empty());
        opens.then_some(()).ok_or(RuleError::NothingOpenAfter {
            date,
            years: LONGEST_CLOSING_YEARS,
        })
    }
}

fn check_sizes(rule: &CalendarRule) -> Result<(), RuleError> {
    if rule.id.is_empty() || rule.id.chars().count() > MAX_ID_CHARS {
        return Err(RuleError::Id {
            limit: MAX_ID_CHARS,
        });
    }
    if !(1..=MAX_ALLOWANCE_HOURS).contains(&rule.allowance_hours) {
        return Err(RuleError::Allowance {
            hours: rule.allowance_hours,
            limit: MAX_ALLOWANCE_HOURS,
        });
    }
    check_count("closures", rule.closures.len(), MAX_CLOSURES)?;
    if let HolidaySet::Dates(dates) = &rule.holidays {
        check_count("holidays.dates", dates.len(), MAX_HOLIDAY_DATES)?;
    }
    Ok(())
}

fn check_count(field: &'static str, found: usize, limit: usize) -> Result<(), RuleError> {
    if found > limit {
        return Err(RuleError::TooMany {
            field,
            found,
            limit,
        });
    }
    Ok(())
}

fn sort_and_check_hours(rule: &mut CalendarRule) -> Result<(), RuleError> {
    let mut opens = false;
    for (weekday, openings) in rule.weekdays.days_mut() {
        check_count("weekdays", openings.len(), MAX_OPENINGS_PER_DAY)?;
        openings.sort_unstable();
        opens |= !openings.is_empty();
        for pair in openings.windows(2) {
            if let [first, second] = *pair
                && second.opens() < first.closes()
            {
                return Err(RuleError::OverlappingHours {
                    weekday,
                    first,
                    second,
                });
            }
        }
    }
    opens.then_some(()).ok_or(RuleError::NeverOpen)
}
