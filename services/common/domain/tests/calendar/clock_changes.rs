//! What the change between winter and summer time does to working time.

use jiff::civil::{Date, Weekday, date};
use jiff::{SignedDuration, ToSpan};
use relais_domain::calendar::{CalendarRule, Holiday};

use crate::{always_open, brussels, compile, rule};

fn last_sunday(year: i16, month: i8) -> Date {
    let last = date(year, month, 1).last_of_month();
    last.nth_weekday_of_month(-1, Weekday::Sunday)
        .expect("every month has a Sunday")
}

#[test]
fn a_friday_offer_is_due_on_wednesday_at_the_same_wall_time_across_a_change() {
    let calendar = compile(CalendarRule::reading_a());
    let mut checked = 0;
    for (year, month) in (2020..=2040).flat_map(|year| [(year, 3), (year, 10)]) {
        let sunday = last_sunday(year, month);
        let (friday, wednesday) = (sunday - 2.days(), sunday + 3.days());
        if friday
            .series(1.day())
            .take(6)
            .any(|day| Holiday::on(day).is_some())
        {
            continue;
        }
        let received = brussels(&format!("{friday}T15:00"));
        let due = calendar.due(received).expect("the year is in range");
        assert_eq!(due, brussels(&format!("{wednesday}T15:00")));
        checked += 1;
    }
    assert!(checked > 20, "only {checked} changes have no holiday near");
}

#[test]
fn a_sunday_counts_the_hours_that_it_has() {
    let calendar = compile(always_open("Europe/Brussels"));
    let hours_of = |day: Date| {
        let midnight = |day: Date| brussels(&format!("{day}T00:00"));
        calendar
            .between(midnight(day), midnight(day + 1.day()))
            .as_hours()
    };
    assert_eq!(hours_of(last_sunday(2026, 3)), 23);
    assert_eq!(hours_of(last_sunday(2026, 10)), 25);
    assert_eq!(hours_of(date(2026, 3, 22)), 24);
}

#[test]
fn an_opening_within_the_skipped_hour_does_not_happen() {
    let calendar = compile(rule(r#"{"sunday": ["02:15-02:45"]}"#, ""));
    // Sunday 29 March 2026 has no 02:15.
    let next = calendar.next_working(brussels("2026-03-28T12:00"));
    assert_eq!(next, Ok(brussels("2026-04-05T02:15")));
}

#[test]
fn an_opening_that_begins_in_the_skipped_hour_begins_at_the_change() {
    let calendar = compile(rule(r#"{"sunday": ["02:30-04:00"]}"#, ""));
    let (from, until) = (brussels("2026-03-29T00:00"), brussels("2026-03-30T00:00"));
    assert_eq!(
        calendar.next_working(from),
        Ok(brussels("2026-03-29T03:00"))
    );
    assert_eq!(calendar.between(from, until), SignedDuration::from_hours(1));
}

#[test]
fn a_closing_time_that_comes_twice_is_its_first_occurrence() {
    let calendar = compile(rule(r#"{"sunday": ["01:30-02:30"]}"#, ""));
    let (from, until) = (brussels("2026-10-25T00:00"), brussels("2026-10-26T00:00"));
    assert_eq!(calendar.between(from, until), SignedDuration::from_hours(1));
}

#[test]
fn a_day_that_a_country_skipped_counts_nothing() {
    // Samoa went from 29 to 31 December 2011.
    let calendar = compile(always_open("Pacific/Apia"));
    let noon = |day| {
        date(2011, 12, day)
            .at(12, 0, 0, 0)
            .in_tz("Pacific/Apia")
            .expect("the zone is bundled")
            .timestamp()
    };
    assert_eq!(
        calendar.between(noon(29), noon(31)),
        SignedDuration::from_hours(24)
    );
}
