//! Calendar rules as configuration files hold them.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::hours::{OpeningHours, WeekHours};

/// When working time runs and how much of it an answer may take.
///
/// A rule is plain data and may hold mistakes; [`WorkingCalendar::new`] finds them. Cases store
/// the `id` and `version` of the rule that set their clock, so a changed rule needs a new version.
///
/// [`WorkingCalendar::new`]: super::WorkingCalendar::new
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarRule {
    /// `A`, `B` or `C` for a built-in reading, or a site's own name (1 to 64 characters).
    pub id: String,
    /// Raised whenever the content of the rule changes.
    pub version: u32,
    /// IANA time zone of the opening hours, as `Europe/Brussels`.
    pub zone: String,
    /// Opening hours by weekday.
    pub weekdays: WeekHours,
    /// Holidays on which nothing counts.
    #[serde(default)]
    pub holidays: HolidaySet,
    /// Other days on which nothing counts: replacement days, a yearly closing.
    #[serde(default)]
    pub closures: Vec<Closure>,
    /// Working hours within which an answer is due.
    pub allowance_hours: u32,
}

/// The holidays that a rule observes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HolidaySet {
    /// The ten legal holidays of Belgium.
    #[default]
    Belgian,
    /// No holidays.
    None,
    /// Exactly these dates.
    Dates(BTreeSet<Date>),
}

/// Days on which the rule does not open, whatever the weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// First closed day.
    pub from: Date,
    /// Last closed day; the same as `from` for a single day.
    pub to: Date,
    /// Why, in words that people read in the count of a due date.
    pub reason: String,
}

impl Closure {
    /// Whether `date` falls within the closure.
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }
}

impl CalendarRule {
    /// Reading A, the default: 72 clock hours on Mondays to Fridays that are not legal holidays,
    /// 24 hours a day.
    pub fn reading_a() -> Self {
        Self::belgian_72_hours("A", WeekHours::monday_to_friday(OpeningHours::FULL_DAY))
    }

    /// Reading B: as A, plus Saturdays, which Belgian labour law holds to be working days
    /// (*jours ouvrables*).
    pub fn reading_b() -> Self {
        let weekdays = WeekHours {
            saturday: vec![OpeningHours::FULL_DAY],
            ..WeekHours::monday_to_friday(OpeningHours::FULL_DAY)
        };
        Self::belgian_72_hours("B", weekdays)
    }

    /// Reading C: 72 staffed hours. Staffed is Monday to Friday 09:00-17:00, which makes nine
    /// days; a site with other hours gives its own rule.
    pub fn reading_c() -> Self {
        Self::belgian_72_hours("C", WeekHours::monday_to_friday(OpeningHours::OFFICE_DAY))
    }

    /// The built-in reading `A`, `B` or `C`; `None` for any other name.
    pub fn named(id: &str) -> Option<Self> {
        match id {
            "A" => Some(Self::reading_a()),
            "B" => Some(Self::reading_b()),
            "C" => Some(Self::reading_c()),
            _ => None,
        }
    }

    /// The allowance as a duration of working time.
    pub fn allowance(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.allowance_hours))
    }

    fn belgian_72_hours(id: &str, weekdays: WeekHours) -> Self {
        Self {
            id: id.to_owned(),
            version: 1,
            zone: "Europe/Brussels".to_owned(),
            weekdays,
            holidays: HolidaySet::Belgian,
            closures: Vec::new(),
            allowance_hours: 72,
        }
    }
}
