//! The languages that people are written to in.

use std::fmt;

/// A language of the message files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// French, which every message has.
    #[default]
    Fr,
    /// English.
    En,
    /// Dutch.
    Nl,
    /// German.
    De,
}

impl Language {
    /// Every language, French first.
    pub const ALL: [Self; 4] = [Self::Fr, Self::En, Self::Nl, Self::De];

    /// The language of a tag like `fr`, `fr-BE` or `NL_be`; `None` for one that there are no
    /// messages in.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The first of the given tags that there are messages in, else French.
    pub fn first_of<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::parse).unwrap_or_default()
    }

    /// The ISO 639-1 code, as in the HTML attribute `lang`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::Nl => "nl",
            Self::De => "de",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_a_region_is_read_by_its_language() {
        assert_eq!(Language::parse("fr-BE"), Some(Language::Fr));
        assert_eq!(Language::parse("NL_be"), Some(Language::Nl));
        assert_eq!(Language::parse("french"), None);
        assert_eq!(Language::parse(""), None);
    }

    #[test]
    fn who_names_no_known_language_is_written_to_in_french() {
        assert_eq!(Language::first_of(["", "tr", "de-BE"]), Language::De);
        assert_eq!(Language::first_of(["", "tr"]), Language::Fr);
    }
}
