//! Which passages belong to which of a mail's offers.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;
use crate::said::{Confidence, Part, Said, Span};

use super::Found;
use super::labels::Label;
use super::passage::{Layout, Passage, Voice};
use super::title;

/// Characters of a description that are kept.
const MAX_DESCRIPTION: usize = 20_000;

/// Blocks of a mail that are read: some hold no offer.
const MAX_BLOCKS: usize = 2 * super::MAX_OFFERS;

/// The passages of one offer.
#[derive(Debug)]
pub(crate) struct Block<'p> {
    /// What is said of this offer alone.
    pub own: Vec<&'p Passage<'p>>,
    /// What is said of all offers of the mail: before the first and in the signature.
    pub shared: Vec<&'p Passage<'p>>,
}

impl<'p> Block<'p> {
    /// Every passage: the offer's own first.
    pub fn all(&self) -> impl Iterator<Item = &'p Passage<'p>> {
        self.own.iter().chain(&self.shared).copied()
    }

    /// Passages under a label, the offer's own first.
    pub fn labelled(&self, label: Label) -> impl Iterator<Item = &'p Passage<'p>> {
        self.all()
            .filter(move |passage| passage.label == Some(label))
    }

    /// Passages that say things in sentences or headings, the offer's own first: no labelled
    /// values of other things, no signatures.
    pub fn running(&self) -> impl Iterator<Item = &'p Passage<'p>> {
        self.all().filter(|passage| {
            passage.voice != Voice::Signature && matches!(passage.label, None | Some(Label::Text))
        })
    }
}

static FOR_ALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:pour (?:les (?:deux|trois|quatre|\d)|tous|toutes|chacun)|voor (?:beide|alle)|fur (?:beide|alle)|for (?:both|all))\b",
    )
});
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:offre|poste|vacature|stelle|job|position|fonction|functie|profil)\s*(?:n\W{0,2})?\s*\d{1,2}\b",
    )
});

/// Cuts the passages into offers: at headings, numbers and repeated titles; attachments that each
/// have a title are offers of their own.
pub(super) fn split<'p>(passages: &'p [Passage<'p>]) -> Vec<Block<'p>> {
    let has_forward = passages
        .iter()
        .any(|p| p.is_forwarded && p.voice == Voice::Text);
    let is_of_forwarder = |p: &&Passage<'_>| {
        has_forward && p.part == Part::Body && !p.is_forwarded && p.voice == Voice::Signature
    };
    let (signatures, texts): (Vec<_>, Vec<_>) = passages
        .iter()
        .filter(|p| !is_of_forwarder(p))
        .partition(|p| p.voice == Voice::Signature);
    let mut first_own = None;
    let mut shared = Vec::new();
    let mut blocks: Vec<Vec<&Passage<'_>>> = Vec::new();
    for (at, passage) in texts.iter().enumerate() {
        if starts(&texts, at) {
            first_own.get_or_insert(at);
            blocks.push(vec![passage]);
        } else if FOR_ALL.is_match(&passage.folded.text) {
            shared.push(*passage);
        } else if let Some(block) = blocks.last_mut() {
            block.push(passage);
        } else {
            shared.push(*passage);
        }
    }
    if blocks.len() < 2 {
        blocks = vec![texts];
        shared.clear();
    }
    if let [others @ .., last] = blocks.as_slice()
        && !others.is_empty()
    {
        // Below a list of posts, everything is said of all of them.
        let is_list = others.iter().all(|block| block.len() == 1);
        let below = last.iter().skip(1).position(|p| p.opens);
        match below.filter(|_| is_list) {
            Some(at) => shared.extend(&last[at + 1..]),
            None => shared.extend(tail(last)),
        }
    }
    shared.extend(signatures);
    blocks
        .into_iter()
        .take(MAX_BLOCKS)
        .map(|own| Block {
            own,
            shared: shared.clone(),
        })
        .collect()
}

/// The end of the last offer that says whom to speak to, and so belongs to all: what stands below
/// its last blank lines.
fn tail<'p>(block: &[&'p Passage<'p>]) -> Vec<&'p Passage<'p>> {
    let paragraphs = block.iter().enumerate().skip(1).filter(|(_, p)| p.opens);
    let says_how = |from: usize| {
        block[from..]
            .iter()
            .any(|p| p.text.contains('@') || p.label == Some(Label::Contact))
            || block[from..]
                .iter()
                .all(|p| p.text.split_whitespace().count() <= 6)
    };
    let starts: Vec<usize> = paragraphs.map(|(at, _)| at).collect();
    let from = starts
        .iter()
        .rev()
        .take(2)
        .filter(|at| says_how(**at))
        .min();
    from.map_or(Vec::new(), |from| block[*from..].to_vec())
}

/// Whether an offer begins with the passage at `at`.
fn starts(texts: &[&Passage<'_>], at: usize) -> bool {
    let passage = texts[at];
    if passage.voice == Voice::Subject {
        return false;
    }
    if HEADING.is_match(&passage.folded.text) && passage.is_line() && passage.label.is_none() {
        return true;
    }
    let previous = at.checked_sub(1).map(|before| texts[before]);
    // Of "Offre 1" and the title below it, the heading counts.
    if previous
        .is_some_and(|before| HEADING.is_match(&before.folded.text) && before.label.is_none())
    {
        return false;
    }
    if passage.label == Some(Label::Title) {
        return true;
    }
    if title::is_counted(passage) {
        return true;
    }
    (passage.layout == Layout::Numbered || passage.opens && passage.is_line())
        && title::is_heading(passage)
}

/// All that was written about an offer.
pub(super) fn description(block: &Block<'_>) -> Found<String> {
    let told = |p: &&&Passage<'_>| p.voice == Voice::Text && !matches!(p.label, Some(Label::Other));
    let mut passages = block.own.iter().filter(told);
    let first = passages.next()?;
    let same_part: Vec<&&Passage<'_>> = std::iter::once(first)
        .chain(passages.filter(|p| p.part == first.part))
        .collect();
    let end = same_part
        .last()
        .map_or(first.start, |last| last.start + last.text.len());
    let lines: Vec<&str> = same_part.iter().map(|p| p.text).collect();
    let text: String = lines.join("\n").chars().take(MAX_DESCRIPTION).collect();
    Some(Said {
        value: text,
        span: Span {
            part: first.part,
            range: first.start..end,
        },
        confidence: Confidence::High,
    })
}
