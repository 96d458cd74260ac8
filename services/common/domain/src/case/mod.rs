//! The case of one offer: a state machine that decides and applies, and never acts.
//!
//! [`Case::decide`] takes a command and the present instant and answers with the events that
//! follow from it, or with the reason why it is refused. [`Case::apply`] folds an event into the
//! state. Sending, storing and waking up are for others; [`Case::next_timer`] tells them when.

mod answering;
mod apply;
mod code;
mod command;
mod decide;
mod event;
mod hiring;
mod refusal;
mod timers;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use code::Code;
pub use command::{Command, ProposedAnswer, Reply};
pub use event::{
    Answer, CaseEvent, Consent, EmployerReply, FollowUp, NoneReason, Outcome, RepliedBy,
};
pub use refusal::Refusal;
pub use vocabulary::{
    AnswerKind, CloseReason, ConsentMeans, ContractType, Milestone, PassKind, PauseReason,
    RefusalReason, Step, Unlock, Warning, WhyNone, WithdrawReason,
};

use code::codes;

use crate::ids::{
    CandidateId, CaseRef, EmployerId, NominationId, NoteId, OfferId, OrganisationId, WorkerId,
};

/// The working-time rule that a case is counted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRef {
    /// Like `A`.
    pub id: String,
    /// The version that was in force at receipt.
    pub version: u32,
}

/// What is fixed when an offer is received, and never reset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The offer, and the id of the case.
    pub offer: OfferId,
    /// What people call it.
    pub reference: CaseRef,
    /// Who sent it.
    pub employer: EmployerId,
    /// When it came in.
    pub received_at: Timestamp,
    /// The rule that it is counted by.
    pub rule: RuleRef,
    /// The instant by which the employer must have an answer.
    pub due_at: Timestamp,
    /// The instants at which to warn, as computed at receipt.
    pub warnings: Vec<(Warning, Timestamp)>,
}

codes!(
    /// How far a case has come.
    Stage {
        /// Open, not yet shown to the organisations.
        Opened = "opened",
        /// The organisations have it.
        Diffused = "diffused",
        /// A part of the answer is out, the rest is promised for a date.
        PartlyAnswered = "partly_answered",
        /// The employer has the whole answer.
        Answered = "answered",
        /// Over. What follows a hiring goes on.
        Closed = "closed",
    }
);

/// A running pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub since: Timestamp,
    /// Why; the employer sees it.
    pub reason: PauseReason,
    /// More words on it.
    pub note: Option<NoteId>,
}

/// What one organisation got and did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diffusion {
    /// How many of its candidates were ranked; none means that it was told for information.
    pub ranked: u32,
    /// When it was first shown the offer.
    pub at: Timestamp,
    /// When it first nominated or passed somebody over.
    pub responded_at: Option<Timestamp>,
    /// When its silence was noted.
    pub silent_at: Option<Timestamp>,
}

codes!(
    /// Where a nomination stands.
    NominationState {
        /// Put forward by a worker, not yet shown to the employer.
        Nominated = "nominated",
        /// Part of an answer.
        Proposed = "proposed",
        /// The employer wants to know more, or to meet.
        InSelection = "in_selection",
        /// Hired.
        Hired = "hired",
        /// Not taken.
        NotTaken = "not_taken",
        /// Taken back, by the candidate, the worker or an erasure.
        Withdrawn = "withdrawn",
    }
);

/// A candidate whom a worker passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The organisation that accompanies them.
    pub organisation: OrganisationId,
    /// Not now, or not suitable.
    pub kind: PassKind,
}

/// A candidate put forward by a human act, with their consent for this offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nomination {
    /// Who.
    pub candidate: CandidateId,
    /// The organisation that accompanies them.
    pub organisation: OrganisationId,
    /// The worker who nominated.
    pub by: WorkerId,
    /// The consent for this very offer.
    pub consent: Consent,
    /// When.
    pub at: Timestamp,
    /// Where it stands.
    pub state: NominationState,
    /// What runs after the hiring.
    pub accompaniment: Option<Accompaniment>,
}

/// What runs on after a hiring.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Accompaniment {
    /// The employer has named a tutor (who it is stands in the service's own table).
    pub tutor_named: bool,
    /// Steps taken, in order.
    pub steps: Vec<Step>,
    /// Follow-ups still to come.
    pub pending: Vec<FollowUp>,
    /// Follow-ups that are due and not yet recorded.
    pub open: BTreeSet<Milestone>,
    /// Follow-ups recorded: was the person still employed?
    pub recorded: BTreeMap<Milestone, bool>,
}

/// A case as its events made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What was fixed at receipt.
    pub opening: Opening,
    /// The offer's version that was last heard of; 1 as it was submitted.
    pub offer_version: u64,
    /// How far it is.
    pub stage: Stage,
    /// The present due instant: that of the opening, moved by pauses only.
    pub due_at: Timestamp,
    /// Warnings still to come.
    pub warnings: Vec<(Warning, Timestamp)>,
    /// The running pause.
    pub pause: Option<Pause>,
    /// When the due instant passed without an answer.
    pub breached_at: Option<Timestamp>,
    /// What the organisations got and did.
    pub diffusions: BTreeMap<OrganisationId, Diffusion>,
    /// Candidates that a worker passed over, with the last word on each.
    pub passed: BTreeMap<CandidateId, Passed>,
    /// Who was put forward.
    pub nominations: BTreeMap<NominationId, Nomination>,
    /// When the first answer went out, whole or in part.
    pub first_answer_at: Option<Timestamp>,
    /// The last answer.
    pub answer: Option<Answer>,
    /// The promised date of the rest has been reminded of.
    pub further_reminded: bool,
    /// Why it is over.
    pub closed: Option<CloseReason>,
    /// The latest instant of any event: time in a case never runs backwards.
    pub last_at: Timestamp,
    /// How many events made it.
    pub version: u64,
}

impl Case {
    /// The new case of an offer, and the event that says so.
    pub fn open(opening: Opening) -> (Self, CaseEvent) {
        let case = Self {
            offer_version: 1,
            stage: Stage::Opened,
            due_at: opening.due_at,
            warnings: opening.warnings.clone(),
            pause: None,
            breached_at: None,
            diffusions: BTreeMap::new(),
            passed: BTreeMap::new(),
            nominations: BTreeMap::new(),
            first_answer_at: None,
            answer: None,
            further_reminded: false,
            closed: None,
            last_at: opening.received_at,
            version: 1,
            opening: opening.clone(),
        };
        (case, CaseEvent::Opened(opening))
    }

    /// Whether an answer went out before the due instant. `None` while there is no answer.
    pub fn answered_in_time(&self) -> Option<bool> {
        self.first_answer_at.map(|_| self.breached_at.is_none())
    }

    /// Whether the clock for the answer is running.
    pub fn clock_runs(&self) -> bool {
        matches!(self.stage, Stage::Opened | Stage::Diffused) && self.pause.is_none()
    }

    /// The organisations that were shown ranked candidates and have not said anything.
    pub fn silent(&self) -> impl Iterator<Item = OrganisationId> {
        self.diffusions
            .iter()
            .filter(|(_, it)| it.ranked > 0 && it.responded_at.is_none())
            .map(|(organisation, _)| *organisation)
    }

    /// The nominations that an answer may still propose.
    pub fn proposable(&self) -> impl Iterator<Item = (NominationId, &Nomination)> {
        self.nominations
            .iter()
            .filter(|(_, nomination)| nomination.state == NominationState::Nominated)
            .map(|(id, nomination)| (*id, nomination))
    }
}
