//! Working time by the calendars that sites use.

mod clock_changes;
mod counting;
mod holidays;
mod properties;
mod rules;

use jiff::Timestamp;
use jiff::civil::DateTime;
use relais_domain::calendar::{CalendarRule, WorkingCalendar};

/// The instant at which Brussels clocks show `wall_time`.
fn brussels(wall_time: &str) -> Timestamp {
    let wall_time: DateTime = wall_time.parse().expect("tests write sound wall times");
    wall_time
        .in_tz("Europe/Brussels")
        .expect("the zone is bundled")
        .timestamp()
}

fn compile(rule: CalendarRule) -> WorkingCalendar {
    WorkingCalendar::new(rule).expect("the rule is sound")
}

/// A rule as a configuration file would give it.
fn rule(weekdays: &str, rest: &str) -> CalendarRule {
    let text = format!(
        r#"{{"id": "site", "version": 1, "zone": "Europe/Brussels",
             "weekdays": {weekdays}, "allowance_hours": 72 {rest}}}"#
    );
    serde_json::from_str(&text).expect("tests write sound rules")
}

/// Open without a pause, Sundays and holidays included, in any zone.
fn always_open(zone: &str) -> CalendarRule {
    const DAY: &str = r#"["00:00-24:00"]"#;
    let weekdays = format!(
        r#"{{"monday": {DAY}, "tuesday": {DAY}, "wednesday": {DAY}, "thursday": {DAY},
             "friday": {DAY}, "saturday": {DAY}, "sunday": {DAY}}}"#
    );
    CalendarRule {
        zone: zone.to_owned(),
        ..rule(&weekdays, r#", "holidays": "none""#)
    }
}
