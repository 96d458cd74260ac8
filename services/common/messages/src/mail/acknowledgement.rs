//! To the employer, at once: the offer is here, and when the answer comes.

use jiff::Timestamp;
use relais_domain::calendar::{CalendarRule, Count};

use super::{About, Wanted};
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
    /// What was understood.
    pub wanted: &'a Wanted,
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
        letter.facts(&[
            ("fact-offer", about.title.to_owned()),
            ("fact-reference", about.reference.to_owned()),
            (
                "fact-received",
                dates::date_time(language, self.received_at),
            ),
            ("fact-due", due),
        ]);
        if let Some((rule, count)) = self.count {
            self.write_count(about, &mut letter, rule, count);
        }
        letter.heading(&about.text("ack-understood-title"));
        if self.wanted.is_vague() {
            letter.paragraph(&about.text("ack-understood-nothing"));
        }
        self.wanted.write(&mut letter);
        letter.paragraph(&about.text("ack-understood-wrong"));
        letter.heading(&about.text("ack-next-title"));
        let next = ["ack-next-1", "ack-next-2", "ack-next-3", "ack-next-4"];
        letter.items(next.map(|key| about.text(key)));
        about.contact(&mut letter);
        letter.links(None, &[("ack-no-longer-open", self.no_longer_open)]);
        letter.finish()
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
