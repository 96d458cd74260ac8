//! How an event changes a case.

use jiff::Timestamp;

use super::{
    Accompaniment, Answer, AnswerKind, Case, CaseEvent, Diffusion, EmployerReply, Nomination,
    NominationState, Outcome, Passed, Pause, Stage,
};
use crate::ids::{NominationId, OrganisationId};

impl Case {
    /// Folds in an event that happened at `at`. Events come from [`Case::decide`] only, so there is
    /// nothing to refuse here.
    pub fn apply(&mut self, event: &CaseEvent, at: Timestamp) {
        let at = at.max(self.last_at);
        self.last_at = at;
        self.version += 1;
        match event {
            CaseEvent::Opened(_) => {}
            CaseEvent::Amended { version } => self.offer_version = *version,
            CaseEvent::Diffused { organisations } => self.apply_diffused(organisations, at),
            CaseEvent::Nominated { .. }
            | CaseEvent::PassedOver { .. }
            | CaseEvent::NominationWithdrawn { .. } => self.apply_to_candidates(event, at),
            CaseEvent::Paused { reason, note, .. } => {
                let (reason, note) = (*reason, *note);
                self.pause = Some(Pause {
                    since: at,
                    reason,
                    note,
                });
            }
            CaseEvent::Resumed {
                due_at, warnings, ..
            } => {
                self.pause = None;
                self.due_at = *due_at;
                self.warnings.clone_from(warnings);
            }
            CaseEvent::Warned { share } => self.warnings.retain(|(other, _)| other != share),
            CaseEvent::SilenceNoted { organisations } => self.apply_silence(organisations, at),
            CaseEvent::Breached => self.breached_at = Some(at),
            CaseEvent::Answered { answer, .. } => self.apply_answer(answer, at),
            CaseEvent::FurtherDue => self.further_reminded = true,
            CaseEvent::EmployerReplied {
                nomination, reply, ..
            } => {
                self.apply_reply(*nomination, *reply);
            }
            CaseEvent::OutcomeRecorded {
                nomination,
                outcome,
            } => {
                self.apply_outcome(*nomination, outcome);
            }
            CaseEvent::TutorNamed { nomination }
            | CaseEvent::StepRecorded { nomination, .. }
            | CaseEvent::FollowUpDue { nomination, .. }
            | CaseEvent::FollowUpRecorded { nomination, .. } => {
                let hired = self.nominations.get_mut(nomination);
                if let Some(it) = hired.and_then(|it| it.accompaniment.as_mut()) {
                    it.apply(event);
                }
            }
            CaseEvent::Closed { reason, .. } => {
                self.stage = Stage::Closed;
                self.closed = Some(*reason);
                self.pause = None;
                self.warnings.clear();
            }
        }
    }

    fn apply_to_candidates(&mut self, event: &CaseEvent, at: Timestamp) {
        match event {
            CaseEvent::Nominated {
                nomination,
                candidate,
                organisation,
                by,
                consent,
            } => {
                self.responded(*organisation, at);
                self.passed.remove(candidate);
                let put_forward = Nomination {
                    candidate: *candidate,
                    organisation: *organisation,
                    by: *by,
                    consent: *consent,
                    at,
                    state: NominationState::Nominated,
                    accompaniment: None,
                };
                self.nominations.insert(*nomination, put_forward);
            }
            CaseEvent::PassedOver {
                candidate,
                organisation,
                kind,
                ..
            } => {
                self.responded(*organisation, at);
                let (organisation, kind) = (*organisation, *kind);
                self.passed
                    .insert(*candidate, Passed { organisation, kind });
            }
            CaseEvent::NominationWithdrawn { nomination, .. } => {
                self.set_state(*nomination, NominationState::Withdrawn);
            }
            _ => {}
        }
    }

    fn apply_silence(&mut self, organisations: &[OrganisationId], at: Timestamp) {
        for organisation in organisations {
            if let Some(diffusion) = self.diffusions.get_mut(organisation) {
                diffusion.silent_at = Some(at);
            }
        }
    }

    fn apply_diffused(&mut self, organisations: &[(OrganisationId, u32)], at: Timestamp) {
        if self.stage == Stage::Opened {
            self.stage = Stage::Diffused;
        }
        for (organisation, ranked) in organisations {
            self.diffusions
                .entry(*organisation)
                .and_modify(|it| it.ranked = *ranked)
                .or_insert(Diffusion {
                    ranked: *ranked,
                    at,
                    responded_at: None,
                    silent_at: None,
                });
        }
    }

    fn apply_answer(&mut self, answer: &Answer, at: Timestamp) {
        self.stage = match answer.kind {
            AnswerKind::Partial => Stage::PartlyAnswered,
            AnswerKind::Proposed | AnswerKind::None => Stage::Answered,
        };
        for nomination in &answer.nominations {
            self.set_state(*nomination, NominationState::Proposed);
        }
        self.first_answer_at.get_or_insert(at);
        self.further_reminded = false;
        self.pause = None;
        self.warnings.clear();
        self.answer = Some(answer.clone());
    }

    fn apply_reply(&mut self, nomination: Option<NominationId>, reply: EmployerReply) {
        if let (Some(id), EmployerReply::Interested | EmployerReply::Interview) =
            (nomination, reply)
        {
            self.set_state(id, NominationState::InSelection);
        }
    }

    fn apply_outcome(&mut self, nomination: NominationId, outcome: &Outcome) {
        match outcome {
            Outcome::Hired { follow_ups, .. } => {
                self.set_state(nomination, NominationState::Hired);
                if let Some(it) = self.nominations.get_mut(&nomination) {
                    it.accompaniment = Some(Accompaniment {
                        pending: follow_ups.clone(),
                        ..Accompaniment::default()
                    });
                }
            }
            Outcome::NotTaken { .. } => self.set_state(nomination, NominationState::NotTaken),
        }
    }

    /// An organisation that acts knows the offer, even where the diffusion is still to come.
    fn responded(&mut self, organisation: OrganisationId, at: Timestamp) {
        self.diffusions
            .entry(organisation)
            .or_insert(Diffusion {
                ranked: 0,
                at,
                responded_at: None,
                silent_at: None,
            })
            .responded_at
            .get_or_insert(at);
    }

    fn set_state(&mut self, nomination: NominationId, state: NominationState) {
        if let Some(it) = self.nominations.get_mut(&nomination) {
            it.state = state;
        }
    }
}

impl Accompaniment {
    fn apply(&mut self, event: &CaseEvent) {
        match event {
            CaseEvent::TutorNamed { .. } => self.tutor_named = true,
            CaseEvent::StepRecorded { step, .. } => self.steps.push(*step),
            CaseEvent::FollowUpDue { milestone, .. } => {
                self.pending.retain(|it| it.milestone != *milestone);
                self.open.insert(*milestone);
            }
            CaseEvent::FollowUpRecorded {
                milestone,
                employed,
                ..
            } => {
                self.open.remove(milestone);
                self.recorded.insert(*milestone, *employed);
            }
            _ => {}
        }
    }
}
