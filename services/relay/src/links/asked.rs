//! Languages and licences as they are written into the form and read from it.

use relais_messages::{Language, words};
use relais_proto::events::WantedLanguage;
use relais_skills::{OfferText, Recogniser};

/// Characters of a list that are read.
const MAX_LIST: usize = 1_000;

/// Languages for the form: "français B2, néerlandais A2 (un atout)".
pub(super) fn languages_text(language: Language, wanted: &[WantedLanguage]) -> String {
    let one = |it: &WantedLanguage| {
        let name = words::language_name(language, &it.code);
        if !it.required {
            return words::wanted_language(language, &name, &it.cefr, false);
        }
        [name.as_str(), it.cefr.as_str()]
            .join(" ")
            .trim()
            .to_owned()
    };
    let items: Vec<String> = wanted.iter().map(one).collect();
    items.join(", ")
}

/// The languages of a list; `None` where an item names none.
pub(super) fn languages(text: &str) -> Option<Vec<WantedLanguage>> {
    let mut wanted: Vec<WantedLanguage> = Vec::new();
    for item in items(text)? {
        let recognised = Recogniser::builtin().recognise(&OfferText {
            description: &format!("langues : {item}"),
            ..OfferText::default()
        });
        if recognised.languages.is_empty() {
            return None;
        }
        for found in recognised.languages {
            if wanted.iter().all(|known| known.code != found.code) {
                wanted.push(WantedLanguage {
                    code: found.code,
                    cefr: found.cefr.map_or("", |level| level.code()).to_owned(),
                    required: found.required,
                });
            }
        }
    }
    Some(wanted)
}

/// The categories of a list; `None` where an item is none.
pub(super) fn licences(text: &str) -> Option<Vec<String>> {
    let mut wanted: Vec<String> = Vec::new();
    for item in items(text)? {
        let recognised = Recogniser::builtin().recognise(&OfferText {
            description: &format!("permis {item}"),
            ..OfferText::default()
        });
        if recognised.licences.is_empty() {
            return None;
        }
        for found in recognised.licences {
            if !wanted.contains(&found.code) {
                wanted.push(found.code);
            }
        }
    }
    Some(wanted)
}

/// The items of a list; `None` where it is longer than any that is meant.
fn items(text: &str) -> Option<impl Iterator<Item = &str>> {
    let items = text.split([',', ';', '\n']).map(str::trim);
    (text.chars().count() <= MAX_LIST).then(|| items.filter(|item| !item.is_empty()))
}

#[cfg(test)]
mod tests {
    use relais_skills::is_language;

    use super::*;

    fn wanted(code: &str, cefr: &str, required: bool) -> WantedLanguage {
        WantedLanguage {
            code: code.to_owned(),
            cefr: cefr.to_owned(),
            required,
        }
    }

    #[test]
    fn what_the_form_shows_is_read_back_as_it_was() {
        let codes = [
            "fr", "en", "nl", "de", "ar", "tr", "uk", "ru", "es", "it", "pt", "pl", "ro",
        ];
        for language in Language::ALL {
            for code in codes {
                assert!(is_language(code), "{code}");
                for (cefr, required) in [("", true), ("B2", true), ("A1", false), ("", false)] {
                    let asked = [wanted(code, cefr, required), wanted("lb", "C1", true)];
                    let text = languages_text(language, &asked);
                    assert_eq!(languages(&text).as_deref(), Some(&asked[..]), "{text}");
                }
            }
        }
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        let french = wanted("fr", "B2", true);
        let dutch = wanted("nl", "", false);
        assert_eq!(
            languages("Français B2 ; néerlandais (un atout)"),
            Some(vec![french, dutch])
        );
        assert_eq!(languages(" "), Some(Vec::new()));
        assert_eq!(languages("français, klingon"), None);
        assert_eq!(
            licences("b, C+E"),
            Some(vec!["B".to_owned(), "CE".to_owned()])
        );
        assert_eq!(licences("B, trottinette"), None);
    }
}
