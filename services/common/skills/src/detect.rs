//! Tells in which of the four languages a text is written, by its function words.

use crate::language::Language;
use crate::quick::QuickMap;
use crate::words::Word;

const FUNCTION_WORDS: [(Language, &[&str]); 4] = [
    (
        Language::Fr,
        &[
            "le",
            "la",
            "les",
            "des",
            "du",
            "et",
            "un",
            "une",
            "est",
            "vous",
            "nous",
            "pour",
            "dans",
            "sur",
            "avec",
            "au",
            "aux",
            "votre",
            "vos",
            "notre",
            "nos",
            "qui",
            "que",
            "ou",
            "sont",
            "etes",
            "avez",
            "sera",
            "par",
            "ce",
            "cette",
            "d",
            "l",
            "recherche",
        ],
    ),
    (
        Language::En,
        &[
            "the", "and", "of", "to", "you", "your", "our", "with", "for", "are", "will", "be",
            "is", "a", "we", "this", "that", "have", "as", "from", "on", "or", "by", "at",
        ],
    ),
    (
        Language::Nl,
        &[
            "het", "een", "de", "en", "van", "je", "jij", "jouw", "wij", "we", "ons", "onze",
            "voor", "met", "zijn", "bent", "naar", "bij", "ook", "als", "op", "te", "zoeken",
            "dat", "wordt", "hebt", "aan", "om", "u", "uw", "wie", "heeft",
        ],
    ),
    (
        Language::De,
        &[
            "der", "die", "das", "und", "wir", "sie", "ist", "sind", "ein", "eine", "einen", "mit",
            "fur", "von", "zu", "im", "auf", "du", "dein", "deine", "unser", "unsere", "bei",
            "den", "dem", "des", "zum", "zur", "oder", "suchen", "haben", "werden", "ihr",
        ],
    ),
];
/// Fewer function words than this say nothing.
const MIN_HITS: u32 = 3;
/// Words looked at.
const MAX_WORDS: usize = 150;

/// The function words of the four languages.
#[derive(Debug, Default)]
pub(crate) struct Detector {
    languages: QuickMap<&'static str, u8>,
}

impl Detector {
    /// Reads the tables above.
    pub fn new() -> Self {
        let mut languages = QuickMap::default();
        for (language, words) in FUNCTION_WORDS {
            for word in words {
                *languages.entry(*word).or_default() |= language.bit();
            }
        }
        Self { languages }
    }

    /// The language of a text; `None` when it is too short or mixed.
    pub fn detect<'w>(&self, words: impl Iterator<Item = &'w Word<'w>>) -> Option<Language> {
        let mut hits = [0_u32; 4];
        for word in words.take(MAX_WORDS) {
            let set = self.languages.get(word.folded).copied().unwrap_or(0);
            for language in Language::ALL {
                hits[language.index()] += u32::from(set & language.bit() != 0);
            }
        }
        let best = Language::ALL
            .into_iter()
            .max_by_key(|language| hits[language.index()])?;
        let most = hits[best.index()];
        let others = Language::ALL
            .into_iter()
            .filter(|language| *language != best);
        let second = others
            .map(|language| hits[language.index()])
            .max()
            .unwrap_or(0);
        (most >= MIN_HITS && most * 2 >= second * 3).then_some(best)
    }
}
