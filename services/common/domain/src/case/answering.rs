//! The clock of the answer: stopping it, answering, ending the case.

use jiff::{SignedDuration, Timestamp};

use super::command::ProposedAnswer;
use super::decide::one;
use super::{
    Answer, AnswerKind, Case, CaseEvent, CloseReason, NominationState, PauseReason, Refusal, Stage,
};
use crate::calendar::WorkingCalendar;
use crate::ids::{NominationId, NoteId, WorkerId};

impl Case {
    /// A clock that has run out cannot be stopped any more, be the breach noted already or not.
    pub(super) fn pause(
        &self,
        reason: PauseReason,
        note: Option<NoteId>,
        by: WorkerId,
        at: Timestamp,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        if self.pause.is_some() {
            return Err(Refusal::AlreadyPaused);
        }
        if !self.clock_runs() || self.breached_at.is_some() || self.late(at) {
            return Err(Refusal::ClockStopped);
        }
        one(CaseEvent::Paused { reason, note, by })
    }

    pub(super) fn resume(
        &self,
        by: WorkerId,
        at: Timestamp,
        calendar: &WorkingCalendar,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let pause = self.pause.as_ref().ok_or(Refusal::NotPaused)?;
        let took: SignedDuration = calendar.between(pause.since, at);
        let moved = |t: Timestamp| calendar.add(t, took).map_err(|_| Refusal::Calendar(t));
        let warnings = self
            .warnings
            .iter()
            .map(|(share, t)| moved(*t).map(|t| (*share, t)))
            .collect::<Result<_, _>>()?;
        one(CaseEvent::Resumed {
            by,
            working_micros: i64::try_from(took.as_micros()).unwrap_or(i64::MAX),
            due_at: moved(self.due_at)?,
            warnings,
        })
    }

    pub(super) fn answer(
        &self,
        answer: ProposedAnswer,
        note: Option<NoteId>,
        by: WorkerId,
        at: Timestamp,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        if self.stage == Stage::Answered {
            return Err(Refusal::AlreadyAnswered);
        }
        let mut out = Answer {
            kind: AnswerKind::None,
            nominations: Vec::new(),
            further_by: None,
            none: None,
            note,
            by,
        };
        match answer {
            ProposedAnswer::Proposed(nominations) => {
                out.kind = AnswerKind::Proposed;
                out.nominations = self.proposed(nominations)?;
            }
            ProposedAnswer::Partial(nominations, further_by) => {
                if further_by <= at {
                    return Err(Refusal::FurtherDateInPast);
                }
                out.kind = AnswerKind::Partial;
                out.nominations = self.proposed(nominations)?;
                out.further_by = Some(further_by);
            }
            ProposedAnswer::None(reason) if reason.unlock.is_empty() => {
                return Err(Refusal::NothingUnlocks);
            }
            ProposedAnswer::None(reason) => out.none = Some(reason),
        }
        let breach = self.unnoted_breach(at);
        let in_time = breach.is_none() && self.breached_at.is_none();
        Ok(self
            .silence()
            .into_iter()
            .chain(breach)
            .chain([CaseEvent::Answered {
                answer: out,
                in_time,
            }])
            .collect())
    }

    /// The due instant has passed, and no timer has said so yet.
    fn late(&self, at: Timestamp) -> bool {
        self.clock_runs() && self.breached_at.is_none() && at > self.due_at
    }

    /// The breach that belongs before whatever stops the clock.
    fn unnoted_breach(&self, at: Timestamp) -> Option<CaseEvent> {
        self.late(at).then_some(CaseEvent::Breached)
    }

    pub(super) fn end(&self, reason: CloseReason, at: Timestamp) -> Vec<CaseEvent> {
        let closed = CaseEvent::Closed { reason, by: None };
        self.unnoted_breach(at)
            .into_iter()
            .chain([closed])
            .collect()
    }

    fn proposed(&self, mut nominations: Vec<NominationId>) -> Result<Vec<NominationId>, Refusal> {
        nominations.sort_unstable();
        nominations.dedup();
        if nominations.is_empty() {
            return Err(Refusal::NothingProposed);
        }
        for id in &nominations {
            if self.active(*id)?.state != NominationState::Nominated {
                return Err(Refusal::NominationState("proposed already"));
            }
        }
        Ok(nominations)
    }

    pub(super) fn close(&self, by: WorkerId) -> Result<Vec<CaseEvent>, Refusal> {
        if self.stage != Stage::Answered {
            return Err(Refusal::CloseBeforeAnswer);
        }
        one(CaseEvent::Closed {
            reason: CloseReason::Completed,
            by: Some(by),
        })
    }
}
