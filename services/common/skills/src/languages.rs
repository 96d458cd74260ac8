//! The languages that an offer asks for, and at which CEFR level.

use std::ops::Range;

use serde::Deserialize;

use crate::context::{self, Place};
use crate::found::Field;
use crate::language::Cefr;
use crate::normalise::Gap;
use crate::quick::QuickMap;
use crate::words::Word;

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
/// Words between languages of one enumeration.
const AND: &[&str] = &[
    "et", "ou", "en", "and", "or", "of", "und", "oder", "du", "de", "le", "l", "d", "que",
];
/// Endings of compounds that name the knowledge of a language: `Deutschkenntnisse`.
const COMPOUND: &[&str] = &["kenntnisse", "kenntnissen", "kennis", "sprachig", "talig"];

/// Words before a language of which a little is asked.
const LITTLE: &[&str] = &["peu", "beetje", "bisschen", "etwas"];

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

/// A level, and how far what says it reaches.
#[derive(Debug, Clone, Copy)]
struct Level {
    cefr: Cefr,
    reach: Reach,
}

/// For which members of an enumeration a level is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// For the one it stands at: "néerlandais (A2)", "notions d'allemand".
    Own,
    /// Said before the first, for those that follow too: "bonne connaissance du français et de
    /// l'anglais".
    Following,
    /// Said behind the last, for those before it too: "français et anglais courants".
    Preceding,
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
    (capitals && announced).then_some(*code)
}

fn written_level(word: &str) -> Option<Cefr> {
    if word.len() == 2 {
        word.parse().ok()
    } else {
        None
    }
}

/// Whether the mention is a plus only, and its level, from the words between its neighbours.
fn judge(text: &str, words: &[Word<'_>], mentions: &[Mention], at: usize) -> (bool, Option<Level>) {
    let place = mentions[at].place;
    let written = |at: usize| written_level(words[at].folded);
    let from = at.checked_sub(1).map_or(0, |before| {
        let behind = mentions[before].place.last + 1;
        // "Français (B2) et anglais": a level right behind a language is its own.
        behind + usize::from(behind < place.first && written(behind).is_some())
    });
    let to = mentions
        .get(at + 1)
        .map_or(words.len(), |next| next.place.first);
    let right = |stop| {
        context::after(words, place, stop)
            .take_while(move |at| *at < to)
            .take(8)
    };
    let left = |stop| {
        context::before(words, place, stop)
            .take_while(move |at| *at >= from)
            .take(6)
    };
    let behind = || {
        let written = right(Gap::Sentence).filter_map(written).min();
        written.map(|cefr| (cefr, behind_reach(text, words, place, right(Gap::Sentence))))
    };
    let before = |cefr| (cefr, before_reach(cefr));
    let level = behind()
        .or_else(|| left(Gap::Comma).filter_map(written).min().map(before))
        .or_else(|| little_before(words, place).map(|cefr| (cefr, Reach::Own)))
        .or_else(|| {
            let cefr = level_of(right(Gap::Comma).map(|at| words[at].folded))?;
            Some((cefr, behind_reach(text, words, place, right(Gap::Comma))))
        })
        .or_else(|| level_of(left(Gap::Comma).map(|at| words[at].folded)).map(before));
    let optional = right(Gap::Sentence)
        .take_while(|at| !context::marks_required(words[*at].folded))
        .chain(left(Gap::Comma))
        .any(|at| context::marks_optional(words, at));
    (optional, level.map(|(cefr, reach)| Level { cefr, reach }))
}

/// Notions are of the one language before which they are named; a good knowledge is of all that
/// follow.
fn before_reach(cefr: Cefr) -> Reach {
    if cefr <= Cefr::A2 {
        Reach::Own
    } else {
        Reach::Following
    }
}

/// A level in brackets is of the one language that stands before them.
fn behind_reach(
    text: &str,
    words: &[Word<'_>],
    place: Place,
    mut said: impl Iterator<Item = usize>,
) -> Reach {
    let is_level = |word: &str| {
        written_level(word)
            .or(context::cefr_of_word(word))
            .is_some()
    };
    let start = words[place.last].span.end;
    let end = said
        .find(|at| is_level(words[*at].folded))
        .map_or(start, |at| words[at].span.start);
    let is_bracketed = text
        .get(start..end)
        .is_some_and(|gap| gap.trim_start().starts_with(['(', '[']));
    if is_bracketed {
        Reach::Own
    } else {
        Reach::Preceding
    }
}

/// "Un peu de français", "een beetje Nederlands", "etwas Deutsch".
fn little_before(words: &[Word<'_>], place: Place) -> Option<Cefr> {
    let mut near = context::before(words, place, Gap::Comma).take(2);
    let is_little = near.any(|at| LITTLE.contains(&words[at].folded));
    is_little.then_some(Cefr::A2)
}

/// The level of a few words: "bonnes notions" are notions, "parfaite maîtrise" is perfect.
fn level_of<'w>(words: impl Iterator<Item = &'w str>) -> Option<Cefr> {
    let levels: Vec<Cefr> = words.filter_map(context::cefr_of_word).collect();
    levels
        .iter()
        .find(|level| **level <= Cefr::A2)
        .or(levels.iter().max())
        .copied()
}

/// Members of one enumeration share what is said of all of them: before the first, or behind the
/// last where a word and not a comma alone joins it to those before.
fn share(words: &[Word<'_>], mentions: &mut [Mention]) {
    let is_linked = |one: Place, other: Place| {
        (one.last + 1..=other.first).all(|at| words[at].gap < Gap::Sentence)
            && (one.last + 1..other.first).all(|at| AND.contains(&words[at].folded))
    };
    let is_joined = |one: Place, other: Place| {
        other.first > one.last + 1 || words[other.first].gap < Gap::Comma
    };
    // Whether the level comes from the end of an enumeration that a word joins.
    let mut is_of_all = false;
    for at in (0..mentions.len().saturating_sub(1)).rev() {
        let (before, after) = mentions.split_at_mut(at + 1);
        let (one, other) = (&mut before[at], &after[0]);
        if !is_linked(one.place, other.place) {
            is_of_all = false;
            continue;
        }
        is_of_all |= is_joined(one.place, other.place);
        if one.level.is_none() && is_of_all {
            one.level = other.level.filter(|level| level.reach == Reach::Preceding);
            one.optional |= other.optional;
        }
        one.certain |= other.certain;
    }
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (one, other) = (&before[at - 1], &mut after[0]);
        if !is_linked(one.place, other.place) {
            continue;
        }
        // "Bonne connaissance du français, le néerlandais serait un plus": each for itself.
        if other.level.is_none() && other.optional == one.optional {
            other.level = one.level.filter(|level| level.reach == Reach::Following);
        }
        other.certain |= one.certain;
    }
}
