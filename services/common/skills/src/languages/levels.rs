//! At which level a language is asked, and to which others of an enumeration that extends.

use crate::context::{self, Place};
use crate::language::Cefr;
use crate::normalise::Gap;
use crate::words::Word;

use super::{Mention, written_level};

/// Words between languages of one enumeration.
const AND: &[&str] = &[
    "et", "ou", "en", "and", "or", "of", "und", "oder", "du", "de", "le", "l", "d", "que", "un",
    "een", "ein", "peu", "beetje", "bisschen", "etwas", "wenig",
];
/// Levels that are said of several languages.
const PLURAL: &[&str] = &["courants", "courantes", "bons", "bonnes"];
/// Words before a language of which a little is asked.
const LITTLE: &[&str] = &["peu", "beetje", "bisschen", "etwas", "wenig"];

/// A level, and how far what says it reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub cefr: Cefr,
    reach: Reach,
}

/// For which members of an enumeration a level is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// For the one it stands at: "néerlandais (A2), anglais".
    Own,
    /// Said before the first, for those that a word joins to it: "notions d'anglais et d'allemand".
    FollowingJoined,
    /// Said before the first, for those that follow too: "bonne connaissance du français et de
    /// l'anglais".
    Following,
    /// Said behind the last, for those that a word joins to it: "français et anglais courant".
    Joined,
    /// In brackets behind the last of a pair: "Nederlands en Frans (B2)".
    Pair,
    /// In the plural behind the last, for all: "français, anglais courants".
    Preceding,
}

/// Whether the mention is a plus only, and its level, from the words between its neighbours.
pub(super) fn judge(
    text: &str,
    words: &[Word<'_>],
    mentions: &[Mention],
    at: usize,
) -> (bool, Option<Level>) {
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
        .or_else(|| little_before(words, place).map(|cefr| (cefr, Reach::FollowingJoined)))
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

/// Notions are of the languages that a word joins to them; a good knowledge is of all that follow.
fn before_reach(cefr: Cefr) -> Reach {
    if cefr <= Cefr::A2 {
        Reach::FollowingJoined
    } else {
        Reach::Following
    }
}

/// How far a level reaches that stands behind a language.
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
    let Some(level) = said.find(|at| is_level(words[*at].folded)) else {
        return Reach::Own;
    };
    let gap = text.get(words[place.last].span.end..words[level].span.start);
    if gap.is_some_and(|gap| gap.trim_start().starts_with(['(', '['])) {
        Reach::Pair
    } else if PLURAL.contains(&words[level].folded) {
        Reach::Preceding
    } else {
        Reach::Joined
    }
}

/// "Un peu de français", "een beetje Nederlands", "etwas Deutsch".
pub(super) fn little_before(words: &[Word<'_>], place: Place) -> Option<Cefr> {
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
pub(super) fn share(words: &[Word<'_>], mentions: &mut [Mention]) {
    let is_linked = |one: Place, other: Place| {
        (one.last + 1..=other.first).all(|at| words[at].gap < Gap::Sentence)
            && (one.last + 1..other.first).all(|at| AND.contains(&words[at].folded))
    };
    let is_joined = |one: Place, other: Place| {
        other.first > one.last + 1 || words[other.first].gap < Gap::Comma
    };
    let places: Vec<Place> = mentions.iter().map(|mention| mention.place).collect();
    let has_linked_before = |at: usize| at > 0 && is_linked(places[at - 1], places[at]);
    // Whether a word joins the last two of the enumeration.
    let mut ends_joined = false;
    for at in (0..mentions.len().saturating_sub(1)).rev() {
        let (before, after) = mentions.split_at_mut(at + 1);
        let (one, other) = (&mut before[at], &after[0]);
        if !is_linked(one.place, other.place) {
            ends_joined = false;
            continue;
        }
        ends_joined |= is_joined(one.place, other.place);
        if one.level.is_none() {
            one.level = other.level.filter(|level| match level.reach {
                Reach::Own | Reach::FollowingJoined | Reach::Following => false,
                Reach::Pair => is_joined(one.place, other.place) && !has_linked_before(at),
                Reach::Joined => ends_joined,
                Reach::Preceding => true,
            });
            one.optional |= other.optional && ends_joined;
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
            other.level = one.level.filter(|level| match level.reach {
                Reach::FollowingJoined => is_joined(one.place, other.place),
                Reach::Following => true,
                Reach::Own | Reach::Joined | Reach::Pair | Reach::Preceding => false,
            });
        }
        other.certain |= one.certain;
    }
}
