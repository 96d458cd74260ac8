//! What an index keeps of a thing.

use uuid::Uuid;

use crate::rank::Day;
use crate::vocabulary::ConceptNo;

/// A concept by which things are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// A skill.
    Skill(ConceptNo),
    /// An occupation.
    Occupation(ConceptNo),
}

impl Term {
    /// The term as it stands in the dictionary of the index.
    pub(super) fn text(self) -> String {
        match self {
            Self::Skill(number) => format!("s{number}"),
            Self::Occupation(number) => format!("o{number}"),
        }
    }

    /// Reads a term of the dictionary.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (kind, number) = bytes.split_first()?;
        let number = std::str::from_utf8(number).ok()?.parse().ok()?;
        match kind {
            b's' => Some(Self::Skill(number)),
            b'o' => Some(Self::Occupation(number)),
            _ => None,
        }
    }
}

/// A thing that can be ranked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// What it belongs to: each group gets its own best. Nil where there are no groups.
    pub group: Uuid,
    /// The last day on which it may be ranked; 0 for never.
    pub until: Day,
    /// The concepts by which it is found, each with a strength from 1 to
    /// [`STRENGTHS`](super::STRENGTHS).
    pub terms: Vec<(Term, u32)>,
    /// Its facts, as the ranker reads them.
    pub words: Vec<u32>,
    /// Its state as the event told it.
    pub payload: Vec<u8>,
}

/// A change of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Update {
    /// It is now so.
    Put(Entry),
    /// It is now so, if it was there at all.
    Amend(Entry),
    /// It is gone.
    Remove(Uuid),
    /// It is gone, and nothing of it may be left in any file.
    Forget(Uuid),
    /// It is now so, and nothing of what it was before may be left in any file.
    Reduce(Entry),
}

impl Update {
    /// Whose change it is.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Put(entry) | Self::Amend(entry) | Self::Reduce(entry) => entry.id,
            Self::Remove(id) | Self::Forget(id) => *id,
        }
    }

    /// Whether files must be rewritten without what was there before.
    pub(super) fn purges(&self) -> bool {
        matches!(self, Self::Forget(_) | Self::Reduce(_))
    }

    /// Whether it is nothing to a thing that is not there.
    pub(super) fn needs_presence(&self) -> bool {
        matches!(self, Self::Amend(_) | Self::Remove(_) | Self::Forget(_))
    }

    /// What it is now.
    pub(super) fn into_entry(self) -> Option<Entry> {
        match self {
            Self::Put(entry) | Self::Amend(entry) | Self::Reduce(entry) => Some(entry),
            Self::Remove(_) | Self::Forget(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_read_back_as_it_was_written() {
        for term in [
            Term::Skill(0),
            Term::Occupation(0),
            Term::Skill(u16::MAX),
            Term::Occupation(7),
        ] {
            assert_eq!(Term::parse(term.text().as_bytes()), Some(term));
        }
        assert_eq!(Term::parse(b"x1"), None);
        assert_eq!(Term::parse(b""), None);
    }
}
