//! To SPOCs: what came back by mail.

use super::About;
use crate::Composed;

/// What a mail about a case wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailIntent {
    /// Changes to the offer, which were made.
    Corrected,
    /// Changes to the offer, which nobody has made yet.
    Correction,
    /// To say that the post is filled, or not sought any more.
    NoLongerOpen,
    /// To say that all is as it was understood.
    Confirmation,
    /// Anything else.
    Message,
}

/// Somebody wrote about the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailJoined<'a> {
    /// It is the employer, as far as can be told.
    pub sender_known: bool,
    /// What the mail wants.
    pub intent: MailIntent,
    /// The case is over.
    pub is_over: bool,
    /// In the sender's own words.
    pub words: Option<&'a str>,
}

impl MailJoined<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let known = i32::from(self.sender_known);
        let mut letter = about.letter("joined-subject", &[("known", known.into())]);
        about.greet(&mut letter, None);
        letter.paragraph(&about.text(match self.intent {
            MailIntent::Corrected => "joined-corrected",
            MailIntent::Correction => "joined-correction",
            MailIntent::NoLongerOpen => "joined-no-longer-open",
            MailIntent::Confirmation => "joined-confirmation",
            MailIntent::Message => "joined-message",
        }));
        if !self.sender_known {
            letter.paragraph(&about.text("joined-unknown"));
        }
        if self.is_over {
            letter.paragraph(&about.text("joined-over"));
        }
        if let Some(words) = self.words {
            letter.words("replied-words-title", words);
        }
        about.contact_team(&mut letter);
        letter.finish()
    }
}

/// One of our mails came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable<'a> {
    /// Whom it was for, where that is known.
    pub name: Option<&'a str>,
    /// It was for the employer, who waits for an answer.
    pub is_employer: bool,
}

impl Unreachable<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("unreachable-subject", &[]);
        about.greet(&mut letter, None);
        letter.paragraph(&match self.name {
            Some(name) => about.with("unreachable-name", "name", name),
            None => about.text("unreachable-somebody"),
        });
        letter.paragraph(&about.text("unreachable-ask"));
        if self.is_employer {
            letter.paragraph(&about.text("unreachable-employer"));
        }
        about.contact_team(&mut letter);
        letter.finish()
    }
}
