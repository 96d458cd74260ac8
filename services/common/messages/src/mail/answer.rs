//! To the employer: the answer that was promised.
//!
//! Candidates come in alphabetical order, with what they consent to share and nothing else: no
//! score, no rank.

use jiff::Timestamp;
use relais_domain::case::{Unlock, WhyNone};

use super::About;
use crate::letter::Letter;
use crate::{Composed, dates, words};

/// An answer to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Whom to greet.
    pub contact_name: Option<&'a str>,
    /// What it says.
    pub content: Content<'a>,
    /// The SPOC's own words.
    pub words: Option<&'a str>,
    /// The link that says that the offer is no longer open.
    pub no_longer_open: &'a str,
    /// Whether profiles were compared with the offer by the system.
    pub matched: bool,
}

/// The three kinds of answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<'a> {
    /// These candidates.
    Proposed(Vec<Proposed<'a>>),
    /// These candidates, and more by a date.
    Partial {
        /// Those that are known already.
        candidates: Vec<Proposed<'a>>,
        /// When the rest comes.
        further_by: Timestamp,
    },
    /// Nobody.
    None {
        /// Why.
        why: WhyNone,
        /// What would unlock it.
        unlock: &'a [Unlock],
    },
}

/// A candidate as an employer sees them: what they consent to share, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposed<'a> {
    /// Their name; `None` where they do not share it.
    pub name: Option<String>,
    /// Their telephone number, where they share it.
    pub phone: Option<String>,
    /// Their address, where they share it.
    pub email: Option<String>,
    /// The organisation that accompanies them.
    pub organisation: &'a str,
    /// Skills, from [`words::skill`].
    pub skills: Vec<String>,
    /// Languages, from [`words::language_levels`].
    pub languages: Vec<String>,
    /// Licences, from [`words::licence`].
    pub licences: Vec<String>,
    /// What the employer may say by a click.
    pub links: CandidateLinks,
}

/// The links of one candidate, as URLs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CandidateLinks {
    /// Wants to know more.
    pub interested: String,
    /// Wants to meet.
    pub interview: String,
    /// Has hired.
    pub hired: String,
    /// Does not take.
    pub refused: String,
}

impl Answer<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let (subject, candidates) = match &self.content {
            Content::Proposed(candidates) => ("answer-subject-proposed", candidates.as_slice()),
            Content::Partial { candidates, .. } => {
                ("answer-subject-partial", candidates.as_slice())
            }
            Content::None { .. } => ("answer-subject-none", [].as_slice()),
        };
        let candidates = alphabetical(candidates);
        let mut letter = about.letter(subject, &[("count", candidates.len().into())]);
        about.greet(&mut letter, self.contact_name);
        self.write_intro(about, &mut letter, candidates.len());
        if let Some(words) = self.words {
            letter.words("answer-words-title", words);
        }
        for (index, candidate) in candidates.iter().enumerate() {
            candidate.write(about, &mut letter, index + 1);
        }
        if !candidates.is_empty() {
            letter.heading(&about.text("answer-links-title"));
            letter.paragraph(&about.text("answer-links"));
            letter.paragraph(&about.text("answer-tutor"));
        }
        letter.heading(&about.text("answer-offer-title"));
        letter.facts(&[
            ("fact-offer", about.title.to_owned()),
            ("fact-reference", about.reference.to_owned()),
        ]);
        letter.links(None, &[("ack-no-longer-open", self.no_longer_open)]);
        about.contact(&mut letter);
        if self.matched {
            letter.small(&about.text("ai-notice"));
        }
        letter.finish()
    }

    fn write_intro(&self, about: &About<'_>, letter: &mut Letter<'_>, count: usize) {
        let language = about.language;
        match &self.content {
            Content::Proposed(_) => {
                letter.paragraph(&about.with("answer-intro-proposed", "count", count));
            }
            Content::Partial { further_by, .. } => {
                let further = dates::date_time(language, *further_by);
                let args = [("count", count.into()), ("further", further.into())];
                letter.paragraph(&crate::text(language, "answer-intro-partial", &args));
            }
            Content::None { why, unlock } => {
                letter.paragraph(&about.text("answer-intro-none"));
                letter.paragraph(&words::why_none(language, *why));
                letter.heading(&about.text("answer-unlock-title"));
                letter.items(unlock.iter().map(|it| words::unlock(language, *it)));
                if unlock.iter().any(|it| *it != Unlock::Nothing) {
                    letter.paragraph(&about.text("answer-unlock-call"));
                }
            }
        }
        if count > 0 {
            letter.paragraph(&about.text("answer-consent"));
        }
    }
}

impl Proposed<'_> {
    fn write(&self, about: &About<'_>, letter: &mut Letter<'_>, number: usize) {
        let anonymous = || about.with("answer-anonymous", "number", number);
        let name = self.name.clone().unwrap_or_else(anonymous);
        letter.heading(&name);
        letter.facts(&[
            ("answer-accompanied", self.organisation.to_owned()),
            ("answer-phone", self.phone.clone().unwrap_or_default()),
            ("answer-mail", self.email.clone().unwrap_or_default()),
            ("answer-languages", self.languages.join(" ; ")),
            ("answer-licences", self.licences.join(", ")),
            ("answer-skills", self.skills.join(" ; ")),
        ]);
        if self.phone.is_none() && self.email.is_none() {
            letter.paragraph(&about.text("answer-through-us"));
        }
        letter.links(
            Some(&name),
            &[
                ("answer-link-interested", &self.links.interested),
                ("answer-link-interview", &self.links.interview),
                ("answer-link-hired", &self.links.hired),
                ("answer-link-refused", &self.links.refused),
            ],
        );
    }
}

/// By name, those who do not share it last.
fn alphabetical<'a, 'b>(candidates: &'a [Proposed<'b>]) -> Vec<&'a Proposed<'b>> {
    let mut sorted: Vec<&Proposed<'_>> = candidates.iter().collect();
    sorted.sort_by_cached_key(|it| (it.name.is_none(), it.name.as_deref().map(str::to_lowercase)));
    sorted
}
