//! What an offer asks for, as far as it was understood.

use crate::letter::Letter;

/// What an offer asks for, in the words of the reader's language. Empty is "not said".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Labels of occupations.
    pub occupations: Vec<String>,
    /// Labels of skills, the most important first.
    pub skills: Vec<String>,
    /// Languages, from [`words::wanted_language`](crate::words::wanted_language).
    pub languages: Vec<String>,
    /// Licences, from [`words::licence`](crate::words::licence).
    pub licences: Vec<String>,
    /// The name of the place of work.
    pub place: Option<String>,
    /// The first day of work, in words.
    pub start: Option<String>,
    /// How many posts; `None` where it is not said.
    pub openings: Option<u32>,
}

impl Wanted {
    /// Whether neither an occupation nor a skill nor a language was recognised.
    pub(super) fn is_vague(&self) -> bool {
        self.occupations.is_empty() && self.skills.is_empty() && self.languages.is_empty()
    }

    /// Writes what is known as a list.
    pub(super) fn write(&self, letter: &mut Letter<'_>) {
        letter.facts(&[
            ("understood-occupations", self.occupations.join(", ")),
            ("understood-skills", self.skills.join(", ")),
            ("understood-languages", self.languages.join(", ")),
            ("understood-licences", self.licences.join(", ")),
            ("understood-place", self.place.clone().unwrap_or_default()),
            ("understood-start", self.start.clone().unwrap_or_default()),
            (
                "understood-openings",
                self.openings.map(|n| n.to_string()).unwrap_or_default(),
            ),
        ]);
    }
}
