//! Gross pay.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use relais_domain::offer::Per;

use crate::pattern::{group, pattern};
use crate::said::Confidence;

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::Passage;
use super::values::Salary;

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

/// Pay by the month of which the currency goes without saying.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:salaire|remuneration|loon|brutoloon|lohn|gehalt|salary|wage)\b[^.;\n\d]{0,15}\b([1-9](?:[ .]?\d{3}))(?:\s*(?:-|a|to|tot|bis|et|en|und|and)\s*([1-9](?:[ .]?\d{3})))?\s*(?:brut[os]?|nets?|netto|gross|(mois|maand|monat|month))\b",
    )
});

/// That an amount close behind is pay.
static SALARY_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:salaire|remuneration|loon|uurloon|brutoloon|lohn|stundenlohn|gehalt|salary|wage|pay)\b[^.;\n]{0,25}(?:€|\beur|\d\s*(?:€|eur))",
    )
});

/// Gross pay.
pub(super) fn find(block: &Block<'_>) -> Found<Salary> {
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
        .or_else(|| block.running().find_map(|passage| read(passage, false)))
}

/// Pay as a text in small letters says it; without its time only where a label says that it is pay.
pub(crate) fn salary_in(text: &str, is_labelled: bool) -> Option<(Salary, Range<usize>)> {
    let is_labelled = is_labelled || SALARY_WORD.is_match(text);
    let captures = BEFORE_SIGN
        .captures(text)
        .filter(|captures| is_labelled || captures.get(3).is_some())
        .or_else(|| AFTER_SIGN.captures(text))
        .or_else(|| BARE.captures(text))?;
    let is_labelled = is_labelled || BARE.is_match(text);
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

#[cfg(test)]
mod tests {
    use super::*;

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
