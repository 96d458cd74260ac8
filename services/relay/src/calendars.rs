//! The working-time calendars that cases are counted by.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use relais_domain::Error;
use relais_domain::calendar::{CalendarRule, WorkingCalendar};
use relais_domain::case::{Case, RuleRef, Stage};
use relais_runtime::config;

/// Every calendar that is configured, by the id of its rule.
pub(crate) struct Calendars {
    by_id: BTreeMap<String, WorkingCalendar>,
    default: WorkingCalendar,
}

impl Calendars {
    /// Compiles the configured rules.
    pub(crate) fn new(calendar: &config::Calendar) -> Result<Self, Error> {
        let compile = |rule: CalendarRule| WorkingCalendar::new(rule).map_err(Error::internal);
        let default = calendar.find(&calendar.rule).ok_or_else(|| {
            Error::internal(format!(
                "the calendar rule `{}` is not configured",
                calendar.rule
            ))
        })?;
        let by_id = calendar
            .all()
            .into_iter()
            .map(|rule| Ok((rule.id.clone(), compile(rule)?)))
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            by_id,
            default: compile(default)?,
        })
    }

    /// The calendar of a rule. One that is no longer configured gives way to the present default,
    /// so that a case never stands still for it.
    pub(crate) fn of(&self, rule: &RuleRef) -> &WorkingCalendar {
        self.by_id.get(&rule.id).unwrap_or_else(|| {
            tracing::warn!(rule = %rule.id, "a case's calendar rule is not configured any more");
            &self.default
        })
    }

    /// The working time that is left for the answer: negative once it is late, zero once there is
    /// nothing more to wait for. A pause holds it still.
    pub(crate) fn left(&self, case: &Case, now: Timestamp) -> SignedDuration {
        if case.first_answer_at.is_some() || case.stage == Stage::Closed {
            return SignedDuration::ZERO;
        }
        let calendar = self.of(&case.opening.rule);
        let now = case.pause.as_ref().map_or(now, |pause| pause.since);
        if now <= case.due_at {
            calendar.between(now, case.due_at)
        } else {
            -calendar.between(case.due_at, now)
        }
    }
}
