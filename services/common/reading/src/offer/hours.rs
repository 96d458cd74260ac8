//! Hours a week.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::pattern::{group, pattern};
use crate::said::Confidence;

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};
use super::values::Hours;

/// Hours that a week of work may have.
const WEEK: std::ops::RangeInclusive<f64> = 1.0..=60.0;

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
/// Part of a full week, as Belgian contracts write it: "19/38".
static OF_FULL_WEEK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\d{2}(?:[.,]\d{1,2})?)\s?[hu]?/(?:3[5-9]|40)(?:e|es|de|h|u)?\b"));
static LABELLED_HOURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(\d{1,2}(?:[.,]\d{1,2})?)(?:\s*h\s*(\d{2})\b)?(?:\s*(?:h|u|uur|hours|heures|stunden)?\s*(?:-|a|tot|bis|to)\s*(\d{1,2}(?:[.,]\d{1,2})?))?",
    )
});

/// Hours a week.
pub(super) fn find(block: &Block<'_>) -> Found<Hours> {
    let by_pattern = |passage: &Passage<'_>| {
        let (hours, range) = hours_in(&passage.folded.text)?;
        Some(passage.said(hours, range, Confidence::High))
    };
    let by_label = |passage: &Passage<'_>| {
        let captures = LABELLED_HOURS.captures(&passage.folded.text)?;
        let rest = &passage.folded.text[group(&captures, 0).end..];
        if rest.starts_with(|c: char| c.is_ascii_digit()) || rest.trim_start().starts_with('%') {
            return None;
        }
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
    if let Some(captures) = OF_FULL_WEEK.captures(text) {
        let hours = amount(text, &captures, 1, 9)?;
        return Some((between(hours, hours)?, group(&captures, 0)));
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
            ("regime 30,5/38", 1830, 1830),
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
}
