//! The languages that an offer asks for, and at which CEFR level.

mod levels;

use std::ops::Range;

use serde::Deserialize;

use crate::context::{self, Place};
use crate::found::Field;
use crate::language::Cefr;
use crate::normalise::Gap;
use crate::quick::QuickMap;
use crate::words::Word;
use levels::{Level, judge, little_before, share};

/// A language that the text asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLanguage {
    /// The ISO 639-1 code.
    pub code: String,
    /// The level asked. Written levels (`B2`) are taken as they are; of a span (`B1/B2`) the lower
    /// one. Words stand for: "débutant" A1, "notions" A2, "moyen" B1, "bon, maîtrise" B2,
    /// "courant, bilingue" C1, "langue maternelle" C2, and their like in the other languages.
    pub cefr: Option<Cefr>,
    /// False when the text calls it an asset or wishes for it.
    pub required: bool,
    /// The field in which it stands.
    pub field: Field,
    /// Where it stands in that field, in bytes.
    pub span: Range<usize>,
}

/// Whether this is the ISO 639-1 code of a language whose names are known.
pub fn is_language(code: &str) -> bool {
    let names = include_str!("../data/languages.csv").lines().skip(1);
    let mut codes = names.filter_map(|line| line.split(',').next());
    codes.any(|known| known == code)
}

/// Words that show that a language is meant, not a country's market or cuisine.
const CUES: &[&str] = &[
    "langue",
    "langues",
    "linguistique",
    "linguistiques",
    "parler",
    "parle",
    "parlez",
    "parlee",
    "oral",
    "orale",
    "orales",
    "ecrit",
    "ecrite",
    "lu",
    "connaissance",
    "connaissances",
    "pratique",
    "pratiquez",
    "niveau",
    "speak",
    "speaking",
    "speaker",
    "spoken",
    "written",
    "language",
    "languages",
    "knowledge",
    "level",
    "command",
    "spreken",
    "spreekt",
    "spreek",
    "taal",
    "talen",
    "taalkennis",
    "kennis",
    "mondeling",
    "schriftelijk",
    "sprechen",
    "spricht",
    "sprache",
    "sprachen",
    "sprachkenntnisse",
    "kenntnisse",
    "kenntnissen",
    "wort",
    "schrift",
    "debrouiller",
    "debrouille",
    "debrouillez",
    "comprendre",
    "comprenez",
    "comprend",
    "verstaan",
    "verstaat",
    "begrijpen",
    "begrijpt",
    "behelpen",
    "verstehen",
    "verstehst",
    "understand",
];
/// Nouns after which the name of a language is an adjective of country.
const NOT_A_LANGUAGE: &[&str] = &[
    "marche",
    "entreprise",
    "territoire",
    "droit",
    "legislation",
    "nationalite",
    "societe",
    "groupe",
    "leader",
    "reglementation",
    "cuisine",
    "norme",
    "normes",
    "client",
    "clients",
];
/// Words before codes such as `FR/NL`.
const BILINGUAL: &[&str] = &[
    "bilingue",
    "trilingue",
    "bilingual",
    "trilingual",
    "tweetalig",
    "tweetalige",
    "drietalig",
    "zweisprachig",
    "dreisprachig",
    "langue",
    "langues",
    "talen",
    "languages",
    "sprachen",
];
/// Codes that stand for languages after [`BILINGUAL`] words.
const CODES: &[(&str, &str)] = &[
    ("fr", "fr"),
    ("nl", "nl"),
    ("en", "en"),
    ("ang", "en"),
    ("gb", "en"),
    ("uk", "en"),
    ("de", "de"),
    ("all", "de"),
    ("es", "es"),
    ("it", "it"),
];
/// Endings of compounds that name the knowledge of a language: `Deutschkenntnisse`.
const COMPOUND: &[&str] = &["kenntnisse", "kenntnissen", "kennis", "sprachig", "talig"];

/// How far, in words, a cue may stand.
const CUE_REACH: usize = 6;
/// A list item with at most this many words may be nothing but a language.
const ITEM_WORDS: usize = 4;

/// The names of languages.
#[derive(Debug, Default)]
pub(crate) struct LanguageNames {
    names: QuickMap<String, String>,
    speakers: QuickMap<String, String>,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    names: String,
    speakers: String,
}

/// A language named in a field.
struct Mention {
    code: String,
    place: Place,
    certain: bool,
    level: Option<Level>,
    optional: bool,
}

impl LanguageNames {
    /// Reads `data/languages.csv`.
    pub fn builtin() -> Result<Self, csv::Error> {
        let mut names = Self::default();
        let data = include_str!("../data/languages.csv");
        for row in csv::Reader::from_reader(data.as_bytes()).deserialize() {
            let Row {
                code,
                names: words,
                speakers,
            } = row?;
            let filled = |list: &str| -> Vec<String> {
                list.split('|')
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            names
                .names
                .extend(filled(&words).into_iter().map(|word| (word, code.clone())));
            names.speakers.extend(
                filled(&speakers)
                    .into_iter()
                    .map(|word| (word, code.clone())),
            );
        }
        Ok(names)
    }

    /// The languages that a field asks for, in its order.
    pub fn find(&self, field: Field, text: &str, words: &[Word<'_>]) -> Vec<FoundLanguage> {
        let mut mentions = self.mentions(field, text, words);
        for at in 0..mentions.len() {
            let (optional, level) = judge(text, words, &mentions, at);
            mentions[at].optional = optional;
            mentions[at].level = level;
        }
        share(words, &mut mentions);
        let certain = mentions.into_iter().filter(|mention| mention.certain);
        certain
            .map(|mention| FoundLanguage {
                code: mention.code,
                cefr: mention.level.map(|level| level.cefr),
                required: !mention.optional,
                field,
                span: words[mention.place.first].span.start..words[mention.place.last].span.end,
            })
            .collect()
    }

    fn mentions(&self, field: Field, text: &str, words: &[Word<'_>]) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let place = Place {
                first: at,
                last: at,
            };
            let (code, certain) = if let Some(code) = self.names.get(word.folded) {
                (code.as_str(), is_meant(field, words, place))
            } else if let Some(code) = self.compound(word.folded) {
                (code, true)
            } else if let Some(code) = abbreviation(text, words, place) {
                (code, true)
            } else {
                continue;
            };
            let code = code.to_owned();
            mentions.push(Mention {
                code,
                place,
                certain,
                level: None,
                optional: false,
            });
        }
        mentions
    }

    fn compound(&self, word: &str) -> Option<&str> {
        let stem = || COMPOUND.iter().find_map(|ending| word.strip_suffix(ending));
        let code = self
            .speakers
            .get(word)
            .or_else(|| self.names.get(stem()?))?;
        Some(code.as_str())
    }
}

fn is_meant(field: Field, words: &[Word<'_>], place: Place) -> bool {
    let adjective = before(words, place, 1).any(|at| NOT_A_LANGUAGE.contains(&words[at].folded));
    if adjective {
        return false;
    }
    let item = before(words, place, ITEM_WORDS).count() + after(words, place, ITEM_WORDS).count();
    if field == Field::Skills && item < ITEM_WORDS {
        return true;
    }
    if little_before(words, place).is_some() {
        return true;
    }
    let mut near = before(words, place, CUE_REACH).chain(after(words, place, CUE_REACH));
    near.any(|at| {
        let word = words[at].folded;
        CUES.contains(&word)
            || context::cefr_of_word(word).is_some_and(|level| level != Cefr::B1)
            || written_level(word).is_some()
            || context::marks_optional(words, at)
            || context::marks_required(word)
    })
}

fn before<'w>(
    words: &'w [Word<'w>],
    place: Place,
    reach: usize,
) -> impl Iterator<Item = usize> + use<'w> {
    context::before(words, place, Gap::Sentence).take(reach)
}

fn after<'w>(
    words: &'w [Word<'w>],
    place: Place,
    reach: usize,
) -> impl Iterator<Item = usize> + use<'w> {
    context::after(words, place, Gap::Sentence).take(reach)
}

/// The language of a code in capitals behind "bilingue" and its like.
fn abbreviation(text: &str, words: &[Word<'_>], place: Place) -> Option<&'static str> {
    let word = &words[place.first];
    let (_, code) = CODES.iter().find(|(written, _)| *written == word.folded)?;
    let capitals = text
        .get(word.span.clone())?
        .bytes()
        .all(|byte| byte.is_ascii_uppercase());
    let announced = before(words, place, 4).any(|at| BILINGUAL.contains(&words[at].folded));
    let next = context::after(words, place, Gap::Comma).next();
    let is_levelled = next.is_some_and(|at| written_level(words[at].folded).is_some());
    (capitals && (announced || is_levelled)).then_some(*code)
}

fn written_level(word: &str) -> Option<Cefr> {
    if word.len() == 2 {
        word.parse().ok()
    } else {
        None
    }
}
