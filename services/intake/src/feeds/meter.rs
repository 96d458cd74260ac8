//! How much of a feed is read: lines are counted, and nothing in it is larger than it may be.

use std::io::{self, BufRead, Read};

use super::item::TooMuch;

/// Bytes that readers buffer, and so may hold beyond the part that they read.
pub(super) const AHEAD: usize = 8 * 1024;

/// Reads on until the whole, or the part that is being read, is too large.
pub(super) struct Meter<R> {
    inner: R,
    part_limit: usize,
    /// What the part may still take.
    left: usize,
    line: u64,
}

impl<R> Meter<R> {
    /// Nothing read yet; a part may have `part_limit` bytes.
    pub fn new(inner: R, part_limit: usize) -> Self {
        Self {
            inner,
            part_limit,
            left: part_limit.saturating_add(AHEAD),
            line: 1,
        }
    }

    /// Begins the next part.
    pub fn begin_part(&mut self) {
        self.left = self.part_limit.saturating_add(AHEAD);
    }

    /// The line that is being read, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    fn check(&self) -> io::Result<()> {
        if self.left == 0 {
            return Err(io::Error::other(TooMuch::InOnePart(self.part_limit)));
        }
        Ok(())
    }

    fn count(&mut self, lines: u64, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
        self.line += lines;
    }
}

/// Lines and bytes.
fn measured(bytes: &[u8]) -> (u64, usize) {
    let parts = bytes.split(|byte| *byte == b'\n').count();
    (
        u64::try_from(parts).map_or(0, |parts| parts - 1),
        bytes.len(),
    )
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let read = self.inner.read(out)?;
        let (lines, bytes) = measured(&out[..read]);
        self.count(lines, bytes);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed was filled before, so that this reads nothing.
        let filled = self.inner.fill_buf().unwrap_or_default();
        let (lines, bytes) = measured(&filled[..amount.min(filled.len())]);
        self.count(lines, bytes);
        self.inner.consume(amount);
    }
}

/// Reads at most a number of bytes, and fails where there are more.
pub(super) struct Capped<R> {
    inner: R,
    limit: u64,
    left: u64,
}

impl<R> Capped<R> {
    /// At most `limit` bytes of `inner`.
    pub fn new(inner: R, limit: u64) -> Self {
        Self {
            inner,
            limit,
            left: limit,
        }
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        let count = u64::try_from(read).unwrap_or(u64::MAX);
        match self.left.checked_sub(count) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(TooMuch::InAll(self.limit))),
        }
        Ok(read)
    }
}
