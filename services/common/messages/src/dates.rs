//! Dates, times and durations in words.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use relais_domain::calendar::{CalendarRule, CountedDay, DayKind, Holiday};

use crate::{Language, text};

/// The zone whose wall clock people here read; bundled, so that every machine shows the same.
static ZONE: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZoneDatabase::bundled()
        .get("Europe/Brussels")
        .unwrap_or(TimeZone::UTC)
});

/// A day: "mercredi 6 mai 2026".
pub fn date(language: Language, date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "weekday-monday",
        Weekday::Tuesday => "weekday-tuesday",
        Weekday::Wednesday => "weekday-wednesday",
        Weekday::Thursday => "weekday-thursday",
        Weekday::Friday => "weekday-friday",
        Weekday::Saturday => "weekday-saturday",
        Weekday::Sunday => "weekday-sunday",
    };
    let args = [
        ("weekday", text(language, weekday, &[]).into()),
        ("day", date.day().into()),
        ("month", month(language, date.month()).into()),
        ("year", date.year().to_string().into()),
    ];
    text(language, "date", &args)
}

fn month(language: Language, month: i8) -> String {
    let key = match month {
        1 => "month-1",
        2 => "month-2",
        3 => "month-3",
        4 => "month-4",
        5 => "month-5",
        6 => "month-6",
        7 => "month-7",
        8 => "month-8",
        9 => "month-9",
        10 => "month-10",
        11 => "month-11",
        _ => "month-12",
    };
    text(language, key, &[])
}

/// An instant by the wall clock of Brussels: "mercredi 6 mai 2026 à 15:20".
pub fn date_time(language: Language, at: Timestamp) -> String {
    let local = ZONE.to_datetime(at);
    let args = [
        ("date", date(language, local.date()).into()),
        (
            "time",
            format!("{:02}:{:02}", local.hour(), local.minute()).into(),
        ),
    ];
    text(language, "date-time", &args)
}

/// A duration to the nearest minute: "8 h 40".
pub fn duration(language: Language, duration: SignedDuration) -> String {
    let minutes = (duration.as_secs().max(0) + 30) / 60;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match (hours, minutes) {
        (0, _) => text(language, "duration-minutes", &[("minutes", minutes.into())]),
        (_, 0) => text(language, "duration-hours", &[("hours", hours.into())]),
        _ => {
            let minutes = format!("{minutes:02}");
            let args = [("hours", hours.into()), ("minutes", minutes.into())];
            text(language, "duration-hours-minutes", &args)
        }
    }
}

/// Hours of working time: "72 heures ouvrables".
pub fn working_hours(language: Language, hours: u32) -> String {
    text(language, "working-hours", &[("hours", hours.into())])
}

/// What a rule counts, in words. A rule of one's own that counts the same days and hours as a
/// built-in reading is told in the same words.
pub fn rule(language: Language, rule: &CalendarRule) -> String {
    let same =
        |other: CalendarRule| rule.weekdays == other.weekdays && rule.holidays == other.holidays;
    let key = if same(CalendarRule::reading_a()) {
        "rule-a"
    } else if same(CalendarRule::reading_b()) {
        "rule-b"
    } else if same(CalendarRule::reading_c()) {
        "rule-c"
    } else {
        "rule-other"
    };
    let args = [
        (
            "allowance",
            working_hours(language, rule.allowance_hours).into(),
        ),
        ("rule", rule.id.as_str().into()),
    ];
    text(language, key, &args)
}

/// A day of a count: "samedi 2 mai 2026 : ne compte pas (week-end)".
pub fn counted_day(language: Language, day: &CountedDay) -> String {
    let written = date(language, day.date);
    if day.why == DayKind::Working {
        let args = [
            ("date", written.into()),
            ("duration", duration(language, day.counted).into()),
        ];
        return text(language, "count-day", &args);
    }
    let args = [
        ("date", written.into()),
        ("reason", day_off(language, day).into()),
    ];
    text(language, "count-day-off", &args)
}

fn day_off(language: Language, day: &CountedDay) -> String {
    let weekend = matches!(day.date.weekday(), Weekday::Saturday | Weekday::Sunday);
    match &day.why {
        DayKind::Holiday(it) => holiday(language, *it),
        DayKind::ListedHoliday => text(language, "day-listed-holiday", &[]),
        DayKind::Closure(reason) => text(
            language,
            "day-closure",
            &[("reason", reason.as_str().into())],
        ),
        DayKind::RestDay | DayKind::Working if weekend => text(language, "day-weekend", &[]),
        DayKind::RestDay | DayKind::Working => text(language, "day-rest", &[]),
    }
}

/// The name of a legal holiday.
pub fn holiday(language: Language, holiday: Holiday) -> String {
    let key = match holiday {
        Holiday::NewYear => "holiday-new-year",
        Holiday::EasterMonday => "holiday-easter-monday",
        Holiday::LabourDay => "holiday-labour-day",
        Holiday::Ascension => "holiday-ascension",
        Holiday::WhitMonday => "holiday-whit-monday",
        Holiday::NationalDay => "holiday-national-day",
        Holiday::Assumption => "holiday-assumption",
        Holiday::AllSaints => "holiday-all-saints",
        Holiday::Armistice => "holiday-armistice",
        Holiday::Christmas => "holiday-christmas",
    };
    text(language, key, &[])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn an_instant_is_told_by_the_wall_clock_of_brussels() {
        let due: Timestamp = "2026-05-06T13:20:00Z".parse().expect("an instant");
        let told = Language::ALL.map(|language| date_time(language, due));
        assert_eq!(
            told,
            [
                "mercredi 6 mai 2026 à 15:20",
                "Wednesday 6 May 2026 at 15:20",
                "woensdag 6 mei 2026 om 15:20",
                "Mittwoch, 6. Mai 2026, 15:20 Uhr",
            ]
        );
    }

    #[test]
    fn the_first_of_a_month_is_le_premier() {
        assert_eq!(date(Language::Fr, day(2026, 5, 1)), "vendredi 1er mai 2026");
    }

    #[test]
    fn durations_are_told_to_the_minute() {
        let told = |seconds| duration(Language::Fr, SignedDuration::from_secs(seconds));
        assert_eq!(told(8 * 3600 + 39 * 60 + 31), "8 h 40");
        assert_eq!(told(24 * 3600), "24 h");
        assert_eq!(told(5 * 3600 + 300), "5 h 05");
        assert_eq!(told(600), "10 min");
        assert_eq!(told(-600), "0 min");
    }

    #[test]
    fn a_rule_is_told_by_what_it_counts_and_not_by_its_name() {
        let own = CalendarRule {
            id: "A".to_owned(),
            allowance_hours: 48,
            ..CalendarRule::reading_c()
        };
        let told = rule(Language::Fr, &own);
        assert!(
            told.contains("48 heures ouvrables") && told.contains("heures de bureau"),
            "{told}"
        );
    }
}
