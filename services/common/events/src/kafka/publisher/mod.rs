//! Brings the events of a database to Kafka.

mod age;
mod lease;
mod sender;

use std::convert::Infallible;
use std::time::Duration;

use relais_domain::{Error, ErrorCode};
use relais_runtime::SharedClock;
use relais_runtime::config::Kafka;
use relais_runtime::telemetry::metrics;
use relais_store::Store;
use tokio_util::sync::CancellationToken;

use age::Waiting;
pub use lease::{Lease, published};
use sender::Sender;

use crate::backoff::Backoff;
use crate::lag;

/// How long a tenure lasts unless it is renewed, which is how long events wait at most where a
/// publisher was killed.
const TENURE: Duration = Duration::from_secs(10);
/// It is renewed when less than this is left.
const RENEW_AT: Duration = Duration::from_secs(6);
/// Sending ends when less than this is left, so that nothing is under way at its end.
const MARGIN: Duration = Duration::from_secs(2);
/// How often one that waits asks for the lease.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// How often the table is looked at for what other processes have committed.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Events sent together.
const BATCH: u32 = 500;

/// The publisher of a database. Any number of processes may run one: the holder of the lease in
/// the database works, and the others wait for it to end.
pub struct Publisher {
    /// The database.
    pub store: Store,
    /// The cluster.
    pub settings: Kafka,
    /// What leases are counted by.
    pub clock: SharedClock,
    /// What its figures call the database: the service that it is of.
    pub service: &'static str,
    /// The name of this process among those that could publish; no other one has it.
    pub holder: String,
}

/// A tenure has ended.
struct Lost;

impl Publisher {
    /// Publishes until `stop`, and tells meanwhile how long events wait.
    ///
    /// # Errors
    /// Only what no waiting mends: the store is closed.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        tokio::select! {
            ended = self.work(stop) => ended,
            never = self.tell_age() => match never {},
        }
    }

    /// Told by those too who do not hold the lease: it may be that nobody does.
    async fn tell_age(&self) -> Infallible {
        let mut waiting = Waiting::default();
        loop {
            match self.look(&mut waiting).await {
                Ok(age) => metrics().oldest_unpublished(self.service, age),
                Err(error) => tracing::debug!(error = %error, "how long events wait is not known"),
            }
            tokio::time::sleep(lag::LOOK_EVERY).await;
        }
    }

    async fn look(&self, waiting: &mut Waiting) -> Result<Duration, Error> {
        let mut connection = self.store.read().await?;
        let position = published(&mut connection).await?;
        let last = connection.last_seq().await?;
        Ok(waiting.look(self.clock.now(), position, last))
    }

    async fn work(&self, stop: CancellationToken) -> Result<(), Error> {
        let mut backoff = Backoff::default();
        loop {
            let mut lease = None;
            let outcome = stop
                .run_until_cancelled(self.serve(&mut lease, &mut backoff))
                .await;
            let Some(outcome) = outcome else {
                return self.leave(lease).await;
            };
            let pause = match outcome {
                Ok(()) => ASK_EVERY,
                Err(error) if self.store.is_closed() => return Err(error),
                Err(error) => {
                    tracing::warn!(error = %error, "events wait to be published");
                    backoff.wait(ErrorCode::Unavailable)
                }
            };
            if stop
                .run_until_cancelled(tokio::time::sleep(pause))
                .await
                .is_none()
            {
                return self.leave(lease).await;
            }
        }
    }

    async fn leave(&self, lease: Option<Lease>) -> Result<(), Error> {
        if let Some(lease) = lease
            && let Err(error) = lease.release(&self.store).await
        {
            tracing::debug!(error = %error, "the lease ends by itself");
        }
        Ok(())
    }

    /// Publishes for as long as the lease can be held.
    async fn serve(&self, held: &mut Option<Lease>, backoff: &mut Backoff) -> Result<(), Error> {
        let taken = Lease::take(&self.store, &self.holder, self.clock.now(), TENURE).await?;
        let Some(lease) = taken else {
            return Ok(());
        };
        tracing::debug!(epoch = lease.epoch, position = lease.position, "publishing");
        let lease = held.insert(lease);
        let sender = Sender::new(&self.settings)?;
        let mut committed = self.store.committed();
        loop {
            committed.mark_unchanged();
            match self.step(lease, &sender).await? {
                Err(Lost) => {
                    tracing::warn!(epoch = lease.epoch, "another process publishes now");
                    *held = None;
                    return Ok(());
                }
                Ok(0) => {
                    let wait = tokio::time::timeout(LOOK_EVERY, committed.changed());
                    // Whichever comes first; a closed store is told by the next look.
                    let _ = wait.await;
                }
                Ok(_) => backoff.reset(),
            }
        }
    }

    /// Sends what comes next; tells how many events that were.
    async fn step(&self, lease: &mut Lease, sender: &Sender) -> Result<Result<usize, Lost>, Error> {
        if self.left(lease) < RENEW_AT {
            let renewed = lease.renew(&self.store, self.clock.now(), TENURE).await?;
            let Some(renewed) = renewed else {
                return Ok(Err(Lost));
            };
            *lease = renewed;
        }
        let mut connection = self.store.read().await?;
        let events = connection.all_events_after(lease.position, BATCH).await?;
        drop(connection);
        let Some(last) = events.last() else {
            return Ok(Ok(0));
        };
        let patience = self.left(lease).saturating_sub(MARGIN);
        let sent = sender.send(&events, patience).await;
        if sent.is_err() || self.left(lease).is_zero() {
            // Some of it may arrive when somebody else has sent newer events already.
            lease.take_back(&self.store).await?;
        }
        sent?;
        if lease.advance(&self.store, last.seq).await? {
            return Ok(Ok(events.len()));
        }
        lease.take_back(&self.store).await?;
        let renewed = lease.renew(&self.store, self.clock.now(), TENURE).await?;
        Ok(match renewed {
            // It was set back: the same events follow again.
            Some(renewed) => {
                *lease = renewed;
                Ok(events.len())
            }
            None => Err(Lost),
        })
    }

    /// What is left of a tenure.
    fn left(&self, lease: &Lease) -> Duration {
        let left = self.clock.now().duration_until(lease.until);
        // Past its end nothing is left.
        Duration::try_from(left).unwrap_or_default()
    }
}
