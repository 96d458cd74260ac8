//! Names as they are compared: lower case, no accents, words apart by single spaces.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of a text, as compared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) normal: String,
    /// Whether it was written with a capital initial.
    pub(super) is_capitalised: bool,
}

/// The words of a text: runs of letters and digits, so that hyphens and apostrophes part words.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
        .filter(|word| !word.is_empty())
        .map(|word| Word {
            normal: normalise_word(word),
            is_capitalised: word.starts_with(char::is_uppercase),
        })
}

/// The form in which two spellings of a name are the same.
pub(super) fn normalise(name: &str) -> String {
    words(name)
        .map(|word| word.normal)
        .collect::<Vec<_>>()
        .join(" ")
}

fn normalise_word(word: &str) -> String {
    let mut normal = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_combining_mark(*c)) {
        for lower in c.to_lowercase() {
            match lower {
                'ß' => normal.push_str("ss"),
                'œ' => normal.push_str("oe"),
                'æ' => normal.push_str("ae"),
                _ => normal.push(lower),
            }
        }
    }
    match normal.as_str() {
        "st" => "saint".to_owned(),
        "ste" => "sainte".to_owned(),
        _ => normal,
    }
}
