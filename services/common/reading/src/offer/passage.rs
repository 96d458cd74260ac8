//! The texts of a mail cut into passages: labelled values, list items, paragraphs.

mod line;

use crate::lines::{Line, folded, lines};
use crate::mime::Mail;
use crate::pattern::Folded;
use crate::provenance::Provenance;
use crate::said::{Confidence, Part, Said, Span};

use super::Attachment;
use super::labels::Label;
use line::{Bullet, headed, is_short, labelled, sentence_end, without_bullet};

/// Bytes of a mail's texts that are read for offers.
const MAX_TEXT: usize = 128 * 1024;
/// Passages of one mail.
const MAX_PASSAGES: usize = 600;
/// Bytes of a line that may hold several labelled values.
const MAX_PIECES: usize = 2_000;

/// Whose words a passage is, as far as offers are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    Subject,
    /// What is offered is said here.
    Text,
    /// Who offers it.
    Signature,
}

/// How a passage stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Sentences over one line or several.
    Paragraph,
    /// A line by itself: a heading or an item.
    Line,
    /// An item or heading that begins with its number.
    Numbered,
}

/// A stretch of text that is read as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Passage<'a> {
    pub part: Part,
    pub voice: Voice,
    /// Within a mail that is passed on.
    pub is_forwarded: bool,
    /// What the label before it announces.
    pub label: Option<Label>,
    pub layout: Layout,
    /// Whether a blank line or the beginning of the text comes before.
    pub opens: bool,
    /// The words, without label and bullet.
    pub text: &'a str,
    /// Where they begin in the text of `part`.
    pub start: usize,
    pub folded: Folded,
}

impl Passage<'_> {
    /// Whether it is a line by itself.
    pub fn is_line(&self) -> bool {
        self.layout != Layout::Paragraph
    }

    /// A value that stands in this stretch of the folded text.
    pub fn said<T>(
        &self,
        value: T,
        range: std::ops::Range<usize>,
        confidence: Confidence,
    ) -> Said<T> {
        let range = self.folded.original(range);
        Said {
            value,
            span: Span {
                part: self.part,
                range: self.start + range.start..self.start + range.end,
            },
            confidence,
        }
    }

    /// A part of this passage that begins at `start` of its text, in other words of the same length.
    pub fn slice<'w>(&self, start: usize, words: &'w str) -> Passage<'w> {
        Passage {
            text: words,
            start: self.start + start,
            folded: Folded::of(words),
            part: self.part,
            voice: self.voice,
            is_forwarded: self.is_forwarded,
            label: self.label,
            layout: self.layout,
            opens: self.opens,
        }
    }

    /// The words of a stretch of the folded text as they were written.
    pub fn original(&self, range: std::ops::Range<usize>) -> &str {
        &self.text[self.folded.original(range)]
    }
}

/// The passages of a mail: subject, body, attachments.
pub(super) fn of<'a>(mail: &'a Mail, attachments: &'a [Attachment]) -> Vec<Passage<'a>> {
    let mut cutter = Cutter::default();
    cutter.part(Part::Subject, Voice::Subject, false);
    let bare = bare_subject(&mail.subject);
    cutter.push(bare.0, bare.1, None, true, Layout::Line);
    for segment in &mail.body.segments {
        let voice = match segment.provenance {
            Provenance::Own | Provenance::Forwarded => Voice::Text,
            Provenance::Signature => Voice::Signature,
            Provenance::Quoted | Provenance::Disclaimer | Provenance::Envelope => continue,
        };
        cutter.part(Part::Body, voice, segment.is_forwarded);
        cutter.cut(&mail.body.text, segment.range.clone());
    }
    for (index, attachment) in attachments.iter().enumerate() {
        if let Ok(text) = &attachment.text {
            cutter.part(Part::Attachment(index), Voice::Text, false);
            cutter.cut(text, 0..text.len());
        }
    }
    cutter.passages
}

/// A subject without the prefixes of replies and forwards, and where it begins.
fn bare_subject(subject: &str) -> (&str, usize) {
    let mut rest = subject;
    while let Some((prefix, after)) = rest.split_once(':') {
        let is_prefix = prefix.trim().chars().count() <= 6
            && [
                "re", "tr", "fw", "fwd", "aw", "wg", "antw", "doorst", "sv", "rv",
            ]
            .contains(&folded(prefix.trim()).as_str());
        if !is_prefix {
            break;
        }
        rest = after.trim_start();
    }
    (rest, subject.len() - rest.len())
}

struct Cutter<'a> {
    part: Part,
    voice: Voice,
    is_forwarded: bool,
    /// Bytes that may still be read.
    left: usize,
    passages: Vec<Passage<'a>>,
}

impl Default for Cutter<'_> {
    fn default() -> Self {
        Self {
            part: Part::Subject,
            voice: Voice::Subject,
            is_forwarded: false,
            left: MAX_TEXT,
            passages: Vec::new(),
        }
    }
}

impl<'a> Cutter<'a> {
    fn part(&mut self, part: Part, voice: Voice, is_forwarded: bool) {
        self.part = part;
        self.voice = voice;
        self.is_forwarded = is_forwarded;
    }

    fn cut(&mut self, text: &'a str, range: std::ops::Range<usize>) {
        let end = text.floor_char_boundary(range.end.min(range.start + self.left));
        self.left -= end - range.start;
        let all: Vec<Line<'a>> = lines(text, range.start..end).collect();
        let (mut at, mut opens) = (0, true);
        while at < all.len() && self.passages.len() < MAX_PASSAGES {
            if all[at].text.trim().is_empty() {
                (at, opens) = (at + 1, true);
                continue;
            }
            at += self.entry(text, &all[at..], opens);
            opens = false;
        }
    }

    /// Takes the passage that begins with the first line; returns how many lines it has.
    fn entry(&mut self, text: &'a str, all: &[Line<'a>], opens: bool) -> usize {
        let (line, bullet) = without_bullet(all[0]);
        if let Some((label, value)) = labelled(line) {
            if !value.text.trim().is_empty() {
                self.pieces(Some(label), value, opens, bullet.layout());
                return 1;
            }
            // The value stands on the next line, unless that has a label of its own.
            let blank = all[1..]
                .iter()
                .take_while(|line| line.text.trim().is_empty())
                .count();
            let next = all.get(1 + blank).map(|line| without_bullet(*line).0);
            if label != Label::Text
                && blank <= 1
                && let Some(next) = next
                && labelled(next).is_none()
            {
                self.line(Some(label), next, opens, bullet.layout());
                return 2 + blank;
            }
            self.line(Some(Label::Text), value, opens, Layout::Line);
            return 1;
        }
        if let Some((label, next)) = headed(line, all.get(1)) {
            self.line(Some(label), next, opens, bullet.layout());
            return 2;
        }
        if bullet != Bullet::None || self.voice != Voice::Text || is_short(line.text) {
            self.pieces(None, line, opens, bullet.layout());
            return 1;
        }
        let mut ends_sentence = line.text.trim_end().ends_with(['.', '!', '?']);
        let more = all[1..]
            .iter()
            .take_while(|next| {
                let (bare, bullet) = without_bullet(**next);
                let is_part = !next.text.trim().is_empty()
                    && bullet == Bullet::None
                    && labelled(bare).is_none();
                // After the end of a sentence, a short line is one by itself.
                let goes_on = !ends_sentence || !is_short(next.text);
                ends_sentence = next.text.trim_end().ends_with(['.', '!', '?']);
                is_part && goes_on
            })
            .count();
        let last = all[more];
        self.push(
            &text[line.start..last.range().end],
            line.start,
            None,
            opens,
            Layout::Paragraph,
        );
        1 + more
    }

    /// A line that may hold several labelled values: "Poste : maçon | Lieu : Herstal".
    fn pieces(&mut self, label: Option<Label>, line: Line<'a>, opens: bool, layout: Layout) {
        let (mut label, mut opens, mut layout) = (label, opens, layout);
        let mut rest = line;
        while rest.text.len() <= MAX_PIECES
            && let Some((first, next, value)) = cut(rest)
        {
            self.line(label, first, opens, layout);
            (label, opens, layout, rest) = (Some(next), false, Layout::Line, value);
        }
        self.line(label, rest, opens, layout);
    }

    /// A value; a sentence behind it says something else: "Loon: 13,60 euro. Je spreekt Frans."
    fn line(&mut self, label: Option<Label>, line: Line<'a>, opens: bool, layout: Layout) {
        let is_value = !matches!(
            label,
            None | Some(Label::Text | Label::Other | Label::Languages)
        );
        let end = is_value.then(|| sentence_end(line.text)).flatten();
        let (value, rest) = line.text.split_at(end.unwrap_or(line.text.len()));
        self.push(value, line.start, label, opens, layout);
        if !rest.is_empty() {
            let start = line.start + value.len();
            self.push(rest, start, None, false, Layout::Paragraph);
        }
    }

    fn push(
        &mut self,
        text: &'a str,
        start: usize,
        label: Option<Label>,
        opens: bool,
        layout: Layout,
    ) {
        let trimmed = text.trim_start();
        let start = start + (text.len() - trimmed.len());
        let trimmed = trimmed.trim_end();
        self.passages.push(Passage {
            part: self.part,
            voice: self.voice,
            is_forwarded: self.is_forwarded,
            label,
            opens,
            layout,
            folded: Folded::of(trimmed),
            text: trimmed,
            start,
        });
    }
}

/// A line cut where its next labelled value begins: what comes before, the label, the value and
/// what follows it.
fn cut(line: Line<'_>) -> Option<(Line<'_>, Label, Line<'_>)> {
    let signs = line
        .text
        .match_indices(['|', ';', '–', '-', ',', '.', '\t']);
    let columns = line.text.match_indices("   ");
    let mut cuts: Vec<(usize, &str)> = signs.chain(columns).collect();
    cuts.sort_unstable_by_key(|(at, _)| *at);
    cuts.into_iter().find_map(|(at, sign)| {
        let after = at + sign.len();
        let rest = Line {
            text: &line.text[after..],
            start: line.start + after,
        };
        let (label, value) = labelled(without_bullet(rest).0)?;
        let first = Line {
            text: &line.text[..at],
            start: line.start,
        };
        Some((first, label, value))
    })
}
