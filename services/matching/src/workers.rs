//! Ranking is work for a processor: it runs beside the asynchronous tasks, on a few threads.

use std::sync::{Arc, Mutex, PoisonError};

use relais_domain::Error;
use tokio::sync::Semaphore;

use crate::candidates::Workspace;

/// Rankings that run at the same time.
const AT_ONCE: usize = 2;

/// Threads for ranking, each with memory that it keeps for the next ranking.
#[derive(Clone)]
pub struct Workers {
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Workspace>>>,
}

impl Default for Workers {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            idle: Arc::default(),
        }
    }
}

impl Workers {
    /// Runs `work` beside the asynchronous tasks, as soon as a thread is free.
    ///
    /// # Errors
    /// That of `work`; `Internal` where it panicked.
    pub async fn run<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: FnOnce(&mut Workspace) -> Result<T, Error> + Send + 'static,
    {
        let permit = self
            .permits
            .clone()
            .acquire_owned()
            .await
            .map_err(Error::internal)?;
        let idle = self.idle.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = lock().pop();
            let mut workspace = kept.unwrap_or_default();
            let outcome = work(&mut workspace);
            lock().push(workspace);
            drop(permit);
            outcome
        });
        worked.await.map_err(Error::internal)?
    }
}
