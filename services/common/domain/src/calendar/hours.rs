//! Opening hours of a day and of a week.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

use super::error::HoursError;

const MINUTES_PER_DAY: u16 = 24 * 60;

/// Longest part of a refused text that an error repeats, in characters.
const QUOTED_CHARS: usize = 40;

/// One opening of a day by the wall clock, from its opening up to and without its closing time.
///
/// Written `09:00-17:00`; `00:00-24:00` is the whole day. Hours that run past midnight are two
/// openings, one on each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpeningHours {
    opens: u16,
    closes: u16,
}

impl OpeningHours {
    /// From midnight to midnight.
    pub const FULL_DAY: Self = Self {
        opens: 0,
        closes: MINUTES_PER_DAY,
    };

    /// Nine to five: the default opening of reading C.
    pub const OFFICE_DAY: Self = Self {
        opens: 9 * 60,
        closes: 17 * 60,
    };

    /// Opening time, in minutes after midnight (0 to 1439).
    pub const fn opens(self) -> u16 {
        self.opens
    }

    /// Closing time, in minutes after midnight (1 to 1440).
    pub const fn closes(self) -> u16 {
        self.closes
    }
}

impl fmt::Display for OpeningHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minutes: u16| (minutes / 60, minutes % 60);
        let (opens, closes) = (clock(self.opens), clock(self.closes));
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            opens.0, opens.1, closes.0, closes.1
        )
    }
}

impl FromStr for OpeningHours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let parse = || {
            let (opens, closes) = text.split_once('-')?;
            let (opens, closes) = (minute_of_day(opens)?, minute_of_day(closes)?);
            (opens < closes).then_some(Self { opens, closes })
        };
        parse().ok_or_else(|| HoursError {
            text: text.chars().take(QUOTED_CHARS).collect(),
        })
    }
}

impl TryFrom<String> for OpeningHours {
    type Error = HoursError;

    fn try_from(text: String) -> Result<Self, HoursError> {
        text.parse()
    }
}

impl From<OpeningHours> for String {
    fn from(hours: OpeningHours) -> Self {
        hours.to_string()
    }
}

/// Reads `HH:MM`, 00:00 to 24:00.
fn minute_of_day(text: &str) -> Option<u16> {
    let [h1, h2, b':', m1, m2] = text.as_bytes() else {
        return None;
    };
    let number = |tens: &u8, units: &u8| {
        (tens.is_ascii_digit() && units.is_ascii_digit())
            .then(|| u16::from(tens - b'0') * 10 + u16::from(units - b'0'))
    };
    let (hour, minute) = (number(h1, h2)?, number(m1, m2)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES_PER_DAY).then_some(total)
}

/// Opening hours by weekday; a day that is left out never opens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeekHours {
    /// Openings on Mondays.
    pub monday: Vec<OpeningHours>,
    /// Openings on Tuesdays.
    pub tuesday: Vec<OpeningHours>,
    /// Openings on Wednesdays.
    pub wednesday: Vec<OpeningHours>,
    /// Openings on Thursdays.
    pub thursday: Vec<OpeningHours>,
    /// Openings on Fridays.
    pub friday: Vec<OpeningHours>,
    /// Openings on Saturdays.
    pub saturday: Vec<OpeningHours>,
    /// Openings on Sundays.
    pub sunday: Vec<OpeningHours>,
}

impl WeekHours {
    /// The same opening each day from Monday to Friday.
    pub fn monday_to_friday(hours: OpeningHours) -> Self {
        Self {
            monday: vec![hours],
            tuesday: vec![hours],
            wednesday: vec![hours],
            thursday: vec![hours],
            friday: vec![hours],
            ..Self::default()
        }
    }

    /// The openings of one weekday.
    pub fn on(&self, weekday: Weekday) -> &[OpeningHours] {
        match weekday {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    /// The openings of all days, Monday first, for changing in place.
    pub(super) fn days_mut(&mut self) -> [(Weekday, &mut Vec<OpeningHours>); 7] {
        [
            (Weekday::Monday, &mut self.monday),
            (Weekday::Tuesday, &mut self.tuesday),
            (Weekday::Wednesday, &mut self.wednesday),
            (Weekday::Thursday, &mut self.thursday),
            (Weekday::Friday, &mut self.friday),
            (Weekday::Saturday, &mut self.saturday),
            (Weekday::Sunday, &mut self.sunday),
        ]
    }
}
