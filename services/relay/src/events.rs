//! What happens to cases, as the log tells it: ids, codes and instants.

use std::fmt::Display;

use jiff::civil::Date;
use prost::Message as _;
use relais_domain::case::{
    Answer, Case, CaseEvent, EmployerReply, Milestone, Opening, Outcome, RepliedBy, Step,
};
use relais_domain::clock::to_micros;
use relais_domain::ids::{NominationId, OrganisationId, WorkerId};
use relais_proto::events as proto;
use relais_proto::events::case_changed::{self as told, What};
use relais_store::{NewEvent, topics};

/// Who tells these events.
const SOURCE: &str = "relais/relay";

/// An event of `case`, which stands as this event left it.
pub(crate) fn new_event(case: &Case, event: &CaseEvent, traceparent: Option<String>) -> NewEvent {
    let offer_id = case.opening.offer.to_string();
    let changed = proto::CaseChanged {
        offer_id: offer_id.clone(),
        case_ref: case.opening.reference.to_string(),
        employer_id: case.opening.employer.to_string(),
        version: case.version,
        at: to_micros(case.last_at),
        due_at: to_micros(case.due_at),
        what: Some(what(event)),
    };
    NewEvent {
        topic: topics::CASES,
        stream: offer_id,
        kind: kind(event),
        source: SOURCE,
        time: case.last_at,
        traceparent,
        payload: changed.encode_to_vec(),
    }
}

fn kind(event: &CaseEvent) -> &'static str {
    match event {
        CaseEvent::Opened(_) => "relais.case.opened.v1",
        CaseEvent::Diffused { .. } => "relais.case.diffused.v1",
        CaseEvent::Nominated { .. } => "relais.case.nominated.v1",
        CaseEvent::PassedOver { .. } => "relais.case.passed_over.v1",
        CaseEvent::NominationWithdrawn { .. } => "relais.case.nomination_withdrawn.v1",
        CaseEvent::Paused { .. } => "relais.case.paused.v1",
        CaseEvent::Resumed { .. } => "relais.case.resumed.v1",
        CaseEvent::Warned { .. } => "relais.case.warned.v1",
        CaseEvent::SilenceNoted { .. } => "relais.case.silence_noted.v1",
        CaseEvent::Breached => "relais.case.breached.v1",
        CaseEvent::Answered { .. } => "relais.case.answered.v1",
        CaseEvent::FurtherDue => "relais.case.further_due.v1",
        CaseEvent::EmployerReplied { .. } => "relais.case.employer_replied.v1",
        CaseEvent::OutcomeRecorded { .. } => "relais.case.outcome_recorded.v1",
        CaseEvent::TutorNamed { .. } => "relais.case.tutor_named.v1",
        CaseEvent::StepRecorded { .. } => "relais.case.step_recorded.v1",
        CaseEvent::FollowUpDue { .. } => "relais.case.follow_up_due.v1",
        CaseEvent::FollowUpRecorded { .. } => "relais.case.follow_up_recorded.v1",
        CaseEvent::Amended { .. } => "relais.case.amended.v1",
        CaseEvent::Closed { .. } => "relais.case.closed.v1",
    }
}

fn what(event: &CaseEvent) -> What {
    use CaseEvent as E;
    match event {
        E::Opened(opening) => What::Opened(opened(opening)),
        E::Amended { .. } => What::Amended(told::Amended {}),
        E::Diffused { organisations } => What::Diffused(diffused(organisations)),
        E::Nominated {
            nomination,
            candidate,
            organisation,
            by,
            consent,
        } => What::Nominated(told::Nominated {
            nomination_id: nomination.to_string(),
            candidate_id: candidate.to_string(),
            organisation_id: organisation.to_string(),
            worker_id: by.to_string(),
            consent_taken_by: consent.taken_by.to_string(),
            consent_means: consent.means.code().to_owned(),
            consent_at: to_micros(consent.at),
        }),
        E::PassedOver {
            candidate,
            organisation,
            by,
            kind,
            ..
        } => What::PassedOver(told::PassedOver {
            candidate_id: candidate.to_string(),
            organisation_id: organisation.to_string(),
            worker_id: by.to_string(),
            kind: kind.code().to_owned(),
        }),
        E::NominationWithdrawn { nomination, reason } => {
            What::NominationWithdrawn(told::NominationWithdrawn {
                nomination_id: nomination.to_string(),
                reason: reason.code().to_owned(),
            })
        }
        E::Warned { share } => What::Warned(told::Warned {
            permille: share.permille().into(),
        }),
        E::SilenceNoted { organisations } => What::SilenceNoted(told::SilenceNoted {
            organisation_ids: texts(organisations),
        }),
        E::Breached => What::Breached(told::Breached {}),
        E::FurtherDue => What::FurtherDue(told::FurtherDue {}),
        E::Paused { reason, by, .. } => What::Paused(told::Paused {
            reason: reason.code().to_owned(),
            worker_id: by.to_string(),
        }),
        E::Resumed {
            by, working_micros, ..
        } => What::Resumed(told::Resumed {
            worker_id: by.to_string(),
            working_micros: *working_micros,
        }),
        E::Answered { answer, in_time } => What::Answered(answered(answer, *in_time)),
        E::EmployerReplied {
            nomination,
            reply,
            by,
            ..
        } => What::EmployerReplied(replied(*nomination, *reply, by)),
        E::OutcomeRecorded {
            nomination,
            outcome,
        } => What::OutcomeRecorded(outcome_recorded(*nomination, outcome)),
        E::TutorNamed { nomination } => What::TutorNamed(told::TutorNamed {
            nomination_id: nomination.to_string(),
        }),
        E::StepRecorded {
            nomination,
            step,
            on,
            by,
            ..
        } => What::StepRecorded(step_recorded(*nomination, *step, *on, *by)),
        E::FollowUpDue {
            nomination,
            milestone,
        } => What::FollowUpDue(told::FollowUpDue {
            nomination_id: nomination.to_string(),
            milestone: milestone.code().to_owned(),
        }),
        E::FollowUpRecorded {
            nomination,
            milestone,
            employed,
            by,
            ..
        } => What::FollowUpRecorded(follow_up_recorded(*nomination, *milestone, *employed, *by)),
        E::Closed { reason, by } => What::Closed(told::Closed {
            reason: reason.code().to_owned(),
            worker_id: optional(*by),
        }),
    }
}
