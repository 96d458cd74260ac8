//! The search for the longest label from one word of a text on.

use super::{Hit, MAX_LINKS, Phrases, Seen, Terminal, TextKind};
use crate::found::How;
use crate::language::Language;
use crate::normalise::Gap;
use crate::words::Word;

/// The search for the longest labels that start at one word.
pub(super) struct Walk<'w> {
    pub phrases: &'w Phrases,
    pub words: &'w [Word<'w>],
    pub seen: &'w [Seen<'w>],
    pub text: Option<Language>,
    pub kind: TextKind,
    pub first: usize,
    pub best: [Option<Best>; 2],
}

/// The longest label so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best {
    end: Terminal,
    pub last: usize,
    how: How,
}

impl Best {
    /// The label as found from the word `first` on; none for a false friend.
    pub fn hit(self, first: usize) -> Option<Hit> {
        Some(Hit {
            kind: self.end.kind,
            concept: self.end.concept? as usize,
            first,
            last: self.last,
            how: self.how,
            ground: self.end.ground,
        })
    }
}

impl Walk<'_> {
    pub fn start(&mut self) {
        self.read(0, self.first, How::Exact);
    }

    /// Takes the word at `at` as the next word of a label.
    fn read(&mut self, node: u32, at: usize, so_far: How) {
        let seen = self.seen[at];
        for reading in seen.readings {
            let Some(&next) = self.phrases.edges.get(&(node, reading.word)) else {
                continue;
            };
            let how = match (seen.typo, reading.inflected) {
                (true, _) => How::Typo,
                (false, true) => How::Inflected,
                (false, false) => How::Exact,
            };
            let how = how.max(so_far);
            self.note(next, at, how);
            self.go_on(next, at, how);
            if let Some(last) = self.other_gender(at, reading.word) {
                self.note(next, last, how);
                self.go_on(next, last, how);
            }
        }
    }

    /// Goes on behind `at`, over links.
    fn go_on(&mut self, node: u32, at: usize, how: How) {
        for skipped in 0..=MAX_LINKS {
            let next = at + 1 + skipped;
            let Some(word) = self.words.get(next) else {
                return;
            };
            if word.gap >= Gap::Comma {
                return;
            }
            self.read(node, next, how);
            if !self.seen[next].link {
                return;
            }
        }
    }

    /// The word that only repeats the one at `at`, as in "vendeur / vendeuse en boulangerie".
    fn other_gender(&self, at: usize, word: u32) -> Option<usize> {
        for next in [at + 1, at + 2] {
            let seen = self
                .seen
                .get(next)
                .filter(|_| self.words[next].gap < Gap::Comma)?;
            if seen.readings.iter().any(|reading| reading.word == word) {
                return Some(next);
            }
            if !seen.link {
                return None;
            }
        }
        None
    }

    fn note(&mut self, node: u32, last: usize, how: How) {
        for end in &self.phrases.ends[node as usize] {
            if !self.counts(end, how) {
                continue;
            }
            let best = &mut self.best[end.kind as usize];
            let better = |old: &Best| {
                (last, std::cmp::Reverse(how)) > (old.last, std::cmp::Reverse(old.how))
            };
            if best.as_ref().is_none_or(better) {
                *best = Some(Best {
                    end: *end,
                    last,
                    how,
                });
            }
        }
    }

    /// Whether a label counts here. One word alone says less than several: in running text, or
    /// when it is short, it must be of the language of the text, and right.
    fn counts(&self, end: &Terminal, how: How) -> bool {
        let running = self.kind == TextKind::Running;
        let foreign = self
            .text
            .is_some_and(|text| end.languages & text.bit() == 0);
        let doubtful = foreign || how == How::Typo;
        !(end.one_word && doubtful && (running || end.short))
    }
}
