//! When a case wants to be woken, and what it does then.

use jiff::{SignedDuration, Timestamp};

use super::{Case, CaseEvent, NominationState, Stage, Warning};

/// An answer at the due instant is in time; the breach comes right after it.
const AFTER_DUE: SignedDuration = SignedDuration::from_micros(1);

impl Case {
    /// The next instant at which [`Command::Tick`](super::Command::Tick) will find something to do.
    pub fn next_timer(&self) -> Option<Timestamp> {
        let mut timers: Vec<Timestamp> = Vec::new();
        if self.clock_runs() {
            timers.extend(self.warnings.iter().map(|(_, at)| *at));
            if self.breached_at.is_none() {
                timers.push(self.breach_instant());
            }
        }
        timers.extend(self.further_timer());
        timers.extend(self.follow_up_timers().map(|(.., at)| at));
        timers.into_iter().min()
    }

    fn breach_instant(&self) -> Timestamp {
        self.due_at.saturating_add(AFTER_DUE).unwrap_or(self.due_at)
    }

    fn further_timer(&self) -> Option<Timestamp> {
        if self.stage != Stage::PartlyAnswered || self.further_reminded {
            return None;
        }
        self.answer.as_ref().and_then(|answer| answer.further_by)
    }

    /// Of everybody hired: they run on when the case is closed.
    fn follow_up_timers(
        &self,
    ) -> impl Iterator<Item = (crate::ids::NominationId, super::Milestone, Timestamp)> {
        self.nominations
            .iter()
            .filter(|(_, nomination)| nomination.state == NominationState::Hired)
            .filter_map(|(id, nomination)| nomination.accompaniment.as_ref().map(|it| (*id, it)))
            .flat_map(|(id, it)| it.pending.iter().map(move |f| (id, f.milestone, f.due_at)))
    }

    /// Everything that is due at `at`, in the order of the timers.
    pub(super) fn due_events(&self, at: Timestamp) -> Vec<CaseEvent> {
        let mut due: Vec<(Timestamp, CaseEvent)> = Vec::new();
        if self.clock_runs() {
            for (share, when) in self.warnings.iter().filter(|(_, when)| *when <= at) {
                due.push((*when, CaseEvent::Warned { share: *share }));
                if *share == Warning::ThreeQuarters {
                    due.extend(self.silence().map(|event| (*when, event)));
                }
            }
            if self.breached_at.is_none() && self.breach_instant() <= at {
                due.push((self.breach_instant(), CaseEvent::Breached));
            }
        }
        if let Some(when) = self.further_timer().filter(|when| *when <= at) {
            due.push((when, CaseEvent::FurtherDue));
        }
        due.extend(
            self.follow_up_timers()
                .filter(|(.., when)| *when <= at)
                .map(|(nomination, milestone, when)| {
                    (
                        when,
                        CaseEvent::FollowUpDue {
                            nomination,
                            milestone,
                        },
                    )
                }),
        );
        due.sort_by_key(|(when, _)| *when);
        due.into_iter().map(|(_, event)| event).collect()
    }

    /// The silence that is not noted yet.
    pub(super) fn silence(&self) -> Option<CaseEvent> {
        let organisations: Vec<_> = self
            .silent()
            .filter(|id| {
                self.diffusions
                    .get(id)
                    .is_some_and(|it| it.silent_at.is_none())
            })
            .collect();
        (!organisations.is_empty()).then_some(CaseEvent::SilenceNoted { organisations })
    }
}
