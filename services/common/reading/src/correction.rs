//! What a reply in words changes: "c'est à Herstal, pas Liège", "il en faut 3", "start 1 februari".
//!
//! Only the sender's own words count. Each sentence is read as an offer of one sentence, without
//! what it denies ("pas Liège"); a sentence that no rule reads is handed to a person.

mod sentence;

use jiff::civil::Date;
use relais_domain::offer::Contract;

use crate::mime::Mail;
use crate::offer::{Hours, Licence, Place, Salary, Start, WantedLanguage, WorkTime, own_passages};
use crate::said::{Confidence, Said, Span};
use sentence::Sentence;

/// A change that a reply asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Another title.
    Title(String),
    /// Another place.
    Place(Place),
    /// Another contract.
    Contract(Contract),
    /// Full or part time.
    WorkTime(WorkTime),
    /// Other hours a week.
    Hours(Hours),
    /// Another beginning.
    Start(Start),
    /// Another number of posts.
    Openings(u32),
    /// A language, or another level of it.
    Language(WantedLanguage),
    /// A language that is not needed after all, by its ISO 639-1 code.
    NoLanguage(String),
    /// A driving licence.
    Licence(Licence),
    /// A licence that is not needed after all, by its category.
    NoLicence(String),
    /// Another pay.
    Salary(Salary),
    /// Another experience, in months.
    ExperienceMonths(u32),
    /// Another person to speak to.
    ContactName(String),
    /// Another telephone number.
    ContactPhone(String),
    /// Another mail address.
    ContactEmail(String),
}

impl Change {
    /// Whether two changes cannot both be meant.
    fn contradicts(&self, other: &Self) -> bool {
        let holds_several = matches!(
            self,
            Self::Contract(_)
                | Self::Language(_)
                | Self::NoLanguage(_)
                | Self::Licence(_)
                | Self::NoLicence(_)
        );
        !holds_several
            && std::mem::discriminant(self) == std::mem::discriminant(other)
            && self != other
    }
}

/// Why a post is no longer open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closing {
    /// Somebody was found.
    Filled,
    /// It is not sought any more.
    Withdrawn,
}

/// What a reply says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// The changes that it asks for, in its order. Those with low confidence are for a person to
    /// confirm.
    pub changes: Vec<Said<Change>>,
    /// That the post is no longer open.
    pub closing: Option<Said<Closing>>,
    /// That everything was understood as it was meant.
    pub is_confirmation: bool,
    /// Sentences that no rule reads, questions among them.
    pub unread: Vec<Span>,
}

impl Reply {
    /// Whether a person must read the reply: something in it is unsure, unread or contradicts
    /// itself.
    pub fn needs_a_person(&self) -> bool {
        let is_unsure = |change: &Said<Change>| change.confidence == Confidence::Low;
        let says_nothing =
            self.changes.is_empty() && self.closing.is_none() && !self.is_confirmation;
        !self.unread.is_empty()
            || says_nothing
            || self.changes.iter().any(is_unsure)
            || self.closing.is_some() && !self.changes.is_empty()
    }
}

/// Reads a reply to a mail about one offer. `written_on` is the day on which it was written.
pub fn read(mail: &Mail, written_on: Date) -> Reply {
    let mut reply = Reply::default();
    for passage in own_passages(mail) {
        for sentence in Sentence::all(&passage) {
            add(&mut reply, &sentence, written_on);
        }
    }
    for at in 0..reply.changes.len() {
        let contradicts = |other: &Said<Change>| other.value.contradicts(&reply.changes[at].value);
        if reply.changes.iter().any(contradicts) {
            reply.changes[at].confidence = Confidence::Low;
        }
    }
    reply
}

fn add(reply: &mut Reply, sentence: &Sentence<'_>, written_on: Date) {
    if sentence.is_question() {
        reply.unread.push(sentence.span());
        return;
    }
    if let Some(closing) = sentence.closing() {
        reply.closing = reply.closing.take().or(Some(closing));
        return;
    }
    let changes = sentence.changes(written_on);
    if changes.is_empty() {
        if sentence.confirms() {
            reply.is_confirmation = true;
        } else if !sentence.is_courtesy() {
            reply.unread.push(sentence.span());
        }
        return;
    }
    for change in changes {
        if !reply
            .changes
            .iter()
            .any(|known| known.value == change.value)
        {
            reply.changes.push(change);
        }
    }
}

#[cfg(test)]
mod tests;
