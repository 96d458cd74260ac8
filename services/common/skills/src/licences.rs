//! The driving licences that an offer asks for.

use std::ops::Range;

use crate::context::{self, Place};
use crate::found::Field;
use crate::normalise::Gap;
use crate::words::Word;

/// A driving licence that the text asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLicence {
    /// The category of Directive 2006/126/EC, such as `B` or `CE`. An unnamed licence is `B`.
    pub code: String,
    /// False when the text calls it an asset or wishes for it.
    pub required: bool,
    /// The field in which it stands.
    pub field: Field,
    /// Where it stands in that field, in bytes.
    pub span: Range<usize>,
}

const CATEGORIES: &[&str] = &[
    "AM", "A1", "A2", "A", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE", "G",
];
/// Other names of categories: French abbreviations for lorries, the national tractor licence.
const ALIASES: &[(&str, &str)] = &[
    ("ec", "CE"),
    ("eb", "BE"),
    ("pl", "C"),
    ("spl", "CE"),
    ("vl", "B"),
    ("voiture", "B"),
    ("auto", "B"),
    ("moto", "A"),
];
/// Categories that in small letters would be words.
const NEED_CAPITALS: &[&str] = &["A", "AM", "BE", "D", "DE"];
/// Words between the trigger and the category.
const FILLERS: &[&str] = &[
    "de",
    "conduire",
    "conduite",
    "cat",
    "categorie",
    "categories",
    "category",
    "categorieen",
    "type",
    "types",
    "klasse",
    "klassen",
    "class",
    "valide",
    "rijbewijs",
    "en",
    "et",
    "ou",
    "of",
    "or",
    "oder",
    "und",
    "and",
    "vehicule",
    "le",
    "du",
    "der",
];
/// Words that name a licence on their own.
const ALONE: &[&str] = &["rijbewijs", "fuhrerschein"];
/// Drivers, behind whom a category of lorries or buses is a licence: "chauffeur CE".
const DRIVERS: &[&str] = &[
    "chauffeur",
    "chauffeurs",
    "conducteur",
    "conducteurs",
    "conductrice",
    "driver",
    "drivers",
    "fahrer",
    "kraftfahrer",
    "vrachtwagenchauffeur",
    "vrachtwagenchauffeurs",
];
/// Categories that nothing else is called: not "B" and not "BE", the country.
const OF_DRIVERS: &[&str] = &["C", "C1", "CE", "C1E", "D", "D1"];
/// Categories that nothing else required is called.
const WITH_TRAILER: &[&str] = &["BE", "CE", "C1E"];
/// Words that precede the category in English and German: "C driving licence".
const MAX_FILLERS: usize = 4;

/// Whether this is a category of driving licence, as it is written in offers' codes.
pub fn is_licence(code: &str) -> bool {
    CATEGORIES.contains(&code)
}

/// The licences that a field asks for, in its order.
pub(crate) fn find(field: Field, text: &str, words: &[Word<'_>]) -> Vec<FoundLicence> {
    let mut found = Vec::new();
    for at in 0..words.len() {
        let Some(trigger) = trigger(words, at).or_else(|| bare(text, words, at)) else {
            continue;
        };
        let mut codes = behind(text, words, trigger.place.last);
        if codes.is_empty() {
            codes.extend(in_front(text, words, trigger.place.first));
        }
        if codes.is_empty() && trigger.alone {
            codes.push(("B".to_owned(), trigger.place.last));
        }
        for (code, last) in codes {
            let place = Place {
                first: trigger.place.first.min(last),
                last: last.max(trigger.place.last),
            };
            found.push(FoundLicence {
                code,
                required: !context::is_optional(words, place),
                field,
                span: words[place.first].span.start..words[place.last].span.end,
            });
        }
    }
    found
}

/// Words that announce a licence.
struct Trigger {
    place: Place,
    /// Whether they name one without a category.
    alone: bool,
}

fn trigger(words: &[Word<'_>], at: usize) -> Option<Trigger> {
    let next = |ahead: usize| {
        let near = words.get(at + ahead).filter(|word| word.gap < Gap::Comma);
        near.map_or("", |word| word.folded)
    };
    let one = |last, alone| {
        Some(Trigger {
            place: Place { first: at, last },
            alone,
        })
    };
    match words[at].folded {
        "permis" if next(1) == "de" && next(2) == "conduire" => one(at + 2, true),
        "permis" if next(1) == "poids" || next(1) == "super" => None,
        "permis" => one(at, false),
        "driving" | "driver" | "drivers" => {
            let ahead = (1..=2).find(|ahead| matches!(next(*ahead), "licence" | "license"))?;
            one(at + ahead, true)
        }
        word if ALONE.contains(&word) => one(at, true),
        _ => None,
    }
}

/// A category without the word for a licence: "chauffeur CE", "BE obligatoire".
fn bare(text: &str, words: &[Word<'_>], at: usize) -> Option<Trigger> {
    let is_one_of = |categories: &[&str], word: Option<&Word<'_>>| {
        let written = word.and_then(|word| text.get(word.span.clone()));
        written.is_some_and(|written| categories.contains(&written))
    };
    let next = words.get(at + 1).filter(|word| word.gap < Gap::Comma);
    let is_driver = DRIVERS.contains(&words[at].folded) && is_one_of(OF_DRIVERS, next);
    let before = at.checked_sub(1).map(|before| &words[before]);
    let is_required = words[at].gap < Gap::Comma
        && context::marks_required(words[at].folded)
        && is_one_of(WITH_TRAILER, before);
    (is_driver || is_required).then_some(Trigger {
        place: Place {
            first: at,
            last: at,
        },
        alone: false,
    })
}

/// The categories behind a trigger, each with the word that ends it.
fn behind(text: &str, words: &[Word<'_>], trigger: usize) -> Vec<(String, usize)> {
    let mut codes = Vec::new();
    let mut fillers = 0;
    let mut at = trigger + 1;
    while let Some(word) = words.get(at).filter(|word| word.gap < Gap::Sentence) {
        if let Some((code, last)) = category(text, words, at) {
            codes.push((code, last));
            fillers = 0;
            at = last + 1;
        } else if FILLERS.contains(&word.folded) && fillers < MAX_FILLERS {
            fillers += 1;
            at += 1;
        } else {
            break;
        }
    }
    codes
}

/// The category right before a trigger.
fn in_front(text: &str, words: &[Word<'_>], trigger: usize) -> Option<(String, usize)> {
    let at = trigger.checked_sub(1)?;
    let near = words[trigger].gap < Gap::Comma;
    category(text, words, at).filter(|_| near)
}

/// The category at `at`; `C+E` and `C E` are `CE`.
fn category(text: &str, words: &[Word<'_>], at: usize) -> Option<(String, usize)> {
    let word = &words[at];
    let written = text.get(word.span.clone())?;
    if let Some((_, code)) = ALIASES.iter().find(|(alias, _)| *alias == word.folded) {
        return Some(((*code).to_owned(), at));
    }
    let capitals = written.to_uppercase();
    let code = CATEGORIES.iter().find(|code| **code == capitals)?;
    let article = text[word.span.end..].starts_with(['\'', '’', '&']);
    if article {
        return None;
    }
    if written != capitals && NEED_CAPITALS.contains(code) {
        return None;
    }
    let trailer = words
        .get(at + 1)
        .filter(|next| next.folded == "e" && next.gap <= Gap::Space);
    let with_trailer = format!("{code}E");
    if trailer.is_some() && CATEGORIES.contains(&with_trailer.as_str()) {
        return Some((with_trailer, at + 1));
    }
    Some(((*code).to_owned(), at))
}
