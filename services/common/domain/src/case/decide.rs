//! What a case answers to a command.

use jiff::Timestamp;

use super::{
    Case, CaseEvent, CloseReason, Command, Consent, Nomination, NominationState, Refusal, Stage,
    WithdrawReason,
};
use crate::calendar::WorkingCalendar;
use crate::ids::{CandidateId, NominationId, OrganisationId};

impl Case {
    /// The events that follow from `command` at the instant `at`; apply them in order. An empty
    /// list means that there is nothing to do.
    ///
    /// `calendar` is the one of the case's rule. An `at` before the last event counts as the
    /// instant of that event, so that a clock set back does no harm.
    ///
    /// # Errors
    /// [`Refusal`] says why the command does not fit the state.
    pub fn decide(
        &self,
        command: Command,
        at: Timestamp,
        calendar: &WorkingCalendar,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        let at = at.max(self.last_at);
        if self.stage == Stage::Closed && !command.outlives_the_case() {
            return Err(Refusal::Closed);
        }
        match command {
            Command::Tick => Ok(self.due_events(at)),
            Command::Diffuse { organisations } => Ok(self.diffuse(organisations)),
            Command::Nominate {
                nomination,
                candidate,
                organisation,
                by,
                consent,
            } => {
                self.nominable(candidate, consent, at)?;
                one(CaseEvent::Nominated {
                    nomination,
                    candidate,
                    organisation,
                    by,
                    consent,
                })
            }
            Command::PassOver {
                candidate,
                organisation,
                by,
                kind,
                note,
            } => {
                self.not_nominated(candidate)?;
                one(CaseEvent::PassedOver {
                    candidate,
                    organisation,
                    by,
                    kind,
                    note,
                })
            }
            Command::WithdrawNomination { nomination, reason } => {
                self.withdraw_nomination(nomination, reason)
            }
            Command::EraseCandidate { candidate } => Ok(self.erase(candidate)),
            Command::Pause { reason, note, by } => self.pause(reason, note, by, at),
            Command::Resume { by } => self.resume(by, at, calendar),
            Command::Answer { answer, note, by } => self.answer(answer, note, by, at),
            Command::Reply(reply) => self.reply(reply, at, calendar),
            Command::NameTutor { nomination } => self.name_tutor(nomination),
            Command::RecordStep {
                nomination,
                step,
                on,
                by,
                note,
            } => self.record_step(nomination, step, on, by, note),
            Command::RecordFollowUp {
                nomination,
                milestone,
                employed,
                by,
                note,
            } => self.record_follow_up(nomination, milestone, employed, by, note),
            Command::Amend { version } => Ok(self.amend(version)),
            Command::Withdraw => Ok(self.end(CloseReason::Withdrawn, at)),
            Command::Close { by } => self.close(by),
        }
    }

    fn diffuse(&self, organisations: Vec<(OrganisationId, u32)>) -> Vec<CaseEvent> {
        if self.stage == Stage::Answered {
            // A ranking that comes after the answer asks nothing of anybody.
            return Vec::new();
        }
        let news: Vec<_> = organisations
            .into_iter()
            .filter(|(id, ranked)| {
                self.diffusions
                    .get(id)
                    .is_none_or(|it| it.ranked != *ranked)
            })
            .collect();
        if news.is_empty() && self.stage != Stage::Opened {
            return Vec::new();
        }
        vec![CaseEvent::Diffused {
            organisations: news,
        }]
    }

    /// An amendment that is read again has been taken in already.
    fn amend(&self, version: u64) -> Vec<CaseEvent> {
        let news = version > self.offer_version;
        news.then_some(CaseEvent::Amended { version })
            .into_iter()
            .collect()
    }

    fn nominable(
        &self,
        candidate: CandidateId,
        consent: Consent,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        if self.stage == Stage::Answered {
            return Err(Refusal::AlreadyAnswered);
        }
        self.not_nominated(candidate)?;
        if consent.at < self.opening.received_at {
            return Err(Refusal::ConsentBeforeOffer);
        }
        if consent.at > at {
            return Err(Refusal::ConsentInFuture);
        }
        Ok(())
    }

    fn not_nominated(&self, candidate: CandidateId) -> Result<(), Refusal> {
        match self.active_nomination(candidate) {
            Some(_) => Err(Refusal::AlreadyNominated),
            None => Ok(()),
        }
    }

    fn withdraw_nomination(
        &self,
        nomination: NominationId,
        reason: WithdrawReason,
    ) -> Result<Vec<CaseEvent>, Refusal> {
        if self.active(nomination)?.state == NominationState::Hired {
            return Err(Refusal::NominationState("hired already"));
        }
        one(CaseEvent::NominationWithdrawn { nomination, reason })
    }

    fn active_nomination(&self, candidate: CandidateId) -> Option<NominationId> {
        self.nominations
            .iter()
            .find(|(_, it)| it.candidate == candidate && it.state != NominationState::Withdrawn)
            .map(|(id, _)| *id)
    }

    pub(super) fn active(&self, nomination: NominationId) -> Result<&Nomination, Refusal> {
        let it = self
            .nominations
            .get(&nomination)
            .ok_or(Refusal::UnknownNomination)?;
        match it.state {
            NominationState::Withdrawn => Err(Refusal::NominationState("withdrawn")),
            NominationState::NotTaken => Err(Refusal::NominationState("closed: not taken")),
            _ => Ok(it),
        }
    }

    fn erase(&self, candidate: CandidateId) -> Vec<CaseEvent> {
        let nomination = self.active_nomination(candidate);
        nomination
            .map(|nomination| CaseEvent::NominationWithdrawn {
                nomination,
                reason: WithdrawReason::Erased,
            })
            .into_iter()
            .collect()
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every branch of a decision has this shape"
)]
pub(super) fn one(event: CaseEvent) -> Result<Vec<CaseEvent>, Refusal> {
    Ok(vec![event])
}
