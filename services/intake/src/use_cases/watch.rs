//! Watching an offer: what it is now, and again at each change.

use futures::stream::{self, BoxStream, StreamExt as _};
use jiff::SignedDuration;
use relais_domain::Error;
use relais_proto::intake::{Offer, OfferStatus};

use super::look::Viewer;
use crate::Intake;
use crate::watchers::Watcher;

/// How often an offer is looked at even if nothing here changed it: another process may have.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(15);

/// An offer, and again at each change. Only what is asked for is read: who reads slowly misses
/// states in between, never the newest one.
pub(crate) type Changes = BoxStream<'static, Result<Offer, Error>>;

struct Watch {
    intake: Intake,
    viewer: Viewer,
    watcher: Watcher,
    offer_id: String,
    seen: Option<Offer>,
    ended: bool,
}

impl Intake {
    /// The offer now, and again at each change until it is closed or withdrawn.
    ///
    /// # Errors
    /// `NotFound` where the viewer sees no such offer; those of the store. In the stream
    /// `Unavailable` when this process stops: watch again.
    pub(crate) async fn watch(&self, viewer: Viewer, id: &str) -> Result<Changes, Error> {
        let offer_id = self.visible_offer(viewer, id).await?.offer_id;
        let watch = Watch {
            intake: self.clone(),
            viewer,
            watcher: self.inner.watchers.watch(&offer_id),
            offer_id,
            seen: None,
            ended: false,
        };
        let changes = stream::unfold(watch, |mut watch| async move {
            let change = watch.next().await?;
            Some((change, watch))
        });
        Ok(changes.boxed())
    }
}

impl Watch {
    async fn next(&mut self) -> Option<Result<Offer, Error>> {
        if self.ended {
            return None;
        }
        let change = self.change().await;
        self.ended = change.as_ref().map_or(true, is_over);
        Some(change)
    }

    /// The offer as soon as it differs from what was seen.
    async fn change(&mut self) -> Result<Offer, Error> {
        loop {
            if self.seen.is_some() {
                self.wait().await?;
            }
            let offer = self.intake.offer(self.viewer, &self.offer_id).await?;
            if self.seen.as_ref() != Some(&offer) {
                self.seen = Some(offer.clone());
                return Ok(offer);
            }
        }
    }

    async fn wait(&mut self) -> Result<(), Error> {
        let inner = &self.intake.inner;
        let later = inner.clock.now().saturating_add(LOOK_AGAIN);
        let later = later.unwrap_or(jiff::Timestamp::MAX);
        tokio::select! {
            () = inner.stopping.cancelled() => {
                Err(Error::unavailable("this process stops: watch the offer again"))
            }
            () = self.watcher.changed() => Ok(()),
            () = inner.clock.sleep_until(later) => Ok(()),
        }
    }
}

fn is_over(offer: &Offer) -> bool {
    matches!(offer.status(), OfferStatus::Closed | OfferStatus::Withdrawn)
}
