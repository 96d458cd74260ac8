//! What can happen to a case. Events carry ids, codes and instants: no name, no contact data and
//! no free text, which stay in the tables of the service that owns them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Opening;
use super::vocabulary::{
    AnswerKind, CloseReason, ConsentMeans, ContractType, Milestone, PassKind, PauseReason,
    RefusalReason, Step, Unlock, Warning, WhyNone, WithdrawReason,
};
use crate::ids::{CandidateId, NominationId, NoteId, OrganisationId, WorkerId};

/// A candidate's consent to be put forward for one offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The worker who took it.
    pub taken_by: WorkerId,
    /// How.
    pub means: ConsentMeans,
    /// When.
    pub at: Timestamp,
}

/// A follow-up and the instant at which it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Which one.
    pub milestone: Milestone,
    /// A working instant in the morning of its day.
    pub due_at: Timestamp,
}

/// Why nobody is proposed, and what would change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoneReason {
    /// Why.
    pub why: WhyNone,
    /// What would unlock it; at least one.
    pub unlock: Vec<Unlock>,
}

/// An answer to the employer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which kind.
    pub kind: AnswerKind,
    /// The candidates that it proposes.
    pub nominations: Vec<NominationId>,
    /// For a partial answer: when the rest comes.
    pub further_by: Option<Timestamp>,
    /// For `none`: why, and what would unlock it.
    pub none: Option<NoneReason>,
    /// The SPOC's own words to the employer.
    pub note: Option<NoteId>,
    /// The SPOC who answered.
    pub by: WorkerId,
}

/// What an employer says to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum EmployerReply {
    /// Wants to know more.
    Interested,
    /// Wants to meet.
    Interview,
    /// Has hired.
    Hired {
        /// On what terms.
        contract: ContractType,
        /// The first day of work.
        starts_on: Date,
    },
    /// Does not take this candidate.
    Refused {
        /// Why.
        reason: RefusalReason,
    },
    /// The post is no longer open.
    NoLongerOpen,
    /// The post is still open, though it is no longer in the feed that it came by.
    StillOpen,
}

impl EmployerReply {
    /// Every word of [`code`](Self::code).
    pub const CODES: &'static [&'static str] = &[
        "interested",
        "interview",
        "hired",
        "refused",
        "no_longer_open",
        "still_open",
    ];

    /// The word that events and doors know it by.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Interested => "interested",
            Self::Interview => "interview",
            Self::Hired { .. } => "hired",
            Self::Refused { .. } => "refused",
            Self::NoLongerOpen => "no_longer_open",
            Self::StillOpen => "still_open",
        }
    }
}

/// Through which door a reply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RepliedBy {
    /// The signed link of a mail or webhook, by whoever held it.
    Link,
    /// The employer, through the API.
    Employer,
    /// A SPOC or worker wrote down what the employer said.
    Worker {
        /// Who.
        id: WorkerId,
    },
}

impl RepliedBy {
    /// The word that events know it by.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Employer => "employer",
            Self::Worker { .. } => "worker",
        }
    }
}

/// What came of a nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// Hired; the accompaniment begins.
    Hired {
        /// On what terms.
        contract: ContractType,
        /// The first day of work.
        starts_on: Date,
        /// When to look after them.
        follow_ups: Vec<FollowUp>,
    },
    /// Not taken; the candidate is told so in writing (CCT 38).
    NotTaken {
        /// Why.
        reason: RefusalReason,
    },
}

impl Outcome {
    /// The word that events know it by.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Hired { .. } => "hired",
            Self::NotTaken { .. } => "not_taken",
        }
    }
}

/// One thing that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseEvent {
    /// The offer was received and its due instant fixed.
    Opened(Opening),
    /// Organisations were shown the offer, each with how many of its candidates rank.
    Diffused {
        /// Organisation and number of ranked candidates; zero is for information.
        organisations: Vec<(OrganisationId, u32)>,
    },
    /// A worker put a candidate forward.
    Nominated {
        /// The nomination's own id.
        nomination: NominationId,
        /// Who is put forward.
        candidate: CandidateId,
        /// By which organisation.
        organisation: OrganisationId,
        /// By which worker.
        by: WorkerId,
        /// With which consent.
        consent: Consent,
    },
    /// A worker passed a ranked candidate over.
    PassedOver {
        /// Whom.
        candidate: CandidateId,
        /// Of which organisation.
        organisation: OrganisationId,
        /// By which worker.
        by: WorkerId,
        /// Not now, or not suitable.
        kind: PassKind,
        /// The worker's reason, kept inside the organisation.
        note: Option<NoteId>,
    },
    /// A nomination was taken back.
    NominationWithdrawn {
        /// Which.
        nomination: NominationId,
        /// Why.
        reason: WithdrawReason,
    },
    /// The clock stands still.
    Paused {
        /// Why.
        reason: PauseReason,
        /// More words, for the employer.
        note: Option<NoteId>,
        /// By whom.
        by: WorkerId,
    },
    /// The clock runs again, later by the working time that the pause took.
    Resumed {
        /// By whom.
        by: WorkerId,
        /// Working time of the pause in microseconds.
        working_micros: i64,
        /// The new due instant.
        due_at: Timestamp,
        /// The warnings still to come, moved likewise.
        warnings: Vec<(Warning, Timestamp)>,
    },
    /// A share of the working time is used up.
    Warned {
        /// Which.
        share: Warning,
    },
    /// Organisations with ranked candidates have not said anything.
    SilenceNoted {
        /// Which.
        organisations: Vec<OrganisationId>,
    },
    /// The due instant passed without an answer.
    Breached,
    /// The employer was answered.
    Answered {
        /// With what.
        answer: Answer,
        /// Not after the due instant.
        in_time: bool,
    },
    /// The date promised for the rest of a partial answer has come.
    FurtherDue,
    /// The employer said something to an answer.
    EmployerReplied {
        /// About which candidate; `None` for the offer as a whole.
        nomination: Option<NominationId>,
        /// What.
        reply: EmployerReply,
        /// Through which door.
        by: RepliedBy,
        /// The employer's own words.
        note: Option<NoteId>,
    },
    /// It is known what came of a nomination.
    OutcomeRecorded {
        /// Which.
        nomination: NominationId,
        /// What.
        outcome: Outcome,
    },
    /// The employer named a tutor.
    TutorNamed {
        /// For which hiring.
        nomination: NominationId,
    },
    /// A step of the accompaniment was taken.
    StepRecorded {
        /// For which hiring.
        nomination: NominationId,
        /// Which.
        step: Step,
        /// On which day.
        on: Date,
        /// Written down by whom.
        by: WorkerId,
        /// More words, kept inside the organisation.
        note: Option<NoteId>,
    },
    /// A follow-up is due.
    FollowUpDue {
        /// For which hiring.
        nomination: NominationId,
        /// Which.
        milestone: Milestone,
    },
    /// A follow-up was made.
    FollowUpRecorded {
        /// For which hiring.
        nomination: NominationId,
        /// Which.
        milestone: Milestone,
        /// Is the person still employed?
        employed: bool,
        /// Written down by whom.
        by: WorkerId,
        /// More words, kept inside the organisation.
        note: Option<NoteId>,
    },
    /// The offer's content changed; the clock does not.
    Amended {
        /// The offer's new version.
        version: u64,
    },
    /// The case is over.
    Closed {
        /// Why.
        reason: CloseReason,
        /// By which worker, where one did it.
        by: Option<WorkerId>,
    },
}
