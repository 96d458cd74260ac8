//! To the employer: the clock stands still, runs again, or has done its work.

use jiff::{SignedDuration, Timestamp};
use relais_domain::case::{CloseReason, PauseReason};

use super::About;
use crate::{Composed, dates, words};

/// The clock stands still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paused<'a> {
    /// Whom to greet.
    pub contact_name: Option<&'a str>,
    /// Why.
    pub reason: PauseReason,
    /// What the SPOC would like to know.
    pub words: Option<&'a str>,
}

impl Paused<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("paused-subject", &[]);
        about.greet(&mut letter, self.contact_name);
        let reason = words::pause_reason(about.language, self.reason);
        letter.paragraph(&about.with("paused-intro", "reason", reason));
        if let Some(words) = self.words {
            letter.words("paused-words-title", words);
        }
        if self.reason == PauseReason::AwaitingClarification {
            letter.paragraph(&about.text("paused-clarify"));
        }
        letter.paragraph(&about.text("paused-effect"));
        about.contact(&mut letter);
        letter.finish()
    }
}

/// The clock runs again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumed<'a> {
    /// Whom to greet.
    pub contact_name: Option<&'a str>,
    /// The new due instant.
    pub due_at: Timestamp,
    /// The working time that the pause took; `None` where it is not known any more.
    pub took: Option<SignedDuration>,
}

impl Resumed<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let language = about.language;
        let mut letter = about.letter("resumed-subject", &[]);
        about.greet(&mut letter, self.contact_name);
        letter.paragraph(&about.text("resumed-intro"));
        let due = dates::date_time(language, self.due_at);
        letter.paragraph(&about.with("resumed-due", "due", due));
        if let Some(took) = self.took {
            let took = dates::duration(language, took);
            letter.paragraph(&about.with("resumed-moved", "duration", took));
        }
        about.contact(&mut letter);
        letter.finish()
    }
}

/// The case is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed<'a> {
    /// Whom to greet.
    pub contact_name: Option<&'a str>,
    /// Why.
    pub reason: CloseReason,
}

impl Closed<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("closed-subject", &[]);
        about.greet(&mut letter, self.contact_name);
        letter.paragraph(&words::close_reason(about.language, self.reason));
        letter.paragraph(&about.text("closed-thanks"));
        about.contact(&mut letter);
        letter.finish()
    }
}
