//! Whom to speak to about an offer.

mod name;
mod sender;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use relais_domain::text::one_line;

use crate::pattern::{last, pattern};
use crate::said::{Confidence, Said, Span};

use super::Found;
use super::blocks::Block;
use super::labels::Label;
use super::passage::{Layout, Passage, Voice};
use name::{is_person, is_titled, name_range};

/// Characters between a name and its telephone number.
const MAX_BETWEEN: usize = 12;
/// Bytes before a number among which the name stands.
const MAX_NAME: usize = 60;
/// Lines at the end of a letter without a closing among which the name stands.
const LAST_LINES: usize = 5;
/// Lines below the closing of a letter among which the name stands.
const NAME_LINES: usize = 3;

static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:(?:\+|\b00)(?:32|33|31|49|352)[\s./-]*(?:\(0\))?|\b0)\d[\d\s./-]{5,14}\d\b")
});
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
});
/// Words before a name within a sentence.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:a l'attention de|aupres de|contactez|contacter|bewerbungen .{0,30}\ban|\bbij|bei|service du personnel,|personeelsdienst,|s'adresser a|adressez-vous a|t\.?a\.?v\.?|contact (?:met|opnemen met)|contacteer|zu handen|z\. ?h(?:d)?\.?(?: ?v\.?)?|wenden sie sich an|attn\.?|appelle|appelez|bel(?:len)?(?: naar| met)?|call|contact|demandez|demander|vragen naar|ask for|app(?: naar)?|(?:cordialement|bien a (?:vous|toi)|salutations|groet(?:en|jes)?|mvg|regards|cheers|grusse|mfg|merci d'avance)\s*,|(?:cv|lettre|candidatures?|postuler|ecrire|envoy(?:er|ez)|adress(?:er|ez)|solliciteren|kandidaturen?|bewerbung(?:en)?|apply|applications?|write)\b[^.;:\n]{0,60}?\s(?:a|aan|an|to|bij|chez))\s*:?\s+",
    )
});
static FAX: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:fax|f)\s*[.:]?\s*$"));

/// What is known of the person to speak to.
#[derive(Debug, Default)]
pub(super) struct Contact {
    pub name: Found<String>,
    pub phone: Found<String>,
    pub email: Found<String>,
}

/// The contact that the offer names; else what the signature tells, else its `sender`, by the name
/// of the mail's header, where the text mentions it.
pub(super) fn find(block: &Block<'_>, sender: &str) -> Contact {
    let labelled = |label| block.labelled(label);
    let spoken = || block.all().filter(|p| p.voice == Voice::Text);
    let signed = || {
        block
            .shared
            .iter()
            .copied()
            .filter(|p| p.voice == Voice::Signature)
    };
    let name = labelled(Label::Contact)
        .find_map(|p| addressed(p).or_else(|| name_at(p, 0, Confidence::High)))
        .or_else(|| spoken().find_map(addressed))
        .or_else(|| spoken().find_map(titled))
        .or_else(|| spoken().find_map(beside_phone))
        .or_else(|| spoken().find_map(before_number))
        .or_else(|| spoken().find_map(behind_email))
        .or_else(|| signature(signed()))
        .or_else(|| last_lines(&block.own))
        .or_else(|| last_lines(&block.shared))
        .or_else(|| sender::find(block, sender));
    let phone = labelled(Label::Phone)
        .chain(labelled(Label::Contact))
        .chain(spoken())
        .chain(signed())
        .find_map(phone);
    let email = labelled(Label::Email)
        .chain(labelled(Label::Contact))
        .chain(spoken())
        .chain(signed())
        .find_map(email);
    Contact { name, phone, email }
}

fn phone(passage: &Passage<'_>) -> Found<String> {
    PHONE.find_iter(passage.text).find_map(|found| {
        let number = international(found.as_str())?;
        let before = crate::lines::folded(last(&passage.text[..found.start()], 10));
        let is_fax = FAX.is_match(&before);
        (!is_fax).then(|| said(passage, number, found.range(), Confidence::High))
    })
}

/// A number with its country; `None` for other numbers: a Belgian one has eight digits after its
/// zero, nine where it is a mobile (they begin with a 4).
fn international(text: &str) -> Option<String> {
    let text = text.replace("(0)", "");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = if text.trim_start().starts_with('+') {
        digits.strip_prefix("32")
    } else if let Some(rest) = digits.strip_prefix("00") {
        return international(&format!("+{rest}"));
    } else {
        digits.strip_prefix('0')
    };
    match national {
        Some(national)
            if national.len() == 8 || national.len() == 9 && national.starts_with('4') =>
        {
            Some(format!("+32{national}"))
        }
        Some(_) => None,
        None => (9..=15)
            .contains(&digits.len())
            .then(|| format!("+{digits}")),
    }
}

fn email(passage: &Passage<'_>) -> Found<String> {
    EMAIL.find_iter(passage.text).find_map(|found| {
        let address = found.as_str().trim_matches(['.', '\'', '-']);
        let is_person = !crate::lines::folded(address)
            .replace('-', "")
            .starts_with("noreply");
        is_person.then(|| said(passage, address.to_owned(), found.range(), Confidence::High))
    })
}

/// A name after words that lead to one: "auprès de Monsieur Kessler".
fn addressed(passage: &Passage<'_>) -> Found<String> {
    ADDRESSED.find_iter(&passage.folded.text).find_map(|cue| {
        let at = passage.folded.original(cue.end()..cue.end()).start;
        let name = name_at(passage, at, Confidence::Medium)?;
        // One word alone may be anything, unless a number follows.
        let after = &passage.text[at + name.span.range.len()..];
        let is_called_before = || {
            let before = last(
                &passage.text[..at - (cue.end() - cue.start()).min(at)],
                MAX_BETWEEN,
            );
            before.chars().filter(char::is_ascii_digit).count() >= 4
        };
        let is_whole = name.value.contains(' ') || is_called(after) || is_called_before();
        (is_whole && is_person(&name.value)).then_some(name)
    })
}

/// Whether a telephone number follows at once.
fn is_called(text: &str) -> bool {
    PHONE
        .find(text)
        .is_some_and(|found| text[..found.start()].chars().count() <= MAX_BETWEEN)
}

/// A name beside a telephone number: "Luc - 04 264 90 90", "0465 11 12 13 Samir".
fn beside_phone(passage: &Passage<'_>) -> Found<String> {
    let number = PHONE
        .find_iter(passage.text)
        .find(|found| international(found.as_str()).is_some())?;
    if (passage.layout != Layout::Paragraph || !passage.text.contains('\n'))
        && let Some(name) = name_at(passage, 0, Confidence::Medium)
        && is_called(&passage.text[name.span.range.len()..])
        && !passage.text[name.span.range.len()..]
            .trim_start()
            .starts_with(':')
        && is_person(&name.value)
    {
        return Some(name);
    }
    let after = passage.text[number.end()..].trim_start_matches([' ', ',', '-', '(', '\n']);
    let name = name_at(passage, passage.text.len() - after.len(), Confidence::Low)?;
    let is_last = after[name.span.range.len()..]
        .trim_matches([' ', '.', ')', '\n'])
        .is_empty();
    (is_last && is_person(&name.value)).then_some(name)
}

/// A first and a last name right before a telephone number or a mail address, wherever in a
/// sentence: "Vragen? Mohamed El Idrissi, 0499 10 11 12".
fn before_number(passage: &Passage<'_>) -> Found<String> {
    let phones = PHONE.find_iter(passage.text);
    let emails = EMAIL.find_iter(passage.text);
    let mut ends: Vec<usize> = phones.chain(emails).map(|found| found.start()).collect();
    ends.sort_unstable();
    ends.into_iter().find_map(|end| {
        let from = end - last(&passage.text[..end], MAX_NAME).len();
        let starts = passage.text[from..end].match_indices(char::is_whitespace);
        let starts = starts.map(|(at, space)| from + at + space.len());
        starts.chain([0]).find_map(|start| {
            let name = name_at(passage, start, Confidence::Medium)?;
            let after = passage.text.get(start + name.span.range.len()..end)?;
            let is_near = after.len() <= MAX_BETWEEN && !after.contains('.');
            (is_near && name.value.contains(' ') && is_person(&name.value)).then_some(name)
        })
    })
}

/// A name in parentheses behind a mail address: "jobs@firm.be (Anne Collin)".
fn behind_email(passage: &Passage<'_>) -> Found<String> {
    let address = EMAIL.find(passage.text)?;
    let after = passage.text[address.end()..]
        .trim_start()
        .strip_prefix('(')?;
    let name = name_at(
        passage,
        passage.text.len() - after.len(),
        Confidence::Medium,
    )?;
    (name.value.contains(' ') && is_person(&name.value)).then_some(name)
}

/// A name with which a line begins, after "Mme" or the like.
fn titled(passage: &Passage<'_>) -> Found<String> {
    let name = name_at(passage, 0, Confidence::Medium)?;
    (is_titled(&name.value) && name.value.contains(' ')).then_some(name)
}

/// The name with which a stretch of a passage begins.
fn name_at(passage: &Passage<'_>, at: usize, confidence: Confidence) -> Found<String> {
    let range = name_range(passage.text.get(at..)?)?;
    let range = at + range.start..at + range.end;
    let name = one_line(&passage.text[range.clone()]);
    Some(said(passage, name, range, confidence))
}

/// The name below the closing of a letter.
fn signature<'p>(passages: impl Iterator<Item = &'p Passage<'p>>) -> Found<String> {
    let lines: Vec<&Passage<'_>> = passages.collect();
    lines
        .iter()
        .skip(1)
        .take(NAME_LINES)
        .enumerate()
        .find_map(|(at, passage)| {
            let name = name_at(passage, 0, Confidence::Medium)?;
            let rest = passage.text[name.span.range.len()..].trim_start();
            let stands_alone = rest.is_empty() || rest.starts_with(['-', '–', '|', ',', '(']);
            let is_full = name.value.contains(' ') || at == 0;
            (stands_alone && is_full && is_person(&name.value)).then_some(name)
        })
}

/// The name at the end of a letter without a closing: a line of a first and a last name, or one
/// name above its telephone number.
fn last_lines(passages: &[&Passage<'_>]) -> Found<String> {
    let has_forward = passages.iter().any(|p| p.is_forwarded);
    let texts: Vec<&Passage<'_>> = passages
        .iter()
        .copied()
        .filter(|p| p.is_forwarded == has_forward)
        .filter(|p| p.voice == Voice::Text && p.is_line() && p.label.is_none())
        .collect();
    let first = texts.len().saturating_sub(LAST_LINES);
    let named = |at: &usize| {
        let passage = texts[*at];
        let name = name_at(passage, 0, Confidence::Low)?;
        let is_whole = name.span.range.len() == passage.text.len();
        let words = name.value.split(' ').count();
        let is_above_phone = || texts.get(at + 1).is_some_and(|next| phone(next).is_some());
        let is_full = (2..=3).contains(&words) || words == 1 && is_above_phone();
        (is_whole && is_full && is_person(&name.value)).then_some(name)
    };
    // The name stands above the firm and its address.
    let (mut opening, mut others): (Vec<usize>, Vec<usize>) =
        (first..texts.len()).rev().partition(|at| texts[*at].opens);
    opening.append(&mut others);
    opening.iter().find_map(named)
}

fn said(
    passage: &Passage<'_>,
    value: String,
    range: Range<usize>,
    confidence: Confidence,
) -> Said<String> {
    Said {
        value,
        span: Span {
            part: passage.part,
            range: passage.start + range.start..passage.start + range.end,
        },
        confidence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_other_digits() {
        for (text, expected) in [
            ("0475/12.34.56", Some("+32475123456")),
            ("04 264 11 22", Some("+3242641122")),
            ("+32 (0)4 264 11 22", Some("+3242641122")),
            ("0032 87 55 44 33", Some("+3287554433")),
            ("+49 241 1234567", Some("+492411234567")),
            ("0202.239.951", None),
            ("01/12/2026", None),
        ] {
            assert_eq!(international(text).as_deref(), expected, "{text}");
        }
    }
}
