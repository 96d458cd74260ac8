//! People's names, as far as capitals tell them.

use std::ops::Range;

use relais_domain::place;

use crate::offer::needs;

/// Words of a person's name.
const MAX_NAME_WORDS: usize = 5;

const HONORIFICS: [&str; 21] = [
    "dr", "dr.", "docteur", "m.", "mr", "mr.", "mme", "mme.", "mlle", "monsieur", "madame",
    "mevr.", "mevrouw", "dhr.", "dhr", "de heer", "herr", "herrn", "frau", "mrs", "ms",
];
const PARTICLES: [&str; 12] = [
    "de", "du", "des", "d'", "van", "von", "der", "den", "le", "la", "el", "ter",
];
/// Words that name a firm or a department, not a person.
const NO_PERSON: [&str; 86] = [
    "sa",
    "srl",
    "sprl",
    "asbl",
    "nv",
    "bv",
    "bvba",
    "vzw",
    "ag",
    "gmbh",
    "scrl",
    "sc",
    "service",
    "equipe",
    "team",
    "departement",
    "department",
    "rh",
    "hr",
    "direction",
    "groupe",
    "group",
    "rue",
    "avenue",
    "personnel",
    "dienst",
    "abteilung",
    "merci",
    "bonjour",
    "envoye",
    "responsable",
    "manager",
    "gerant",
    "directrice",
    "handy",
    "gsm",
    "mobil",
    "mobile",
    "tel",
    "telefon",
    "telefoon",
    "phone",
    "au",
    "groeten",
    "hotel",
    "gasthof",
    "restaurant",
    "garage",
    "boulangerie",
    "boucherie",
    "bakkerij",
    "slagerij",
    "toitures",
    "dachbau",
    "bouw",
    "imprimerie",
    "creche",
    "residence",
    "menuiserie",
    "traiteur",
    "ferme",
    "cpas",
    "ocmw",
    "gemeente",
    "commune",
    "interim",
    "jobs",
    "info",
    "planning",
    "permis",
    "rijbewijs",
    "fuhrerschein",
    "goeiedag",
    "goedendag",
    "goedemorgen",
    "goeiemorgen",
    "dag",
    "hallo",
    "hello",
    "guten",
    "morgen",
    "beste",
    "salut",
    "hi",
    "bonsoir",
    "cordialement",
];

/// The words of a name at the beginning of a text: capitals and what stands between them.
pub(super) fn name_range(text: &str) -> Option<Range<usize>> {
    let (mut start, mut end, mut named) = (0, 0, 0);
    for word in text
        .split_inclusive(char::is_whitespace)
        .take(MAX_NAME_WORDS)
    {
        let bare = word.trim_end();
        let letters = bare
            .trim_end_matches(").")
            .trim_end_matches([',', ';', ':', ')']);
        let kind = name_word(letters);
        match kind {
            NameWord::Other => break,
            NameWord::Particle if end == 0 => break,
            NameWord::Particle => {}
            NameWord::Honorific | NameWord::Name => {
                end = start + letters.len();
                named += usize::from(kind == NameWord::Name);
            }
        }
        if letters.len() < bare.len() || word.ends_with('\n') {
            break;
        }
        start += word.len();
    }
    if !is_initial(&text[..end]) {
        end = text[..end].trim_end_matches('.').len();
    }
    (named > 0).then_some(0..end)
}

/// What a word is within a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameWord {
    Honorific,
    Particle,
    Name,
    Other,
}

fn name_word(word: &str) -> NameWord {
    let folded = crate::lines::folded(word);
    let is_spelt = word.chars().next().is_some_and(char::is_uppercase)
        && word
            .chars()
            .all(|c| c.is_alphabetic() || "-'’.".contains(c));
    if HONORIFICS.contains(&folded.as_str()) {
        NameWord::Honorific
    } else if PARTICLES.contains(&folded.as_str()) {
        NameWord::Particle
    } else if is_spelt && !NO_PERSON.contains(&folded.trim_end_matches('.')) {
        NameWord::Name
    } else {
        NameWord::Other
    }
}

/// Whether a name ends with an initial, whose point belongs to it: "Luc D."
fn is_initial(name: &str) -> bool {
    let mut last = name.chars().rev();
    last.next() == Some('.')
        && last.next().is_some_and(char::is_uppercase)
        && last.next().is_none_or(char::is_whitespace)
}

/// Whether a word of a sender's name may be a person's.
pub(super) fn may_be_name(word: &str) -> bool {
    word.chars().count() >= 3 && name_word(word) == NameWord::Name
}

/// Whether a name begins with "Mme" or the like.
pub(super) fn is_titled(name: &str) -> bool {
    let first = name.split_whitespace().next().unwrap_or_default();
    name_word(first) == NameWord::Honorific
}

/// Whether a capitalised line is a person rather than a place or a post.
pub(super) fn is_person(name: &str) -> bool {
    let name = match name.split_once(' ') {
        Some((first, rest)) if name_word(first) == NameWord::Honorific => rest,
        _ => name,
    };
    place::find_in_text(name).is_none() && needs::occupation(name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_what_follows_it() {
        for (text, expected) in [
            ("Mme Anne Collin, 04/338.50.00", Some("Mme Anne Collin")),
            ("Thierry Dethier - gérant", Some("Thierry Dethier")),
            ("Jan Van den Berghe", Some("Jan Van den Berghe")),
            ("Luc D.", Some("Luc D.")),
            (
                "Monsieur Alain Kessler : emploi@x.example",
                Some("Monsieur Alain Kessler"),
            ),
            ("Lien Jans (lien@x.example)", Some("Lien Jans")),
            ("par mail", None),
            ("Service du personnel", None),
        ] {
            assert_eq!(
                name_range(text).map(|range| &text[range]),
                expected,
                "{text}"
            );
        }
    }
}
