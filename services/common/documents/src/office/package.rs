//! The archive around a document, opened with limits.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::document::{Bound, Unreadable};
use crate::limits::Limits;

/// A part may be packed as tightly as it likes up to here.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// An archive whose parts are read one by one, until they come to too much.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    unpacked_bytes_left: u64,
    ratio: u64,
}

impl<'a> Package<'a> {
    /// Opens an archive and looks at its list of parts only.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Unreadable> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(Unreadable::broken)?;
        if archive.len() > limits.entries {
            return Err(Unreadable::TooLarge(Bound::Entries));
        }
        Ok(Self {
            archive,
            unpacked_bytes_left: limits.unpacked_bytes,
            ratio: limits.ratio,
        })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The names of parts, in an order that does not depend on the archive's.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.archive.file_names().flatten();
        let mut names: Vec<String> = names.map(Cow::into_owned).collect();
        names.sort_unstable();
        names
    }

    /// A part, unpacked. What the archive says of its size is not believed.
    ///
    /// # Errors
    /// Broken, encrypted, or too much with what was unpacked before.
    pub(super) fn part(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let part = self.archive.by_name(name).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Encrypted,
            error => Unreadable::broken(error),
        })?;
        let by_ratio = part.compressed_size().saturating_mul(self.ratio);
        let most = self.unpacked_bytes_left.min(by_ratio.max(RATIO_FREE_BYTES));
        let mut bytes = Vec::new();
        let mut reader = part.take(most + 1);
        reader.read_to_end(&mut bytes).map_err(Unreadable::broken)?;
        let length = bytes.len() as u64;
        if length > most {
            return Err(Unreadable::TooLarge(Bound::Unpacked));
        }
        self.unpacked_bytes_left -= length;
        Ok(bytes)
    }
}
