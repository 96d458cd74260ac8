//! The dead letters of a service, with the handlers that can take them in again.

use std::sync::Arc;

use relais_domain::Error;
use relais_store::{Store, Topic};

use crate::Handler;
use crate::dead_letter::{self, DeadLetter, Place};

/// Letters read at once.
const PAGE: u32 = 100;

/// What a service set aside, and how it takes it in again. Cheap to clone.
#[derive(Clone)]
pub struct Repair {
    consumer: &'static str,
    store: Store,
    handlers: Arc<[(Topic, Arc<dyn Handler>)]>,
}

/// A letter that was replayed, and what came of it.
#[derive(Debug)]
pub struct Replayed {
    /// The letter.
    pub letter: DeadLetter,
    /// The failure, where it is set aside still.
    pub outcome: Result<(), Error>,
}

impl Repair {
    /// For the letters of `consumer` in `store`, whose topics have these handlers.
    pub fn new(
        consumer: &'static str,
        store: Store,
        handlers: impl IntoIterator<Item = (Topic, Arc<dyn Handler>)>,
    ) -> Self {
        Self {
            consumer,
            store,
            handlers: handlers.into_iter().collect(),
        }
    }

    /// Whose letters these are.
    pub fn consumer(&self) -> &'static str {
        self.consumer
    }

    /// The letters after `after`, in the order of their places, at most `limit`.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn letters(&self, after: &Place, limit: u32) -> Result<Vec<DeadLetter>, Error> {
        let mut connection = self.store.read().await?;
        let letters = dead_letter::letters_of(&mut connection, self.consumer, after, limit);
        Ok(letters.await?)
    }

    /// Takes the letter at `place` in again.
    ///
    /// # Errors
    /// `NotFound` where there is none; those of the store.
    pub async fn replay(&self, place: &Place) -> Result<Replayed, Error> {
        let before = Place {
            offset: place.offset - 1,
            ..place.clone()
        };
        let found = self.letters(&before, 1).await?.into_iter().next();
        match found.filter(|letter| Place::of(&letter.record) == *place) {
            Some(letter) => Ok(self.take_in(letter).await),
            None => Err(Error::not_found("dead letter there")),
        }
    }

    /// Takes every letter in again, in the order of their places: of those that fail again too,
    /// the later ones are tried.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn replay_all(&self) -> Result<Vec<Replayed>, Error> {
        let (mut replayed, mut last) = (Vec::new(), Place::default());
        loop {
            let letters = self.letters(&last, PAGE).await?;
            let Some(end) = letters.last() else {
                return Ok(replayed);
            };
            last = Place::of(&end.record);
            for letter in letters {
                replayed.push(self.take_in(letter).await);
            }
        }
    }

    async fn take_in(&self, letter: DeadLetter) -> Replayed {
        let mut handlers = self.handlers.iter();
        let found = handlers.find(|(topic, _)| topic.name == letter.record.topic);
        let outcome = match found {
            Some((_, handler)) => {
                dead_letter::replay(&self.store, handler.clone(), letter.clone()).await
            }
            None => Err(Error::not_found("handler of this topic any more")),
        };
        Replayed { letter, outcome }
    }
}
