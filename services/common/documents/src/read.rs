//! From bytes to a document.

use crate::document::{Bound, Document, Unreadable};
use crate::kind::{Hint, Kind, guess, holds_encrypted_package};
use crate::limits::Limits;
use crate::{html, office, pdf, plain};

/// Reads a document, whatever it is. Of `limits` it keeps those of sizes and depth; memory and
/// time are those of the process.
///
/// # Errors
/// Why it could not be read.
pub fn read(bytes: &[u8], hint: &Hint, limits: &Limits) -> Result<Document, Unreadable> {
    if bytes.len() > limits.bytes {
        return Err(Unreadable::TooLarge(Bound::Bytes));
    }
    match guess(bytes, hint) {
        Kind::Pdf => pdf::read(bytes, limits),
        Kind::Archive => office::read(bytes, limits),
        Kind::Html => Ok(html::read(bytes, hint, limits)),
        Kind::Text => Ok(plain::read(bytes, hint, limits)),
        Kind::Picture => Err(Unreadable::Scanned),
        Kind::LegacyOffice if holds_encrypted_package(bytes) => Err(Unreadable::Encrypted),
        kind => Err(Unreadable::Unsupported(kind)),
    }
}
