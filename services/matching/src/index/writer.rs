//! The thread that brings changes to disk.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tantivy::index::SegmentReader;
use tantivy::merge_policy::{LogMergePolicy, MergePolicy as _, NoMergePolicy};
use tantivy::{Index as TantivyIndex, IndexWriter, TantivyDocument, TantivyError};
use tokio::sync::oneshot;

use super::IndexError;
use super::cursors::Payload;
use super::groups::Groups;
use super::schema::Fields;
use super::segment::Data;
use super::view::{Pending, View};

/// Changes that are committed without waiting for a quiet moment.
const COMMIT_AT: usize = 4096;
/// A moment without changes after which those that wait are committed.
const QUIET: Duration = Duration::from_millis(200);
/// How long to wait after a commit that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Segments of about the same size from which on they are merged into one.
const MERGE_AT: usize = 6;
/// The part of deleted documents from which on a segment is rewritten.
const REWRITE_AT: f32 = 0.3;

/// What the writer is told.
pub(super) enum Signal {
    /// There are changes.
    Changed,
    /// Commit and tell when it is done.
    Flush(oneshot::Sender<Result<(), IndexError>>),
}

pub(super) struct Writer {
    pub index: TantivyIndex,
    pub fields: Fields,
    pub format: String,
    pub groups: Arc<Groups>,
    pub view: Arc<RwLock<View>>,
    pub disk: IndexWriter,
}

/// Opens the one writer of an index.
pub(super) fn open_writer(
    index: &TantivyIndex,
    folder: &Path,
    ram_bytes: usize,
) -> Result<IndexWriter, IndexError> {
    let writer: IndexWriter<TantivyDocument> = index
        .writer_with_num_threads(1, ram_bytes)
        .map_err(|error| match error {
            TantivyError::LockFailure(..) => IndexError::InUse(folder.to_owned()),
            other => other.into(),
        })?;
    // Merges run between commits, so that a purge never meets one that is under way.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

/// Opens the segments of `index`, sharing those that are open already.
pub(super) fn open_segments(
    index: &TantivyIndex,
    fields: &Fields,
    groups: &Groups,
    known: &[Arc<Data>],
) -> Result<Vec<Arc<Data>>, IndexError> {
    let mut data = Vec::new();
    for segment in index.searchable_segments()? {
        let version = (segment.id(), segment.meta().delete_opstamp());
        let shared = known.iter().find(|data| data.version == version);
        data.push(match shared {
            Some(shared) => shared.clone(),
            None => Arc::new(Data::open(SegmentReader::open(&segment)?, fields, groups)?),
        });
    }
    Ok(data)
}

impl Writer {
    /// Commits until nobody can change the index any more.
    pub fn run(mut self, signals: &Receiver<Signal>) {
        let mut waiting = !self.commit_or_recover();
        loop {
            let signal = if waiting {
                signals.recv_timeout(QUIET)
            } else {
                signals.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match signal {
                Ok(Signal::Changed) => {
                    waiting = true;
                    if !self.is_pressing() {
                        continue;
                    }
                }
                Ok(Signal::Flush(done)) => {
                    let outcome = self.commit();
                    waiting = outcome.is_err();
                    // Nobody may be waiting any more.
                    let _ = done.send(outcome);
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            waiting = !self.commit_or_recover();
        }
    }

    /// Whether changes should not wait for a quiet moment.
    fn is_pressing(&self) -> bool {
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner);
        view.backlog() >= COMMIT_AT || view.purge_is_due()
    }

    fn commit_or_recover(&mut self) -> bool {
        let Err(error) = self.commit() else {
            return true;
        };
        tracing::warn!(error = %error, "changes of the index could not be written; they stay in memory");
        std::thread::sleep(AFTER_FAILURE);
        false
    }

    /// Writes every change since the last commit and opens what was written.
    fn commit(&mut self) -> Result<(), IndexError> {
        let pending = self
            .view
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .pending();
        if let Err(error) = self.write(&pending) {
            // What was added so far must not come with the next commit a second time.
            self.disk.rollback()?;
            return Err(error);
        }
        self.reopen(pending.upto)?;
        if pending.purge {
            self.purge()?;
            self.view
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .purged(pending.upto);
        }
        self.merge()
    }

    fn write(&mut self, pending: &Pending) -> Result<(), IndexError> {
        for (id, entry) in &pending.changes {
            self.disk.delete_term(self.fields.key(*id));
            if let Some(entry) = entry {
                self.disk.add_document(self.fields.document(entry))?;
            }
        }
        let payload = Payload {
            format: self.format.clone(),
            cursors: pending.cursors.clone(),
        };
        let payload = serde_json::to_string(&payload).map_err(std::io::Error::from)?;
        let mut commit = self.disk.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        Ok(())
    }

    /// Rewrites every segment that has deleted documents, and removes the files of old ones.
    fn purge(&mut self) -> Result<(), IndexError> {
        let metas = self.index.searchable_segment_metas()?;
        let mut rewritten = false;
        for meta in metas.iter().filter(|meta| meta.has_deletes()) {
            self.disk.merge(&[meta.id()]).wait()?;
            rewritten = true;
        }
        drop(metas);
        if rewritten {
            self.reopen(0)?;
        }
        self.disk.garbage_collect_files().wait()?;
        Ok(())
    }

    /// Merges small segments, so that there are few to walk.
    fn merge(&mut self) -> Result<(), IndexError> {
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MERGE_AT);
        policy.set_del_docs_ratio_before_merge(REWRITE_AT);
        let metas = self.index.searchable_segment_metas()?;
        let candidates = policy.compute_merge_candidates(&metas);
        drop(metas);
        for candidate in &candidates {
            self.disk.merge(&candidate.0).wait()?;
        }
        if !candidates.is_empty() {
            self.reopen(0)?;
            self.disk.garbage_collect_files().wait()?;
        }
        Ok(())
    }

    /// Opens the segments as they are now; they have every change up to the one numbered `upto`.
    fn reopen(&self, upto: u64) -> Result<(), IndexError> {
        let known = self
            .view
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .data();
        let data = open_segments(&self.index, &self.fields, &self.groups, &known)?;
        drop(known);
        self.view
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .replace(data, upto)
    }
}
