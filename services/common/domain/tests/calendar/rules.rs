//! Rules as configuration files hold them, and what is wrong with some.

use jiff::civil::date;
use relais_domain::calendar::{
    CalendarRule, Closure, HolidaySet, OpeningHours, RuleError, WeekHours, WorkingCalendar,
};

use crate::rule;

fn refusal(rule: CalendarRule) -> RuleError {
    WorkingCalendar::new(rule).expect_err("the rule has a mistake")
}

fn closure(from: jiff::civil::Date, to: jiff::civil::Date) -> Closure {
    Closure {
        from,
        to,
        reason: "works".to_owned(),
    }
}

#[test]
fn a_rule_survives_its_file() {
    let site = CalendarRule {
        id: "hospital".to_owned(),
        holidays: HolidaySet::Dates([date(2026, 9, 27)].into()),
        closures: vec![closure(date(2026, 7, 20), date(2026, 7, 31))],
        ..CalendarRule::reading_c()
    };
    for rule in [
        CalendarRule::reading_a(),
        CalendarRule::reading_b(),
        CalendarRule::reading_c(),
        site,
    ] {
        let file = serde_json::to_string(&rule).expect("rules are plain data");
        let read: CalendarRule = serde_json::from_str(&file).expect("what was written is read");
        assert_eq!(read, rule);
    }
}

#[test]
fn a_file_may_leave_out_holidays_closures_and_rest_days() {
    let rule = rule(r#"{"monday": ["09:00-12:30"]}"#, "");
    assert_eq!(rule.holidays, HolidaySet::Belgian);
    assert!(rule.closures.is_empty());
    assert!(rule.weekdays.tuesday.is_empty());
}

#[test]
fn an_unknown_key_is_refused_at_every_level() {
    let complete = serde_json::json!({
        "id": "A", "version": 1, "zone": "Europe/Brussels", "allowance_hours": 72,
        "weekdays": {"monday": ["09:00-17:00"]},
        "closures": [{"from": "2026-07-20", "to": "2026-07-20", "reason": "pont"}],
    });
    for path in ["", "/weekdays", "/closures/0"] {
        let mut file = complete.clone();
        file.pointer_mut(path)
            .and_then(serde_json::Value::as_object_mut)
            .expect("the path leads to an object")
            .insert("colour".to_owned(), "red".into());
        let error = serde_json::from_value::<CalendarRule>(file).expect_err("the key is unknown");
        assert!(error.to_string().contains("colour"), "{error}");
    }
}

#[test]
fn opening_hours_are_two_times_of_one_day() {
    for text in ["00:00-24:00", "09:00-17:30", "23:59-24:00"] {
        let hours: OpeningHours = text.parse().expect("these are opening hours");
        assert_eq!(hours.to_string(), text);
    }
    for text in [
        "",
        "9-17",
        "09:00",
        "09:00-09:00",
        "17:00-09:00",
        "09:60-17:00",
        "00:00-24:01",
        "22:00-25:00",
        "09:00 - 17:00",
        "+9:00-17:00",
        "é9:00-17:00",
        "09:00-17:00-18:00",
    ] {
        let error = text
            .parse::<OpeningHours>()
            .expect_err("these are no opening hours");
        assert!(
            error.to_string().contains("09:00-17:00"),
            "no remedy in: {error}"
        );
    }
}

#[test]
fn an_unknown_reading_is_not_guessed() {
    assert_eq!(CalendarRule::named("D"), None);
    assert_eq!(CalendarRule::named("a"), None);
}

#[test]
fn an_unknown_zone_is_refused() {
    let mistaken = CalendarRule {
        zone: "Europe/Liège".to_owned(),
        ..CalendarRule::reading_a()
    };
    let error = refusal(mistaken);
    assert!(matches!(error, RuleError::UnknownZone { .. }));
    assert!(error.to_string().starts_with("zone:"));
}

#[test]
fn openings_that_overlap_are_refused_and_touching_ones_are_not() {
    let overlap = rule(r#"{"friday": ["13:00-17:00", "09:00-13:30"]}"#, "");
    assert!(matches!(
        refusal(overlap),
        RuleError::OverlappingHours { .. }
    ));
    let touching = rule(r#"{"friday": ["13:00-17:00", "09:00-13:00"]}"#, "");
    WorkingCalendar::new(touching).expect("touching openings do not overlap");
}

#[test]
fn a_rule_that_never_opens_is_refused() {
    let mistaken = CalendarRule {
        weekdays: WeekHours::default(),
        ..CalendarRule::reading_a()
    };
    assert_eq!(refusal(mistaken), RuleError::NeverOpen);
}

#[test]
fn a_closure_that_ends_before_it_begins_is_refused() {
    let mistaken = CalendarRule {
        closures: vec![closure(date(2026, 7, 31), date(2026, 7, 20))],
        ..CalendarRule::reading_a()
    };
    assert!(matches!(
        refusal(mistaken),
        RuleError::BackwardsClosure { .. }
    ));
}

#[test]
fn closures_that_leave_nothing_for_ten_years_are_refused_even_when_chained() {
    let mistaken = CalendarRule {
        closures: vec![
            closure(date(2026, 1, 1), date(2031, 12, 31)),
            closure(date(2032, 1, 1), date(2037, 12, 31)),
        ],
        ..CalendarRule::reading_a()
    };
    assert!(matches!(
        refusal(mistaken),
        RuleError::NothingOpenAfter { .. }
    ));
}

#[test]
fn an_allowance_is_at_least_an_hour_and_at_most_a_year() {
    for (hours, is_sound) in [(0, false), (1, true), (8_760, true), (8_761, false)] {
        let rule = CalendarRule {
            allowance_hours: hours,
            ..CalendarRule::reading_a()
        };
        assert_eq!(
            WorkingCalendar::new(rule).is_ok(),
            is_sound,
            "{hours} hours"
        );
    }
}

#[test]
fn a_rule_has_a_name_of_reasonable_length() {
    for id in [String::new(), "x".repeat(65)] {
        let mistaken = CalendarRule {
            id,
            ..CalendarRule::reading_a()
        };
        assert!(matches!(refusal(mistaken), RuleError::Id { .. }));
    }
}

#[test]
fn lists_longer_than_a_real_calendar_are_refused() {
    let day = date(2026, 7, 20);
    let closures = CalendarRule {
        closures: vec![closure(day, day); 367],
        ..CalendarRule::reading_a()
    };
    let dates = CalendarRule {
        holidays: HolidaySet::Dates(day.series(jiff::Span::new().days(1)).take(367).collect()),
        ..CalendarRule::reading_a()
    };
    let openings = CalendarRule {
        weekdays: WeekHours {
            monday: vec![OpeningHours::FULL_DAY; 25],
            ..WeekHours::default()
        },
        ..CalendarRule::reading_a()
    };
    for rule in [closures, dates, openings] {
        assert!(matches!(refusal(rule), RuleError::TooMany { .. }));
    }
}
