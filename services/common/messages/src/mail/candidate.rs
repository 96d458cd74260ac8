//! To the candidate, in writing: what came of being put forward (CCT 38).

use relais_domain::case::RefusalReason;

use super::About;
use crate::{Composed, text};

/// A candidate who was put forward is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken<'a> {
    /// The candidate.
    pub name: Option<&'a str>,
    /// The firm.
    pub employer: &'a str,
    /// The organisation that accompanies them.
    pub organisation: &'a str,
    /// Why, where the employer said it in a way that helps.
    pub reason: Option<RefusalReason>,
    /// Whether profiles were compared with the offer by the system.
    pub matched: bool,
}

impl NotTaken<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("nottaken-subject", &[]);
        about.greet(&mut letter, self.name);
        let args = [
            ("title", about.title.into()),
            ("employer", self.employer.into()),
        ];
        letter.paragraph(&text(about.language, "nottaken-intro", &args));
        if let Some(key) = self.reason.and_then(why) {
            letter.paragraph(&about.text(key));
        }
        letter.paragraph(&about.text("nottaken-encourage"));
        letter.paragraph(&about.with("nottaken-next", "organisation", self.organisation));
        letter.small(&about.with("nottaken-rights", "organisation", self.organisation));
        if self.matched {
            letter.small(&about.text("ai-notice"));
        }
        letter.small(&about.text("nottaken-law"));
        letter.finish()
    }
}

/// The reasons that are told to the candidate; the worker knows the others.
fn why(reason: RefusalReason) -> Option<&'static str> {
    match reason {
        RefusalReason::Skills => Some("nottaken-why-skills"),
        RefusalReason::Experience => Some("nottaken-why-experience"),
        RefusalReason::Language => Some("nottaken-why-language"),
        RefusalReason::Availability => Some("nottaken-why-availability"),
        RefusalReason::OtherCandidate => Some("nottaken-why-other-candidate"),
        RefusalReason::NoShow | RefusalReason::Other => None,
    }
}
