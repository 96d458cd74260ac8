//! The courier: claims what is due, hands it over, and writes down what came of it.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use relais_domain::entropy::random;
use relais_domain::ids::MessageId;
use relais_domain::{Entropy, Error, ErrorCode};
use relais_runtime::peer::Peer;
use relais_runtime::signed::LinkSigner;
use relais_runtime::telemetry::{SpanParent as _, metrics};
use relais_runtime::{Config, SharedClock};
use relais_store::Store;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span, info_span};

use super::claim::{self, Verdict};
use super::compose::Composer;
use super::mail::Post;
use super::retry::{self, Failure};
use super::setback::Setback;
use super::webhook::Hooks;
use super::{Means, Queued};

/// Messages of one kind that are on their way at the same time.
const LANE: usize = 16;
/// After how long a claim that was lost with its process is taken up again: whoever held it may have
/// been handing the message over.
const LEASE: SignedDuration = SignedDuration::from_mins(4);
/// The same while the message is still being made, where there are other couriers to take it up.
const MAKING: SignedDuration = SignedDuration::from_secs(30);
/// How long one attempt may take; well within the lease.
const ATTEMPT: Duration = Duration::from_mins(3);
/// How long one tries to write down what came of an attempt; within the lease with it.
const WRITING: SignedDuration = SignedDuration::from_secs(50);
/// How long to wait after the storage failed.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// How often a lane looks although nobody woke it: another instance may have added something.
const LOOK_EVERY: SignedDuration = SignedDuration::from_secs(15);
/// No mail is put off for longer, and no webhook for longer than this beside its longest wait.
const LONGEST_WAIT: Duration = Duration::from_hours(48);

/// What a courier works with.
#[derive(Clone)]
pub struct OutgoingContext {
    /// The relay's store, which holds the queue.
    pub store: Store,
    /// The time, by which everything here waits.
    pub clock: SharedClock,
    /// Random numbers, which spread retries.
    pub entropy: Arc<dyn Entropy>,
    /// Mail, webhooks and calendars.
    pub config: Arc<Config>,
    /// The offers and how to reach their employers.
    pub intake: Peer,
    /// Organisations, workers and what candidates share.
    pub profiles: Peer,
    /// What links begin with, without a slash at the end.
    pub base_url: String,
    /// Signs the links.
    pub signer: Arc<LinkSigner>,
    /// Whether no other courier works on the queue.
    pub alone: bool,
}

/// Sends what is in the queue. Any number of couriers may run on one queue. Cheap to clone.
#[derive(Clone)]
pub struct Courier {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: SharedClock,
    entropy: Arc<dyn Entropy>,
    config: Arc<Config>,
    composer: Composer,
    post: Post,
    hooks: Hooks,
    alone: bool,
    wake: watch::Sender<()>,
}

impl Courier {
    /// A courier that is ready to [`run`](Self::run).
    ///
    /// # Errors
    /// Where the configuration of mail or calendars cannot be used: a wrong address, a certificate
    /// or password file that cannot be read.
    pub fn new(context: OutgoingContext) -> Result<Self, Error> {
        let inner = Inner {
            post: Post::new(&context.config.mail)?,
            hooks: Hooks::new(&context.config.webhooks),
            store: context.store.in_background(),
            clock: context.clock.clone(),
            entropy: context.entropy.clone(),
            config: context.config.clone(),
            alone: context.alone,
            composer: Composer::new(context)?,
            wake: watch::Sender::new(()),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Tells the courier that something new is in the queue: call it after the commit.
    pub fn wake(&self) {
        self.inner.wake.send_replace(());
    }

    /// Takes over what another courier had claimed and cannot send any more, because its process
    /// has ended; without it such a message waits until the claim's lease is over. Only for a
    /// process that works on its store alone, before [`run`](Self::run).
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn take_over(&self) -> Result<(), Error> {
        let now = self.inner.clock.now();
        let lease_end = after(now, LEASE);
        let store = &self.inner.store;
        let released = store
            .write(move |tx| Box::pin(async move { claim::release(tx, now, lease_end).await }))
            .await?;
        if released > 0 {
            tracing::info!(
                messages = released,
                "took over messages of a process that has ended"
            );
        }
        Ok(())
    }

    /// Sends until told to stop; what is under way is then brought to its end. Mails and webhooks
    /// do not wait for each other.
    ///
    /// # Errors
    /// None at present: whatever fails is tried again.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        tokio::join!(
            self.lane(Means::Mail, &stop),
            self.lane(Means::Webhook, &stop)
        );
        Ok(())
    }

    /// What mails and pages about cases are made from.
    pub(crate) fn composer(&self) -> &Composer {
        &self.inner.composer
    }

    /// The time that the courier goes by.
    pub(crate) fn clock(&self) -> &SharedClock {
        &self.inner.clock
    }

    async fn lane(&self, means: Means, stop: &CancellationToken) {
        let mut wake = self.inner.wake.subscribe();
        let mut under_way = JoinSet::new();
        while !stop.is_cancelled() {
            wake.mark_unchanged();
            let free = LANE - under_way.len();
            // Claims are writes: take several at a time rather than one after each delivery.
            let until = if free < LANE / 2 {
                None
            } else {
                match self.take(means, free, &mut under_way).await {
                    Ok(next) => Some(next),
                    Err(error) => {
                        tracing::warn!(error = %error, "the queue of messages will be read again");
                        tokio::time::sleep(AFTER_TROUBLE).await;
                        continue;
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                Some(_) = under_way.join_next() => {}
                Ok(()) = wake.changed(), if until.is_some() => {}
                () = self.sleep_until(until), if until.is_some() => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Starts the delivery of what is due, and tells when to look again.
    async fn take(
        &self,
        means: Means,
        free: usize,
        under_way: &mut JoinSet<()>,
    ) -> Result<Timestamp, Error> {
        let now = self.inner.clock.now();
        let later = after(now, LOOK_EVERY);
        let mut reader = self.inner.store.read().await?;
        let waiting = claim::due_between(&mut reader, means).await?;
        drop(reader);
        let Some((next, last)) = waiting else {
            return Ok(later);
        };
        let horizon = now
            .saturating_add(self.longest_wait())
            .unwrap_or(Timestamp::MAX);
        if last > horizon {
            self.pull_back(means, now, horizon).await?;
        } else if next > now {
            return Ok(next.min(later));
        }
        self.inner.store.give_way().await;
        let lease = if self.inner.alone { LEASE } else { MAKING };
        let lease_end = after(now, lease);
        let limit = u32::try_from(free).unwrap_or(u32::MAX);
        let claimed = self
            .inner
            .store
            .write(move |tx| Box::pin(claim::claim(tx, means, now, lease_end, limit)));
        for queued in claimed.await? {
            let courier = self.clone();
            let span = span_of(&queued);
            under_way.spawn(async move { courier.deliver(queued).await }.instrument(span));
        }
        Ok(now)
    }

    fn longest_wait(&self) -> Duration {
        let webhooks = self.inner.config.webhooks.retry.iter().max();
        LONGEST_WAIT + webhooks.copied().unwrap_or_default()
    }

    async fn pull_back(
        &self,
        means: Means,
        now: Timestamp,
        horizon: Timestamp,
    ) -> Result<(), Error> {
        tracing::warn!(%horizon, "messages wait for a time that is too far: was the clock set back?");
        let store = &self.inner.store;
        store
            .write(move |tx| Box::pin(claim::pull_back(tx, means, now, horizon)))
            .await
    }

    async fn sleep_until(&self, until: Option<Timestamp>) {
        if let Some(until) = until {
            self.inner.clock.sleep_until(until).await;
        }
    }

    async fn deliver(&self, queued: Queued) {
        let (id, attempts) = (queued.id, queued.attempts);
        let attempt = tokio::time::timeout(ATTEMPT, self.attempt(&queued)).await;
        let outcome = attempt.unwrap_or_else(|_| Err(Setback::Failed("timeout".to_owned())));
        let now = self.inner.clock.now();
        let verdict = self.judge(&queued, outcome, now);
        log(&queued, &verdict);
        let is_given_up = matches!(verdict, Verdict::Dead(_));
        match self.settle(id, attempts, now, verdict).await {
            Ok(()) if is_given_up => metrics().dead_letter(queued.message.means.code()),
            Ok(()) => {}
            Err(error) => {
                tracing::warn!(message.id = %id, error = %error, "a message may be sent again");
            }
        }
    }

    /// Writes down what came of an attempt, again and again while the store does not answer: what
    /// is not written down is sent once more.
    async fn settle(
        &self,
        id: MessageId,
        attempts: u32,
        now: Timestamp,
        verdict: Verdict,
    ) -> Result<(), Error> {
        let store = &self.inner.store;
        let end = after(now, WRITING);
        loop {
            let verdict = verdict.clone();
            let settling =
                store.write(move |tx| Box::pin(claim::settle(tx, id, attempts, now, verdict)));
            match settling.await {
                Err(error)
                    if error.code() == ErrorCode::Unavailable
                        && !store.is_closed()
                        && self.inner.clock.now() < end =>
                {
                    tokio::time::sleep(AFTER_TROUBLE).await;
                }
                outcome => return outcome,
            }
        }
    }

    pub(super) async fn attempt(&self, queued: &Queued) -> Result<(), Setback> {
        let now = self.inner.clock.now();
        match queued.message.means {
            Means::Mail => {
                let letter = self.inner.composer.letter(queued, now).await?;
                self.hold(queued).await?;
                self.inner.post.send(&letter, now).await
            }
            Means::Webhook => {
                let call = self.inner.composer.call(queued, now).await?;
                self.hold(queued).await?;
                self.inner.hooks.send(&call, now).await
            }
        }
    }

    /// Sees to it that nobody else takes the message up while it is handed over.
    async fn hold(&self, queued: &Queued) -> Result<(), Setback> {
        if self.inner.alone {
            return Ok(());
        }
        let (id, attempts) = (queued.id, queued.attempts);
        let now = self.inner.clock.now();
        let lease_end = after(now, LEASE);
        let store = &self.inner.store;
        let held = store.write(move |tx| Box::pin(claim::hold(tx, id, attempts, lease_end)));
        if held.await? {
            Ok(())
        } else {
            Err(Setback::Lost)
        }
    }

    fn judge(&self, queued: &Queued, outcome: Result<(), Setback>, now: Timestamp) -> Verdict {
        match outcome {
            Ok(()) => Verdict::Sent,
            Err(Setback::Skip(code)) => Verdict::Skipped(code),
            Err(Setback::Lost) => Verdict::Lost,
            Err(Setback::Dead(code)) => Verdict::Dead(code),
            Err(Setback::Soon(code)) => {
                let (at, code) = (retry::soon(now), code.to_owned());
                Verdict::Again {
                    at,
                    code,
                    counts: false,
                }
            }
            Err(Setback::Failed(code)) => {
                let [chance] = random(self.inner.entropy.as_ref());
                let failure = Failure {
                    means: queued.message.means,
                    attempts: queued.attempts,
                    since: queued.since,
                    now,
                    chance,
                };
                match retry::next_attempt(failure, &self.inner.config.webhooks.retry) {
                    Some(at) => Verdict::Again {
                        at,
                        code,
                        counts: true,
                    },
                    None => Verdict::Dead(code),
                }
            }
        }
    }
}

/// So much later, as far as time goes.
fn after(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// A span for an attempt to deliver a message, in the trace of whatever gave rise to it.
fn span_of(queued: &Queued) -> Span {
    let (means, purpose) = (queued.message.means.code(), queued.message.purpose.code());
    let span = info_span!(
        "deliver",
        otel.kind = "client",
        otel.name = format!("relay sends {means}"),
        offer.id = %queued.message.offer,
        message.id = %queued.id,
        message.purpose = purpose,
        message.attempt = queued.attempts,
    );
    if let Some(parent) = &queued.traceparent {
        span.set_parent_from(parent);
    }
    span
}

fn log(queued: &Queued, verdict: &Verdict) {
    let (id, purpose) = (queued.id, queued.message.purpose.code());
    match verdict {
        Verdict::Sent => tracing::debug!(message.id = %id, purpose, "message sent"),
        Verdict::Skipped(code) => {
            tracing::debug!(message.id = %id, purpose, code, "message skipped");
        }
        Verdict::Lost => {
            tracing::info!(message.id = %id, purpose, "another courier has taken the message up");
        }
        Verdict::Again { at, code, .. } => {
            tracing::info!(message.id = %id, purpose, code, next = %at, "message not sent yet");
        }
        Verdict::Dead(code) => {
            tracing::warn!(message.id = %id, purpose, code, "message given up");
        }
    }
}
