//! How many people are sought, and how long they should have done the work.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::pattern::{group, pattern};
use crate::said::Confidence;

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};

/// Posts that one offer may have.
const MAX_OPENINGS: u32 = 500;
/// Years of experience that may be asked.
const MAX_YEARS: u32 = 30;

const WORDS: [(&str, &[&str]); 14] = [
    (
        "1",
        &["un", "une", "een", "ein", "eine", "einen", "a", "an", "one"],
    ),
    ("2", &["deux", "twee", "zwei", "two"]),
    ("3", &["trois", "drie", "drei", "three"]),
    ("4", &["quatre", "vier", "four"]),
    ("5", &["cinq", "vijf", "funf", "five"]),
    ("6", &["six", "zes", "sechs"]),
    ("7", &["sept", "zeven", "sieben", "seven"]),
    ("8", &["huit", "acht", "eight"]),
    ("9", &["neuf", "negen", "neun", "nine"]),
    ("10", &["dix", "tien", "zehn", "ten", "dizaine", "tiental"]),
    ("12", &["douzaine", "dozijn", "dutzend", "dozen"]),
    ("15", &["quinzaine", "vijftiental"]),
    (
        "20",
        &[
            "vingt",
            "twintig",
            "zwanzig",
            "twenty",
            "vingtaine",
            "twintigtal",
        ],
    ),
    (
        "30",
        &[
            "trente",
            "dertig",
            "dreissig",
            "thirty",
            "trentaine",
            "dertigtal",
        ],
    ),
];

/// Words for small numbers, as a pattern.
const SMALL: &str = r"\d{1,3}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|een|twee|drie|vier|vijf|zes|ein|eine|zwei|drei|funf|sechs|one|two|three|four|five|dizaine|douzaine|quinzaine|vingtaine|tiental|twintigtal|dozijn|dutzend|dozen";

/// A number in digits or in words, in small letters without accents; "une dizaine" counts ten.
pub(crate) fn number(words: &str) -> Option<u32> {
    let word = words.rsplit(' ').next()?;
    let in_words = || {
        let mut words = WORDS.iter();
        words
            .find(|(_, words)| words.contains(&word))
            .map(|(digits, _)| *digits)
    };
    word.parse().ok().or_else(|| in_words()?.parse().ok())
}

static POSTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b({SMALL})\s+(?:postes?|places?|engagements|plaatsen|vacatures|posten|stellen|positions?|openings|vacancies)\b"
    ))
});
/// So many people, behind a word of seeking: a team has people too.
static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:(?:re)?cherch(?:e|ons|ent)|recrut(?:e|ons)|engag(?:e|eons)|besoin (?:de|d')|il (?:me|nous) (?:faut|faudrait)|zoek(?:en|t)?|nodig|such(?:en|e|t)|brauch(?:en|e)|benotigen|need|hiring|looking for)\b[^.;:\n]{{0,20}}?\b({SMALL})\s+(?:de\s+)?(?:personnes?|collaborateurs?|collaboratrices?|travailleurs?|renforts?|etp|equivalents? temps plein|temps pleins?|personen|medewerkers?|collega'?s|vte|mensen|mitarbeiter(?:innen)?|leute|people|staff|workers|employees|fte)\b"
    ))
});
/// "Maçon (x3)", "2x soudeur".
static TIMES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[\s(])(?:[x×]\s?(\d{1,2})\b|(\d{1,2})\s?[x×](?:[\s)]|$))"));
static COUNT: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"\b({SMALL})\b")));

/// How many people are sought, by a label or in words.
pub(super) fn openings(block: &Block<'_>) -> Found<u32> {
    let count = |passage: &Passage<'_>, words: &Regex, confidence| {
        let captures = words.captures(&passage.folded.text)?;
        let place = captures.get(1).or(captures.get(2))?.range();
        let count = number(&passage.folded.text[place.clone()])?;
        (1..=MAX_OPENINGS)
            .contains(&count)
            .then(|| passage.said(count, place, confidence))
    };
    block
        .labelled(Label::Openings)
        .find_map(|passage| count(passage, &COUNT, Confidence::High))
        .or_else(|| {
            // "Un poste" says no more than that there is one.
            // What is said of all the offers of a mail counts them all together.
            let is_running = |p: &&&Passage<'_>| {
                p.voice != Voice::Signature && matches!(p.label, None | Some(Label::Text))
            };
            let own = block.own.iter().filter(is_running);
            let mut said = own.filter_map(|p| {
                let mut words = [&*POSTS, &*PEOPLE, &*TIMES].into_iter();
                words.find_map(|words| count(p, words, Confidence::Medium))
            });
            said.find(|count| count.value > 1 || count.span.range.len() == 1)
        })
}

static NO_EXPERIENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:pas d'|pas besoin d'|aucune |sans |geen |keine |ohne |no )(?:\w+ (?:ou|of|oder|or) (?:d')?)?(?:berufs)?(?:experience|ervaring|erfahrung)|\b(?:experience|ervaring|(?:berufs)?erfahrung)\s*:?\s*(?:n'est |wordt |is |ist |wird )?(?:non |pas |niet |nicht |not )(?:requise|necessaire|exigee|demandee|nodig|vereist|notig|erforderlich|required|needed)|debutante?s? (?:accepte|bienvenu|admis)",
    )
});
const TIME: &str = r"(\d{1,2}|un|une|deux|trois|quatre|cinq|six|een|twee|drie|vier|vijf|zes|ein|eine|einem|zwei|drei|funf|one|two|three|five)(?:\s*(?:-|a|tot|bis|to|ou|of|oder|or)\s*\d{1,2})?\s*\+?\s*(ans?|annees?|jaar|jahren?|jahr|years?|mois|maand(?:en)?|monate?n?|months?)\b";
static EXPERIENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b{TIME}[^.;\n\d]{{0,40}}(?:experience|ervaring|erfahrung|metier|pratique|praktijk|praxis)|\b(?:experience|ervaring|(?:berufs)?erfahrung|pratique|exp\b\.?)[^.;\n\d]{{0,40}}?\b{TIME}"
    ))
});
static LABELLED_TIME: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"\b{TIME}")));

/// Experience asked, in months.
pub(super) fn experience(block: &Block<'_>) -> Found<u32> {
    let by_label = |passage: &Passage<'_>| {
        let text = &passage.folded.text;
        let none = [
            "0", "aucune", "neant", "non", "niet", "geen", "nicht", "keine", "none", "not", "pas ",
        ];
        if none.into_iter().any(|word| text.starts_with(word)) || NO_EXPERIENCE.is_match(text) {
            return Some(passage.said(0, 0..text.len(), Confidence::High));
        }
        let (months, range) = months(text, &LABELLED_TIME.captures(text)?)?;
        Some(passage.said(months, range, Confidence::High))
    };
    let by_words = |passage: &Passage<'_>| {
        let text = &passage.folded.text;
        if let Some(found) = NO_EXPERIENCE.find(text) {
            return Some(passage.said(0, found.range(), Confidence::High));
        }
        let (months, range) = months(text, &EXPERIENCE.captures(text)?)?;
        Some(passage.said(months, range, Confidence::Medium))
    };
    block
        .labelled(Label::Experience)
        .find_map(by_label)
        .or_else(|| block.running().find_map(by_words))
}

fn months(text: &str, captures: &Captures<'_>) -> Option<(u32, Range<usize>)> {
    let first = if captures.get(1).is_some() { 1 } else { 3 };
    let count = number(&text[captures.get(first)?.range()])?;
    let unit = captures.get(first + 1)?.as_str();
    let months = if unit.starts_with('m') {
        count
    } else {
        count * 12
    };
    (months <= MAX_YEARS * 12).then(|| (months, group(captures, 0)))
}
