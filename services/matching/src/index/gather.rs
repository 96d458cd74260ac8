//! Who has something of what is wanted, and how much: a walk over the postings of the segments.
//!
//! A query is a list of parts. Of each part a document gets the gain of its best sign; the gains of
//! all parts add up. Where the signs carry the points that the ranker gives, the sum is exactly what
//! the ranker will say, so that only the best need to be scored in full.

use super::entry::Term;
use super::view::{Hit, View};
use super::{IndexError, STRENGTHS};

/// A term that counts for a part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Which.
    pub term: Term,
    /// The gain by the strength with which a document has the term; the first is for strength 1.
    pub gains: [u16; STRENGTHS],
}

/// What to gather by: for each part its signs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The parts.
    pub parts: Vec<Vec<Sign>>,
}

impl Query {
    /// What a thing with these terms gains: the sum over the parts of its best sign.
    pub fn gain(&self, terms: &[(Term, u32)]) -> u16 {
        let of = |sign: &Sign| {
            let held = terms.iter().find(|(term, _)| *term == sign.term);
            held.map_or(0, |(_, strength)| sign.gain(*strength))
        };
        let best = |signs: &Vec<Sign>| signs.iter().map(of).max().unwrap_or(0);
        self.parts.iter().map(best).fold(0, u16::saturating_add)
    }
}

impl Sign {
    fn gain(&self, strength: u32) -> u16 {
        let at = usize::try_from(strength).unwrap_or(1).clamp(1, STRENGTHS) - 1;
        self.gains[at]
    }
}

/// Memory of a walk, kept for the next.
#[derive(Default)]
pub struct Scratch {
    tallies: Vec<Tally>,
    touched: Vec<u32>,
}

/// What a document has gained so far.
#[derive(Clone, Copy, Default)]
struct Tally {
    sum: u16,
    /// The best sign of the part that was last counted, and which part that was (from 1).
    best: u16,
    part: u16,
}

impl Scratch {
    fn make_room(&mut self, docs: u32) {
        let docs = usize::try_from(docs).unwrap_or(0);
        if self.tallies.len() < docs {
            self.tallies.resize(docs, Tally::default());
        }
    }

    fn count(&mut self, doc: u32, part: u16, gain: u16) {
        let Some(tally) = usize::try_from(doc)
            .ok()
            .and_then(|at| self.tallies.get_mut(at))
        else {
            return;
        };
        if tally.part == 0 {
            self.touched.push(doc);
        }
        if tally.part != part {
            *tally = Tally {
                part,
                best: 0,
                ..*tally
            };
        }
        if gain > tally.best {
            tally.sum = tally.sum.saturating_add(gain - tally.best);
            tally.best = gain;
        }
    }
}

impl View {
    /// Tells `each` every document of the segments that still counts and gains something, with its
    /// gain. What no segment has yet is not gathered: see [`View::fresh`].
    ///
    /// # Errors
    /// [`IndexError`] where the disk cannot be read.
    pub fn gather(
        &self,
        query: &Query,
        scratch: &mut Scratch,
        mut each: impl FnMut(Hit, u16),
    ) -> Result<(), IndexError> {
        for at in 0..self.segments.len() {
            let walked = self.walk(at, query, scratch);
            let segment = &self.segments[at];
            for doc in scratch.touched.drain(..) {
                let tally = usize::try_from(doc)
                    .ok()
                    .and_then(|at| scratch.tallies.get_mut(at));
                let gain = tally.map(std::mem::take).map_or(0, |tally| tally.sum);
                if gain > 0 && walked.is_ok() && segment.is_alive(doc) {
                    each(Hit { segment: at, doc }, gain);
                }
            }
            walked?;
        }
        Ok(())
    }

    fn walk(&self, segment: usize, query: &Query, scratch: &mut Scratch) -> Result<(), IndexError> {
        let data = &self.segments[segment].data;
        scratch.make_room(data.max_doc());
        for (part, signs) in (1..).zip(&query.parts) {
            for sign in signs {
                let Some(mut postings) = data.postings(sign.term)? else {
                    continue;
                };
                while !postings.docs().is_empty() {
                    for (doc, strength) in postings.docs().iter().zip(postings.freqs()) {
                        scratch.count(*doc, part, sign.gain(*strength));
                    }
                    postings.advance();
                }
            }
        }
        Ok(())
    }
}
