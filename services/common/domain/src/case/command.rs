//! What can be asked of a case.

use jiff::Timestamp;
use jiff::civil::Date;

use super::event::{Consent, EmployerReply, NoneReason, RepliedBy};
use super::vocabulary::{Milestone, PassKind, PauseReason, Step, WithdrawReason};
use crate::ids::{CandidateId, NominationId, NoteId, OrganisationId, WorkerId};

/// The answer that a SPOC wants to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposedAnswer {
    /// These candidates.
    Proposed(Vec<NominationId>),
    /// These candidates, and more by a date.
    Partial(Vec<NominationId>, Timestamp),
    /// Nobody, and why.
    None(NoneReason),
}

/// What an employer said, and through which door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// About which candidate; `None` for the offer as a whole.
    pub nomination: Option<NominationId>,
    /// What.
    pub reply: EmployerReply,
    /// Through which door.
    pub by: RepliedBy,
    /// In their own words.
    pub note: Option<NoteId>,
}

/// Something that somebody, or the clock, wants of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are those of the event that follows"
)]
pub enum Command {
    /// Show the offer to organisations, each with how many of its candidates rank.
    Diffuse {
        organisations: Vec<(OrganisationId, u32)>,
    },
    /// Put a candidate forward.
    Nominate {
        nomination: NominationId,
        candidate: CandidateId,
        organisation: OrganisationId,
        by: WorkerId,
        consent: Consent,
    },
    /// Pass a ranked candidate over.
    PassOver {
        candidate: CandidateId,
        organisation: OrganisationId,
        by: WorkerId,
        kind: PassKind,
        note: Option<NoteId>,
    },
    /// Take a nomination back.
    WithdrawNomination {
        nomination: NominationId,
        reason: WithdrawReason,
    },
    /// Forget a candidate.
    EraseCandidate { candidate: CandidateId },
    /// Stop the clock.
    Pause {
        reason: PauseReason,
        note: Option<NoteId>,
        by: WorkerId,
    },
    /// Let the clock run again.
    Resume { by: WorkerId },
    /// Answer the employer.
    Answer {
        answer: ProposedAnswer,
        note: Option<NoteId>,
        by: WorkerId,
    },
    /// Take in what the employer says.
    Reply(Reply),
    /// The employer names a tutor.
    NameTutor { nomination: NominationId },
    /// Write a step down.
    RecordStep {
        nomination: NominationId,
        step: Step,
        on: Date,
        by: WorkerId,
        note: Option<NoteId>,
    },
    /// Write a follow-up down.
    RecordFollowUp {
        nomination: NominationId,
        milestone: Milestone,
        employed: bool,
        by: WorkerId,
        note: Option<NoteId>,
    },
    /// The offer's content changed; this is its new version.
    Amend { version: u64 },
    /// The employer withdraws the offer.
    Withdraw,
    /// End the case.
    Close { by: WorkerId },
    /// Let every timer fire that is due.
    Tick,
}

impl Command {
    /// Whether it makes sense of a case that is over: what follows a hiring goes on, and so does
    /// the right to be forgotten.
    pub(super) fn outlives_the_case(&self) -> bool {
        matches!(
            self,
            Self::Tick
                | Self::EraseCandidate { .. }
                | Self::NameTutor { .. }
                | Self::RecordStep { .. }
                | Self::RecordFollowUp { .. }
        )
    }
}
