//! To the employer, at once: the offer is here, and when the answer comes.

use jiff::Timestamp;
use relais_domain::calendar::{CalendarRule, Count};

use super::{About, Understood, Wanted};
use crate::letter::Letter;
use crate::{Composed, dates};

/// Days of a count that are listed; a longer count lists the first of them only.
const LISTED_DAYS: usize = 31;

/// The acknowledgement of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement<'a> {
    /// Whom to greet.
    pub contact_name: Option<&'a str>,
    /// When the offer came in.
    pub received_at: Timestamp,
    /// By when the employer has an answer.
    pub due_at: Timestamp,
    /// The rule that the case is counted by and the days that led to the due instant; `None` where
    /// the rule of that time is not known any more.
    pub count: Option<(&'a CalendarRule, &'a Count)>,
    /// The offer.
    pub offer: Acknowledged<'a>,
    /// The other offers that came in the same mail.
    pub others: &'a [Acknowledged<'a>],
}

/// One offer that is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged<'a> {
    /// The reference of its case.
    pub reference: &'a str,
    /// Its title, as the employer wrote it.
    pub title: &'a str,
    /// What it asks for, in the words of the reference of skills.
    pub wanted: &'a Wanted,
    /// What was understood of it, word for word, where it came by mail.
    pub understood: Option<Understood<'a>>,
    /// The link that says that the offer is no longer open.
    pub no_longer_open: &'a str,
}

impl Acknowledgement<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let language = about.language;
        let due = dates::date_time(language, self.due_at);
        let mut letter = about.letter("ack-subject", &[]);
        about.greet(&mut letter, self.contact_name);
        letter.paragraph(&about.text("ack-intro"));
        letter.paragraph(&about.with("ack-promise", "due", due.as_str()));
        let received = dates::date_time(language, self.received_at);
        letter.facts(&[
            ("fact-offer", self.only(self.offer.title)),
            ("fact-reference", self.only(self.offer.reference)),
            ("fact-received", received),
            ("fact-due", due),
        ]);
        if let Some((rule, count)) = self.count {
            self.write_count(about, &mut letter, rule, count);
        }
        if self.others.is_empty() {
            letter.heading(&about.text("ack-understood-title"));
            self.offer.write(about, &mut letter);
        } else {
            let count = self.others.len() + 1;
            letter.paragraph(&about.with("ack-several", "count", count));
            for offer in std::iter::once(&self.offer).chain(self.others) {
                letter.heading(&format!("{} ({})", offer.title, offer.reference));
                offer.write(about, &mut letter);
                letter.links(Some(offer.title), &offer.links());
            }
        }
        letter.paragraph(&about.text("ack-understood-wrong"));
        letter.heading(&about.text("ack-next-title"));
        let next = ["ack-next-1", "ack-next-2", "ack-next-3", "ack-next-4"];
        letter.items(next.map(|key| about.text(key)));
        about.contact(&mut letter);
        if self.others.is_empty() {
            letter.links(None, &self.offer.links());
        }
        letter.finish()
    }

    /// What is said of the offer at the top, where it is the only one.
    fn only(&self, text: &str) -> String {
        if self.others.is_empty() {
            text.to_owned()
        } else {
            String::new()
        }
    }

    fn write_count(
        &self,
        about: &About<'_>,
        letter: &mut Letter<'_>,
        rule: &CalendarRule,
        count: &Count,
    ) {
        let language = about.language;
        letter.heading(&about.text("ack-count-title"));
        letter.paragraph(&dates::rule(language, rule));
        if count.starts > self.received_at {
            let starts = dates::date_time(language, count.starts);
            letter.paragraph(&about.with("count-starts", "starts", starts));
        }
        let left_out = count.days.len().saturating_sub(LISTED_DAYS);
        let rest = (left_out > 0).then(|| about.with("skipped-items", "count", left_out));
        let listed = count.days.iter().take(LISTED_DAYS);
        let listed = listed.map(|day| dates::counted_day(language, day));
        letter.items(listed.chain(rest));
    }
}

impl Acknowledged<'_> {
    /// What was understood of the offer.
    fn write(&self, about: &About<'_>, letter: &mut Letter<'_>) {
        if let Some(understood) = &self.understood {
            understood.write(about, letter);
            return;
        }
        if self.wanted.is_vague() {
            letter.paragraph(&about.text("ack-understood-nothing"));
        }
        self.wanted.write(letter);
    }

    /// The link to the page that corrects it, and the one that ends it.
    fn links(&self) -> Vec<(&'static str, &str)> {
        let correct = self
            .understood
            .as_ref()
            .map(|it| ("ack-correct", it.correct));
        let end = ("ack-no-longer-open", self.no_longer_open);
        correct.into_iter().chain([end]).collect()
    }
}
