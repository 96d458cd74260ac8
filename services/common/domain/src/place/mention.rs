//! Finding the place that a free text names.

use super::name::{Word, words};
use super::{Commune, table};

/// Words of a text that are looked at; what follows is not where an offer says its place.
const MAX_WORDS: usize = 20_000;

/// Names that mean something else in everyday French, Dutch, German or English, or are first
/// names (`3 ans`, `poste visé`, `clavier azerty`, `Hervé`). Alone they name no place.
const EVERYDAY_WORDS: [&str; 15] = [
    "ans", "bergen", "clavier", "forest", "hal", "halle", "herve", "jette", "landen", "limbourg",
    "namen", "spa", "verlaine", "vise", "vorst",
];

/// Words that announce where something is.
const PREPOSITIONS: [&str; 4] = ["a", "in", "te", "zu"];

/// The prepositions that tell a place from an everyday word: one is also "in der Halle" and
/// "in a spa".
const PLACE_ONLY_PREPOSITIONS: [&str; 2] = ["a", "te"];

/// Street words: `chaussée de Namur` names a street, wherever it is.
const STREETS: [&str; 10] = [
    "avenue",
    "av",
    "boulevard",
    "bd",
    "chaussee",
    "place",
    "quai",
    "route",
    "rue",
    "street",
];

/// Words that stand between a street word and a name.
const LINKS: [&str; 5] = ["de", "d", "du", "des", "la"];

/// How strongly a text says that a name is where its offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// The name alone.
    Name,
    /// `à Seraing`.
    Preposition,
    /// `4040 Herstal` or `Herstal (4040)`, the postcode being one of the commune's own.
    Postcode,
}

/// The commune that a text names: next to its postcode if it is anywhere so, else after a
/// preposition of place, else alone; the first of equals. Names are matched on whole words, the
/// longest at each.
///
/// `None` if the text names no known commune. Names that are also everyday words count only next
/// to their postcode, or with a capital after `à` or `te`; names of streets do not count.
pub fn find_in_text(text: &str) -> Option<&'static Commune> {
    let words: Vec<Word> = words(text).take(MAX_WORDS).collect();
    let mut best: Option<(Evidence, &'static Commune)> = None;
    let mut at = 0;
    while at < words.len() {
        let (before, rest) = words.split_at(at);
        let Some((commune, length)) = longest_name(rest) else {
            at += 1;
            continue;
        };
        let (name, after) = rest.split_at(length);
        let found = evidence(before, name, after, commune);
        if found > best.map(|(evidence, _)| evidence) {
            best = found.map(|evidence| (evidence, commune));
        }
        at += length;
    }
    best.map(|(_, commune)| commune)
}

/// The commune with the longest name that begins the words, and how many words the name has.
fn longest_name(words: &[Word]) -> Option<(&'static Commune, usize)> {
    let most_words = table::most_words_after(&words.first()?.normal)?;
    (1..=most_words.min(words.len())).rev().find_map(|length| {
        let (name, _) = words.split_at(length);
        let name: Vec<&str> = name.iter().map(|word| word.normal.as_str()).collect();
        Some((table::named(&name.join(" "))?, length))
    })
}

/// How strongly a name between other words tells its place; `None` if it does not.
fn evidence(before: &[Word], name: &[Word], after: &[Word], commune: &Commune) -> Option<Evidence> {
    let is_postcode = |word: &Word| {
        let digits = word.normal.trim_start_matches('b');
        digits
            .parse()
            .is_ok_and(|postcode| commune.postcodes.contains(&postcode))
    };
    if before.last().is_some_and(is_postcode) || after.first().is_some_and(is_postcode) {
        return Some(Evidence::Postcode);
    }
    if is_street(before) {
        return None;
    }
    let follows = |prepositions: &[&str]| {
        before
            .last()
            .is_some_and(|word| prepositions.contains(&word.normal.as_str()))
    };
    if let [word] = name
        && EVERYDAY_WORDS.contains(&word.normal.as_str())
        && !(word.is_capitalised && follows(&PLACE_ONLY_PREPOSITIONS))
    {
        return None;
    }
    Some(if follows(&PREPOSITIONS) {
        Evidence::Preposition
    } else {
        Evidence::Name
    })
}

fn is_street(before: &[Word]) -> bool {
    before
        .iter()
        .rev()
        .map(|word| word.normal.as_str())
        .find(|word| !LINKS.contains(word))
        .is_some_and(|word| STREETS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_everyday_word_is_the_name_of_a_commune() {
        for word in EVERYDAY_WORDS {
            assert!(table::named(word).is_some(), "{word} names no commune");
        }
    }
}
