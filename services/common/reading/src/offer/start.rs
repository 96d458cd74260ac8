//! When the work begins.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use crate::pattern::{any_of, group, last, pattern};
use crate::said::Confidence;

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};
use super::values::Start;

/// A date without a year is the next one; one that passed no longer ago than this is meant as it
/// stands.
const GRACE_DAYS: i64 = 30;

/// Words between a date and what announces it: "Start in overleg, ten laatste 1 februari".
const MAX_BETWEEN: usize = 4;
/// Characters of a mail so short that any day it names is the beginning.
const MAX_NOTE: usize = 250;

const MONTHS: [&str; 12] = [
    "janvier|januari|januar|january|janv|jan",
    "fevrier|februari|februar|february|fevr|fev|feb",
    "mars|maart|marz|maerz|march|mrt",
    "avril|april|avr|apr",
    "mai|mei|may",
    "juin|juni|june|jun",
    "juillet|juli|july|juil|jul",
    "aout|augustus|august|aug",
    "septembre|september|sept|sep",
    "octobre|oktober|october|oct|okt",
    "novembre|november|nov",
    "decembre|december|dezember|dec|dez",
];
const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["lundi", "maandag", "montag", "monday"]),
    (
        Weekday::Tuesday,
        &["mardi", "dinsdag", "dienstag", "tuesday"],
    ),
    (
        Weekday::Wednesday,
        &["mercredi", "woensdag", "mittwoch", "wednesday"],
    ),
    (
        Weekday::Thursday,
        &["jeudi", "donderdag", "donnerstag", "thursday"],
    ),
    (
        Weekday::Friday,
        &["vendredi", "vrijdag", "freitag", "friday"],
    ),
    (
        Weekday::Saturday,
        &["samedi", "zaterdag", "samstag", "saturday"],
    ),
    (
        Weekday::Sunday,
        &["dimanche", "zondag", "sonntag", "sunday"],
    ),
];

static CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:du|vom|van|a partir d[eu]|a compter du|des(?: le| ce| la)?|a dater du|debut(?:ant|e|er|s)?(?: le| souhaite| prevu| au| du contrat)?|date (?:de debut|d'entree|d'engagement)|entree(?: en (?:fonction|service))?(?: le| au)?|prise de fonction|commenc(?:e|er|ant) (?:le|debut|en)|disponible|libre|engagement(?: le| au)?|pour (?:le|debut|fin|mi)|vanaf|start(?:datum|t|en)?|begin(?:n|nt|datum)?(?: op| am)?|indiensttreding|in dienst|per|ab|zum|eintritt(?:sdatum)?|ab dem|from|starting(?: on| in)?|start(?:s)?(?: date| on| in)?|as of|available|commencing)\b[\s:,]*",
    )
});
static FROM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:du|vom|van)\b"));
static STRETCH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s,]*(?:\d{4}\s*)?(?:au|jusqu\S*|tot|bis|t/m|-)\b"));
static SOON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:des que possible|aussi vite que possible|(?:le )?plus (?:vite|rapidement|tot) possible|au plus vite|immediatement|immediate?|immediat|a pourvoir de suite|de suite|tout de suite|asap|urgente?|urgemment|des maintenant|sans delai|zo snel mogelijk|zo spoedig mogelijk|onmiddellijk|per direct|start direct|direct (?:beschikbaar|beginnen|starten|nodig|te)|meteen|dringend|(?:ab )?sofort|schnellstmoglich|so schnell wie moglich|so bald wie moglich|as soon as possible|immediately|right away|urgently)\b",
    )
});
static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2})\b)?",
    )
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let months = any_of(&MONTHS);
    pattern(&format!(
        r"\b(?:(\d{{1,2}})(?:er|e|re|st|nd|rd|th|\.)?\s*(?:de |of )?|(mi-?|debut|fin|begin|medio|half|eind|anfang|mitte|ende|early|mid-?|late|end of)\s*)?\s?\b({months})\b\.?(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,?\s+(\d{{4}})\b)?"
    ))
});
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    let days: Vec<&str> = WEEKDAYS
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect();
    pattern(&format!(r"\b({})\b", days.join("|")))
});
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(la semaine prochaine|volgende week|nachste woche|next week)|(le mois prochain|volgende maand|nachsten monat|next month)|(?:dans|over|binnen|in) (\d{1,2}|une|deux|trois|een|twee|drie|einer|zwei|drei|one|two|three) (semaines?|jours?|mois|weken|week|dagen|maand(?:en)?|wochen?|tagen|monate?n?|weeks?|days|months?))\b",
    )
});
static BEFORE_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:jusqu'?(?:au|a|en)?|tot(?: en met)?|bis|until|au|fin)\s*(?:le |den |zum |ende |fin )?$",
    )
});

static HABIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:ferme|gesloten|geschlossen|closed|sauf|behalve|ausser|except|chaque|elke|jeden|every|tous les)\s(?:le |les |op |am |on )?$",
    )
});

/// When the work begins: under a label, after words that announce it, or as soon as possible.
pub(super) fn find(block: &Block<'_>, written_on: Date) -> Found<Start> {
    let is_said = |p: &&Passage<'_>| p.voice != Voice::Signature;
    let by_label = |passage: &Passage<'_>| {
        let (start, range) = value_in(&passage.folded.text, written_on)?;
        Some(passage.said(start, range, Confidence::High))
    };
    let by_words = |passage: &Passage<'_>| {
        let (start, range) = start_in(&passage.folded.text, written_on)?;
        Some(passage.said(start, range, Confidence::Medium))
    };
    let may_say = |p: &&Passage<'_>| {
        is_said(p)
            && matches!(
                p.label,
                None | Some(Label::Text | Label::Title | Label::Contract | Label::Hours)
            )
    };
    let soon = |passage: &Passage<'_>| {
        let found = SOON.find(&passage.folded.text)?;
        Some(passage.said(Start::AsSoonAsPossible, found.range(), Confidence::Low))
    };
    block
        .labelled(Label::Start)
        .filter(is_said)
        .find_map(by_label)
        .or_else(|| block.all().filter(may_say).find_map(by_words))
        .or_else(|| block.all().filter(may_say).find_map(soon))
        .or_else(|| note(block, written_on))
}

/// The day that a note of a line or two names.
fn note(block: &Block<'_>, written_on: Date) -> Found<Start> {
    let texts = || block.own.iter().filter(|p| p.voice == Voice::Text);
    if texts().map(|p| p.text.len()).sum::<usize>() > MAX_NOTE {
        return None;
    }
    texts().find_map(|passage| {
        let (day, range) = day_in(&passage.folded.text, written_on)?;
        Some(passage.said(Start::On(day), range, Confidence::Low))
    })
}

/// A beginning that a text in small letters announces.
pub(crate) fn start_in(text: &str, written_on: Date) -> Option<(Start, Range<usize>)> {
    CUE.find_iter(text).find_map(|cue| {
        let rest = &text[cue.end()..];
        let near = &rest[..rest.floor_char_boundary(40)];
        let (start, range) = value_in(near, written_on)?;
        // "Du 4 janvier au 30 avril": only a stretch of time has its beginning so announced.
        let is_stretch = STRETCH.is_match(&rest[range.end..]);
        let is_from = FROM.is_match(&text[cue.range()]);
        // "Du mardi au samedi": the days of every week.
        let is_weekly = WEEKDAY.is_match(&near[range.clone()])
            && !near[range.clone()].contains(|c: char| c.is_ascii_digit());
        if is_from && (!is_stretch || is_weekly) {
            return None;
        }
        // What is announced stands next to its announcement.
        let between = near[..range.start].trim();
        let is_next = between.is_empty()
            || between.split_whitespace().count() <= MAX_BETWEEN
                && !between.contains(['.', ';', '\n']);
        is_next.then(|| (start, cue.end() + range.start..cue.end() + range.end))
    })
}

/// The first date, or word for haste, of a text in small letters.
fn value_in(text: &str, written_on: Date) -> Option<(Start, Range<usize>)> {
    let day = day_in(text, written_on).map(|(day, range)| (Start::On(day), range));
    let soon = SOON
        .find(text)
        .map(|found| (Start::AsSoonAsPossible, found.range()));
    day.into_iter()
        .chain(soon)
        .min_by_key(|(_, range)| range.start)
}

/// The first day that a text names, seen from the day on which it was written.
pub(crate) fn day_in(text: &str, written_on: Date) -> Option<(Date, Range<usize>)> {
    let is_end = |range: &Range<usize>| BEFORE_END.is_match(last(&text[..range.start], 40));
    let numeric = NUMERIC.captures_iter(text).find_map(|captures| {
        let range = group(&captures, 0);
        Some((numeric(&captures, written_on)?, range)).filter(|(_, range)| !is_end(range))
    });
    let named = NAMED.captures_iter(text).find_map(|captures| {
        let range = group(&captures, 0);
        Some((named(&captures, written_on)?, range)).filter(|(_, range)| !is_end(range))
    });
    let relative = NEXT
        .captures(text)
        .and_then(|captures| Some((relative(&captures, written_on)?, group(&captures, 0))));
    // "Fermé le lundi" is every Monday.
    let is_habit = |range: &Range<usize>| HABIT.is_match(last(&text[..range.start], 20));
    let weekday = WEEKDAY
        .captures(text)
        .filter(|captures| !is_habit(&group(captures, 0)))
        .and_then(|captures| Some((next_weekday(&captures[1], written_on)?, group(&captures, 0))));
    // "Lundi 16 novembre": the date says more than the day of the week.
    let exact = numeric
        .into_iter()
        .chain(named)
        .min_by_key(|(_, range)| range.start);
    exact.or(relative).or(weekday)
}

fn numeric(captures: &Captures<'_>, written_on: Date) -> Option<Date> {
    let part = |index: usize| captures.get(index)?.as_str().parse::<i16>().ok();
    if let Some(year) = part(1) {
        return Date::new(year, part(2)?.try_into().ok()?, part(3)?.try_into().ok()?).ok();
    }
    let (day, month) = (part(4)?.try_into().ok()?, part(5)?.try_into().ok()?);
    match part(6) {
        Some(year) if year < 100 => Date::new(2000 + year, month, day).ok(),
        Some(year) => Date::new(year, month, day).ok(),
        None => upcoming(month, day, written_on),
    }
}

fn named(captures: &Captures<'_>, written_on: Date) -> Option<Date> {
    let name = &captures[3];
    let month = MONTHS
        .iter()
        .position(|names| names.split('|').any(|known| known == name))?
        + 1;
    let month = i8::try_from(month).ok()?;
    let number = |index: usize| captures.get(index)?.as_str().parse::<i8>().ok();
    let part = captures.get(2).map(|part| part.as_str());
    // A bare month, or an everyday word that is also one ("may"), needs more to be a date.
    let year = captures.get(5).and_then(|year| year.as_str().parse().ok());
    let day = number(1).or(number(4)).unwrap_or(match part {
        Some(part)
            if part.starts_with("mi") || part.starts_with("med") || part.starts_with("half") =>
        {
            15
        }
        Some(part)
            if part.starts_with("fin")
                || part.starts_with("ei")
                || part.starts_with("en")
                || part.starts_with("late") =>
        {
            return last_of(month, year, written_on);
        }
        _ => 1,
    });
    match year {
        Some(year) => Date::new(year, month, day).ok(),
        None => upcoming(month, day, written_on),
    }
}

fn last_of(month: i8, year: Option<i16>, written_on: Date) -> Option<Date> {
    let first = match year {
        Some(year) => Date::new(year, month, 1).ok()?,
        None => upcoming(month, 1, written_on)?,
    };
    Some(first.last_of_month())
}

/// The day of this month and number that comes next, or passed a short time ago.
fn upcoming(month: i8, day: i8, written_on: Date) -> Option<Date> {
    let this_year = Date::new(written_on.year(), month, day).ok();
    let earliest = written_on.checked_sub(GRACE_DAYS.days()).ok()?;
    this_year
        .filter(|date| *date >= earliest)
        .or_else(|| Date::new(written_on.year() + 1, month, day).ok())
}

fn relative(captures: &Captures<'_>, written_on: Date) -> Option<Date> {
    if captures.get(1).is_some() {
        return next_weekday("lundi", written_on);
    }
    if captures.get(2).is_some() {
        return written_on.first_of_month().checked_add(1.month()).ok();
    }
    let word = captures.get(3)?.as_str();
    let count = match word {
        "einer" => 1,
        _ => i64::from(super::numbers::number(word)?),
    };
    let unit = captures.get(4)?.as_str();
    let span = if unit.starts_with("mo") || unit.starts_with("maand") {
        count.months()
    } else if unit.starts_with('s') || unit.starts_with('w') {
        count.weeks()
    } else {
        count.days()
    };
    written_on.checked_add(span).ok()
}

/// The next day with this name, never the day of writing itself.
fn next_weekday(name: &str, written_on: Date) -> Option<Date> {
    let (weekday, _) = WEEKDAYS.iter().find(|(_, names)| names.contains(&name))?;
    written_on.nth_weekday(1, *weekday).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn days_are_counted_from_the_day_of_writing() {
        let monday = date(2026, 11, 2);
        for (text, expected) in [
            ("01/12/2026", date(2026, 12, 1)),
            ("2026-12-14", date(2026, 12, 14)),
            ("1er decembre", date(2026, 12, 1)),
            ("1. marz", date(2027, 3, 1)),
            ("january 11, 2027", date(2027, 1, 11)),
            ("mi-decembre", date(2026, 12, 15)),
            ("fin fevrier", date(2027, 2, 28)),
            ("septembre 2027", date(2027, 9, 1)),
            ("23/11", date(2026, 11, 23)),
            ("lundi", date(2026, 11, 9)),
            ("lundi 16 novembre", date(2026, 11, 16)),
            ("la semaine prochaine", date(2026, 11, 9)),
            ("dans deux semaines", date(2026, 11, 16)),
            ("le mois prochain", date(2026, 12, 1)),
        ] {
            assert_eq!(
                day_in(text, monday).map(|(day, _)| day),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn an_end_is_no_beginning() {
        let monday = date(2026, 11, 2);
        assert_eq!(start_in("contrat jusqu'au 30 juin 2027", monday), None);
        assert_eq!(start_in("befristet bis ende marz", monday), None);
    }

    proptest! {
        #[test]
        fn any_words_are_read_without_a_panic(text in "[a-z0-9 ./:-]{0,60}", year in 1i16..9_990) {
            let written_on = date(year, 2, 28);
            let _ = (day_in(&text, written_on), start_in(&text, written_on));
        }
    }
}
