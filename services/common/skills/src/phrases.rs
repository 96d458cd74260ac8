//! Labels as sequences of words in a tree, and the longest of them at a place in a text.

use std::collections::HashSet;

use crate::found::How;
use crate::inflect;
use crate::labels::LabelText;
use crate::language::Language;
use crate::normalise::{Gap, Tokens, normalise};
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
    &["van", "de", "het", "een", "en", "voor", "op"],
    &[
        "und", "der", "die", "das", "fur", "im", "mit", "von", "zu", "zur", "zum",
    ],
];
/// Links that may stand between two words of a label.
const MAX_LINKS: usize = 3;
/// A label of one word with fewer letters is short: "Koch", "nurse".
const SHORT: usize = 7;

/// Right words that must not be taken for misspelt labels.
const COMMON_WORDS: &str = include_str!("../data/common-words.txt");
/// Labels of one word too general to count in running text: "communication", "planning".
const GENERAL_WORDS: &str = include_str!("../data/general-words.txt");

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

/// The end of a label in the tree.
#[derive(Debug, Clone, Copy)]
struct Terminal {
    kind: ConceptKind,
    concept: u32,
    languages: u8,
    one_word: bool,
    short: bool,
    general: bool,
}

/// A label found in a text: words `first..=last`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub kind: ConceptKind,
    pub concept: usize,
    pub first: usize,
    pub last: usize,
    pub how: How,
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
    general: HashSet<&'static str>,
    typos: TypoIndex,
}

impl Phrases {
    /// Reads the labels of `taxonomy`.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let general = GENERAL_WORDS.split_whitespace().collect();
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
                concept,
                languages,
                one_word: false,
                short: false,
                general: false,
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
        terminal.general = terminal.one_word && self.general.contains(label.as_str());
        let ends = &mut self.ends[node as usize];
        let same =
            |end: &&mut Terminal| (end.kind, end.concept) == (terminal.kind, terminal.concept);
        match ends.iter_mut().find(same) {
            Some(end) => end.languages |= terminal.languages,
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
            for (kind, hit) in walk.best.into_iter().enumerate() {
                if let Some(hit) = hit.filter(|_| first >= free_from[kind]) {
                    free_from[kind] = hit.last + 1;
                    hits.push(hit);
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

/// The search for the longest labels that start at one word.
struct Walk<'w> {
    phrases: &'w Phrases,
    words: &'w [Word<'w>],
    seen: &'w [Seen<'w>],
    text: Option<Language>,
    kind: TextKind,
    first: usize,
    best: [Option<Hit>; 2],
}

impl Walk<'_> {
    fn start(&mut self) {
        self.read(0, self.first, How::Exact);
    }

    /// Takes the word at `at` as the next word of a label.
    fn read(&mut self, node: u32, at: usize, so_far: How) {
        let seen = self.seen[at];
        for reading in seen.readings {
            let Some(&next) = self.phrases.edges.get(&(node, reading.word)) else {
                continue;
            };
            let how = match (seen.typo, reading.inflected) {
                (true, _) => How::Typo,
                (false, true) => How::Inflected,
                (false, false) => How::Exact,
            };
            let how = how.max(so_far);
            self.note(next, at, how);
            self.go_on(next, at, how);
            if let Some(last) = self.other_gender(at, reading.word) {
                self.note(next, last, how);
                self.go_on(next, last, how);
            }
        }
    }

    /// Goes on behind `at`, over links.
    fn go_on(&mut self, node: u32, at: usize, how: How) {
        for skipped in 0..=MAX_LINKS {
            let next = at + 1 + skipped;
            let Some(word) = self.words.get(next) else {
                return;
            };
            if word.gap >= Gap::Comma {
                return;
            }
            self.read(node, next, how);
            if !self.seen[next].link {
                return;
            }
        }
    }

    /// The word that only repeats the one at `at`, as in "vendeur / vendeuse en boulangerie".
    fn other_gender(&self, at: usize, word: u32) -> Option<usize> {
        for next in [at + 1, at + 2] {
            let seen = self
                .seen
                .get(next)
                .filter(|_| self.words[next].gap < Gap::Comma)?;
            if seen.readings.iter().any(|reading| reading.word == word) {
                return Some(next);
            }
            if !seen.link {
                return None;
            }
        }
        None
    }

    fn note(&mut self, node: u32, last: usize, how: How) {
        for end in &self.phrases.ends[node as usize] {
            if !self.counts(end, how) {
                continue;
            }
            let hit = Hit {
                kind: end.kind,
                concept: end.concept as usize,
                first: self.first,
                last,
                how,
            };
            let best = &mut self.best[end.kind as usize];
            let better =
                |old: &Hit| (last, std::cmp::Reverse(how)) > (old.last, std::cmp::Reverse(old.how));
            if best.as_ref().is_none_or(better) {
                *best = Some(hit);
            }
        }
    }

    /// Whether a label counts here. One word alone says less than several: in running text, or
    /// when it is short, it must be of the language of the text, and right.
    fn counts(&self, end: &Terminal, how: How) -> bool {
        let running = self.kind == TextKind::Running;
        let foreign = self
            .text
            .is_some_and(|text| end.languages & text.bit() == 0);
        let doubtful = foreign || how == How::Typo;
        !(end.one_word && doubtful && (running || end.short) || end.general && running)
    }
}
