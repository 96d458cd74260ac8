//! Whole mails, put together from plain structs.

mod acknowledgement;
mod answer;
mod candidate;
mod clock;
mod hiring;
mod post;
mod spoc;
mod understood;
mod vanished;
mod wanted;

use fluent_bundle::FluentValue;

use crate::letter::Letter;
use crate::{Language, text};

pub use acknowledgement::{Acknowledged, Acknowledgement};
pub use answer::{Answer, CandidateLinks, Content, Proposed};
pub use candidate::NotTaken;
pub use clock::{Closed, Paused, Resumed};
pub use hiring::{FollowUpDue, TutorAsked};
pub use post::{MailIntent, MailJoined, Unreachable};
pub use spoc::{Breach, Diffusion, EmployerReplied, FurtherDue, Silence, Standing, Warning};
pub use understood::{Field, Understood, UnderstoodField};
pub use vanished::Vanished;
pub use wanted::Wanted;

/// What every mail about a case needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// The language to write in.
    pub language: Language,
    /// The case's reference, like `LG-7K3M-9QXD-2`.
    pub reference: &'a str,
    /// The offer's title, as the employer wrote it.
    pub title: &'a str,
    /// The name that the mail is signed with.
    pub sender: &'a str,
}

/// The longest part of a title that a subject repeats, in characters.
const SUBJECT_TITLE_CHARS: usize = 80;

impl<'a> About<'a> {
    /// A message in the language of the mail.
    fn text(&self, key: &str) -> String {
        text(self.language, key, &[])
    }

    /// A message with one variable.
    fn with<'v>(&self, key: &str, name: &'static str, value: impl Into<FluentValue<'v>>) -> String {
        text(self.language, key, &[(name, value.into())])
    }

    /// A letter with the subject `key`, whose variables are the reference, the title and `args`.
    fn letter(&'a self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> Letter<'a> {
        let mut title: String = self.title.chars().take(SUBJECT_TITLE_CHARS).collect();
        if title.len() < self.title.len() {
            title.push('…');
        }
        let mut all = vec![
            ("reference", self.reference.into()),
            ("title", title.into()),
        ];
        all.extend(args.iter().cloned());
        Letter::new(self, text(self.language, key, &all))
    }

    /// "Hello", with a name where one is known.
    fn greet(&self, letter: &mut Letter<'_>, name: Option<&str>) {
        letter.paragraph(&match name {
            Some(name) => self.with("greeting-name", "name", name),
            None => self.text("greeting"),
        });
    }

    /// How an employer or candidate reaches a person.
    fn contact(&self, letter: &mut Letter<'_>) {
        letter.paragraph(&self.with("contact", "reference", self.reference));
    }

    /// Where colleagues find the case.
    fn contact_team(&self, letter: &mut Letter<'_>) {
        letter.small(&self.with("contact-team", "reference", self.reference));
    }
}
