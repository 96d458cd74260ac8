//! When answers are due, and how the days are counted.

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::civil::date;
use relais_domain::calendar::{CalendarError, CalendarRule, DayKind, Holiday, HolidaySet};

use crate::{brussels, compile, rule};

fn due(rule: CalendarRule, received: &str) -> Timestamp {
    compile(rule)
        .due(brussels(received))
        .expect("the year is in range")
}

#[test]
fn an_offer_before_labour_day_is_due_on_wednesday_under_a() {
    let due = due(CalendarRule::reading_a(), "2026-04-30T15:20");
    assert_eq!(due, brussels("2026-05-06T15:20"));
}

#[test]
fn an_offer_before_labour_day_is_due_on_tuesday_under_b() {
    let due = due(CalendarRule::reading_b(), "2026-04-30T15:20");
    assert_eq!(due, brussels("2026-05-05T15:20"));
}

#[test]
fn staffed_hours_run_from_nine_to_five() {
    // Nine staffed days later; neither Labour Day nor Ascension is one.
    let due = due(CalendarRule::reading_c(), "2026-04-30T16:20");
    assert_eq!(due, brussels("2026-05-15T16:20"));
}

#[test]
fn an_offer_received_on_saturday_starts_its_clock_on_monday() {
    let calendar = compile(CalendarRule::reading_a());
    let saturday = brussels("2026-06-06T11:00");
    assert_eq!(
        calendar.next_working(saturday),
        Ok(brussels("2026-06-08T00:00"))
    );
    assert_eq!(calendar.due(saturday), Ok(brussels("2026-06-11T00:00")));
}

#[test]
fn a_clock_that_runs_out_at_a_closing_instant_is_due_at_the_next_opening() {
    // Wednesday, Thursday and Friday in full; Saturday 00:00 does not work.
    let due_a = due(CalendarRule::reading_a(), "2026-06-10T00:00");
    assert_eq!(due_a, brussels("2026-06-15T00:00"));
    let due_c = due(CalendarRule::reading_c(), "2026-06-15T09:00");
    assert_eq!(due_c, brussels("2026-06-26T09:00"));
}

#[test]
fn a_lunch_break_does_not_count() {
    let split = rule(r#"{"tuesday": ["13:00-17:00", "09:00-12:00"]}"#, "");
    let calendar = compile(split);
    let hours = |from: &str, until: &str| calendar.between(brussels(from), brussels(until));
    let tuesday = "2026-06-09T";
    assert_eq!(
        hours(&format!("{tuesday}11:30"), &format!("{tuesday}13:30")),
        SignedDuration::from_hours(1)
    );
    assert!(!calendar.is_working(brussels("2026-06-09T12:00")));
    assert!(calendar.is_working(brussels("2026-06-09T13:00")));
}

#[test]
fn a_count_explains_each_day_up_to_the_due_instant() {
    let count = compile(CalendarRule::reading_a())
        .count(brussels("2026-04-30T15:20"))
        .expect("2026 is in range");
    let days: Vec<_> = count
        .days
        .into_iter()
        .map(|day| (day.date, day.counted.as_mins(), day.why))
        .collect();
    assert_eq!(count.starts, brussels("2026-04-30T15:20"));
    assert_eq!(
        days,
        [
            (date(2026, 4, 30), 8 * 60 + 40, DayKind::Working),
            (date(2026, 5, 1), 0, DayKind::Holiday(Holiday::LabourDay)),
            (date(2026, 5, 2), 0, DayKind::RestDay),
            (date(2026, 5, 3), 0, DayKind::RestDay),
            (date(2026, 5, 4), 24 * 60, DayKind::Working),
            (date(2026, 5, 5), 24 * 60, DayKind::Working),
            (date(2026, 5, 6), 15 * 60 + 20, DayKind::Working),
        ]
    );
}

#[test]
fn a_count_gives_the_reason_of_a_closure() {
    let bridge = rule(
        r#"{"monday": ["00:00-24:00"], "tuesday": ["00:00-24:00"]}"#,
        r#", "closures": [{"from": "2026-07-20", "to": "2026-07-20", "reason": "pont"}]"#,
    );
    let count = compile(bridge)
        .count(brussels("2026-07-20T10:00"))
        .expect("2026 is in range");
    let why: Vec<_> = count.days.into_iter().take(2).map(|day| day.why).collect();
    assert_eq!(
        why,
        [
            DayKind::Closure("pont".to_owned()),
            DayKind::Holiday(Holiday::NationalDay)
        ]
    );
}

#[test]
fn a_listed_holiday_is_told_from_a_legal_one() {
    let listed = CalendarRule {
        holidays: HolidaySet::Dates([date(2026, 9, 28)].into()),
        ..CalendarRule::reading_a()
    };
    let calendar = compile(listed);
    assert_eq!(calendar.kind(date(2026, 9, 28)), DayKind::ListedHoliday);
    assert_eq!(calendar.kind(date(2026, 5, 1)), DayKind::Working);
}

#[test]
fn half_of_the_time_has_run_after_a_day_and_a_half() {
    let calendar = compile(CalendarRule::reading_a());
    let received = brussels("2026-06-12T15:00");
    let due = calendar.due(received).expect("2026 is in range");
    assert_eq!(
        calendar.share(received, due, 500),
        brussels("2026-06-16T03:00")
    );
}

#[test]
fn nothing_runs_backwards() {
    let calendar = compile(CalendarRule::reading_a());
    let (earlier, later) = (brussels("2026-06-09T10:00"), brussels("2026-06-09T11:00"));
    assert_eq!(calendar.between(later, earlier), SignedDuration::ZERO);
    assert_eq!(calendar.share(later, earlier, 500), earlier);
    assert_eq!(
        calendar.add(earlier, SignedDuration::from_hours(-1)),
        Err(CalendarError::NegativeDuration)
    );
}

#[test]
fn the_end_of_time_is_an_error() {
    let calendar = compile(CalendarRule::reading_a());
    assert_eq!(calendar.due(Timestamp::MAX), Err(CalendarError::OutOfRange));
    assert_eq!(
        calendar.add(brussels("9990-01-01T00:00"), SignedDuration::MAX),
        Err(CalendarError::OutOfRange)
    );
    assert!(calendar.due(Timestamp::MIN).is_ok());
}
