//! Cases as callers see them.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use relais_domain::case::{self, AnswerKind, Case};
use relais_domain::clock::to_micros;
use relais_domain::ids::{CandidateId, NominationId};
use relais_proto::profiles::Shareable;
use relais_proto::relay as proto;

use crate::access::Sight;

/// What is shown of a case besides its state.
pub(crate) struct Shown<'a> {
    /// How much of it.
    pub(crate) sight: Sight,
    /// The working time left.
    pub(crate) left: SignedDuration,
    /// The SPOC's words to the employer.
    pub(crate) message: Option<String>,
    /// The mails that were joined to it.
    pub(crate) mails: Vec<proto::JoinedMail>,
    /// What profiles knows at this moment of those put forward.
    pub(crate) candidates: &'a BTreeMap<CandidateId, Shareable>,
}

impl Shown<'_> {
    /// The case for this caller.
    pub(crate) fn case(&self, case: &Case) -> proto::Case {
        let opening = &case.opening;
        proto::Case {
            offer_id: opening.offer.to_string(),
            case_ref: opening.reference.to_string(),
            employer_id: opening.employer.to_string(),
            stage: case.stage.code().to_owned(),
            version: case.version,
            received_at: to_micros(opening.received_at),
            due_at: to_micros(case.due_at),
            rule_id: opening.rule.id.clone(),
            rule_version: opening.rule.version,
            working_micros_left: i64::try_from(self.left.as_micros()).unwrap_or(i64::MAX),
            paused: case.pause.is_some(),
            pause_reason: code(case.pause.as_ref().map(|pause| pause.reason.code())),
            diffusions: self.diffusions(case),
            nominations: self.nominations(case),
            answer: case.answer.as_ref().map(|answer| self.answer(case, answer)),
            breached: case.breached_at.is_some(),
            answered_in_time: case.answered_in_time().unwrap_or(false),
            closed_reason: code(case.closed.map(case::CloseReason::code)),
            answered_at: case.first_answer_at.map_or(0, to_micros),
            passed_over: self.passed_over(case),
            mails: self.mails.clone(),
        }
    }

    fn diffusions(&self, case: &Case) -> Vec<proto::Diffusion> {
        let seen = case
            .diffusions
            .iter()
            .filter(|(organisation, _)| self.sight.covers(**organisation));
        seen.map(|(organisation, it)| proto::Diffusion {
            organisation_id: organisation.to_string(),
            ranked: it.ranked,
            at: to_micros(it.at),
            responded_at: it.responded_at.map_or(0, to_micros),
            silent: it.silent_at.is_some() && it.responded_at.is_none(),
        })
        .collect()
    }

    fn nominations(&self, case: &Case) -> Vec<proto::Nomination> {
        let seen = case
            .nominations
            .iter()
            .filter(|(_, it)| self.sight.covers(it.organisation));
        seen.map(|(id, it)| self.nomination(*id, it)).collect()
    }

    fn nomination(&self, id: NominationId, it: &case::Nomination) -> proto::Nomination {
        let candidate = self.candidates.get(&it.candidate);
        let accompaniment = it.accompaniment.clone().unwrap_or_default();
        let recorded = accompaniment.recorded.iter();
        proto::Nomination {
            nomination_id: id.to_string(),
            candidate_id: it.candidate.to_string(),
            organisation_id: it.organisation.to_string(),
            worker_id: it.by.to_string(),
            state: it.state.code().to_owned(),
            at: to_micros(it.at),
            tutor_named: accompaniment.tutor_named,
            steps: accompaniment
                .steps
                .iter()
                .map(|step| step.code().to_owned())
                .collect(),
            follow_ups_open: accompaniment
                .open
                .iter()
                .map(|it| it.code().to_owned())
                .collect(),
            follow_ups_recorded: recorded
                .map(|(it, yes)| (it.code().to_owned(), *yes))
                .collect(),
            work_standing: candidate
                .map(|it| it.work_standing.clone())
                .unwrap_or_default(),
        }
    }

    /// A worker learns the kind of answer and which of their own nominations it proposes; the
    /// words to the employer may speak of others.
    fn answer(&self, case: &Case, answer: &case::Answer) -> proto::Answer {
        let own = |id: &&NominationId| {
            let nomination = case.nominations.get(*id);
            nomination.is_some_and(|it| self.sight.covers(it.organisation))
        };
        let none = answer.none.as_ref();
        let unlock = none.map(|none| none.unlock.as_slice()).unwrap_or_default();
        proto::Answer {
            kind: AnswerKind::code(answer.kind).to_owned(),
            nomination_ids: answer
                .nominations
                .iter()
                .filter(own)
                .map(ToString::to_string)
                .collect(),
            further_by: answer.further_by.map_or(0, to_micros),
            why: code(none.map(|none| none.why.code())),
            unlock: unlock.iter().map(|it| it.code().to_owned()).collect(),
            message: self.message.clone().unwrap_or_default(),
        }
    }

    fn passed_over(&self, case: &Case) -> Vec<proto::PassedOver> {
        let seen = case
            .passed
            .iter()
            .filter(|(_, it)| self.sight.covers(it.organisation));
        seen.map(|(candidate, it)| proto::PassedOver {
            candidate_id: candidate.to_string(),
            kind: it.kind.code().to_owned(),
        })
        .collect()
    }
}

fn code(code: Option<&'static str>) -> String {
    code.unwrap_or_default().to_owned()
}
