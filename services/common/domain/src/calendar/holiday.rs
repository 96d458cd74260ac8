//! The ten legal holidays of Belgium.
//!
//! Source: Royal Decree of 18 April 1974 fixing the general rules of the Act of 4 January 1974 on
//! public holidays, article 1. A holiday that falls on a Sunday or a habitual day off is replaced
//! by a day that each firm picks (article 6 of the Act): such days are closures of the rule, the
//! public dates never move.

use jiff::civil::Date;

/// A legal holiday of Belgium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holiday {
    /// 1 January.
    NewYear,
    /// The Monday after Easter.
    EasterMonday,
    /// 1 May.
    LabourDay,
    /// The Thursday 39 days after Easter.
    Ascension,
    /// The Monday 50 days after Easter.
    WhitMonday,
    /// 21 July.
    NationalDay,
    /// 15 August.
    Assumption,
    /// 1 November.
    AllSaints,
    /// 11 November.
    Armistice,
    /// 25 December.
    Christmas,
}

impl Holiday {
    /// The ten of them, in the order of an ordinary year.
    pub const ALL: [Self; 10] = [
        Self::NewYear,
        Self::EasterMonday,
        Self::LabourDay,
        Self::Ascension,
        Self::WhitMonday,
        Self::NationalDay,
        Self::Assumption,
        Self::AllSaints,
        Self::Armistice,
        Self::Christmas,
    ];

    /// The legal holiday that falls on `date`, if any.
    ///
    /// Labour Day wins where it shares its date with Ascension, as in 2008.
    pub fn on(date: Date) -> Option<Self> {
        match (date.month(), date.day()) {
            (1, 1) => Some(Self::NewYear),
            (5, 1) => Some(Self::LabourDay),
            (7, 21) => Some(Self::NationalDay),
            (8, 15) => Some(Self::Assumption),
            (11, 1) => Some(Self::AllSaints),
            (11, 11) => Some(Self::Armistice),
            (12, 25) => Some(Self::Christmas),
            (3..=6, _) => Self::moving_with_easter(date),
            _ => None,
        }
    }

    fn moving_with_easter(date: Date) -> Option<Self> {
        let easter = easter(date.year())?;
        match date.day_of_year() - easter.day_of_year() {
            1 => Some(Self::EasterMonday),
            39 => Some(Self::Ascension),
            50 => Some(Self::WhitMonday),
            _ => None,
        }
    }

    fn in_year(self, year: i16) -> Option<Date> {
        let fixed = |month, day| Date::new(year, month, day).ok();
        let after_easter = |days: i64| easter(year)?.checked_add(jiff::Span::new().days(days)).ok();
        match self {
            Self::NewYear => fixed(1, 1),
            Self::EasterMonday => after_easter(1),
            Self::LabourDay => fixed(5, 1),
            Self::Ascension => after_easter(39),
            Self::WhitMonday => after_easter(50),
            Self::NationalDay => fixed(7, 21),
            Self::Assumption => fixed(8, 15),
            Self::AllSaints => fixed(11, 1),
            Self::Armistice => fixed(11, 11),
            Self::Christmas => fixed(12, 25),
        }
    }
}

/// The legal holidays of `year`, earliest first; empty for a year outside -9999 to 9999.
pub fn belgian_holidays(year: i16) -> Vec<(Date, Holiday)> {
    let mut days: Vec<_> = Holiday::ALL
        .into_iter()
        .filter_map(|holiday| Some((holiday.in_year(year)?, holiday)))
        .collect();
    days.sort_unstable();
    days
}

/// Easter Sunday of `year` in the Gregorian calendar; `None` for a year outside -9999 to 9999.
///
/// The anonymous Gregorian computus (J. Meeus, *Astronomical Algorithms*, chapter 8), with
/// Euclidean divisions so that years before the common era stay total.
fn easter(year: i16) -> Option<Date> {
    let lunar_cycle_year = i32::from(year).rem_euclid(19);
    let (century, year_of_century) = div_rem(i32::from(year), 100);
    let (leap_centuries, century_rest) = div_rem(century, 4);
    let (leap_years, year_rest) = div_rem(year_of_century, 4);
    let moon_drift = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    // Days from 21 March to the full moon, and from there to the Sunday after.
    let full_moon =
        (19 * lunar_cycle_year + century - leap_centuries - moon_drift + 15).rem_euclid(30);
    let sunday = (32 + 2 * century_rest + 2 * leap_years - full_moon - year_rest).rem_euclid(7);
    // One week less where the full moon would come a day too late.
    let late_weeks = (lunar_cycle_year + 11 * full_moon + 22 * sunday).div_euclid(451);
    let (month, day) = div_rem(full_moon + sunday - 7 * late_weeks + 114, 31);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day + 1).ok()?).ok()
}

const fn div_rem(dividend: i32, divisor: i32) -> (i32, i32) {
    (dividend.div_euclid(divisor), dividend.rem_euclid(divisor))
}
