//! Opening an index, changing it, and waiting for it.

use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;

use relais_events::Ends;
use tantivy::directory::MmapDirectory;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index as TantivyIndex, IndexSettings};
use tokio::sync::{oneshot, watch};

use super::IndexError;
use super::cursors::{Cursors, Payload, TopicEnds};
use super::entry::Update;
use super::groups::Groups;
use super::schema::Fields;
use super::tokenizer::{self, Strengths};
use super::view::View;
use super::writer::{Signal, Writer, open_segments, open_writer};

/// Bytes of a block of stored states: small, since they are read one by one.
const STORE_BLOCK_BYTES: usize = 4096;
/// The least memory with which tantivy writes.
const LEAST_RAM_BYTES: usize = 15_000_000;

/// An index and the thread that writes it. Cheap to clone; the thread ends with the last clone, and
/// what was not committed by then comes again from the events.
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
}

struct Inner {
    view: Arc<RwLock<View>>,
    applied: watch::Sender<Cursors>,
    signals: Option<Mutex<Sender<Signal>>>,
    thread: Option<JoinHandle<()>>,
}

impl Index {
    /// Opens the index in `folder`, or begins an empty one there: where there is none, where it is
    /// of another `format`, where it has read more than the log has (`ends`), or where it cannot be
    /// read. `ram_bytes` is how much memory writing may take.
    ///
    /// # Errors
    /// [`IndexError`], by what went wrong.
    pub fn open(
        folder: &Path,
        format: &str,
        ends: &TopicEnds,
        ram_bytes: usize,
    ) -> Result<Self, IndexError> {
        let (index, fields, cursors) = match reuse(folder, format, ends) {
            Ok(Some(found)) => found,
            Ok(None) => begin(folder)?,
            Err(error) => {
                tracing::warn!(error = %error, "the index cannot be read and is rebuilt from the events");
                begin(folder)?
            }
        };
        let ram_bytes = ram_bytes.max(LEAST_RAM_BYTES);
        let disk = open_writer(&index, folder, ram_bytes)?;
        let groups = Arc::<Groups>::default();
        let data = open_segments(&index, &fields, &groups, &[])?;
        let view = View::new(data, groups.clone(), cursors.clone());
        let view = Arc::new(RwLock::new(view));
        let format = format.to_owned();
        let writer = Writer {
            index,
            fields,
            format,
            groups,
            view: view.clone(),
            disk,
        };
        let (signals, heard) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("matching-index".to_owned())
            .spawn(move || writer.run(&heard))?;
        let inner = Inner {
            view,
            applied: watch::Sender::new(cursors),
            signals: Some(Mutex::new(signals)),
            thread: Some(thread),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The index as it stands. Changes wait while the guard is held.
    pub fn view(&self) -> RwLockReadGuard<'_, View> {
        // A panic elsewhere may leave a change half done; the next event of that thing mends it.
        self.inner
            .view
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in changes, with the cursors of the events that they come from. They count at once;
    /// returns how many wait to be written.
    ///
    /// # Errors
    /// [`IndexError`] where the disk cannot be read.
    pub fn apply(&self, updates: Vec<Update>, cursors: &Cursors) -> Result<usize, IndexError> {
        let backlog = {
            let mut view = self
                .inner
                .view
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            view.apply(updates, cursors)?;
            view.backlog()
        };
        self.inner
            .applied
            .send_modify(|applied| applied.advance(cursors));
        self.signal(Signal::Changed)?;
        Ok(backlog)
    }

    /// Returns once everything that was taken in is on disk.
    ///
    /// # Errors
    /// [`IndexError`], by what went wrong.
    pub async fn flush(&self) -> Result<(), IndexError> {
        let (done, outcome) = oneshot::channel();
        self.signal(Signal::Flush(done))?;
        outcome.await.map_err(|_| IndexError::Stopped)?
    }

    /// Returns once the events of `topic` up to `ends` have been taken in.
    pub async fn reached(&self, topic: &str, ends: &Ends) {
        let mut applied = self.inner.applied.subscribe();
        // The sender lives as long as this index.
        let _ = applied
            .wait_for(|cursors| cursors.reached(topic, ends))
            .await;
    }

    /// Whether the thread that writes has ended, which it does only by our fault.
    pub fn has_stopped(&self) -> bool {
        self.inner
            .thread
            .as_ref()
            .is_none_or(JoinHandle::is_finished)
    }

    fn signal(&self, signal: Signal) -> Result<(), IndexError> {
        let signals = self.inner.signals.as_ref().ok_or(IndexError::Stopped)?;
        let signals = signals.lock().unwrap_or_else(PoisonError::into_inner);
        signals.send(signal).map_err(|_| IndexError::Stopped)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The thread ends when nobody can signal any more; then the folder is free for another.
        self.signals = None;
        if self
            .thread
            .take()
            .is_some_and(|thread| thread.join().is_err())
        {
            tracing::error!("the index writer panicked");
        }
    }
}

type Opened = (TantivyIndex, Fields, Cursors);

/// The index in `folder`, if it can be gone on with.
fn reuse(folder: &Path, format: &str, ends: &TopicEnds) -> Result<Option<Opened>, IndexError> {
    if !folder.join("meta.json").exists() {
        return Ok(None);
    }
    let mut index = TantivyIndex::open_in_dir(folder)?;
    let (schema, fields) = Fields::new();
    let payload = index.load_metas()?.payload;
    let payload = payload.and_then(|text| serde_json::from_str::<Payload>(&text).ok());
    let usable = payload.filter(|payload| {
        payload.format == format && !payload.cursors.beyond(ends) && index.schema() == schema
    });
    register(&mut index);
    Ok(usable.map(|payload| (index, fields, payload.cursors)))
}

/// An empty index in `folder`.
fn begin(folder: &Path) -> Result<Opened, IndexError> {
    let failed = |source| IndexError::Folder {
        folder: folder.to_owned(),
        source,
    };
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => std::fs::create_dir_all(folder).map_err(failed)?,
    }
    let (schema, fields) = Fields::new();
    let settings = IndexSettings {
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
    let mut index = TantivyIndex::create(directory, schema, settings)?;
    register(&mut index);
    Ok((index, fields, Cursors::default()))
}

fn register(index: &mut TantivyIndex) {
    let analyzer = TextAnalyzer::builder(Strengths::default()).build();
    index.tokenizers().register(tokenizer::NAME, analyzer);
}
