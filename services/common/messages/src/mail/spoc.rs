//! To colleagues: organisations, SPOCs and workers.

use jiff::{SignedDuration, Timestamp};
use relais_domain::case::{self, EmployerReply};

use super::{About, Wanted};
use crate::letter::Letter;
use crate::{Composed, dates, text, words};

/// An offer is shown to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diffusion<'a> {
    /// How many of its candidates rank; none means for information.
    pub ranked: u32,
    /// Who asks.
    pub employer: &'a str,
    /// By when the employer must have an answer.
    pub due_at: Timestamp,
    /// What is asked for.
    pub wanted: &'a Wanted,
}

impl Diffusion<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let language = about.language;
        let mut letter = about.letter("diffusion-subject", &[("ranked", self.ranked.into())]);
        about.greet(&mut letter, None);
        letter.paragraph(&about.with("diffusion-intro", "ranked", self.ranked));
        letter.facts(&[
            ("fact-offer", about.title.to_owned()),
            ("fact-employer", self.employer.to_owned()),
            ("fact-reference", about.reference.to_owned()),
            ("fact-due", dates::date_time(language, self.due_at)),
        ]);
        letter.heading(&about.text("diffusion-wanted-title"));
        self.wanted.write(&mut letter);
        let ask = if self.ranked > 0 {
            "diffusion-ask"
        } else {
            "diffusion-free"
        };
        letter.paragraph(&about.with(ask, "reference", about.reference));
        if self.ranked > 0 {
            letter.small(&about.text("ai-notice"));
        }
        letter.finish()
    }
}

/// Where a case stands, as a SPOC needs it to act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// By when the employer must have an answer.
    pub due_at: Timestamp,
    /// The working time left; `None` once it is over.
    pub left: Option<SignedDuration>,
    /// Nominations that an answer could propose.
    pub nominations: usize,
    /// Names of organisations that were shown ranked candidates and have not said anything.
    pub silent: &'a [String],
}

impl Standing<'_> {
    fn write(&self, about: &About<'_>, letter: &mut Letter<'_>) {
        let language = about.language;
        let left = self.left.map(|left| dates::duration(language, left));
        letter.facts(&[
            ("fact-offer", about.title.to_owned()),
            ("fact-reference", about.reference.to_owned()),
            ("fact-due", dates::date_time(language, self.due_at)),
            ("fact-remaining", left.unwrap_or_default()),
        ]);
        letter.paragraph(&about.with("state-nominations", "count", self.nominations));
        if !self.silent.is_empty() {
            let organisations = self.silent.join(", ");
            letter.paragraph(&about.with("state-silent", "organisations", organisations));
        }
        about.contact_team(letter);
    }
}

/// A share of the working time is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning<'a> {
    /// Which.
    pub share: case::Warning,
    /// Where the case stands.
    pub standing: Standing<'a>,
}

impl Warning<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let percent = self.share.permille() / 10;
        let mut letter = about.letter("warning-subject", &[("percent", percent.into())]);
        about.greet(&mut letter, None);
        letter.paragraph(&about.with("warning-intro", "percent", percent));
        self.standing.write(about, &mut letter);
        letter.finish()
    }
}

/// The due instant passed without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach<'a> {
    /// Where the case stands.
    pub standing: Standing<'a>,
}

impl Breach<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("breach-subject", &[]);
        about.greet(&mut letter, None);
        let due = dates::date_time(about.language, self.standing.due_at);
        letter.paragraph(&about.with("breach-intro", "due", due));
        letter.paragraph(&about.text("breach-ask"));
        self.standing.write(about, &mut letter);
        letter.finish()
    }
}

/// Organisations with ranked candidates have not said anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence<'a> {
    /// Their names.
    pub organisations: &'a [String],
    /// Where the case stands.
    pub standing: Standing<'a>,
}

impl Silence<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("silence-subject", &[]);
        about.greet(&mut letter, None);
        letter.paragraph(&about.text("silence-intro"));
        letter.items(self.organisations.iter().cloned());
        letter.paragraph(&about.text("silence-ask"));
        self.standing.write(about, &mut letter);
        letter.finish()
    }
}

/// The date promised for the rest of a partial answer has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherDue<'a> {
    /// Where the case stands.
    pub standing: Standing<'a>,
}

impl FurtherDue<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("further-subject", &[]);
        about.greet(&mut letter, None);
        letter.paragraph(&about.text("further-intro"));
        letter.paragraph(&about.text("further-ask"));
        self.standing.write(about, &mut letter);
        letter.finish()
    }
}

/// The employer said something to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployerReplied<'a> {
    /// What.
    pub reply: EmployerReply,
    /// About whom, where it is about a person: their name, where it is known.
    pub candidate: Option<&'a str>,
    /// In their own words.
    pub words: Option<&'a str>,
}

impl EmployerReplied<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let language = about.language;
        let mut letter = about.letter("replied-subject", &[]);
        about.greet(&mut letter, None);
        let reply = words::reply(language, &self.reply);
        letter.paragraph(&match self.candidate {
            Some(name) => text(
                language,
                "replied-person",
                &[("name", name.into()), ("reply", reply.into())],
            ),
            None => about.with("replied-offer", "reply", reply),
        });
        match self.reply {
            EmployerReply::Hired {
                contract,
                starts_on,
            } => letter.facts(&[
                ("replied-contract", words::contract(language, contract)),
                ("replied-start", dates::date(language, starts_on)),
            ]),
            EmployerReply::Refused { reason } => {
                letter.facts(&[("replied-reason", words::refusal(language, reason))]);
            }
            _ => {}
        }
        if let Some(words) = self.words {
            letter.words("replied-words-title", words);
        }
        about.contact_team(&mut letter);
        letter.finish()
    }
}
