//! The whole index as it stands: the segments on disk, overridden by what has changed since.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tantivy::DocId;
use uuid::Uuid;

use crate::rank::{Day, fold};

use super::IndexError;
use super::cursors::Cursors;
use super::entry::{Entry, Update};
use super::groups::{GroupNo, Groups};
use super::segment::{Data, Segment};

/// Everything that can be ranked, up to the last event read.
pub struct View {
    pub(super) groups: Arc<Groups>,
    pub(super) segments: Vec<Segment>,
    pub(super) delta: HashMap<Uuid, Change>,
    /// How many things may be ranked until which day, 0 left out.
    calendar: BTreeMap<Day, usize>,
    cursors: Cursors,
    /// The number of the last change; the first of a process is opening.
    changes: u64,
    /// The last change that asked for a purge, and the last that one has covered.
    purge_asked: u64,
    purged: u64,
}

/// A change that no segment has yet.
pub(super) struct Change {
    /// The how manieth change of this process it is.
    number: u64,
    group: GroupNo,
    /// What the thing is now; `None` where it is gone.
    pub entry: Option<Arc<Entry>>,
}

/// A document of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub(super) segment: usize,
    pub(super) doc: DocId,
}

/// A thing that was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it belongs to.
    pub group: Uuid,
    /// Its state as the event told it.
    pub payload: Vec<u8>,
}

/// What the next commit has to write.
pub struct Pending {
    /// Every change since the last commit.
    pub changes: Vec<(Uuid, Option<Arc<Entry>>)>,
    /// The events that they come from.
    pub cursors: Cursors,
    /// Whether files must be rewritten without what is gone.
    pub purge: bool,
    pub(super) upto: u64,
}

impl View {
    /// A view of segments that cover the events up to `cursors`.
    pub(super) fn new(data: Vec<Arc<Data>>, groups: Arc<Groups>, cursors: Cursors) -> Self {
        let segments: Vec<Segment> = data.into_iter().map(Segment::new).collect();
        let mut calendar = BTreeMap::new();
        for segment in &segments {
            for doc in segment.alive() {
                *calendar.entry(segment.data.until(doc)).or_default() += 1;
            }
        }
        calendar.remove(&0);
        let delta = HashMap::new();
        Self {
            groups,
            segments,
            delta,
            calendar,
            cursors,
            // A process may have stopped between a deletion and the purge that belongs to it.
            changes: 1,
            purge_asked: 1,
            purged: 0,
        }
    }

    /// Takes in changes and the cursors of the events that they come from.
    pub(super) fn apply(
        &mut self,
        updates: Vec<Update>,
        cursors: &Cursors,
    ) -> Result<(), IndexError> {
        for update in updates {
            let id = update.id();
            let before = self.take_out(id)?;
            if before.is_none() && update.needs_presence() {
                continue;
            }
            self.changes += 1;
            if before.is_some() && update.purges() {
                self.purge_asked = self.changes;
            }
            let entry = update.into_entry();
            let until = entry.as_ref().map_or(0, |entry| entry.until);
            self.count(before.unwrap_or(0), until);
            let group = entry
                .as_ref()
                .map_or(0, |entry| self.groups.intern(entry.group));
            let change = Change {
                number: self.changes,
                group,
                entry: entry.map(Arc::new),
            };
            self.delta.insert(id, change);
        }
        self.cursors.advance(cursors);
        Ok(())
    }

    /// Takes out what there is of `id` and tells until when it could be ranked; `None` where there
    /// is nothing.
    fn take_out(&mut self, id: Uuid) -> Result<Option<Day>, IndexError> {
        if let Some(change) = self.delta.get(&id) {
            return Ok(change.entry.as_ref().map(|entry| entry.until));
        }
        for segment in &mut self.segments {
            if let Some(doc) = segment.find(id)? {
                let until = segment.data.until(doc);
                segment.bury(doc);
                return Ok(Some(until));
            }
        }
        Ok(None)
    }

    fn count(&mut self, before: Day, now: Day) {
        if let Some(count) = self.calendar.get_mut(&before) {
            *count -= 1;
            if *count == 0 {
                self.calendar.remove(&before);
            }
        }
        if now > 0 {
            *self.calendar.entry(now).or_default() += 1;
        }
    }

    /// What the next commit has to write.
    pub(super) fn pending(&self) -> Pending {
        let change = |(id, change): (&Uuid, &Change)| (*id, change.entry.clone());
        Pending {
            changes: self.delta.iter().map(change).collect(),
            cursors: self.cursors.clone(),
            purge: self.purge_is_due(),
            upto: self.changes,
        }
    }

    /// Changes that no segment has yet.
    pub fn backlog(&self) -> usize {
        self.delta.len()
    }

    /// Puts newly opened segments in place, which have every change up to the one numbered `upto`.
    pub(super) fn replace(&mut self, data: Vec<Arc<Data>>, upto: u64) -> Result<(), IndexError> {
        self.segments = data.into_iter().map(Segment::new).collect();
        self.delta.retain(|_, change| change.number > upto);
        for id in self.delta.keys() {
            for segment in &mut self.segments {
                if let Some(doc) = segment.find(*id)? {
                    segment.bury(doc);
                }
            }
        }
        Ok(())
    }

    /// Notes that files have been rewritten without what was gone at change `upto`.
    pub(super) fn purged(&mut self, upto: u64) {
        self.purged = upto;
    }

    /// Whether files must be rewritten without something that is gone.
    pub(super) fn purge_is_due(&self) -> bool {
        self.purge_asked > self.purged
    }

    /// The segments as they were opened, for the next view to share.
    pub(super) fn data(&self) -> Vec<Arc<Data>> {
        self.segments
            .iter()
            .map(|segment| segment.data.clone())
            .collect()
    }

    /// How far the events have been read.
    pub fn cursors(&self) -> &Cursors {
        &self.cursors
    }

    /// How many things may still be ranked on `day`.
    pub fn eligible(&self, day: Day) -> usize {
        self.calendar
            .range(day.max(1)..)
            .map(|(_, count)| count)
            .sum()
    }

    /// The thing with this id.
    ///
    /// # Errors
    /// [`IndexError`] where the disk cannot be read.
    pub fn get(&self, id: Uuid) -> Result<Option<Found>, IndexError> {
        if let Some(change) = self.delta.get(&id) {
            let found = change.entry.as_ref().map(|entry| Found {
                group: entry.group,
                payload: entry.payload.clone(),
            });
            return Ok(found);
        }
        let groups = self.groups.ids();
        for segment in &self.segments {
            if let Some(doc) = segment.find(id)? {
                let group = usize::from(segment.data.group(doc));
                let group = groups.get(group).copied().unwrap_or_default();
                return Ok(Some(Found {
                    group,
                    payload: segment.data.payload(doc)?,
                }));
            }
        }
        Ok(None)
    }

    /// How many documents of `id` there are in any file, deleted ones included, and in memory.
    ///
    /// # Errors
    /// [`IndexError`] where the disk cannot be read.
    pub fn traces(&self, id: Uuid) -> Result<u64, IndexError> {
        let fresh = self
            .delta
            .get(&id)
            .is_some_and(|change| change.entry.is_some());
        let mut traces = u64::from(fresh);
        for segment in &self.segments {
            traces += u64::from(segment.data.traces(id)?);
        }
        Ok(traces)
    }

    /// The groups by number.
    pub fn groups(&self) -> Vec<Uuid> {
        self.groups.ids()
    }

    /// The number of a group; `None` for one that has nothing in the index.
    pub fn group_number(&self, id: Uuid) -> Option<GroupNo> {
        self.groups.number(id)
    }

    /// The things that no segment has yet, each with its group.
    pub fn fresh(&self) -> impl Iterator<Item = (GroupNo, &Arc<Entry>)> {
        let entries = self.delta.values();
        entries.filter_map(|change| Some((change.group, change.entry.as_ref()?)))
    }

    /// The last day on which a hit may be ranked.
    pub fn until(&self, hit: Hit) -> Day {
        self.segments[hit.segment].data.until(hit.doc)
    }

    /// The group of a hit.
    pub fn group(&self, hit: Hit) -> GroupNo {
        self.segments[hit.segment].data.group(hit.doc)
    }

    /// The folded id of a hit, for its place among equals.
    pub fn lot(&self, hit: Hit) -> u64 {
        self.segments[hit.segment].data.draw(hit.doc)
    }

    /// The facts of a hit.
    pub fn words(&self, hit: Hit) -> impl Iterator<Item = u32> + '_ {
        self.segments[hit.segment].data.words(hit.doc)
    }

    /// The state of a hit as the event told it.
    ///
    /// # Errors
    /// [`IndexError`] where the disk cannot be read.
    pub fn payload(&self, hit: Hit) -> Result<Vec<u8>, IndexError> {
        self.segments[hit.segment].data.payload(hit.doc)
    }
}

impl Entry {
    /// Its folded id, for its place among equals.
    pub fn lot(&self) -> u64 {
        fold(self.id)
    }
}
