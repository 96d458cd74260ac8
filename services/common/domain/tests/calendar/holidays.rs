//! The legal holidays of Belgium.

use jiff::civil::{Weekday, date};
use jiff::{SignedDuration, ToSpan};
use relais_domain::calendar::{CalendarRule, Holiday, belgian_holidays};

use crate::{brussels, compile};

#[test]
fn easter_monday_follows_the_known_easter_dates() {
    let known = [
        (1961, 4, 2),
        (1981, 4, 19),
        (2000, 4, 23),
        (2008, 3, 23),
        (2011, 4, 24),
        (2019, 4, 21),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2035, 3, 25),
        (2038, 4, 25),
        (2076, 4, 19),
        (2285, 3, 22),
    ];
    for (year, month, day) in known {
        let easter = date(year, month, day);
        let monday = easter + 1.day();
        assert!(
            belgian_holidays(year).contains(&(monday, Holiday::EasterMonday)),
            "Easter of {year} is {easter}"
        );
    }
}

#[test]
fn the_holidays_of_2026_are_ten() {
    assert_eq!(
        belgian_holidays(2026),
        [
            (date(2026, 1, 1), Holiday::NewYear),
            (date(2026, 4, 6), Holiday::EasterMonday),
            (date(2026, 5, 1), Holiday::LabourDay),
            (date(2026, 5, 14), Holiday::Ascension),
            (date(2026, 5, 25), Holiday::WhitMonday),
            (date(2026, 7, 21), Holiday::NationalDay),
            (date(2026, 8, 15), Holiday::Assumption),
            (date(2026, 11, 1), Holiday::AllSaints),
            (date(2026, 11, 11), Holiday::Armistice),
            (date(2026, 12, 25), Holiday::Christmas),
        ]
    );
}

#[test]
fn a_list_of_holidays_and_a_look_at_one_date_agree_in_every_year() {
    for year in -9999..=9999 {
        let holidays = belgian_holidays(year);
        assert_eq!(holidays.len(), 10, "in {year}");
        for (date, holiday) in holidays {
            let shares_its_date =
                holiday == Holiday::Ascension && (date.month(), date.day()) == (5, 1);
            let expected = if shares_its_date {
                Holiday::LabourDay
            } else {
                holiday
            };
            assert_eq!(Holiday::on(date), Some(expected), "on {date}");
            match holiday {
                Holiday::EasterMonday | Holiday::WhitMonday => {
                    assert_eq!(date.weekday(), Weekday::Monday, "{date}");
                }
                Holiday::Ascension => assert_eq!(date.weekday(), Weekday::Thursday, "{date}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_year_that_no_calendar_reaches_has_no_holidays() {
    assert!(belgian_holidays(i16::MAX).is_empty());
}

#[test]
fn no_legal_holiday_works_under_any_reading() {
    let readings = ["A", "B", "C"]
        .map(|id| compile(CalendarRule::named(id).expect("the reading is built in")));
    for (date, holiday) in (2020..=2040).flat_map(belgian_holidays) {
        let midnight = brussels(&format!("{date}T00:00"));
        let noon = brussels(&format!("{date}T12:00"));
        let next_midnight = brussels(&format!("{}T00:00", date + 1.day()));
        for calendar in &readings {
            assert!(!calendar.is_working(noon), "{holiday:?} {date}");
            assert_eq!(
                calendar.between(midnight, next_midnight),
                SignedDuration::ZERO,
                "{holiday:?} {date}"
            );
        }
    }
}
