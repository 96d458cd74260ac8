//! What a feed held before, and what of it is there again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::store::feed_items::FeedItem;

/// Pulls in a row without an offer after which its employer is asked.
const MISSED_BEFORE_ASKING: u32 = 2;

/// Source and identifier.
pub(crate) type Key = (String, String);

/// What is remembered of a feed while it is pulled.
pub(crate) struct Memory {
    known: HashMap<Key, FeedItem>,
    hashes: Arc<HashMap<Key, [u8; 32]>>,
    seen: HashSet<Key>,
    /// Identifiers of items that were there and wrong, whose source is not known.
    seen_wrong: HashSet<String>,
}

/// How much the present feed tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It was read to its end: what was not seen is not there.
    All,
    /// It is as it was: what was missing still is.
    SameAsBefore,
    /// It was read in part: what was not seen may be there.
    Some,
}

/// What is to be written down of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// It is missing, and the employer is not asked yet, or was asked before.
    Missed(FeedItem),
    /// It is missing, and the employer is to be asked.
    Ask(FeedItem),
    /// It is there again; the employer was not asked.
    Back(FeedItem),
    /// It is there again; the question is void.
    Void(FeedItem),
}

impl Memory {
    /// What was remembered.
    pub fn of(items: Vec<FeedItem>) -> Self {
        let key = |item: &FeedItem| (item.source.clone(), item.identifier.clone());
        let hashes = items.iter().map(|item| (key(item), item.content_hash));
        Self {
            hashes: Arc::new(hashes.collect()),
            known: items.into_iter().map(|item| (key(&item), item)).collect(),
            seen: HashSet::new(),
            seen_wrong: HashSet::new(),
        }
    }

    /// How many items there were.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// The hashes of what there was.
    pub fn hashes(&self) -> Arc<HashMap<Key, [u8; 32]>> {
        self.hashes.clone()
    }

    /// Whether the item was there before.
    pub fn knows(&self, key: &Key) -> bool {
        self.known.contains_key(key)
    }

    /// Notes that an item is there; false where it was noted before.
    pub fn see(&mut self, key: &Key) -> bool {
        self.seen.insert(key.clone())
    }

    /// Notes that an item is there, though it is wrong.
    pub fn see_wrong(&mut self, identifier: &str) {
        self.seen_wrong.insert(identifier.to_owned());
    }

    /// What was there before and was not seen, in the order of identifiers.
    pub fn missing(&self) -> Vec<&FeedItem> {
        let missing = self.known.iter().filter(|(key, _)| !self.is_seen(key));
        let mut missing: Vec<&FeedItem> = missing.map(|(_, item)| item).collect();
        missing.sort_by(|a, b| (&a.source, &a.identifier).cmp(&(&b.source, &b.identifier)));
        missing
    }

    /// Whether a feed that held several offers holds nothing any more: more likely its site has
    /// failed than that each of them is filled.
    pub fn has_vanished(&self) -> bool {
        self.known.len() > 1 && self.seen.is_empty() && self.seen_wrong.is_empty()
    }

    /// Forgets an item that goes on under another identifier.
    pub fn forget(&mut self, item: &FeedItem) {
        self.known
            .remove(&(item.source.clone(), item.identifier.clone()));
    }

    fn is_seen(&self, key: &Key) -> bool {
        self.seen.contains(key) || self.seen_wrong.contains(&key.1)
    }

    /// What changes for the items that there were. Only those that were missing, or are, change.
    pub fn changes(&self, told: Told) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for (key, item) in &self.known {
            let is_there = match told {
                Told::All => Some(self.is_seen(key)),
                Told::SameAsBefore => Some(item.missed == 0),
                Told::Some => self.is_seen(key).then_some(true),
            };
            changes.extend(is_there.and_then(|is_there| change(item, is_there)));
        }
        changes
    }
}

fn change(item: &FeedItem, is_there: bool) -> Option<Change> {
    if is_there {
        let back = FeedItem {
            missed: 0,
            is_asked: false,
            ..item.clone()
        };
        return match item {
            FeedItem { is_asked: true, .. } => Some(Change::Void(back)),
            FeedItem { missed: 0, .. } => None,
            _ => Some(Change::Back(back)),
        };
    }
    let missed = FeedItem {
        missed: item.missed.saturating_add(1),
        ..item.clone()
    };
    if item.is_asked || missed.missed < MISSED_BEFORE_ASKING {
        return Some(Change::Missed(missed));
    }
    Some(Change::Ask(FeedItem {
        is_asked: true,
        questions: missed.questions.saturating_add(1),
        ..missed
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(identifier: &str, missed: u32, is_asked: bool) -> FeedItem {
        FeedItem {
            source: "feed".to_owned(),
            identifier: identifier.to_owned(),
            offer_id: String::new(),
            likeness: [0; 32],
            content_hash: [0; 32],
            missed,
            is_asked,
            questions: u32::from(is_asked),
        }
    }

    /// The one change of an item that was missed so often and is there now, or not.
    fn changed(before: FeedItem, is_there: bool, told: Told) -> Option<Change> {
        let key = (before.source.clone(), before.identifier.clone());
        let mut memory = Memory::of(vec![before]);
        if is_there {
            memory.see(&key);
        }
        memory.changes(told).pop()
    }

    #[test]
    fn after_two_pulls_without_an_offer_its_employer_is_asked_once() {
        let first = changed(item("1", 0, false), false, Told::All);
        assert_eq!(first, Some(Change::Missed(item("1", 1, false))));
        let second = changed(item("1", 1, false), false, Told::All);
        assert_eq!(second, Some(Change::Ask(item("1", 2, true))));
        let third = changed(item("1", 2, true), false, Told::All);
        assert_eq!(third, Some(Change::Missed(item("1", 3, true))));
    }

    #[test]
    fn an_offer_that_is_there_again_voids_the_question() {
        let back = FeedItem {
            questions: 1,
            ..item("1", 0, false)
        };
        assert_eq!(
            changed(item("1", 2, true), true, Told::All),
            Some(Change::Void(back))
        );
        assert_eq!(
            changed(item("1", 1, false), true, Told::Some),
            Some(Change::Back(item("1", 0, false)))
        );
        assert_eq!(changed(item("1", 0, false), true, Told::All), None);
    }

    #[test]
    fn a_feed_that_was_read_in_part_says_nothing_of_what_was_not_seen() {
        assert_eq!(changed(item("1", 1, false), false, Told::Some), None);
    }

    #[test]
    fn a_feed_that_is_as_it_was_is_a_pull_without_what_was_missing() {
        let asked = changed(item("1", 1, false), false, Told::SameAsBefore);
        assert_eq!(asked, Some(Change::Ask(item("1", 2, true))));
        assert_eq!(
            changed(item("1", 0, false), false, Told::SameAsBefore),
            None
        );
    }

    #[test]
    fn an_offer_that_is_wrong_is_not_missing() {
        let mut memory = Memory::of(vec![item("1", 0, false)]);
        memory.see_wrong("1");
        assert!(memory.changes(Told::All).is_empty() && memory.missing().is_empty());
    }
}
