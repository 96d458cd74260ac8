//! To the employer: an offer is no longer in its feed.

use super::About;
use crate::Composed;

/// The question whether an offer that left its feed is still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanished<'a> {
    /// Whom to greet.
    pub contact_name: Option<&'a str>,
    /// The link that says that it is.
    pub still_open: &'a str,
    /// The link that says that it is not.
    pub no_longer_open: &'a str,
}

impl Vanished<'_> {
    /// Puts the mail together.
    pub fn compose(&self, about: &About<'_>) -> Composed {
        let mut letter = about.letter("vanished-subject", &[]);
        about.greet(&mut letter, self.contact_name);
        letter.paragraph(&about.text("vanished-intro"));
        letter.paragraph(&about.text("vanished-ask"));
        letter.links(
            None,
            &[
                ("vanished-still-open", self.still_open),
                ("vanished-no-longer-open", self.no_longer_open),
            ],
        );
        about.contact(&mut letter);
        letter.finish()
    }
}
