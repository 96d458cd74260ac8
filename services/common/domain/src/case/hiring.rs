//! What an employer says of those proposed, and what follows a hiring.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use super::command::Reply;
use super::decide::one;
use super::{
    Accompaniment, Case, CaseEvent, CloseReason, EmployerReply, FollowUp, Milestone,
    NominationState, Outcome, Refusal, Step,
};
use crate::calendar::WorkingCalendar;
use crate::ids::{NominationId, NoteId, WorkerId};

/// The hour of the day, local time, at which follow-ups become due.
const FOLLOW_UP_HOUR: i8 = 9;

impl Case {
    pub(super) fn reply(
        &self,
        reply: Reply,
        at: Timestamp,
        calendar: &WorkingCalendar,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let Reply {
            nomination,
            reply,
            by,
            note,
        } = reply;
        let said = CaseEvent::EmployerReplied {
            nomination,
            reply,
            by,
            note,
        };
        if reply == EmployerReply::NoLongerOpen {
            nomination.map(|id| self.active(id)).transpose()?;
            let end = self.end(CloseReason::NoLongerOpen, at);
            return Ok(std::iter::once(said).chain(end).collect());
        }
        if reply == EmployerReply::StillOpen {
            return Ok(vec![said]);
        }
        if self.first_answer_at.is_none() {
            return Err(Refusal::NotAnswered);
        }
        let id = nomination.ok_or(Refusal::ReplyNeedsNomination)?;
        match self.active(id)?.state {
            NominationState::Nominated => return Err(Refusal::NominationState("not proposed yet")),
            NominationState::Hired => return Err(Refusal::NominationState("hired already")),
            _ => {}
        }
        let outcome = Self::outcome(reply, calendar)?;
        let outcome = outcome.map(|outcome| CaseEvent::OutcomeRecorded {
            nomination: id,
            outcome,
        });
        Ok(std::iter::once(said).chain(outcome).collect())
    }

    pub(super) fn record_step(
        &self,
        nomination: NominationId,
        step: Step,
        on: Date,
        by: WorkerId,
        note: Option<NoteId>,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        self.hired(nomination)?;
        one(CaseEvent::StepRecorded {
            nomination,
            step,
            on,
            by,
            note,
        })
    }

    fn outcome(
        reply: EmployerReply,
        calendar: &WorkingCalendar,
    ) -> Result<Option<Outcome>, Refusal> {
        match reply {
            EmployerReply::Hired {
                contract,
                starts_on,
            } => Ok(Some(Outcome::Hired {
                contract,
                starts_on,
                follow_ups: follow_ups(starts_on, calendar)?,
            })),
            EmployerReply::Refused { reason } => Ok(Some(Outcome::NotTaken { reason })),
            EmployerReply::Interested
            | EmployerReply::Interview
            | EmployerReply::NoLongerOpen
            | EmployerReply::StillOpen => Ok(None),
        }
    }

    pub(super) fn name_tutor(&self, nomination: NominationId) -> Result<Vec<CaseEvent>, Refusal> {
        self.hired(nomination)?;
        one(CaseEvent::TutorNamed { nomination })
    }

    pub(super) fn record_follow_up(
        &self,
        nomination: NominationId,
        milestone: Milestone,
        employed: bool,
        by: WorkerId,
        note: Option<NoteId>,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        if !self.hired(nomination)?.open.contains(&milestone) {
            return Err(Refusal::FollowUpNotOpen);
        }
        one(CaseEvent::FollowUpRecorded {
            nomination,
            milestone,
            employed,
            by,
            note,
        })
    }

    fn hired(&self, nomination: NominationId) -> Result<&Accompaniment, Refusal> {
        self.active(nomination)?
            .accompaniment
            .as_ref()
            .ok_or(Refusal::NotHired)
    }
}

/// One week, one, three and six months after the first day of work, each in the morning of the
/// first working day from then on.
fn follow_ups(starts_on: Date, calendar: &WorkingCalendar) -> Result<Vec<FollowUp>, Refusal> {
    let follow_up = |milestone: &Milestone| {
        let due_at = working_morning(starts_on, after(*milestone), calendar)?;
        Some(FollowUp {
            milestone: *milestone,
            due_at,
        })
    };
    let all: Option<Vec<_>> = Milestone::ALL.iter().map(follow_up).collect();
    all.ok_or(Refusal::StartsTooFarAway(starts_on))
}

fn after(milestone: Milestone) -> Span {
    match milestone {
        Milestone::OneWeek => 1.week(),
        Milestone::OneMonth => 1.month(),
        Milestone::ThreeMonths => 3.months(),
        Milestone::SixMonths => 6.months(),
    }
}

/// `None` past the last year that there is.
fn working_morning(start: Date, after: Span, calendar: &WorkingCalendar) -> Option<Timestamp> {
    let zone = TimeZone::get(&calendar.rule().zone).ok()?;
    let from_morning = |day: Date| {
        let morning = day
            .at(FOLLOW_UP_HOUR, 0, 0, 0)
            .to_zoned(zone.clone())
            .ok()?;
        calendar.next_working(morning.timestamp()).ok()
    };
    let opens = from_morning(start.checked_add(after).ok()?)?;
    // A day off ends at midnight under some rules: nobody is asked anything then.
    from_morning(zone.to_datetime(opens).date())
}
