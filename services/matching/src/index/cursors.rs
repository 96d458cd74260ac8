//! How far an index has read its topics.

use std::collections::BTreeMap;

use relais_events::{Cursor, Cursors as Partitions, Ends, reached};
use serde::{Deserialize, Serialize};

/// How far each partition of each topic has been read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursors(BTreeMap<String, Partitions>);

impl Cursors {
    /// Stands at `cursor` in one partition of one topic.
    pub fn at(topic: &str, partition: i32, cursor: Cursor) -> Self {
        let partitions = [(partition, cursor)].into();
        Self(BTreeMap::from([(topic.to_owned(), partitions)]))
    }

    /// The cursors in `topic`.
    pub fn of(&self, topic: &str) -> Partitions {
        self.0.get(topic).cloned().unwrap_or_default()
    }

    /// Moves on to what `other` has read.
    pub fn advance(&mut self, other: &Self) {
        for (topic, partitions) in &other.0 {
            let own = self.0.entry(topic.clone()).or_default();
            for (partition, cursor) in partitions {
                let own = own.entry(*partition).or_default();
                *own = (*own).max(*cursor);
            }
        }
    }

    /// Whether everything of `topic` up to `ends` has been read.
    pub fn reached(&self, topic: &str, ends: &Ends) -> bool {
        reached(&self.of(topic), ends)
    }

    /// Whether these have read something that the topics, which end at `ends`, do not have: they
    /// are of another log.
    pub fn beyond(&self, ends: &TopicEnds) -> bool {
        let end = |topic: &str, partition: &i32| ends.get(topic)?.get(partition).copied();
        self.0.iter().any(|(topic, partitions)| {
            let mut partitions = partitions.iter();
            partitions.any(|(partition, cursor)| cursor.offset > end(topic, partition).unwrap_or(0))
        })
    }

    /// Every topic with the sum of its offsets, which tells how much of it was read.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|(topic, partitions)| {
            let offsets = partitions.values().map(|cursor| cursor.offset);
            (topic.as_str(), offsets.sum())
        })
    }
}

/// Where topics end, by name.
pub type TopicEnds = BTreeMap<&'static str, Ends>;

/// What a commit carries beside the documents.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    /// The version of documents and taxonomy; an index of another one is rebuilt.
    pub format: String,
    /// The events that the commit covers.
    pub cursors: Cursors,
}
