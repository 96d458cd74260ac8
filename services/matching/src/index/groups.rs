//! Groups by number.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use uuid::Uuid;

/// The number of a group, for as long as the process runs.
pub type GroupNo = u16;

/// The groups that have been seen. There are as many as organisations: dozens.
#[derive(Debug, Default)]
pub(super) struct Groups(RwLock<Numbered>);

#[derive(Debug, Default)]
struct Numbered {
    ids: Vec<Uuid>,
    numbers: HashMap<Uuid, GroupNo>,
}

impl Groups {
    /// The number of `id`, which is given one if it has none. Beyond 65,535 groups the last number
    /// is shared, which would mix shortlists but lose nobody.
    pub fn intern(&self, id: Uuid) -> GroupNo {
        if let Some(number) = self.number(id) {
            return number;
        }
        // Both lists are changed by code that does not panic, so that a poisoned lock is whole.
        let mut groups = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let next = GroupNo::try_from(groups.ids.len()).unwrap_or(GroupNo::MAX);
        let number = *groups.numbers.entry(id).or_insert(next);
        if number == next {
            groups.ids.push(id);
        }
        number
    }

    /// The number of `id`, if it has one.
    pub fn number(&self, id: Uuid) -> Option<GroupNo> {
        let groups = self.0.read().unwrap_or_else(PoisonError::into_inner);
        groups.numbers.get(&id).copied()
    }

    /// Every group, in the order of the numbers.
    pub fn ids(&self) -> Vec<Uuid> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .ids
            .clone()
    }
}
