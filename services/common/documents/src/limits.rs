//! How much of everything a document may ask for.

use serde::{Deserialize, Serialize};

/// Limits of reading. The defaults hold the longest offers with room to spare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the document. Mail servers commonly take up to 25 MB.
    pub bytes: usize,
    /// Bytes of text that are kept.
    pub text_bytes: usize,
    /// Pages of a PDF that are read.
    pub pages: usize,
    /// Files inside a DOCX or ODT.
    pub entries: usize,
    /// Bytes of all parts that are read, once unpacked.
    pub unpacked_bytes: u64,
    /// How many times larger than packed a part may be, beyond a first MB. Word processors' XML
    /// comes to about twenty.
    pub ratio: u64,
    /// Elements inside elements.
    pub depth: usize,
    /// Bytes of address space that the child process may take.
    pub memory_bytes: u64,
    /// Seconds of processor time of the child process.
    pub cpu_seconds: u64,
    /// Seconds until the child process is killed, whatever it does.
    pub wall_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 26 << 20,
            text_bytes: 512 << 10,
            pages: 60,
            entries: 2_000,
            unpacked_bytes: 48 << 20,
            ratio: 200,
            depth: 256,
            memory_bytes: 512 << 20,
            cpu_seconds: 10,
            wall_seconds: 20,
        }
    }
}
