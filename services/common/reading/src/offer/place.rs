//! Where the work is.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use relais_domain::place::{self, Commune};
use relais_domain::text::one_line;

use crate::pattern::{last, pattern};
use crate::said::{Confidence, Said, Span};

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Passage, Voice};
use super::values::Place;

/// Words of the longest name of a commune.
const MAX_NAME_WORDS: usize = 6;
/// Bytes before the seat of a firm that may say whose it is.
const MAX_BEFORE: usize = 20;
/// Characters of a place that are kept.
const MAX_PLACE: usize = 200;

/// Names that hold the name of a commune and mean something else.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:kantoor|bureaux?|agence|office|buro)\b[^.;\n:]{0,20}:[^.;\n]*|\b(?:province(?: de)?|provincie|provinz|universite (?:de|d')|bassin (?:de|d')|pays de|ville de bruxelles|r[eé]gion bruxelles.capitale) ?[\w-]+|\b(?:siege (?:social|principal|d'exploitation)|siege\s*:|hauptsitz|hoofdkantoor|maatschappelijke zetel|head office|headquarters)\b[^.;\n]*?(?:\b(?:and|et|en|und|mais|maar|aber|but)\b|[.;\n]|$)",
    )
});
/// Words that say that the work is at what they name.
static WORKPLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:chantiers?|depot|ateliers?|usine|site|magasin|situee?s?|basee?s?|bureaux|lieu|region|regio|werkplaats|werf|winkel|kantoor|gelegen|vestiging|fabriek|zaak|fabrik|factory|baustelle|werkstatt|betrieb|filiale|standort|arbeitsort|based|located|office|plant|travail|crèche|hotel|restaurant|brasserie|boulangerie)\b",
    )
});
/// A workplace of the firm, up to the name of where it stands.
static OF_WORKPLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:hotel|atelier|magasin|chantier|depot|site|siege|menuiserie|garage|restaurant|brasserie|boulangerie|boucherie|usine|agence|bureaux?|entrepot|ecole|creche|ferme|implantation|succursale|etablissement|maison de repos|commune|localite|village|ville|gemeinde|gemeente|stadt|stad|region|regio|raum|sur|pres|proche|a proximite|secteur|zone|environs|alentours|autour|entite|nabij|dichtbij|zaak|filiaal|vestiging|werkplaats|winkel|kantoor|loods|magazijn|werf|betrieb|werkstatt|lager|filiale|shop|store|restaurant|omgeving|bij|near|around|nahe) (?:de |d'|du |a |van |von |in |te |)",
    )
});
/// Where one's day begins, whatever other places a sentence names.
static BASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:uitvalsbasis|standplaats|vertrek(?:plaats)?(?: vanuit)?|au depart (?:de|d')|depart (?:de|d')|bases? (?:a|de)|abfahrt (?:ab|in)|einsatzbasis)\s*:?\s*(?:in |te |a )?",
    )
});
/// Where a firm is established, wherever one works for it.
static FIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:entreprise|societe|firme|firma|bedrijf|unternehmen|company|asbl|agence|uitzendkantoor)\b[^.;\n]{0,60}?\b(?:etablie?|situee?|basee?|installee?|sise?|gevestigd|ansassig|based|located)\s(?:a|in|te|zu)\s[\w-]+",
    )
});
/// That the seat of the firm is where the work is: "pour notre siège de Liège".
static AT_OUR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:notre|nos|ons|onze|unser\w*|our|au|mon|mijn)\s$"));
static CLAUSE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\d]{3,}[.!?]\s|;\s|\n"));

/// The place of an offer: under a label, else in a sentence about where one works, else in any
/// sentence, the title or the subject; the firm's own address is not looked at.
pub(super) fn find(block: &Block<'_>) -> Found<Place> {
    let is_text = |p: &&Passage<'_>| p.voice != Voice::Signature;
    let known = |passage: &Passage<'_>| labelled(passage);
    block
        .labelled(Label::Place)
        .filter(is_text)
        .find_map(known)
        .or_else(|| spoken(&block.own))
        .or_else(|| spoken(&block.shared))
        .or_else(|| {
            block
                .labelled(Label::Place)
                .filter(is_text)
                .find_map(unknown)
        })
}

/// The commune that a labelled value names.
fn labelled(passage: &Passage<'_>) -> Found<Place> {
    let by_name = pieces(passage.text, |c| ",()/-".contains(c)).find_map(|range| {
        let commune = place::find_commune(passage.text[range.clone()].trim())?;
        Some((commune, range))
    });
    let (commune, range) = by_text(passage.text)
        .or(by_name)
        .or_else(|| {
            by_text(&format!("à {}", passage.text)).map(|(c, _)| (c, 0..passage.text.len()))
        })
        .or_else(|| by_postcode(passage.text))?;
    Some(said(passage, Some(commune.ins), range, Confidence::High))
}

/// A labelled place that no commune is known for, in its own words.
fn unknown(passage: &Passage<'_>) -> Found<Place> {
    let has_name = passage.text.chars().any(char::is_alphabetic);
    has_name.then(|| said(passage, None, 0..passage.text.len(), Confidence::Medium))
}

/// The commune of the sentence that most speaks of a workplace.
fn spoken(passages: &[&Passage<'_>]) -> Found<Place> {
    let has_forward = passages.iter().any(|p| p.is_forwarded);
    let mut best: Option<(u8, Said<Place>)> = None;
    let speaking = passages.iter().copied();
    for passage in speaking.filter(|p| p.voice != Voice::Signature && may_speak(p)) {
        for clause in clauses(passage.text) {
            let Some((commune, range)) = by_text(&passage.text[clause.clone()]) else {
                continue;
            };
            let folded = crate::lines::folded(&passage.text[clause.clone()]);
            let rank = match passage.voice {
                // Who passes a mail on may work elsewhere.
                Voice::Text if has_forward && !passage.is_forwarded => 1,
                Voice::Text if FIRM.is_match(&folded) => 2,
                Voice::Text => 3 + u8::from(WORKPLACE.is_match(&folded)),
                Voice::Subject | Voice::Signature => 1,
            };
            if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                let range = clause.start + range.start..clause.start + range.end;
                best = Some((
                    rank,
                    said(passage, Some(commune.ins), range, Confidence::Medium),
                ));
            }
        }
    }
    best.map(|(_, place)| place)
}

/// Whether a passage may say where the work is though its label announces something else.
fn may_speak(passage: &Passage<'_>) -> bool {
    matches!(
        passage.label,
        None | Some(Label::Text | Label::Title | Label::Contract | Label::Place | Label::Start)
    )
}

fn clauses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = CLAUSE
        .find_iter(text)
        .map(|found| found.end())
        .chain([text.len()]);
    ends.map(move |end| std::mem::replace(&mut start, end)..end)
}

/// The commune that a text names, and where; the firm's own only where it names no other.
fn by_text(text: &str) -> Option<(&'static Commune, Range<usize>)> {
    let bare = without(text, &ELSEWHERE, |before| AT_OUR.is_match(before));
    named(&without(&bare, &FIRM, |_| false)).or_else(|| named(&bare))
}

fn named(text: &str) -> Option<(&'static Commune, Range<usize>)> {
    if let Some(base) = named_after(text, &BASE) {
        return Some(base);
    }
    if let Some(commune) = place::find_in_text(text) {
        let range = locate(text, commune).unwrap_or(0..text.len());
        return Some((commune, range));
    }
    named_after(text, &OF_WORKPLACE)
}

/// The commune after the name of a kind of workplace: "notre menuiserie de Spa".
fn named_after(text: &str, nouns: &Regex) -> Option<(&'static Commune, Range<usize>)> {
    let folded = crate::pattern::Folded::of(text);
    nouns.find_iter(&folded.text).find_map(|noun| {
        let start = folded.original(noun.end()..noun.end()).start;
        let is_name = text[start..].chars().next().is_some_and(char::is_uppercase);
        let words: Vec<Range<usize>> = pieces(&text[start..], |c| !c.is_alphanumeric())
            .take_while(|word| !word.is_empty())
            .take(MAX_NAME_WORDS)
            .collect();
        let named = words.iter().rev().find_map(|last| {
            let range = start..start + last.end;
            Some((place::find_commune(&text[range.clone()])?, range))
        });
        named.filter(|_| is_name)
    })
}

fn by_postcode(text: &str) -> Option<(&'static Commune, Range<usize>)> {
    let mut numbers = pieces(text, |c| !c.is_ascii_digit()).filter(|range| range.len() == 4);
    numbers.find_map(|range| {
        let postcode = text[range.clone()].parse().ok()?;
        Some((*place::communes_by_postcode(postcode).first()?, range))
    })
}

/// The text with spaces in place of what a pattern finds, unless the words before it keep it.
fn without(text: &str, pattern: &Regex, is_kept: impl Fn(&str) -> bool) -> String {
    let folded = crate::pattern::Folded::of(text);
    let mut bare = text.to_owned();
    for found in pattern.find_iter(&folded.text) {
        if is_kept(last(&folded.text[..found.start()], MAX_BEFORE)) {
            continue;
        }
        let range = folded.original(found.range());
        let blank = " ".repeat(range.len());
        bare.replace_range(range, &blank);
    }
    bare
}

/// Where the name of a commune stands in a text.
fn locate(text: &str, commune: &Commune) -> Option<Range<usize>> {
    let words: Vec<Range<usize>> = pieces(text, |c| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    (0..words.len()).find_map(|first| {
        let lengths = (1..=MAX_NAME_WORDS.min(words.len() - first)).rev();
        lengths.into_iter().find_map(|length| {
            let range = words[first].start..words[first + length - 1].end;
            let named = place::find_commune(&text[range.clone()])?;
            (named.ins == commune.ins).then_some(range)
        })
    })
}

/// The pieces of a text between separators, as stretches of it.
fn pieces(text: &str, is_separator: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split(is_separator).map(move |piece| {
        let skipped = start;
        let range = skipped..skipped + piece.len();
        // Every separator looked for below is one character; its length is told by what follows.
        start = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
        range
    })
}

fn said(
    passage: &Passage<'_>,
    ins: Option<u32>,
    range: Range<usize>,
    confidence: Confidence,
) -> Said<Place> {
    let words = passage.text.get(range.clone()).unwrap_or(passage.text);
    Said {
        value: Place {
            ins,
            text: one_line(words).chars().take(MAX_PLACE).collect(),
        },
        span: Span {
            part: passage.part,
            range: passage.start + range.start..passage.start + range.end,
        },
        confidence,
    }
}
