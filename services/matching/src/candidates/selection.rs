//! The best of each group, while they are being found.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::index::{Entry, Hit};

/// Where the state of a candidate is to be had.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// In a segment.
    Stored(Hit),
    /// In memory.
    Fresh(Arc<Entry>),
}

/// A candidate who is among the best so far. The greatest is the one to go first.
pub(super) struct Scored {
    key: (Reverse<u32>, u64),
    pub source: Source,
}

impl Scored {
    pub fn new(points: u32, draw: u64, source: Source) -> Self {
        Self {
            key: (Reverse(points), draw),
            source,
        }
    }
}

impl PartialEq for Scored {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Scored {}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// The best of one group.
#[derive(Default)]
pub(super) struct Best {
    heap: BinaryHeap<Scored>,
    /// How many have been scored in full.
    scored: usize,
}

/// How many a group may have, and how many may be scored to find them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub limit: usize,
    pub scored: usize,
}

impl Best {
    /// Whether nobody with at most `points` can still get in.
    pub fn is_settled(&self, points: u32, bounds: Bounds) -> bool {
        if self.scored >= bounds.scored {
            return true;
        }
        let worst = self.heap.peek().map(|scored| scored.key.0.0);
        self.heap.len() >= bounds.limit && worst.is_none_or(|worst| worst > points)
    }

    /// Notes that somebody of the group has been scored.
    pub fn note_scored(&mut self) {
        self.scored += 1;
    }

    /// Takes a candidate in, if among the best.
    pub fn offer(&mut self, scored: Scored, bounds: Bounds) {
        self.heap.push(scored);
        if self.heap.len() > bounds.limit {
            self.heap.pop();
        }
    }

    /// The best, in no particular order.
    pub fn into_vec(self) -> Vec<Scored> {
        self.heap.into_vec()
    }
}
