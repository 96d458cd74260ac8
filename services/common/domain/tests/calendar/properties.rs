//! What holds for every instant from 2020 to 2040, whatever the calendar.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use proptest::prelude::*;
use relais_domain::calendar::{CalendarRule, Closure, Holiday, HolidaySet, WorkingCalendar};

use crate::{always_open, compile, rule};

/// The built-in readings, and rules with odd hours, closures and unruly zones.
fn calendars() -> Vec<WorkingCalendar> {
    let odd_hours = rule(
        r#"{"tuesday": ["08:10-12:00", "12:00-16:45"], "friday": ["22:00-24:00"],
            "saturday": ["00:00-03:00"], "sunday": ["01:00-02:30", "02:30-06:00"]}"#,
        r#", "closures": [{"from": "2027-02-01", "to": "2028-02-29", "reason": "works"}]"#,
    );
    [
        CalendarRule::reading_a(),
        CalendarRule::reading_b(),
        CalendarRule::reading_c(),
        odd_hours,
        always_open("Europe/Brussels"),
        always_open("Africa/Cairo"),
        always_open("America/Havana"),
        always_open("Australia/Lord_Howe"),
    ]
    .map(compile)
    .into()
}

fn calendar() -> impl Strategy<Value = WorkingCalendar> {
    proptest::sample::select(calendars())
}

/// Any instant, and more often one on the hour, where openings and closings are.
fn instant() -> impl Strategy<Value = Timestamp> {
    const FROM: i64 = 1_577_836_800;
    const UNTIL: i64 = 2_240_611_200;
    let any = (FROM..UNTIL, 0_i32..1_000_000_000);
    let on_the_hour = (FROM / 3_600..UNTIL / 3_600).prop_map(|hour| (hour * 3_600, 0));
    prop_oneof![any, on_the_hour].prop_map(|(second, nanosecond)| {
        Timestamp::new(second, nanosecond).expect("the years are in range")
    })
}

/// Up to 250 hours of working time, often whole hours.
fn working_time() -> impl Strategy<Value = SignedDuration> {
    let any = (0_i64..900_000, 0_i32..1_000_000_000)
        .prop_map(|(seconds, nanoseconds)| SignedDuration::new(seconds, nanoseconds));
    prop_oneof![any, (0_i64..=250).prop_map(SignedDuration::from_hours)]
}

fn add(calendar: &WorkingCalendar, from: Timestamp, working: SignedDuration) -> Timestamp {
    calendar.add(from, working).expect("the years are in range")
}

fn due(calendar: &WorkingCalendar, received: Timestamp) -> Timestamp {
    calendar.due(received).expect("the years are in range")
}

fn is_counted_under_a(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && Holiday::on(date).is_none()
}

/// Reading A without a calendar: the same wall time three counted days later.
fn due_under_a_by_hand(received: &Zoned) -> Zoned {
    let next_day = |date: Date| date.checked_add(1.day()).expect("the years are in range");
    let (mut date, mut time) = (received.date(), received.time());
    while !is_counted_under_a(date) {
        (date, time) = (next_day(date), Time::midnight());
    }
    for _ in 0..3 {
        date = next_day(date);
        while !is_counted_under_a(date) {
            date = next_day(date);
        }
    }
    // The wall time is put on the last day only: on a day between it may not exist.
    let zone = received.time_zone().clone();
    let due = date.to_datetime(time).to_zoned(zone);
    due.expect("the years are in range")
}

proptest! {
    #[test]
    fn adding_then_measuring_gives_back_what_was_added(
        calendar in calendar(), from in instant(), working in working_time(),
    ) {
        let until = add(&calendar, from, working);
        prop_assert_eq!(calendar.between(from, until), working);
    }

    #[test]
    fn nothing_is_ever_due_in_non_working_time(
        calendar in calendar(), from in instant(), working in working_time(),
    ) {
        prop_assert!(calendar.is_working(add(&calendar, from, working)));
    }

    #[test]
    fn what_is_received_later_is_not_due_earlier(
        calendar in calendar(), a in instant(), b in instant(), working in working_time(),
    ) {
        let (earlier, later) = (a.min(b), a.max(b));
        prop_assert!(add(&calendar, earlier, working) <= add(&calendar, later, working));
    }

    #[test]
    fn more_working_time_ends_later(
        calendar in calendar(), from in instant(), a in working_time(), b in working_time(),
    ) {
        prop_assume!(a < b);
        prop_assert!(add(&calendar, from, a) < add(&calendar, from, b));
    }

    #[test]
    fn a_pause_moves_the_due_instant_by_the_working_time_it_took(
        calendar in calendar(), from in instant(), a in working_time(), b in working_time(),
    ) {
        let in_two_steps = add(&calendar, add(&calendar, from, a), b);
        prop_assert_eq!(in_two_steps, add(&calendar, from, a + b));
    }

    #[test]
    fn working_time_adds_up(calendar in calendar(), from in instant(), days in (0_i64..60, 0_i64..60)) {
        let middle = from + SignedDuration::from_hours(24 * days.0 + 7);
        let until = middle + SignedDuration::from_hours(24 * days.1 + 5);
        prop_assert_eq!(
            calendar.between(from, until),
            calendar.between(from, middle) + calendar.between(middle, until)
        );
    }

    #[test]
    fn the_next_working_instant_is_the_first(calendar in calendar(), from in instant()) {
        let next = calendar.next_working(from).expect("the years are in range");
        prop_assert!(next >= from && calendar.is_working(next));
        prop_assert_eq!(calendar.between(from, next), SignedDuration::ZERO);
        prop_assert_eq!(next == from, calendar.is_working(from));
    }

    #[test]
    fn under_a_an_answer_is_due_three_counted_days_later_at_the_same_wall_time(
        received in instant(),
    ) {
        let calendar = compile(CalendarRule::reading_a());
        let brussels = TimeZone::get("Europe/Brussels").expect("the zone is bundled");
        let by_hand = due_under_a_by_hand(&received.to_zoned(brussels));
        prop_assert_eq!(due(&calendar, received), by_hand.timestamp());
    }

    #[test]
    fn the_readings_are_due_in_the_order_b_a_c(received in instant()) {
        let [a, b, c] = ["A", "B", "C"].map(|id| {
            due(&compile(CalendarRule::named(id).expect("built in")), received)
        });
        prop_assert!(b <= a && a < c);
    }

    #[test]
    fn a_closure_is_due_like_a_listed_holiday(received in instant(), days_later in 0_i64..6) {
        let day = received.to_zoned(TimeZone::UTC).date() + days_later.days();
        let listed = CalendarRule {
            holidays: HolidaySet::Dates([day].into()),
            ..CalendarRule::reading_a()
        };
        let closed = CalendarRule {
            holidays: HolidaySet::None,
            closures: vec![Closure { from: day, to: day, reason: "pont".to_owned() }],
            ..CalendarRule::reading_a()
        };
        prop_assert_eq!(due(&compile(listed), received), due(&compile(closed), received));
    }

    #[test]
    fn the_days_of_a_count_add_up_to_the_allowance(
        calendar in calendar(), received in instant(),
    ) {
        let count = calendar.count(received).expect("the years are in range");
        let counted: SignedDuration = count.days.iter().map(|day| day.counted).sum();
        prop_assert_eq!(counted, calendar.rule().allowance());
        prop_assert_eq!(count.due, due(&calendar, received));
        prop_assert!(count.starts >= received && calendar.is_working(count.starts));
    }

    #[test]
    fn shares_of_the_time_run_from_the_start_to_the_due_instant(
        calendar in calendar(), received in instant(), a in 0_u16..=1_000, b in 0_u16..=1_000,
    ) {
        let due = due(&calendar, received);
        let (less, more) = (
            calendar.share(received, due, a.min(b)),
            calendar.share(received, due, a.max(b)),
        );
        prop_assert!(less <= more && more <= due);
        prop_assert_eq!(calendar.share(received, due, 1_000), due);
        prop_assert_eq!(Ok(calendar.share(received, due, 0)), calendar.next_working(received));
        let run = calendar.between(received, less).as_secs();
        let expected = calendar.rule().allowance().as_secs() * i64::from(a.min(b)) / 1_000;
        prop_assert!((run - expected).abs() <= 1);
    }

    #[test]
    fn the_limits_of_time_make_no_calendar_panic(
        calendar in calendar(), seconds in 0_i64..100_000_000, permille in any::<u16>(),
    ) {
        // Three years at either end of the range of instants.
        let offset = SignedDuration::from_secs(seconds);
        for (from, until) in [
            (Timestamp::MIN, Timestamp::MIN + offset),
            (Timestamp::MAX - offset, Timestamp::MAX),
        ] {
            prop_assert!(calendar.between(from, until) <= offset);
            prop_assert!(calendar.share(from, until, permille) <= until);
            prop_assert!(calendar.due(from).is_ok_and(|due| due > from) || until == Timestamp::MAX);
        }
    }
}
