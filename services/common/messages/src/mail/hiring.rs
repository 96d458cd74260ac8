//! After a hiring: to the employer, who names a tutor, and to the worker, who asks how it goes.

use jiff::civil::Date;
use relais_domain::case::Milestone;

use super::About;
use crate::{Composed, dates, text, words};

/// The employer has hired: who welcomes the person, and what to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TutorAsked<'a> {
    /// Whom to greet.
    pub contact_name: Option<&'a str>,
    /// The person hired, where they share their name.
    pub candidate: Option<&'a str>,
    /// The first day of work, where it is known.
    pub starts_on: Option<Date>,
}

impl TutorAsked<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("tutor-subject", &[]);
        about.greet(&mut letter, self.contact_name);
        letter.paragraph(&text(about.language, "tutor-intro", &named(self.candidate)));
        if let Some(starts_on) = self.starts_on {
            let date = dates::date(about.language, starts_on);
            letter.paragraph(&about.with("tutor-start", "date", date));
        }
        letter.heading(&about.text("tutor-ask-title"));
        letter.paragraph(&about.text("tutor-ask"));
        letter.heading(&about.text("tutor-checklist-title"));
        let checks = [
            "tutor-check-title",
            "tutor-check-dimona",
            "tutor-check-welcome",
        ];
        letter.items(checks.map(|key| about.text(key)));
        letter.paragraph(&about.text("tutor-support"));
        about.contact(&mut letter);
        letter.finish()
    }
}

/// It is time to ask after a person who was hired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpDue<'a> {
    /// The worker.
    pub worker_name: Option<&'a str>,
    /// The person hired, where their name is known.
    pub candidate: Option<&'a str>,
    /// How long after the start.
    pub milestone: Milestone,
}

impl FollowUpDue<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let milestone = words::milestone(about.language, self.milestone);
        let mut letter = about.letter(
            "followup-subject",
            &[("milestone", milestone.as_str().into())],
        );
        about.greet(&mut letter, self.worker_name);
        let mut args = named(self.candidate).to_vec();
        args.push(("milestone", milestone.as_str().into()));
        letter.paragraph(&text(about.language, "followup-intro", &args));
        letter.paragraph(&about.with("followup-ask", "reference", about.reference));
        letter.finish()
    }
}

/// A name, and whether it is one.
fn named(name: Option<&str>) -> [(&'static str, fluent_bundle::FluentValue<'_>); 2] {
    [
        ("known", u8::from(name.is_some()).into()),
        ("name", name.unwrap_or_default().into()),
    ]
}
