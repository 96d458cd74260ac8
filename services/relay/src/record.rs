//! Everything that follows from a change of a case, in one transaction: the new state, the events,
//! the messages and the notes.

use jiff::Timestamp;
use relais_domain::case::{Case, CaseEvent};
use relais_domain::ids::{CandidateId, NominationId};
use relais_domain::{Entropy, Error};
use relais_store::Tx;

use crate::events::new_event;
use crate::notices::notices;
use crate::outgoing::{self, Outgoing};
use crate::store::{self, NewNote, StoredCase, Tutor};

/// Writes changes of cases down.
pub(crate) struct Recorder<'a> {
    /// Random numbers for the ids of messages.
    pub(crate) entropy: &'a dyn Entropy,
    /// The present instant: messages are due from now on, whenever it was that they tell of.
    pub(crate) now: Timestamp,
    /// The trace that events and messages belong to.
    pub(crate) traceparent: Option<String>,
}

/// What is kept beside the events of a change.
#[derive(Default)]
pub(crate) struct Enclosed {
    /// Words that an event names by id.
    pub(crate) note: Option<NewNote>,
    /// The tutor of a hiring.
    pub(crate) tutor: Option<(NominationId, Tutor)>,
}

impl Recorder<'_> {
    /// Puts a new case in with the event that opened it. `false` where the offer has a case
    /// already: then nothing is done.
    pub(crate) async fn open(
        &self,
        tx: &mut Tx,
        stored: &StoredCase,
        opened: &CaseEvent,
    ) -> Result<bool, Error> {
        if !store::insert_case(tx, stored).await? {
            return Ok(false);
        }
        self.tell(tx, &stored.case, opened, stored).await?;
        Ok(true)
    }

    /// Folds `events`, which happened at `at`, into the case and writes down all that follows.
    /// `None` where somebody else has changed the case since it was read: then nothing is done.
    pub(crate) async fn change(
        &self,
        tx: &mut Tx,
        before: &StoredCase,
        events: &[CaseEvent],
        at: Timestamp,
        enclosed: &Enclosed,
    ) -> Result<Option<StoredCase>, Error> {
        if events.is_empty() {
            return Ok(Some(before.clone()));
        }
        let mut steps = Vec::with_capacity(events.len());
        let mut after = before.clone();
        for event in events {
            after.case.apply(event, at);
            steps.push((event, after.case.clone()));
        }
        if !store::claim(tx, &after.case, before.case.version).await? {
            return Ok(None);
        }
        let offer = after.case.opening.offer;
        if let Some(note) = &enclosed.note {
            store::insert_note(tx, offer, note).await?;
        }
        if let Some((nomination, tutor)) = &enclosed.tutor {
            store::put_tutor(tx, offer, *nomination, tutor).await?;
        }
        for (event, case) in &steps {
            if let Some(candidate) = names(event) {
                store::involve(tx, candidate, offer).await?;
            }
            self.tell(tx, case, event, &after).await?;
        }
        Ok(Some(after))
    }

    /// Appends the event that made `case`, and queues the messages that follow from it.
    async fn tell(
        &self,
        tx: &mut Tx,
        case: &Case,
        event: &CaseEvent,
        after: &StoredCase,
    ) -> Result<(), Error> {
        tx.append(new_event(case, event, self.traceparent.clone()))
            .await?;
        for message in notices(event, case.version, &after.case, after.webhook) {
            self.queue(tx, message).await?;
        }
        Ok(())
    }

    /// Queues a message.
    pub(crate) async fn queue(&self, tx: &mut Tx, message: Outgoing) -> Result<(), Error> {
        let traceparent = self.traceparent.as_deref();
        outgoing::enqueue(tx, self.entropy, self.now, traceparent, message).await?;
        Ok(())
    }
}

/// The candidate whom a case names from this event on.
fn names(event: &CaseEvent) -> Option<CandidateId> {
    match event {
        CaseEvent::Nominated { candidate, .. } | CaseEvent::PassedOver { candidate, .. } => {
            Some(*candidate)
        }
        _ => None,
    }
}
