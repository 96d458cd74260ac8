//! Where a service can be stopped between two steps.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The steps of taking, deciding on and filing mails that others see or that leave something behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Listed,
    Fetched,
    TellsOfBounce,
    ToldOfBounce,
    AsksForThread,
    AsksToJoin,
    Joined,
    Files,
    Filed,
}

impl Step {
    pub const ALL: [Self; 9] = [
        Self::Listed,
        Self::Fetched,
        Self::TellsOfBounce,
        Self::ToldOfBounce,
        Self::AsksForThread,
        Self::AsksToJoin,
        Self::Joined,
        Self::Files,
        Self::Filed,
    ];
}

/// Lets everybody pass, except at one step: whoever comes there stands still for ever.
#[derive(Clone, Default)]
pub struct Gate {
    shut: Arc<Mutex<Option<Step>>>,
    reached: Arc<Notify>,
}

impl Gate {
    /// Shuts it at this step, or opens it.
    pub fn shut_at(&self, step: Option<Step>) {
        *self.shut() = step;
    }

    /// Passes this step, unless it is shut there.
    pub async fn pass(&self, step: Step) {
        let is_shut = *self.shut() == Some(step);
        if is_shut {
            self.reached.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// Waits until somebody stands before it.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    fn shut(&self) -> MutexGuard<'_, Option<Step>> {
        self.shut.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
