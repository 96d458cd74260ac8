//! Remembers for a short while whose key it is, so that not every call asks the store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use relais_domain::{Clock, Error};

use super::{ApiKey, Authenticator, KeyHash, Principal};

/// An authenticator with a memory. A revoked key is refused within the time to live at the
/// latest, and at once after [`invalidate_all`](Self::invalidate_all). Keys that nobody holds are
/// not remembered, so that a new key works as soon as it is made.
pub struct AuthCache<A> {
    inner: A,
    clock: Arc<dyn Clock>,
    time_to_live: SignedDuration,
    capacity: usize,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    known: HashMap<KeyHash, Known>,
    /// How often everything was forgotten. An answer that was asked for before that is not
    /// remembered after it: the key may have been revoked in between.
    generation: u64,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    principal: Principal,
    since: Timestamp,
}

impl<A> AuthCache<A> {
    /// Remembers up to `capacity` keys for `time_to_live` each.
    pub fn new(
        inner: A,
        clock: Arc<dyn Clock>,
        time_to_live: SignedDuration,
        capacity: usize,
    ) -> Self {
        Self {
            inner,
            clock,
            time_to_live,
            capacity,
            memory: Mutex::default(),
        }
    }

    /// Forgets every key, as after one was revoked.
    pub fn invalidate_all(&self) {
        let mut memory = self.lock();
        memory.known.clear();
        memory.generation += 1;
    }

    /// Whose key it is, if that is known; otherwise the generation that an answer belongs to.
    fn recall(&self, hash: &KeyHash, now: Timestamp) -> Result<Principal, u64> {
        let memory = self.lock();
        match memory.known.get(hash) {
            Some(known) if self.is_fresh(*known, now) => Ok(known.principal),
            _ => Err(memory.generation),
        }
    }

    fn remember(&self, hash: KeyHash, known: Known, generation: u64) {
        let mut memory = self.lock();
        if memory.generation != generation {
            return;
        }
        if memory.known.len() >= self.capacity {
            memory
                .known
                .retain(|_, entry| self.is_fresh(*entry, known.since));
        }
        // Still full of fresh keys: starting over costs one look-up per key and keeps no order.
        if memory.known.len() >= self.capacity {
            memory.known.clear();
        }
        memory.known.insert(hash, known);
    }

    /// An entry from the future is stale too: the clock was set back since.
    fn is_fresh(&self, known: Known, now: Timestamp) -> bool {
        let age = known.since.duration_until(now);
        SignedDuration::ZERO <= age && age < self.time_to_live
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        // A panic elsewhere leaves the memory whole: nothing in here panics half-way.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl<A: Authenticator> Authenticator for AuthCache<A> {
    async fn authenticate(&self, key: &ApiKey) -> Result<Option<Principal>, Error> {
        let (hash, now) = (key.hash(), self.clock.now());
        let generation = match self.recall(&hash, now) {
            Ok(principal) => return Ok(Some(principal)),
            Err(generation) => generation,
        };
        let principal = self.inner.authenticate(key).await?;
        if let Some(principal) = principal {
            self.remember(
                hash,
                Known {
                    principal,
                    since: now,
                },
                generation,
            );
        }
        Ok(principal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use super::super::{KeyKind, key::tests::key};
    use super::*;
    use crate::clock::ManualClock;

    /// Knows every key until it is told to revoke them.
    #[derive(Default)]
    struct Directory {
        revoked: AtomicBool,
        asked: AtomicUsize,
    }

    #[async_trait::async_trait]
    impl Authenticator for Arc<Directory> {
        async fn authenticate(&self, _: &ApiKey) -> Result<Option<Principal>, Error> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            Ok((!self.revoked.load(Ordering::SeqCst)).then_some(Principal::Service))
        }
    }

    struct Fixture {
        directory: Arc<Directory>,
        clock: ManualClock,
        cache: AuthCache<Arc<Directory>>,
    }

    fn fixture(capacity: usize) -> Fixture {
        let directory = Arc::new(Directory::default());
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        let ttl = SignedDuration::from_secs(10);
        let cache = AuthCache::new(
            Arc::clone(&directory),
            Arc::new(clock.clone()),
            ttl,
            capacity,
        );
        Fixture {
            directory,
            clock,
            cache,
        }
    }

    impl Fixture {
        async fn ask(&self, seed: u64) -> Option<Principal> {
            let key = key(KeyKind::Worker, seed);
            self.cache
                .authenticate(&key)
                .await
                .expect("the directory answers")
        }

        fn asked(&self) -> usize {
            self.directory.asked.load(Ordering::SeqCst)
        }
    }

    #[tokio::test]
    async fn a_known_key_is_asked_for_once_within_its_time_to_live() {
        let fixture = fixture(8);
        fixture.ask(1).await;
        fixture.clock.advance(SignedDuration::from_secs(9));
        fixture.ask(1).await;
        assert_eq!(fixture.asked(), 1);
    }

    #[tokio::test]
    async fn a_revoked_key_is_refused_when_its_time_to_live_is_over() {
        let fixture = fixture(8);
        assert!(fixture.ask(1).await.is_some());
        fixture.directory.revoked.store(true, Ordering::SeqCst);
        fixture.clock.advance(SignedDuration::from_secs(10));
        assert!(fixture.ask(1).await.is_none());
    }

    #[tokio::test]
    async fn a_revoked_key_is_refused_at_once_after_everything_is_forgotten() {
        let fixture = fixture(8);
        assert!(fixture.ask(1).await.is_some());
        fixture.directory.revoked.store(true, Ordering::SeqCst);
        fixture.cache.invalidate_all();
        assert!(fixture.ask(1).await.is_none());
    }

    #[tokio::test]
    async fn an_answer_from_before_everything_was_forgotten_is_not_remembered() {
        let fixture = fixture(8);
        let hash = key(KeyKind::Worker, 1).hash();
        let generation = fixture
            .cache
            .recall(&hash, fixture.clock.now())
            .expect_err("unknown");
        fixture.cache.invalidate_all();
        let known = Known {
            principal: Principal::Service,
            since: fixture.clock.now(),
        };
        fixture.cache.remember(hash, known, generation);
        assert!(fixture.cache.recall(&hash, fixture.clock.now()).is_err());
    }

    #[tokio::test]
    async fn a_clock_set_back_does_not_prolong_a_key() {
        let fixture = fixture(8);
        assert!(fixture.ask(1).await.is_some());
        fixture.directory.revoked.store(true, Ordering::SeqCst);
        fixture.clock.advance(SignedDuration::from_secs(-3600));
        assert!(fixture.ask(1).await.is_none());
    }

    #[tokio::test]
    async fn no_more_keys_are_remembered_than_there_is_room_for() {
        let fixture = fixture(3);
        for seed in 0..20 {
            fixture.ask(seed).await;
        }
        assert!(fixture.cache.lock().known.len() <= 3);
    }
}
