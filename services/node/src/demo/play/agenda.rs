//! What is to happen when.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

/// Something that somebody does.
#[derive(Debug)]
pub enum Action {
    /// An employer sends an offer.
    Send {
        /// The offer.
        posting: Value,
        /// rest, grpc or mail.
        channel: &'static str,
        /// The how manieth it is. The same in another run, so that an offer is known again.
        number: usize,
    },
    /// A worker looks at their shortlist for an offer.
    Nominate {
        /// The offer's id.
        offer: String,
        /// The worker's organisation.
        organisation: String,
    },
    /// The SPOC answers.
    Answer {
        /// The offer's id.
        offer: String,
    },
}

/// Actions by their instant; those of one instant in the order in which they were added.
#[derive(Debug, Default)]
pub struct Agenda {
    actions: BTreeMap<(Timestamp, u64), Action>,
    added: u64,
    sends: usize,
}

impl Agenda {
    /// Adds an action.
    pub fn add(&mut self, at: Timestamp, action: Action) {
        self.sends += usize::from(matches!(action, Action::Send { .. }));
        self.added += 1;
        self.actions.insert((at, self.added), action);
    }

    /// Takes the first action whose instant has come.
    pub fn due(&mut self, now: Timestamp) -> Option<Action> {
        let first = self
            .actions
            .first_entry()
            .filter(|entry| entry.key().0 <= now)?;
        let action = first.remove();
        self.sends -= usize::from(matches!(action, Action::Send { .. }));
        Some(action)
    }

    /// The instant of the next action.
    pub fn next(&self) -> Option<Timestamp> {
        self.actions.first_key_value().map(|((at, _), _)| *at)
    }

    /// How many offers are still to be sent.
    pub fn sends(&self) -> usize {
        self.sends
    }
}
