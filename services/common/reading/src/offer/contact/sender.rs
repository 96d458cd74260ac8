//! The name of the mail's sender where the text mentions it.

use crate::lines::folded;
use crate::offer::Found;
use crate::offer::blocks::Block;
use crate::offer::passage::Passage;
use crate::said::Confidence;

use super::name::{is_person, may_be_name};
use super::{MAX_BETWEEN, PHONE};

/// The word of the sender's name that signs the text or stands beside a telephone number: "ben
/// 0471 22 33 44" from Ben, "Fabrizio" below a note from Fabrizio Conti.
pub(super) fn find(block: &Block<'_>, sender: &str) -> Found<String> {
    sender
        .split_whitespace()
        .filter(|word| may_be_name(word) && is_person(word))
        .find_map(|word| block.all().find_map(|passage| signed(passage, word)))
}

fn signed(passage: &Passage<'_>, word: &str) -> Found<String> {
    let (text, word) = (&passage.folded.text, folded(word));
    let is_letter = |c: char| c.is_alphanumeric();
    text.match_indices(&word).find_map(|(at, _)| {
        let end = at + word.len();
        let is_whole = !text[..at].ends_with(is_letter) && !text[end..].starts_with(is_letter);
        let stands_alone = text.trim_matches(|c: char| !c.is_alphabetic()) == word;
        let by_number = PHONE.find_iter(text).any(|number| {
            number.start().wrapping_sub(end) <= MAX_BETWEEN
                || at.wrapping_sub(number.end()) <= MAX_BETWEEN
        });
        let range = at..end;
        (is_whole && (stands_alone || by_number)).then(|| {
            let name = passage.original(range.clone()).to_owned();
            passage.said(name, range, Confidence::Low)
        })
    })
}
