//! What a single line is: an item, a labelled value, a heading.

use crate::lines::{Line, folded};
use crate::offer::labels::{self, Label};

use super::Layout;

/// What stands before an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bullet {
    None,
    Sign,
    Number,
}

impl Bullet {
    pub(super) fn layout(self) -> Layout {
        if self == Self::Number {
            Layout::Numbered
        } else {
            Layout::Line
        }
    }
}

/// A line without its bullet or number and without the marks of quotes.
pub(super) fn without_bullet(line: Line<'_>) -> (Line<'_>, Bullet) {
    let bare = line
        .text
        .trim_start_matches(['>', ' ', '\t', '\u{A0}', '*', '_', '#', '|']);
    let (rest, bullet) = match bare.chars().next() {
        Some(
            '-' | '•' | '·' | '▪' | '–' | '—' | '►' | '➢' | '✓' | '✔' | '→' | '○' | '●'
            | '\u{F0B7}',
        ) => (
            bare.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '('),
            Bullet::Sign,
        ),
        Some(c) if c.is_ascii_digit() => {
            let digits = bare.trim_start_matches(|c: char| c.is_ascii_digit());
            match digits.strip_prefix(['.', ')', '°', '/']) {
                Some(rest)
                    if bare.len() - digits.len() <= 2 && rest.starts_with([' ', '\t', '-']) =>
                {
                    (
                        rest.trim_start_matches([' ', '\t', '-', '.']),
                        Bullet::Number,
                    )
                }
                _ => (bare, Bullet::None),
            }
        }
        _ => (bare, Bullet::None),
    };
    let start = line.start + (line.text.len() - rest.len());
    (Line { text: rest, start }, bullet)
}

/// What stands between a label and its value: signs, dotted lines, the gap between two columns.
const SEPARATORS: [&str; 9] = [":", "\t", "=", "?", "|", "...", "…", "___", "   "];

/// The label before a line's value, and the value.
pub(super) fn labelled(line: Line<'_>) -> Option<(Label, Line<'_>)> {
    // What stands further on is no label, and lines may be long.
    let head = &line.text[..line.text.floor_char_boundary(4 * labels::MAX_LABEL)];
    let at = SEPARATORS.iter().filter_map(|sign| head.find(sign)).min()?;
    if at > labels::MAX_LABEL {
        return None;
    }
    let name = folded(line.text[..at].trim_matches(['*', ' ', '.']));
    let label = labels::label(&name)?;
    let rest = line.text[at..]
        .trim_start_matches([':', '\t', '=', '?', ' ', '*', '|', '.', '…', '_', '\u{A0}']);
    let start = line.start + (line.text.len() - rest.len());
    let text = rest.trim_end_matches([' ', '|']);
    Some((label, Line { text, start }))
}

/// The label that a line consists of, and the next line as its value.
pub(super) fn headed<'a>(line: Line<'a>, next: Option<&Line<'a>>) -> Option<(Label, Line<'a>)> {
    if line.text.chars().count() > labels::MAX_LABEL {
        return None;
    }
    let label = labels::label(&folded(line.text.trim_matches(['*', ' ', '.'])))?;
    let (next, _) = without_bullet(*next.filter(|next| !next.text.trim().is_empty())?);
    let has_value = !matches!(label, Label::Text | Label::Other)
        && labelled(next).is_none()
        && labels::label(&folded(next.text.trim())).is_none();
    has_value.then_some((label, next))
}

/// Whether a line is a heading or an address rather than the beginning of a sentence.
pub(super) fn is_short(text: &str) -> bool {
    text.chars().count() <= 50 && !text.trim_end().ends_with([',', '.'])
}

/// Abbreviations that end no sentence though a capital follows.
const ABBREVIATIONS: [&str; 8] = ["mevr", "tel", "mlle", "dhr", "prof", "env", "resp", "sint"];
/// Words that a sentence behind a value has at least.
const MIN_SENTENCE: usize = 3;

/// Where the first sentence of a value ends, if another one follows it on the line.
pub(super) fn sentence_end(text: &str) -> Option<usize> {
    text.match_indices(". ").find_map(|(at, _)| {
        let word: String = text[..at]
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric())
            .collect();
        let word: String = folded(&word).chars().rev().collect();
        let rest = text[at + 2..].trim_start();
        let is_end = word.len() >= 3
            && !ABBREVIATIONS.contains(&word.as_str())
            && rest.starts_with(char::is_uppercase)
            && rest.split_whitespace().count() >= MIN_SENTENCE;
        is_end.then_some(at + 1)
    })
}
