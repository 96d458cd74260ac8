//! How far an index has read its topics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The offset of the last event read, by topic; 0 where none was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursors(BTreeMap<String, i64>);

impl Cursors {
    /// Stands at `offset` in one topic.
    pub fn at(topic: &str, offset: i64) -> Self {
        Self(BTreeMap::from([(topic.to_owned(), offset)]))
    }

    /// The offset in `topic`.
    pub fn of(&self, topic: &str) -> i64 {
        self.0.get(topic).copied().unwrap_or(0)
    }

    /// Moves on to what `other` has read.
    pub fn advance(&mut self, other: &Self) {
        for (topic, offset) in &other.0 {
            let own = self.0.entry(topic.clone()).or_default();
            *own = (*own).max(*offset);
        }
    }

    /// Whether these have read something that `ends` does not have: they are of another log.
    pub fn beyond(&self, ends: &Self) -> bool {
        self.0
            .iter()
            .any(|(topic, offset)| *offset > ends.of(topic))
    }

    /// Every topic with its offset.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0
            .iter()
            .map(|(topic, offset)| (topic.as_str(), *offset))
    }
}

/// What a commit carries beside the documents.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    /// The version of documents and taxonomy; an index of another one is rebuilt.
    pub format: String,
    /// The events that the commit covers.
    pub cursors: Cursors,
}
