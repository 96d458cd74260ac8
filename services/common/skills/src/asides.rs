//! Parts of a description that speak of the enterprise or of what it gives, not of the work: what
//! they name is not asked of anybody.

use std::collections::HashSet;
use std::ops::Range;

use crate::normalise::Gap;
use crate::quick::QuickMap;
use crate::words::Word;

/// Beginnings of a heading above benefits or the presentation of the enterprise.
const OPENINGS: &[&str] = &[
    "avantages",
    "les avantages",
    "vos avantages",
    "nos avantages",
    "conditions et avantages",
    "remuneration et avantages",
    "les plus",
    "nous offrons",
    "nous vous offrons",
    "nous proposons",
    "nous vous proposons",
    "ce que nous offrons",
    "ce que nous proposons",
    "ce que nous vous",
    "ce que l on vous propose",
    "ce que nous pouvons vous offrir",
    "pourquoi nous rejoindre",
    "pourquoi rejoindre",
    "bonnes raisons de nous rejoindre",
    "qui sommes nous",
    "description de l entreprise",
    "presentation de l entreprise",
    "a propos de nous",
    "a propos de l entreprise",
    "l entreprise",
    "notre entreprise",
    "entreprise",
    "we offer",
    "what we offer",
    "our offer",
    "benefits",
    "perks",
    "why join us",
    "about us",
    "who we are",
    "about the company",
    "wij bieden",
    "wat bieden wij",
    "wat wij bieden",
    "ons aanbod",
    "aanbod",
    "voordelen",
    "over ons",
    "wie zijn wij",
    "wir bieten",
    "was wir bieten",
    "das bieten wir",
    "unser angebot",
    "uber uns",
    "wer wir sind",
];
/// A heading has no more words.
const MAX_HEADING: usize = 9;

/// Words that lead back to the work and to the person sought.
const RETURNS: &[&str] = &[
    "profil",
    "mission",
    "missions",
    "poste",
    "postes",
    "fonction",
    "responsabilites",
    "competences",
    "qualifications",
    "taches",
    "activites",
    "recherchons",
    "recrutons",
    "recherche",
    "recrute",
    "role",
    "job",
    "profile",
    "tasks",
    "duties",
    "responsibilities",
    "requirements",
    "skills",
    "looking",
    "functie",
    "profiel",
    "taken",
    "takenpakket",
    "vereisten",
    "zoeken",
    "zoekt",
    "stelle",
    "aufgaben",
    "anforderungen",
    "tatigkeiten",
    "suchen",
    "sucht",
];
/// Where one of [`RETURNS`] must stand, in words from the beginning of the sentence.
const RETURN_REACH: usize = 8;
/// Beginnings of a sentence addressed to the person sought.
const ADDRESSES: &[&str] = &["vous", "tu", "you", "je", "jij", "sie", "du"];

/// Beginnings of a sentence about the enterprise, which ends with the sentence.
const COMPANY: &[&str] = &[
    "notre client",
    "notre entreprise",
    "notre societe",
    "notre groupe",
    "notre agence",
    "notre cabinet",
    "nous sommes",
    "l entreprise",
    "la societe",
    "le groupe",
    "creee en",
    "cree en",
    "fondee en",
    "suivez nous",
    "retrouvez nous",
    "nos valeurs",
    "nos metiers",
    "nos activites",
    "notre culture",
    "chez",
    "we are",
    "our client",
    "our company",
    "our values",
    "founded in",
    "follow us",
    "wij zijn",
    "ons bedrijf",
    "onze klant",
    "onze waarden",
    "volg ons",
    "wir sind",
    "unser unternehmen",
    "unser kunde",
    "unsere werte",
    "folgen sie uns",
];
/// Expressions by which an enterprise praises itself, anywhere in a sentence.
const PRAISE: &[&str] = &[
    "un leader",
    "le leader",
    "des leaders",
    "leader mondial",
    "leader europeen",
    "leader francais",
    "acteur majeur",
    "acteur incontournable",
    "acteur de reference",
    "filiale du",
    "filiale de",
    "market leader",
    "leading company",
    "leading provider",
    "marktleider",
    "toonaangevende",
    "marktfuhrer",
    "fuhrender",
    "fuhrendes",
    "suivez nous",
    "suivez aussi",
    "suivez egalement",
];
/// Words that show that a sentence speaks to the person sought.
const SECOND_PERSON: &[&str] = &[
    "vous", "votre", "vos", "tu", "ton", "ta", "tes", "you", "your", "je", "jij", "jouw", "sie",
    "ihr", "ihre", "du", "dein", "deine",
];

/// Words read as one aside; a heading that nothing closes reaches no farther.
const MAX_ASIDE: usize = 150;

/// What an expression says of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// One of [`OPENINGS`], at the beginning.
    Opening,
    /// One of [`COMPANY`], at the beginning.
    Company,
    /// One of [`PRAISE`], anywhere.
    Praise,
}

/// The tables above, ready for looking up.
#[derive(Debug, Default)]
pub(crate) struct Asides {
    /// Expressions by their first word, without it.
    expressions: QuickMap<&'static str, Vec<(Cue, &'static str)>>,
    /// Words that lead back, with whether they do so only at the beginning of a sentence.
    returns: QuickMap<&'static str, bool>,
    second_person: HashSet<&'static str>,
}

impl Asides {
    /// Reads the tables.
    pub fn new() -> Self {
        let mut asides = Self::default();
        let tables = [
            (Cue::Opening, OPENINGS),
            (Cue::Company, COMPANY),
            (Cue::Praise, PRAISE),
        ];
        for (cue, expressions) in tables {
            for expression in expressions {
                let (first, rest) = expression.split_once(' ').unwrap_or((expression, ""));
                let known = asides.expressions.entry(first).or_default();
                known.push((cue, rest));
            }
        }
        asides.returns = RETURNS.iter().map(|word| (*word, false)).collect();
        let addresses = ADDRESSES.iter().map(|word| (*word, true));
        asides.returns.extend(addresses);
        asides.second_person = SECOND_PERSON.iter().copied().collect();
        asides
    }

    /// The asides of a description, in order, as ranges of its words.
    pub fn find(&self, words: &[Word<'_>]) -> Vec<Range<usize>> {
        let mut asides = Vec::new();
        let mut open_until = 0;
        for sentence in sentences(words) {
            let text = &words[sentence.clone()];
            if self.leads_back(text) {
                open_until = 0;
            } else if self.says(text, Cue::Opening) {
                if text.len() <= MAX_HEADING {
                    open_until = sentence.start + MAX_ASIDE;
                }
                asides.push(sentence);
            } else if sentence.start < open_until || self.is_about_enterprise(text) {
                asides.push(sentence);
            }
        }
        asides
    }

    fn leads_back(&self, text: &[Word<'_>]) -> bool {
        let mut words = text.iter().take(RETURN_REACH).enumerate();
        words.any(|(at, word)| {
            let only_first = self.returns.get(word.folded);
            only_first.is_some_and(|only_first| at == 0 || !only_first)
        })
    }

    fn is_about_enterprise(&self, text: &[Word<'_>]) -> bool {
        let about = self.says(text, Cue::Company)
            || (0..text.len()).any(|at| self.says(&text[at..], Cue::Praise));
        about && !text.iter().any(|word| self.speaks_to_person(word))
    }

    fn speaks_to_person(&self, word: &Word<'_>) -> bool {
        self.second_person.contains(word.folded) || self.returns.contains_key(word.folded)
    }

    /// Whether `text` begins with an expression of a kind.
    fn says(&self, text: &[Word<'_>], cue: Cue) -> bool {
        let Some((first, behind)) = text.split_first() else {
            return false;
        };
        let known = self.expressions.get(first.folded).into_iter().flatten();
        known
            .filter(|(of, _)| *of == cue)
            .any(|(_, rest)| starts_with(behind, rest))
    }
}

/// The sentences, lines and list items.
fn sentences(words: &[Word<'_>]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = start;
        words.get(first)?;
        let next = words[first + 1..]
            .iter()
            .position(|word| word.gap == Gap::Sentence);
        start = next.map_or(words.len(), |next| first + 1 + next);
        Some(first..start)
    })
}

fn starts_with(text: &[Word<'_>], expression: &str) -> bool {
    let mut words = text.iter().map(|word| word.folded);
    expression
        .split_whitespace()
        .all(|part| words.next() == Some(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::Tokens;
    use crate::words::words;

    fn asides(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        let words = words(&tokens);
        let ranges = Asides::new().find(&words).into_iter();
        ranges
            .map(|range| text[words[range.start].span.start..words[range.end - 1].span.end].into())
            .collect()
    }

    #[test]
    fn benefits_are_an_aside_until_the_text_returns_to_the_work() {
        let text = "Vous posez du carrelage.\nNous offrons :\n- des chèques-repas\n- une crèche\nVotre profil :\n- soigneux";
        assert_eq!(
            asides(text),
            ["Nous offrons", "des chèques-repas", "une crèche"]
        );
    }

    #[test]
    fn praise_of_the_enterprise_is_an_aside_of_one_sentence() {
        let text = "Batilux est un leader de l'isolation. Vous peignez des murs.";
        assert_eq!(asides(text), ["Batilux est un leader de l'isolation"]);
        let text = "Wij zijn een bedrijf in de bouw. Je legt tegels.";
        assert_eq!(asides(text), ["Wij zijn een bedrijf in de bouw"]);
    }

    #[test]
    fn a_sentence_that_speaks_to_the_person_sought_is_no_aside() {
        assert!(asides("Nous sommes à la recherche d'un soudeur TIG.").is_empty());
        assert!(asides("Nous vous proposons un poste de soudeur TIG.").is_empty());
        assert!(asides("Notre client vous confie la soudure TIG.").is_empty());
    }

    #[test]
    fn an_aside_that_nothing_closes_ends_by_itself() {
        let text = format!("Benefits\n{}\nplumbing", "free lunch\n".repeat(100));
        let found = asides(&text);
        assert!(found.len() < 100);
        assert_eq!(found.first().map(String::as_str), Some("Benefits"));
    }
}
