//! One process at a time works on a data folder, and tells the others where it answers.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;

const FILE: &str = "relais.lock";

/// The lock of a data folder; it ends with the process, however that ends.
#[derive(Debug)]
pub struct DataLock {
    file: File,
}

/// Who holds the lock.
#[derive(Debug)]
pub enum Held {
    /// We do now.
    ByUs(DataLock),
    /// Another process, whose gRPC door is at this address, once it is open.
    ByOther(Option<SocketAddr>),
}

impl DataLock {
    /// Takes the lock of the folder `data`, unless another process has it.
    ///
    /// # Errors
    /// When the file cannot be made or read.
    pub fn try_take(data: &Path) -> anyhow::Result<Held> {
        let path = data.join(FILE);
        let name = || format!("lock file {}", path.display());
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(name)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).with_context(name)?;
                Ok(Held::ByUs(Self { file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                file.read_to_string(&mut text).with_context(name)?;
                Ok(Held::ByOther(text.trim().parse().ok()))
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(name),
        }
    }

    /// Tells other processes where this one answers.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn announce(&mut self, grpc: SocketAddr) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        write!(self.file, "{grpc}")?;
        self.file.flush()
    }
}
