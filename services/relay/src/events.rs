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

fn opened(opening: &Opening) -> told::Opened {
    let rule = proto::Rule {
        id: opening.rule.id.clone(),
        version: opening.rule.version,
    };
    told::Opened {
        received_at: to_micros(opening.received_at),
        rule: Some(rule),
    }
}

fn diffused(organisations: &[(OrganisationId, u32)]) -> told::Diffused {
    let one = |(id, ranked): &(OrganisationId, u32)| told::diffused::Organisation {
        organisation_id: id.to_string(),
        ranked: *ranked,
    };
    told::Diffused {
        organisations: organisations.iter().map(one).collect(),
    }
}

fn answered(answer: &Answer, in_time: bool) -> told::Answered {
    let (why, unlock) = answer.none.as_ref().map_or_else(Default::default, |none| {
        let unlock = none.unlock.iter().map(|it| it.code().to_owned()).collect();
        (none.why.code().to_owned(), unlock)
    });
    told::Answered {
        kind: answer.kind.code().to_owned(),
        nomination_ids: texts(&answer.nominations),
        further_by: answer.further_by.map_or(0, to_micros),
        why,
        unlock,
        worker_id: answer.by.to_string(),
        in_time,
    }
}

fn replied(
    nomination: Option<NominationId>,
    reply: EmployerReply,
    by: &RepliedBy,
) -> told::EmployerReplied {
    let worker = match by {
        RepliedBy::Worker { id } => Some(*id),
        RepliedBy::Link | RepliedBy::Employer => None,
    };
    told::EmployerReplied {
        nomination_id: optional(nomination),
        reply: reply.code().to_owned(),
        by: by.code().to_owned(),
        worker_id: optional(worker),
    }
}

fn outcome_recorded(nomination: NominationId, outcome: &Outcome) -> told::OutcomeRecorded {
    let recorded = told::OutcomeRecorded {
        nomination_id: nomination.to_string(),
        outcome: outcome.code().to_owned(),
        ..told::OutcomeRecorded::default()
    };
    match outcome {
        Outcome::Hired {
            contract,
            starts_on,
            ..
        } => told::OutcomeRecorded {
            contract: contract.code().to_owned(),
            starts_on: starts_on.to_string(),
            ..recorded
        },
        Outcome::NotTaken { reason } => told::OutcomeRecorded {
            reason: reason.code().to_owned(),
            ..recorded
        },
    }
}

fn step_recorded(
    nomination: NominationId,
    step: Step,
    on: Date,
    by: WorkerId,
) -> told::StepRecorded {
    told::StepRecorded {
        nomination_id: nomination.to_string(),
        step: step.code().to_owned(),
        on: on.to_string(),
        worker_id: by.to_string(),
    }
}

fn follow_up_recorded(
    nomination: NominationId,
    milestone: Milestone,
    employed: bool,
    by: WorkerId,
) -> told::FollowUpRecorded {
    told::FollowUpRecorded {
        nomination_id: nomination.to_string(),
        milestone: milestone.code().to_owned(),
        employed,
        worker_id: by.to_string(),
    }
}

/// The text of an id; empty where there is none.
fn optional(id: Option<impl Display>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn texts(ids: &[impl Display]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
