//! `relais calendar`: needs no data and no running process.

use anyhow::{Context as _, bail};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use relais_domain::calendar::{Count, CountedDay, DayKind, WorkingCalendar, belgian_holidays};
use serde_json::{Value, json};

use crate::cli::{Calendar, Format, Site};
use crate::connect::configuration;
use crate::output;

/// The zone in which Belgian holidays are told.
const SECONDS_PER_HOUR: i64 = 3600;

/// Prints due instants and holidays.
///
/// # Errors
/// An instant or rule that there is none of.
pub fn run(command: Calendar) -> anyhow::Result<()> {
    match command {
        Calendar::Due {
            received,
            rule,
            site,
            format,
        } => due(&received, rule, &site, format),
        Calendar::Holidays { year, format } => {
            holidays(year, format);
            Ok(())
        }
    }
}

fn due(received: &str, rule: Option<String>, site: &Site, format: Format) -> anyhow::Result<()> {
    let config = configuration(site)?;
    let id = rule.unwrap_or_else(|| config.calendar.rule.clone());
    let Some(rule) = config.calendar.find(&id) else {
        let known: Vec<_> = config
            .calendar
            .all()
            .into_iter()
            .map(|rule| rule.id)
            .collect();
        bail!(
            "--rule {id}: there is no such rule; there are {}",
            known.join(", ")
        );
    };
    let calendar = WorkingCalendar::new(rule)?;
    let zone = TimeZone::get(&calendar.rule().zone)?;
    let received = instant(received, &zone)?;
    let count = calendar.count(received)?;
    output::print(
        format,
        &count_json(&calendar, received, &count, &zone),
        || count_text(&calendar, received, &count, &zone),
    );
    Ok(())
}

/// Reads `2026-04-30T15:20` as local time of the zone, and a text with an offset as it says.
fn instant(text: &str, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local: DateTime = text.parse().with_context(|| {
        format!("--received {text}: give it as 2026-04-30T15:20, or with an offset as 2026-04-30T15:20:00+02:00")
    })?;
    Ok(local.to_zoned(zone.clone())?.timestamp())
}

fn local(at: Timestamp, zone: &TimeZone) -> Zoned {
    at.to_zoned(zone.clone())
}

fn offset_time(at: Timestamp, zone: &TimeZone) -> String {
    local(at, zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn count_json(
    calendar: &WorkingCalendar,
    received: Timestamp,
    count: &Count,
    zone: &TimeZone,
) -> Value {
    let days: Vec<Value> = count
        .days
        .iter()
        .map(|day| {
            json!({
                "date": day.date.to_string(),
                "counted_seconds": day.counted.as_secs(),
                "kind": kind(&day.why).0,
                "name": kind(&day.why).1,
            })
        })
        .collect();
    json!({
        "due_at": offset_time(count.due, zone),
        "received_at": offset_time(received, zone),
        "starts_at": offset_time(count.starts, zone),
        "rule": { "id": calendar.rule().id, "version": calendar.rule().version },
        "allowance_hours": calendar.rule().allowance_hours,
        "zone": calendar.rule().zone,
        "days": days,
    })
}

fn count_text(
    calendar: &WorkingCalendar,
    received: Timestamp,
    count: &Count,
    zone: &TimeZone,
) -> String {
    let long = |at| local(at, zone).strftime("%A %-d %B %Y %H:%M").to_string();
    let rule = calendar.rule();
    let rows = count.days.iter().map(|day| {
        let (kind, name) = kind(&day.why);
        vec![
            day.date.strftime("%a %-d %b %Y").to_string(),
            hours(day),
            name.map_or_else(|| kind.to_owned(), |name| format!("{kind}: {name}")),
        ]
    });
    format!(
        "received  {}\nstarts    {}\ndue       {}\nrule      {} version {}: {} working hours, {}\n\n{}",
        long(received),
        long(count.starts),
        long(count.due),
        rule.id,
        rule.version,
        rule.allowance_hours,
        rule.zone,
        output::table(&["day", "counted", "why"], rows),
    )
}

fn hours(day: &CountedDay) -> String {
    let seconds = day.counted.as_secs();
    format!(
        "{} h {:02}",
        seconds / SECONDS_PER_HOUR,
        seconds % SECONDS_PER_HOUR / 60
    )
}

fn kind(why: &DayKind) -> (&'static str, Option<String>) {
    match why {
        DayKind::Working => ("working day", None),
        DayKind::RestDay => ("rest day", None),
        DayKind::Holiday(holiday) => ("holiday", Some(format!("{holiday:?}"))),
        DayKind::ListedHoliday => ("holiday", None),
        DayKind::Closure(reason) => ("closure", Some(reason.clone())),
    }
}

fn holidays(year: i16, format: Format) {
    let days = belgian_holidays(year);
    if format.json {
        for (date, holiday) in days {
            println!(
                "{}",
                json!({ "date": date.to_string(), "name": format!("{holiday:?}") })
            );
        }
    } else {
        let rows = days.into_iter().map(|(date, holiday)| {
            vec![
                date.strftime("%a %-d %b %Y").to_string(),
                format!("{holiday:?}"),
            ]
        });
        println!("{}", output::table(&["day", "holiday"], rows));
    }
}
