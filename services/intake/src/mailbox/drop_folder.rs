//! A folder on this machine, into which other programs put `.eml` files.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::Timestamp;
use relais_runtime::SharedClock;
use relais_runtime::config::DropFolder;
use sha2::{Digest as _, Sha256};

use super::collect::sleep;
use super::fingerprint::hex;
use super::{
    Fetched, MailKey, Mailbox, MailboxAt, MailboxError, Past, Portion, Shelf, TOGETHER,
    TOGETHER_BYTES,
};

/// Of a mail that is too large, so much is kept; a header is seldom longer.
const HEADER_BYTES: u64 = 64 << 10;
/// Bytes of a digest that a key holds.
const DIGEST_BYTES: usize = 16;

/// A drop folder.
pub struct DropFolderAt {
    /// Where it is.
    pub folder: DropFolder,
    /// Bytes of one mail.
    pub max_bytes: usize,
    /// By which new files are looked for.
    pub clock: SharedClock,
}

#[async_trait]
impl MailboxAt for DropFolderAt {
    async fn open(&self) -> Result<Box<dyn Mailbox>, MailboxError> {
        let path = self.folder.path.clone();
        blocking(move || fs::create_dir_all(path)).await?;
        Ok(Box::new(OpenFolder {
            folder: self.folder.clone(),
            max_bytes: self.max_bytes as u64,
            clock: self.clock.clone(),
            seen: HashMap::new(),
        }))
    }
}

struct OpenFolder {
    folder: DropFolder,
    max_bytes: u64,
    clock: SharedClock,
    /// The keys of files that were seen, so that each is read for its digest once.
    seen: HashMap<PathBuf, Seen>,
}

#[derive(Clone)]
struct Seen {
    length: u64,
    changed: Option<SystemTime>,
    key: MailKey,
}

#[async_trait]
impl Mailbox for OpenFolder {
    async fn leave(&mut self, _: &Past) -> Result<usize, MailboxError> {
        Ok(0)
    }

    async fn list(&mut self) -> Result<Vec<MailKey>, MailboxError> {
        let (path, seen) = (self.folder.path.clone(), std::mem::take(&mut self.seen));
        self.seen = blocking(move || look(&path, &seen)).await?;
        let mut keys: Vec<MailKey> = self.seen.values().map(|file| file.key.clone()).collect();
        keys.sort_unstable();
        Ok(keys)
    }

    async fn fetch(&mut self, keys: &[&MailKey]) -> Result<Portion, MailboxError> {
        let mut portion = Portion::default();
        let mut bytes = 0;
        for key in keys.iter().take(TOGETHER) {
            if let Some(file) = self.file_of(key) {
                let max_bytes = self.max_bytes;
                let mail = blocking(move || or_gone(read(&file, max_bytes))).await?;
                portion
                    .mails
                    .extend(mail.map(|mail| ((*key).clone(), mail)));
            }
            portion.asked += 1;
            bytes += portion
                .mails
                .last()
                .map_or(0, |(_, it)| it.bytes.len() as u64);
            if bytes >= TOGETHER_BYTES {
                break;
            }
        }
        Ok(portion)
    }

    async fn file(&mut self, key: &MailKey, shelf: Shelf) -> Result<(), MailboxError> {
        let Some(file) = self.file_of(key) else {
            return Ok(());
        };
        let folder = self.folder.path.join(shelf.name());
        blocking(move || or_gone(put(&file, &folder)).map(|_| ())).await
    }

    async fn wait(&mut self, interrupt: BoxFuture<'_, ()>) -> Result<(), MailboxError> {
        tokio::select! {
            () = sleep(&self.clock, self.folder.poll) => {}
            () = interrupt => {}
        }
        Ok(())
    }
}

impl OpenFolder {
    fn file_of(&self, key: &MailKey) -> Option<PathBuf> {
        let mut seen = self.seen.iter();
        seen.find(|(_, file)| file.key == *key)
            .map(|(path, _)| path.clone())
    }
}

/// Runs work on files where waiting for the disk stops nobody else.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, MailboxError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(MailboxError::lost)?
        .map_err(MailboxError::lost)
}

/// A file that was taken away meanwhile is no failure.
fn or_gone<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// The `.eml` files in a folder, with their keys. Hidden ones are still being written.
fn look(folder: &Path, before: &HashMap<PathBuf, Seen>) -> io::Result<HashMap<PathBuf, Seen>> {
    let mut seen = HashMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if is_mail(&path)
            && let Some(file) = or_gone(know(&path, before.get(&path)))?
        {
            seen.insert(path, file);
        }
    }
    Ok(seen)
}

fn is_mail(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    let is_hidden = name.is_none_or(|name| name.starts_with('.'));
    let is_eml = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("eml"));
    // A link could lead anywhere.
    !is_hidden && is_eml && fs::symlink_metadata(path).is_ok_and(|it| it.is_file())
}

fn know(path: &Path, before: Option<&Seen>) -> io::Result<Seen> {
    let metadata = fs::metadata(path)?;
    let (length, changed) = (metadata.len(), metadata.modified().ok());
    if let Some(before) = before
        && (before.length, before.changed) == (length, changed)
    {
        return Ok(before.clone());
    }
    let digest = digest(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Seen {
        length,
        changed,
        key: MailKey(format!("{name}:{digest}")),
    })
}

/// The start of a file's SHA-256. The file is never in memory as a whole.
fn digest(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut file = BufReader::new(File::open(path)?);
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        digest.update(bytes);
        let length = bytes.len();
        file.consume(length);
    }
    Ok(hex(&digest.finalize()[..DIGEST_BYTES]))
}

fn read(path: &Path, max_bytes: u64) -> io::Result<Fetched> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let is_too_large = metadata.len() > max_bytes;
    let most = if is_too_large {
        HEADER_BYTES
    } else {
        max_bytes
    };
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(Fetched {
        bytes,
        too_large: is_too_large.then_some(metadata.len()),
        received_at: metadata.modified().ok().and_then(instant),
    })
}

fn instant(at: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(at).ok()
}

/// Moves a file into a folder, under a name that nothing there has.
fn put(file: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut target = folder.join(file.file_name().unwrap_or_default());
    let mut number = 1;
    while target.try_exists()? {
        number += 1;
        target = folder.join(format!("{stem} ({number}).eml"));
    }
    fs::rename(file, target)
}
