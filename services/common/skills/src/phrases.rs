//! Labels as sequences of words in a tree, and the longest of them at a place in a text.

mod walk;

use std::collections::HashSet;

use self::walk::Walk;
use crate::found::How;
use crate::inflect;
use crate::labels::LabelText;
use crate::language::Language;
use crate::normalise::{Tokens, normalise};
use crate::quick::QuickMap;
use crate::taxonomy::{Concept, Taxonomy};
use crate::typo::TypoIndex;
use crate::words::{Word, words};

/// Words that carry no meaning of their own inside a label, by language in the order of
/// [`Language::ALL`]: "agent d'entretien" and "agent entretien" are the same.
const LINKS: [&[&str]; 4] = [
    &[
        "de", "des", "du", "d", "l", "le", "la", "les", "en", "a", "au", "aux", "et", "ou", "pour",
        "sur", "un", "une",
    ],
    &["of", "the", "a", "an", "and", "for", "on"],
    &["van", "de", "het", "een", "en", "voor", "op", "onze"],
    &[
        "und", "der", "die", "das", "fur", "im", "mit", "von", "zu", "zur", "zum", "unsere",
    ],
];
/// Links that may stand between two words of a label.
const MAX_LINKS: usize = 3;
/// A label of one word with fewer letters is short: "Koch", "nurse".
const SHORT: usize = 7;

/// Right words that must not be taken for misspelt labels.
const COMMON_WORDS: &str = include_str!("../data/common-words.txt");
/// Labels too general to count in running text on their own: "communication", "planning".
const GENERAL_LABELS: &str = include_str!("../data/general-labels.txt");
/// Expressions with a label inside that speak of something else: "permis de démolir".
const FALSE_FRIENDS: &str = include_str!("../data/false-friends.csv");
/// A word with fewer letters is likely a common word; longer ones are compounds or terms of a
/// trade: "Gebäudereinigung".
const TERM: usize = 12;

/// What a text consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// Names of posts and skills, in which a misspelt word is most likely one of them.
    Names,
    /// Sentences, full of words that only resemble names.
    Running,
}

/// Whether a concept is a skill or an occupation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConceptKind {
    /// A skill.
    Skill,
    /// An occupation.
    Occupation,
}

/// A word of a label that a surface form may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reading {
    word: u32,
    inflected: bool,
}

/// What a form of a word may stand for.
#[derive(Debug, Default)]
struct Surface {
    readings: Vec<Reading>,
    link: bool,
}

/// How much a label says by itself in running text, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ground {
    /// It counts only where the occupation of the offer calls for it.
    General,
    /// A common word: one mention may be by the way.
    Common,
    /// It speaks for itself.
    Firm,
}

/// The end of a label in the tree.
#[derive(Debug, Clone, Copy)]
struct Terminal {
    kind: ConceptKind,
    /// `None` for a false friend.
    concept: Option<u32>,
    languages: u8,
    one_word: bool,
    short: bool,
    ground: Ground,
}

/// A label found in a text: words `first..=last`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub kind: ConceptKind,
    pub concept: usize,
    pub first: usize,
    pub last: usize,
    pub how: How,
    pub ground: Ground,
}

/// What a word of the text may stand for.
#[derive(Debug, Clone, Copy)]
struct Seen<'p> {
    readings: &'p [Reading],
    typo: bool,
    link: bool,
}

/// Every label of the taxonomy.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    words: QuickMap<String, u32>,
    surfaces: QuickMap<String, Surface>,
    edges: QuickMap<(u32, u32), u32>,
    ends: Vec<Vec<Terminal>>,
    general: HashSet<String>,
    typos: TypoIndex,
}

impl Phrases {
    /// Reads the labels of `taxonomy`.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let general = GENERAL_LABELS.lines().map(normalise).collect();
        let mut phrases = Self {
            ends: vec![Vec::new()],
            general,
            ..Self::default()
        };
        for link in LINKS.iter().copied().flatten() {
            phrases.surfaces.entry((*link).to_owned()).or_default().link = true;
        }
        for (at, occupation) in taxonomy.occupations().enumerate() {
            phrases.add_concept(ConceptKind::Occupation, at, occupation);
        }
        for (at, skill) in taxonomy.skills().enumerate() {
            phrases.add_concept(ConceptKind::Skill, at, skill);
        }
        phrases.add_false_friends();
        let mut words: Vec<String> = phrases.words.keys().cloned().collect();
        words.sort();
        phrases.typos = TypoIndex::new(words, COMMON_WORDS.split_whitespace().collect());
        phrases
    }

    fn add_concept(&mut self, kind: ConceptKind, concept: usize, of: &impl Concept) {
        let person = kind == ConceptKind::Occupation;
        let concept = u32::try_from(concept).unwrap_or(u32::MAX);
        for language in Language::ALL {
            let languages = language.bit();
            let terminal = Terminal {
                kind,
                concept: Some(concept),
                languages,
                one_word: false,
                short: false,
                ground: Ground::Firm,
            };
            for label in of.labels().all(language) {
                let label = if person {
                    LabelText::gendered(label)
                } else {
                    LabelText::plain(label)
                };
                if let Some(feminine) = &label.feminine {
                    self.pair(&label.base, feminine);
                    self.add_phrase(feminine, terminal, language);
                }
                self.add_phrase(&label.base, terminal, language);
                if !person && let Some(turned) = inflect::main_clause(&label.base, language) {
                    self.add_phrase(&turned, terminal, language);
                }
            }
        }
    }

    /// Adds expressions that take their words away from the labels of skills.
    fn add_false_friends(&mut self) {
        for language in Language::ALL {
            let terminal = Terminal {
                kind: ConceptKind::Skill,
                concept: None,
                languages: language.bit(),
                one_word: false,
                short: false,
                ground: Ground::Firm,
            };
            let lines = FALSE_FRIENDS.lines();
            for line in lines.filter_map(|line| line.split_once(',')) {
                if line.0 == language.code() {
                    self.add_phrase(line.1, terminal, language);
                }
            }
        }
    }

    /// Notes that the words of two readings of a label are forms of one another.
    fn pair(&mut self, masculine: &str, feminine: &str) {
        let (masculine, feminine) = (normalise(masculine), normalise(feminine));
        if masculine.split(' ').count() == feminine.split(' ').count() {
            for (one, other) in masculine.split(' ').zip(feminine.split(' ')) {
                let word = self.word(one);
                self.add_surface(
                    other.to_owned(),
                    Reading {
                        word,
                        inflected: one != other,
                    },
                );
            }
        }
    }

    fn add_phrase(&mut self, label: &str, mut terminal: Terminal, language: Language) {
        let tokens = Tokens::of(label);
        let label = normalise(label);
        let links = LINKS[language.index()];
        let mut node = 0;
        let mut count = 0;
        for Word { folded: part, .. } in words(&tokens) {
            if links.contains(&part) {
                continue;
            }
            let word = self.word(part);
            let person = terminal.kind == ConceptKind::Occupation;
            for form in inflect::forms(part, language, person) {
                self.add_surface(
                    form,
                    Reading {
                        word,
                        inflected: true,
                    },
                );
            }
            node = self.step_or_grow(node, word);
            count += 1;
        }
        terminal.one_word = count == 1;
        terminal.short = terminal.one_word && label.len() < SHORT;
        terminal.ground = if self.general.contains(&label) {
            Ground::General
        } else if terminal.one_word && label.chars().count() < TERM {
            Ground::Common
        } else {
            Ground::Firm
        };
        let ends = &mut self.ends[node as usize];
        let same =
            |end: &&mut Terminal| (end.kind, end.concept) == (terminal.kind, terminal.concept);
        match ends.iter_mut().find(same) {
            Some(end) => {
                end.languages |= terminal.languages;
                end.ground = end.ground.min(terminal.ground);
            }
            None if count > 0 => ends.push(terminal),
            None => {}
        }
    }

    fn word(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        let new = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.insert(word.to_owned(), new);
        self.add_surface(
            word.to_owned(),
            Reading {
                word: new,
                inflected: false,
            },
        );
        new
    }

    fn add_surface(&mut self, form: String, reading: Reading) {
        let readings = &mut self.surfaces.entry(form).or_default().readings;
        if readings.iter().all(|known| known.word != reading.word) {
            readings.push(reading);
        }
    }

    fn step_or_grow(&mut self, node: u32, word: u32) -> u32 {
        let new = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        let next = *self.edges.entry((node, word)).or_insert(new);
        if next == new {
            self.ends.push(Vec::new());
        }
        next
    }

    /// The longest labels in `words`, from left to right, for skills and for occupations apart:
    /// "développeur PHP" names an occupation and, inside it, a skill.
    pub fn find(&self, words: &[Word<'_>], text: Option<Language>, kind: TextKind) -> Vec<Hit> {
        let seen: Vec<Seen<'_>> = words.iter().map(|word| self.see(word, kind)).collect();
        let mut hits = Vec::new();
        let mut free_from = [0; 2];
        for first in 0..words.len() {
            if seen[first].readings.is_empty() {
                continue;
            }
            let mut walk = Walk {
                phrases: self,
                words,
                seen: &seen,
                text,
                kind,
                first,
                best: [None; 2],
            };
            walk.start();
            for (kind, best) in walk.best.into_iter().enumerate() {
                if let Some(best) = best.filter(|_| first >= free_from[kind]) {
                    free_from[kind] = best.last + 1;
                    hits.extend(best.hit(first));
                }
            }
        }
        hits
    }

    fn see(&self, word: &Word<'_>, kind: TextKind) -> Seen<'_> {
        let known = self.surfaces.get(word.folded);
        let typo = known.is_none() && kind == TextKind::Names;
        let fixed = if typo {
            self.typos.fix(word.folded)
        } else {
            None
        };
        let surface = known.or_else(|| self.surfaces.get(fixed?));
        Seen {
            readings: surface.map_or(&[], |surface| surface.readings.as_slice()),
            typo,
            link: surface.is_some_and(|surface| surface.link),
        }
    }
}
