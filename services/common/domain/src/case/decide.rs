//! What a case answers to a command.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, ToSpan};

use super::command::{ProposedAnswer, Reply};
use super::event::Step;
use super::{
    Accompaniment, Answer, AnswerKind, Case, CaseEvent, CloseReason, Command, Consent,
    EmployerReply, FollowUp, Milestone, Nomination, NominationState, Outcome, Refusal, Stage,
    WithdrawReason,
};
use crate::calendar::WorkingCalendar;
use crate::ids::{CandidateId, NominationId, NoteId, OrganisationId, WorkerId};

/// The hour of the day, local time, at which follow-ups become due.
const FOLLOW_UP_HOUR: i8 = 9;

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
                if self.active_nomination(candidate).is_some() {
                    return Err(Refusal::AlreadyNominated);
                }
                one(CaseEvent::PassedOver {
                    candidate,
                    organisation,
                    by,
                    kind,
                    note,
                })
            }
            Command::WithdrawNomination { nomination, reason } => {
                if self.active(nomination)?.state == NominationState::Hired {
                    return Err(Refusal::NominationState("hired already"));
                }
                one(CaseEvent::NominationWithdrawn { nomination, reason })
            }
            Command::EraseCandidate { candidate } => Ok(self.erase(candidate)),
            Command::Pause { reason, note, by } => {
                self.pausable(at)?;
                one(CaseEvent::Paused { reason, note, by })
            }
            Command::Resume { by } => self.resume(by, at, calendar),
            Command::Answer { answer, note, by } => self.answer(answer, note, by, at),
            Command::Reply(reply) => self.reply(reply, at, calendar),
            Command::NameTutor { nomination } => {
                self.hired(nomination)?;
                one(CaseEvent::TutorNamed { nomination })
            }
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
            } => {
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
        if self.active_nomination(candidate).is_some() {
            return Err(Refusal::AlreadyNominated);
        }
        if consent.at < self.opening.received_at {
            return Err(Refusal::ConsentBeforeOffer);
        }
        if consent.at > at {
            return Err(Refusal::ConsentInFuture);
        }
        Ok(())
    }

    fn active_nomination(&self, candidate: CandidateId) -> Option<NominationId> {
        self.nominations
            .iter()
            .find(|(_, it)| it.candidate == candidate && it.state != NominationState::Withdrawn)
            .map(|(id, _)| *id)
    }

    fn active(&self, nomination: NominationId) -> Result<&Nomination, Refusal> {
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

    fn hired(&self, nomination: NominationId) -> Result<&Accompaniment, Refusal> {
        self.active(nomination)?
            .accompaniment
            .as_ref()
            .ok_or(Refusal::NotHired)
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

    /// A clock that has run out cannot be stopped any more, be the breach noted already or not.
    fn pausable(&self, at: Timestamp) -> Result<(), Refusal> {
        if self.pause.is_some() {
            return Err(Refusal::AlreadyPaused);
        }
        if !self.clock_runs() || self.breached_at.is_some() || self.late(at) {
            return Err(Refusal::ClockStopped);
        }
        Ok(())
    }

    fn resume(
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

    fn answer(
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

    fn end(&self, reason: CloseReason, at: Timestamp) -> Vec<CaseEvent> {
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

    fn reply(
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
        if self.first_answer_at.is_none() {
            return Err(Refusal::NotAnswered);
        }
        let id = nomination.ok_or(Refusal::ReplyNeedsNomination)?;
        match self.active(id)?.state {
            NominationState::Nominated => return Err(Refusal::NominationState("not proposed yet")),
            NominationState::Hired => return Err(Refusal::NominationState("hired already")),
            _ => {}
        }
        let outcome = match reply {
            EmployerReply::Hired {
                contract,
                starts_on,
            } => Some(Outcome::Hired {
                contract,
                starts_on,
                follow_ups: follow_ups(starts_on, calendar)?,
            }),
            EmployerReply::Refused { reason } => Some(Outcome::NotTaken { reason }),
            _ => None,
        };
        let outcome = outcome.map(|outcome| CaseEvent::OutcomeRecorded {
            nomination: id,
            outcome,
        });
        Ok(std::iter::once(said).chain(outcome).collect())
    }

    fn record_step(
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

    fn close(&self, by: WorkerId) -> Result<Vec<CaseEvent>, Refusal> {
        if self.stage != Stage::Answered {
            return Err(Refusal::CloseBeforeAnswer);
        }
        one(CaseEvent::Closed {
            reason: CloseReason::Completed,
            by: Some(by),
        })
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every branch of a decision has this shape"
)]
fn one(event: CaseEvent) -> Result<Vec<CaseEvent>, Refusal> {
    Ok(vec![event])
}

/// One week, one, three and six months after the first day, in the morning of the first working
/// instant from then on.
fn follow_ups(starts_on: Date, calendar: &WorkingCalendar) -> Result<Vec<FollowUp>, Refusal> {
    Milestone::ALL
        .iter()
        .map(|milestone| {
            let due_at = morning(starts_on, after(*milestone), calendar)?;
            Ok(FollowUp {
                milestone: *milestone,
                due_at,
            })
        })
        .collect()
}

fn after(milestone: Milestone) -> Span {
    match milestone {
        Milestone::OneWeek => 1.week(),
        Milestone::OneMonth => 1.month(),
        Milestone::ThreeMonths => 3.months(),
        Milestone::SixMonths => 6.months(),
    }
}

fn morning(start: Date, after: Span, calendar: &WorkingCalendar) -> Result<Timestamp, Refusal> {
    let refuse = || Refusal::Calendar(Timestamp::UNIX_EPOCH);
    let zone = TimeZone::get(&calendar.rule().zone).map_err(|_| refuse())?;
    let day = start.checked_add(after).map_err(|_| refuse())?;
    let morning = day
        .at(FOLLOW_UP_HOUR, 0, 0, 0)
        .to_zoned(zone)
        .map_err(|_| refuse())?;
    calendar
        .next_working(morning.timestamp())
        .map_err(|_| refuse())
}
