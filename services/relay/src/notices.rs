//! Who is told what when something happens to a case.

use relais_domain::case::{Case, CaseEvent, NominationState, Outcome};
use relais_domain::ids::NominationId;

use crate::outgoing::{Means, Outgoing, Purpose, Recipient, detail_of};

/// The messages that follow from `event`, the one that made the version `version` of the case.
/// `after` is the case as the whole change left it, so that nobody is called to what has been
/// done meanwhile.
pub(crate) fn notices(
    event: &CaseEvent,
    version: u64,
    after: &Case,
    webhook: bool,
) -> Vec<Outgoing> {
    let letter = Letter {
        event,
        version,
        after,
    };
    match event {
        CaseEvent::Opened(_) => letter.to_employer(Purpose::Acknowledgement, webhook),
        CaseEvent::Diffused { organisations } => organisations
            .iter()
            .map(|(id, _)| letter.mail(Purpose::Diffusion, Recipient::Organisation(*id), None))
            .collect(),
        CaseEvent::Paused { .. } => letter.to_employer(Purpose::Paused, webhook),
        CaseEvent::Resumed { .. } => letter.to_employer(Purpose::Resumed, webhook),
        CaseEvent::Warned { .. } => letter.to_spocs_while_unanswered(Purpose::Warning),
        CaseEvent::SilenceNoted { .. } => letter.to_spocs_while_unanswered(Purpose::Silence),
        CaseEvent::Breached => letter.to_spocs_while_unanswered(Purpose::Breach),
        CaseEvent::FurtherDue => vec![letter.mail(Purpose::FurtherDue, Recipient::Spocs, None)],
        CaseEvent::Answered { .. } => letter.to_employer(Purpose::Answer, webhook),
        CaseEvent::EmployerReplied { nomination, .. } => letter.of_reply(*nomination),
        CaseEvent::OutcomeRecorded {
            nomination,
            outcome,
        } => match outcome {
            Outcome::Hired { .. } => {
                vec![letter.mail(Purpose::TutorAsked, Recipient::Employer, Some(*nomination))]
            }
            Outcome::NotTaken { .. } => letter.not_taken(*nomination).into_iter().collect(),
        },
        CaseEvent::FollowUpDue { nomination, .. } => letter
            .to_worker(Purpose::FollowUpDue, *nomination)
            .into_iter()
            .collect(),
        CaseEvent::Closed { .. } => letter.of_closing(webhook),
        CaseEvent::Amended { .. }
        | CaseEvent::Nominated { .. }
        | CaseEvent::PassedOver { .. }
        | CaseEvent::NominationWithdrawn { .. }
        | CaseEvent::TutorNamed { .. }
        | CaseEvent::StepRecorded { .. }
        | CaseEvent::FollowUpRecorded { .. } => Vec::new(),
    }
}

/// Messages about one event.
struct Letter<'a> {
    event: &'a CaseEvent,
    version: u64,
    after: &'a Case,
}

impl Letter<'_> {
    fn message(
        &self,
        purpose: Purpose,
        recipient: Recipient,
        means: Means,
        nomination: Option<NominationId>,
    ) -> Outgoing {
        // An acknowledgement and a diffusion say what the case says; there are many of them.
        let said_by_the_case = matches!(purpose, Purpose::Acknowledgement | Purpose::Diffusion);
        Outgoing {
            offer: self.after.opening.offer,
            purpose,
            recipient,
            means,
            case_version: self.version,
            nomination,
            detail: if said_by_the_case {
                None
            } else {
                detail_of(self.event)
            },
        }
    }

    fn mail(
        &self,
        purpose: Purpose,
        recipient: Recipient,
        nomination: Option<NominationId>,
    ) -> Outgoing {
        self.message(purpose, recipient, Means::Mail, nomination)
    }

    /// By mail, and as a webhook to those who want it.
    fn to_employer(&self, purpose: Purpose, webhook: bool) -> Vec<Outgoing> {
        let means: &[Means] = if webhook {
            &[Means::Mail, Means::Webhook]
        } else {
            &[Means::Mail]
        };
        means
            .iter()
            .map(|means| self.message(purpose, Recipient::Employer, *means, None))
            .collect()
    }

    fn to_spocs_while_unanswered(&self, purpose: Purpose) -> Vec<Outgoing> {
        if !self.after.clock_runs() {
            return Vec::new();
        }
        vec![self.mail(purpose, Recipient::Spocs, None)]
    }

    fn to_worker(&self, purpose: Purpose, nomination: NominationId) -> Option<Outgoing> {
        let by = self.after.nominations.get(&nomination)?.by;
        Some(self.mail(purpose, Recipient::Worker(by), Some(nomination)))
    }

    fn of_reply(&self, nomination: Option<NominationId>) -> Vec<Outgoing> {
        let spocs = self.mail(Purpose::EmployerReplied, Recipient::Spocs, nomination);
        let worker = nomination.and_then(|id| self.to_worker(Purpose::EmployerReplied, id));
        std::iter::once(spocs).chain(worker).collect()
    }

    /// CCT 38: a candidate who was put forward and not taken is told so in writing.
    fn not_taken(&self, nomination: NominationId) -> Option<Outgoing> {
        let candidate = self.after.nominations.get(&nomination)?.candidate;
        let recipient = Recipient::Candidate(candidate);
        Some(self.mail(Purpose::NotTaken, recipient, Some(nomination)))
    }

    /// Whoever was still in the running is not taken either.
    fn of_closing(&self, webhook: bool) -> Vec<Outgoing> {
        let running = self.after.nominations.iter().filter(|(_, it)| {
            matches!(
                it.state,
                NominationState::Proposed | NominationState::InSelection
            )
        });
        let not_taken = running.filter_map(|(id, _)| self.not_taken(*id));
        self.to_employer(Purpose::Closed, webhook)
            .into_iter()
            .chain(not_taken)
            .collect()
    }
}
