//! Wakes those who watch an offer when it changes in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

type ByOffer = HashMap<String, watch::Sender<()>>;

/// Who watches which offer. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Watchers {
    by_offer: Arc<Mutex<ByOffer>>,
}

/// One who watches an offer, until it is dropped.
pub(crate) struct Watcher {
    offer_id: String,
    changes: watch::Receiver<()>,
    watchers: Watchers,
}

impl Watchers {
    /// Watches an offer from now on.
    pub fn watch(&self, offer_id: &str) -> Watcher {
        let mut by_offer = self.lock();
        let sender = by_offer.entry(offer_id.to_owned()).or_default();
        Watcher {
            offer_id: offer_id.to_owned(),
            changes: sender.subscribe(),
            watchers: self.clone(),
        }
    }

    /// Tells that an offer has changed. Changes that nobody has looked at yet count as one.
    pub fn changed(&self, offer_id: &str) {
        if let Some(sender) = self.lock().get(offer_id) {
            sender.send_replace(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, ByOffer> {
        // A panic elsewhere leaves the map whole: each change to it is one call.
        self.by_offer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher {
    /// Ends once the offer has changed since the last look.
    pub async fn changed(&mut self) {
        // The sender lives in the map for as long as anybody watches.
        let _ = self.changes.changed().await;
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut by_offer = self.watchers.lock();
        let last = by_offer
            .get(&self.offer_id)
            .is_some_and(|sender| sender.receiver_count() <= 1);
        if last {
            by_offer.remove(&self.offer_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn only_those_who_watch_the_offer_are_woken_and_once() {
        let watchers = Watchers::default();
        let (mut one, mut other) = (watchers.watch("a"), watchers.watch("b"));
        watchers.changed("a");
        watchers.changed("a");
        assert!(one.changed().now_or_never().is_some());
        assert!(one.changed().now_or_never().is_none());
        assert!(other.changed().now_or_never().is_none());
    }

    #[test]
    fn nothing_is_kept_of_those_who_have_gone() {
        let watchers = Watchers::default();
        let (one, other) = (watchers.watch("a"), watchers.watch("a"));
        drop(one);
        assert_eq!(watchers.lock().len(), 1);
        drop(other);
        assert!(watchers.lock().is_empty());
    }
}
