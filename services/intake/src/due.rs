//! When an offer must be answered, by the rule that this process opens cases under.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use relais_domain::Error;
use relais_domain::calendar::WorkingCalendar;
use relais_domain::case::Warning;
use relais_proto::events::Rule;
use relais_runtime::config::Calendar;

/// The working-time rule of new cases, compiled once.
pub(crate) struct DueRule {
    calendar: WorkingCalendar,
    zone: TimeZone,
}

/// What is fixed when an offer is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    /// When the answer is due.
    pub at: Timestamp,
    /// When half, three quarters and nine tenths of the working time have run.
    pub warn_at: [Timestamp; 3],
}

impl DueRule {
    /// The rule that the configuration names.
    ///
    /// # Errors
    /// `InvalidInput` where there is no such rule, or it is not sound.
    pub fn of(config: &Calendar) -> Result<Self, Error> {
        let refuse = |message: String| {
            Error::invalid_field(
                "calendar",
                message,
                "mend the section [calendar] of the configuration",
            )
        };
        let rule = config
            .find(&config.rule)
            .ok_or_else(|| refuse(format!("there is no rule `{}`", config.rule)))?;
        let calendar = WorkingCalendar::new(rule).map_err(|error| refuse(error.to_string()))?;
        let zone = TimeZoneDatabase::bundled()
            .get(&calendar.rule().zone)
            .map_err(|error| refuse(error.to_string()))?;
        Ok(Self { calendar, zone })
    }

    /// The due instant and the warnings of an offer received at the given instant.
    ///
    /// # Errors
    /// `Internal` where they lie past the year 9999.
    pub fn due(&self, received: Timestamp) -> Result<Due, Error> {
        let due = self.calendar.due(received).map_err(Error::internal)?;
        let share = |warning: Warning| self.calendar.share(received, due, warning.permille());
        Ok(Due {
            at: due,
            warn_at: [Warning::Half, Warning::ThreeQuarters, Warning::NineTenths].map(share),
        })
    }

    /// The rule as events and answers name it.
    pub fn rule(&self) -> Rule {
        Rule {
            id: self.calendar.rule().id.clone(),
            version: self.calendar.rule().version,
        }
    }

    /// The zone of its opening hours, in which instants are told to employers.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn the_warnings_come_in_order_before_the_due_instant() {
        let rule = DueRule::of(&Calendar::default()).expect("the default is sound");
        let due = rule
            .due(instant("2026-03-02T10:00:00+01:00"))
            .expect("is near");
        assert_eq!(due.at, instant("2026-03-05T10:00:00+01:00"));
        assert_eq!(due.warn_at[0], instant("2026-03-03T22:00:00+01:00"));
        assert!(due.warn_at.is_sorted() && due.warn_at[2] < due.at);
    }

    #[test]
    fn a_rule_that_is_not_there_is_named_with_its_section() {
        let config = Calendar {
            rule: "Z".to_owned(),
            ..Calendar::default()
        };
        let error = DueRule::of(&config).err().expect("there is no such rule");
        assert_eq!(error.fields()[0].pointer, "calendar");
        assert!(error.message().contains("`Z`"));
    }
}
