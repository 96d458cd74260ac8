//! What an offer says in numbers: posts, hours, pay, experience.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::pattern::{group, pattern};
use crate::said::Confidence;

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};
use super::values::{Hours, Per, Salary};

/// Posts that one offer may have.
const MAX_OPENINGS: u32 = 500;
/// Hours that a week of work may have.
const WEEK: std::ops::RangeInclusive<f64> = 1.0..=60.0;
/// Years of experience that may be asked.
const MAX_YEARS: u32 = 30;

const WORDS: [(&str, &[&str]); 10] = [
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
    ("10", &["dix", "tien", "zehn", "ten"]),
];

/// Words for small numbers, as a pattern.
const SMALL: &str = r"\d{1,3}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|een|twee|drie|vier|vijf|zes|ein|eine|zwei|drei|funf|sechs|one|two|three|four|five";

/// A number in digits or in words, in small letters without accents.
pub(crate) fn number(word: &str) -> Option<u32> {
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
static COUNT: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"\b({SMALL})\b")));

/// How many people are sought, by a label or in words.
pub(super) fn openings(block: &Block<'_>) -> Found<u32> {
    let count = |passage: &Passage<'_>, words: &Regex, confidence| {
        let captures = words.captures(&passage.folded.text)?;
        let place = group(&captures, 1);
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
            let said = spoken(block).filter_map(|p| count(p, &POSTS, Confidence::Medium));
            let mut counted = said.filter(|count| count.value > 1 || count.span.range.len() == 1);
            counted.find(|count| block.own.iter().any(|p| p.part == count.span.part))
        })
}

static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    let unit = r"(?:h|hrs?|heures?|u|uur|uren|std|stunden|hours?)";
    let amount = r"(\d{1,2}(?:[.,]\d{1,2})?)(?:\s*h\s*(\d{2})\b)?";
    pattern(&format!(
        r"\b(?:{amount}\s*{unit}?\.?\s*(?:-|a|et|tot|bis|to|ou|of|en|und)\s*)?{amount}\s*(?:{unit}\b\.?\s*(?:/|\\|par|per|pro|a|by|x|la|de travail par)?|/|par|per|pro)\s*(?:sem\b|semaine|week\b|wk\b|woche|hebdo)|\b(\d{{1,2}})-urenweek|\b(\d{{1,2}})[ -](?:stunden-woche|wochenstunden)"
    ))
});
/// Hours without a week: only numbers that are a week's and no time of the day.
static BARE_HOURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[\s,;(:])(19|2[4-9]|3\d|4[0-8])(?:[.,](\d{1,2}))?\s*(?:(?:h|heures|u|uur|uren|stunden|std|hours)\b|h\s?(\d{2})\b)",
    )
});
static LABELLED_HOURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(\d{1,2}(?:[.,]\d{1,2})?)(?:\s*h\s*(\d{2})\b)?(?:\s*(?:h|u|uur|hours|heures|stunden)?\s*(?:-|a|tot|bis|to)\s*(\d{1,2}(?:[.,]\d{1,2})?))?",
    )
});

/// Hours a week.
pub(super) fn hours(block: &Block<'_>) -> Found<Hours> {
    let by_pattern = |passage: &Passage<'_>| {
        let (hours, range) = hours_in(&passage.folded.text)?;
        Some(passage.said(hours, range, Confidence::High))
    };
    let by_label = |passage: &Passage<'_>| {
        let captures = LABELLED_HOURS.captures(&passage.folded.text)?;
        let first = amount(&passage.folded.text, &captures, 1, 2)?;
        let last = amount(&passage.folded.text, &captures, 3, 9).unwrap_or(first);
        let hours = between(first, last)?;
        // "2 pauses", "8h - 16h": a time of the day or a count.
        (hours.min_minutes >= 10 * 60 && passage.folded.text.len() <= 20)
            .then(|| passage.said(hours, group(&captures, 0), Confidence::Medium))
    };
    let is_said = |p: &&Passage<'_>| p.voice != Voice::Signature;
    block
        .labelled(Label::Hours)
        .filter(is_said)
        .find_map(|passage| by_pattern(passage).or_else(|| by_label(passage)))
        .or_else(|| block.all().filter(is_said).find_map(by_pattern))
}

/// Hours a week as a text in small letters says them.
pub(crate) fn hours_in(text: &str) -> Option<(Hours, Range<usize>)> {
    if let Some(captures) = HOURS.captures(text) {
        let last = amount(text, &captures, 3, 4)
            .or_else(|| amount(text, &captures, 5, 9))
            .or_else(|| amount(text, &captures, 6, 9))?;
        let first = amount(text, &captures, 1, 2).unwrap_or(last);
        return Some((between(first, last)?, group(&captures, 0)));
    }
    let captures = BARE_HOURS.captures(text)?;
    let whole = group(&captures, 0);
    let before = text[..whole.start].trim_end();
    let is_time = [
        " de", " a", " des", " vers", " van", " von", " from", "h-", "h -", "u-", "u -",
    ]
    .into_iter()
    .any(|word| before.ends_with(word));
    let is_time = is_time || text[whole.end..].starts_with(['/', '-', '\'']);
    let minutes = captures
        .get(3)
        .and_then(|minutes| minutes.as_str().parse::<f64>().ok());
    let hours = amount(text, &captures, 1, 9)? + minutes.unwrap_or(0.0) / 60.0;
    (!is_time).then_some((between(hours, hours)?, whole.start..whole.end))
}

/// Hours of a match: a number, and minutes after an `h`.
fn amount(text: &str, captures: &Captures<'_>, hours: usize, minutes: usize) -> Option<f64> {
    let hours: f64 = text[captures.get(hours)?.range()]
        .replace(',', ".")
        .parse()
        .ok()?;
    let minutes = captures
        .get(minutes)
        .and_then(|minutes| minutes.as_str().parse::<f64>().ok());
    Some(hours + minutes.unwrap_or(0.0) / 60.0)
}

fn between(first: f64, last: f64) -> Option<Hours> {
    let (min, max) = (first.min(last), first.max(last));
    (WEEK.contains(&min) && WEEK.contains(&max)).then(|| Hours {
        min_minutes: minutes(min),
        max_minutes: minutes(max),
    })
}

/// Whole minutes of a number of hours that is within a week.
fn minutes(hours: f64) -> u32 {
    let wanted = (hours * 60.0).round();
    (0..=60 * 60)
        .find(|minutes| f64::from(*minutes) >= wanted)
        .unwrap_or(0)
}

const MONEY: &str = r"(\d{1,3}(?:[ .,]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)";
const UNIT: &str = r"(?:\s*(?:brut[os]?|bruts|gross|bruto|nets?|netto|\(brut\)))*\s*(?:/|par|per|de l'|l'|a l'|pro|im|p\.)?\s*(heure|h\b|hour|uur|u\b|stunde|std\b|mois|month|maand|monat|an\b|annee|jaar|year|jahr|jour|day|dag\b|tag\b)";
static AFTER_SIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:€|\beur(?:os?)?)\s*{MONEY}(?:\s*(?:-|a|to|tot|bis|et|en|und|and)\s*(?:€|eur)?\s*{MONEY})?(?:{UNIT})?"
    ))
});
static BEFORE_SIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b{MONEY}(?:\s*(?:€|eur(?:os?)?)?\s*(?:-|a|to|tot|bis|et|en|und|and)\s*{MONEY})?\s*(?:€|eur(?:os?)?\b)(?:{UNIT})?"
    ))
});

/// That an amount close behind is pay.
static SALARY_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:salaire|remuneration|loon|uurloon|brutoloon|lohn|stundenlohn|gehalt|salary|wage|pay)\b[^.;\n]{0,25}(?:€|\beur|\d\s*(?:€|eur))",
    )
});

/// Gross pay.
pub(super) fn salary(block: &Block<'_>) -> Found<Salary> {
    let read = |passage: &Passage<'_>, is_labelled: bool| {
        let (salary, range) = salary_in(&passage.folded.text, is_labelled)?;
        let confidence = if is_labelled {
            Confidence::High
        } else {
            Confidence::Medium
        };
        Some(passage.said(salary, range, confidence))
    };
    block
        .labelled(Label::Salary)
        .find_map(|passage| read(passage, true))
        .or_else(|| spoken(block).find_map(|passage| read(passage, false)))
}

/// Pay as a text in small letters says it; without its time only where a label says that it is pay.
pub(crate) fn salary_in(text: &str, is_labelled: bool) -> Option<(Salary, Range<usize>)> {
    let is_labelled = is_labelled || SALARY_WORD.is_match(text);
    let captures = BEFORE_SIGN
        .captures(text)
        .filter(|captures| is_labelled || captures.get(3).is_some())
        .or_else(|| AFTER_SIGN.captures(text))?;
    let min_cents = cents(captures.get(1)?.as_str())?;
    let max_cents = captures
        .get(2)
        .and_then(|max| cents(max.as_str()))
        .unwrap_or(min_cents);
    let per = match captures.get(3) {
        Some(unit) => per_named(unit.as_str()),
        None if is_labelled => per_usual(max_cents),
        None => return None,
    };
    let salary = Salary {
        min_cents: min_cents.min(max_cents),
        max_cents: max_cents.max(min_cents),
        per,
    };
    (salary.min_cents > 0).then(|| (salary, group(&captures, 0)))
}

/// The time that a unit in small letters names.
fn per_named(unit: &str) -> Per {
    match unit.as_bytes() {
        [b'h' | b'u' | b's', ..] => Per::Hour,
        [b'm', ..] => Per::Month,
        [b'd' | b't', ..] | [b'j', b'o', ..] => Per::Day,
        _ => Per::Year,
    }
}

/// The time that an amount is usually for.
fn per_usual(cents: u64) -> Per {
    match cents / 100 {
        0..100 => Per::Hour,
        100..15_000 => Per::Month,
        _ => Per::Year,
    }
}

/// Cents of an amount: three digits after a point, comma or space are thousands.
fn cents(text: &str) -> Option<u64> {
    let (whole, decimals) = match text.rsplit_once(['.', ',']) {
        Some((whole, decimals)) if decimals.len() <= 2 => (whole, decimals),
        _ => (text, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let decimals: u64 = format!("{decimals:0<2}").parse().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(decimals)
}

static NO_EXPERIENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:pas d'|pas besoin d'|aucune |sans |geen |keine |ohne |no )(?:\w+ (?:ou|of|oder|or) (?:d')?)?(?:berufs)?(?:experience|ervaring|erfahrung)|\b(?:experience|ervaring|(?:berufs)?erfahrung)\s*:?\s*(?:n'est |wordt |is |ist |wird )?(?:non |pas |niet |nicht |not )(?:requise|necessaire|exigee|demandee|nodig|vereist|notig|erforderlich|required|needed)|debutante?s? (?:accepte|bienvenu|admis)",
    )
});
const TIME: &str = r"(\d{1,2}|un|une|deux|trois|quatre|cinq|six|een|twee|drie|vier|vijf|zes|ein|eine|einem|zwei|drei|funf|one|two|three|five)\s*\+?\s*(ans?|annees?|jaar|jahren?|jahr|years?|mois|maand(?:en)?|monate?n?|months?)\b";
static EXPERIENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b{TIME}[^.;\n\d]{{0,40}}(?:experience|ervaring|erfahrung|metier)|(?:experience|ervaring|erfahrung)[^.;\n\d]{{0,40}}?\b{TIME}"
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
        .or_else(|| spoken(block).find_map(by_words))
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

/// What is said in sentences, subject included.
fn spoken<'b>(block: &'b Block<'b>) -> impl Iterator<Item = &'b Passage<'b>> {
    block.running()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, min, max) in [
            ("40h/semaine", 2400, 2400),
            ("38 heures par semaine", 2280, 2280),
            ("28h30 / semaine", 1710, 1710),
            ("38,00 h/sem", 2280, 2280),
            ("entre 30 et 38 heures par semaine", 1800, 2280),
            ("32-40 hours per week", 1920, 2400),
            ("24u per week", 1440, 1440),
            ("30 stunden pro woche", 1800, 1800),
            ("mi-temps (19h)", 1140, 1140),
        ] {
            let hours = hours_in(text).map(|(hours, _)| (hours.min_minutes, hours.max_minutes));
            assert_eq!(hours, Some((min, max)), "{text}");
        }
    }

    #[test]
    fn times_of_the_day_are_no_hours_of_a_week() {
        for text in ["de 7h a 15h30", "rendez-vous a 14h", "ouvert 24h/24"] {
            assert_eq!(hours_in(text), None, "{text}");
        }
    }

    #[test]
    fn pay_is_read_as_people_write_it() {
        for (text, min, max, per) in [
            ("16 €/h", 1_600, 1_600, Per::Hour),
            ("€ 15,20 per uur", 1_520, 1_520, Per::Hour),
            ("13,50 euros de l'heure", 1_350, 1_350, Per::Hour),
            (
                "de 2.900 a 3.300 € bruts/mois",
                290_000,
                330_000,
                Per::Month,
            ),
            (
                "eur 3,400 - 4,000 gross per month",
                340_000,
                400_000,
                Per::Month,
            ),
            ("45 000 € par an", 4_500_000, 4_500_000, Per::Year),
        ] {
            let salary = Salary {
                min_cents: min,
                max_cents: max,
                per,
            };
            assert_eq!(
                salary_in(text, false).map(|(salary, _)| salary),
                Some(salary),
                "{text}"
            );
        }
        assert_eq!(salary_in("un chantier de 200.000 €", false), None);
    }
}
