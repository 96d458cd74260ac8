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
            CaseEvent::Nominated {
                nomination,
                candidate,
                organisation,
                by,
                consent,
            } => {
                self.responded(*organisation, at);
                self.passed.remove(candidate);
                self.nominations.insert(
                    *nomination,
                    Nomination {
                        candidate: *candidate,
                        organisation: *organisation,
                        by: *by,
                        consent: *consent,
                        at,
                        state: NominationState::Nominated,
                        accompaniment: None,
                    },
                );
            }
            CaseEvent::PassedOver {
                candidate,
                organisation,
                kind,
                ..
            } => {
                self.responded(*organisation, at);
                let passed = Passed {
                    organisation: *organisation,
                    kind: *kind,
                };
                self.passed.insert(*candidate, passed);
            }
            CaseEvent::NominationWithdrawn { nomination, .. } => {
                self.set_state(*nomination, NominationState::Withdrawn);
            }
            CaseEvent::Paused { reason, note, .. } => {
                self.pause = Some(Pause {
                    since: at,
                    reason: *reason,
                    note: *note,
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
            CaseEvent::SilenceNoted { organisations } => {
                for organisation in organisations {
                    if let Some(diffusion) = self.diffusions.get_mut(organisation) {
                        diffusion.silent_at = Some(at);
                    }
                }
            }
            CaseEvent::Breached => self.breached_at = Some(at),
            CaseEvent::Answered { answer, .. } => self.apply_answer(answer, at),
            CaseEvent::FurtherDue => self.further_reminded = true,
            CaseEvent::EmployerReplied {
                nomination, reply, ..
            } => {
                self.apply_reply(*nomination, reply);
            }
            CaseEvent::OutcomeRecorded {
                nomination,
                outcome,
            } => {
                self.apply_outcome(*nomination, outcome);
            }
            CaseEvent::TutorNamed { nomination } => {
                self.accompany(*nomination, |it| it.tutor_named = true);
            }
            CaseEvent::StepRecorded {
                nomination, step, ..
            } => {
                self.accompany(*nomination, |it| it.steps.push(*step));
            }
            CaseEvent::FollowUpDue {
                nomination,
                milestone,
            } => {
                self.accompany(*nomination, |it| {
                    it.pending.retain(|f| f.milestone != *milestone);
                    it.open.insert(*milestone);
                });
            }
            CaseEvent::FollowUpRecorded {
                nomination,
                milestone,
                employed,
                ..
            } => {
                self.accompany(*nomination, |it| {
                    it.open.remove(milestone);
                    it.recorded.insert(*milestone, *employed);
                });
            }
            CaseEvent::Closed { reason, .. } => {
                self.stage = Stage::Closed;
                self.closed = Some(*reason);
                self.pause = None;
                self.warnings.clear();
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

    fn apply_reply(&mut self, nomination: Option<NominationId>, reply: &EmployerReply) {
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

    fn accompany(&mut self, nomination: NominationId, change: impl FnOnce(&mut Accompaniment)) {
        let it = self.nominations.get_mut(&nomination);
        if let Some(accompaniment) = it.and_then(|it| it.accompaniment.as_mut()) {
            change(accompaniment);
        }
    }
}
