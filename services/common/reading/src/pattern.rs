//! Patterns, and the text as they see it.

use std::ops::Range;

use regex::{Captures, Regex};

use crate::lines::fold;

/// A text in small letters without accents, each byte tied to the text that it stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    pub text: String,
    /// For each byte of `text`, and for its end, the byte of the original.
    places: Vec<usize>,
}

impl Folded {
    pub fn of(original: &str) -> Self {
        let mut folded = Self::default();
        for (at, c) in original.char_indices() {
            let before = folded.text.len();
            folded.text.push(fold(c));
            folded.places.resize(before, at);
            folded.places.resize(folded.text.len(), at);
        }
        folded.places.push(original.len());
        folded
    }

    /// Where the original says what stands in this stretch of the folded text.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let at = |place: usize| {
            self.places
                .get(place)
                .or(self.places.last())
                .copied()
                .unwrap_or(0)
        };
        at(range.start)..at(range.end)
    }
}

/// Builds a pattern; every one is a constant of this crate.
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("a pattern of this crate: {error}"))
}

/// Where a group of a match stands.
pub(crate) fn group(captures: &Captures<'_>, index: usize) -> Range<usize> {
    captures.get(index).map_or(0..0, |found| found.range())
}

/// The last bytes of a text, about so many: what stands just before something.
pub(crate) fn last(text: &str, bytes: usize) -> &str {
    &text[text.floor_char_boundary(text.len().saturating_sub(bytes))..]
}

/// The words of a list as alternatives of a pattern.
pub(crate) fn any_of(words: &[&str]) -> String {
    format!("(?:{})", words.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_in_the_folded_text_leads_to_the_same_words() {
        let original = "Maçon à Liège — été";
        let folded = Folded::of(original);
        let at = folded.text.find("liege").expect("folded");
        assert_eq!(&original[folded.original(at..at + 5)], "Liège");
    }

    proptest! {
        #[test]
        fn every_place_is_one_of_the_original(original in "\\PC{0,40}") {
            let folded = Folded::of(&original);
            prop_assert_eq!(folded.places.len(), folded.text.len() + 1);
            for (at, _) in folded.text.char_indices() {
                prop_assert!(original.get(folded.original(at..folded.text.len())).is_some());
            }
        }
    }
}
