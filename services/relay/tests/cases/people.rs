//! What people ask of a case.

use relais_domain::Error;
use relais_domain::ids::{CandidateId, OfferId};
use relais_proto::relay::{self as proto, Case};
use relais_runtime::door::from_status;
use tonic::{Response, Status};

use crate::world::{Person, World};

/// The answer to a call, or the error that its status stands for.
fn said<T>(answer: Result<Response<T>, Status>) -> Result<T, Error> {
    answer
        .map(Response::into_inner)
        .map_err(|status| from_status(&status))
}

pub fn nobody(message: &str) -> proto::Answer {
    proto::Answer {
        kind: "none".to_owned(),
        why: "no_profile".to_owned(),
        unlock: vec!["training".to_owned()],
        message: message.to_owned(),
        ..proto::Answer::default()
    }
}

pub fn proposed(nominations: &[&str]) -> proto::Answer {
    proto::Answer {
        kind: "proposed".to_owned(),
        nomination_ids: nominations.iter().map(|id| (*id).to_owned()).collect(),
        message: "Deux personnes pour vous.".to_owned(),
        ..proto::Answer::default()
    }
}

impl World {
    pub async fn nominate(
        &self,
        person: Person,
        offer: OfferId,
        candidate: CandidateId,
    ) -> Result<proto::NominateResponse, Error> {
        let consent = proto::Consent {
            means: "phone".to_owned(),
            ..proto::Consent::default()
        };
        let request = proto::NominateRequest {
            case: offer.to_string(),
            candidate_id: candidate.to_string(),
            consent: Some(consent),
            worker_id: String::new(),
        };
        said(self.as_(person).nominate(request).await)
    }

    pub async fn pass_over(
        &self,
        person: Person,
        offer: OfferId,
        candidate: CandidateId,
        reason: &str,
    ) -> Result<Case, Error> {
        let request = proto::PassOverRequest {
            case: offer.to_string(),
            candidate_id: candidate.to_string(),
            kind: "not_now".to_owned(),
            reason: reason.to_owned(),
            worker_id: String::new(),
        };
        said(self.as_(person).pass_over(request).await)
    }

    pub async fn answer(
        &self,
        person: Person,
        offer: OfferId,
        answer: proto::Answer,
    ) -> Result<Case, Error> {
        let request = proto::AnswerRequest {
            case: offer.to_string(),
            answer: Some(answer),
        };
        said(self.as_(person).answer(request).await)
    }

    pub async fn pause(&self, person: Person, offer: OfferId) -> Result<Case, Error> {
        let request = proto::PauseRequest {
            case: offer.to_string(),
            reason: "awaiting_clarification".to_owned(),
            message: "Quel horaire ?".to_owned(),
        };
        said(self.as_(person).pause(request).await)
    }

    pub async fn resume(&self, offer: OfferId) -> Result<Case, Error> {
        let request = proto::ResumeRequest {
            case: offer.to_string(),
        };
        said(self.as_(Person::Spoc).resume(request).await)
    }

    pub async fn reply(
        &self,
        person: Person,
        offer: OfferId,
        nomination: &str,
        reply: &str,
    ) -> Result<Case, Error> {
        let request = proto::RecordReplyRequest {
            case: offer.to_string(),
            nomination_id: nomination.to_owned(),
            reply: reply.to_owned(),
            contract: "temporary".to_owned(),
            starts_on: "2026-05-11".to_owned(),
            reason: "experience".to_owned(),
            message: "Merci.".to_owned(),
        };
        said(self.as_(person).record_reply(request).await)
    }

    pub async fn name_tutor(&self, offer: OfferId, nomination: &str) -> Result<Case, Error> {
        let request = proto::NameTutorRequest {
            case: offer.to_string(),
            nomination_id: nomination.to_owned(),
            name: "Jeanne Dupont".to_owned(),
            email: "jeanne@exemple.be".to_owned(),
        };
        said(self.as_(Person::WorkerOf(0)).name_tutor(request).await)
    }

    pub async fn record_step(&self, offer: OfferId, nomination: &str) -> Result<Case, Error> {
        let request = proto::RecordStepRequest {
            case: offer.to_string(),
            nomination_id: nomination.to_owned(),
            step: "welcome".to_owned(),
            on: "2026-05-11".to_owned(),
            note: "Bon accueil.".to_owned(),
        };
        said(self.as_(Person::WorkerOf(0)).record_step(request).await)
    }

    pub async fn follow_up(
        &self,
        offer: OfferId,
        nomination: &str,
        milestone: &str,
    ) -> Result<Case, Error> {
        let request = proto::RecordFollowUpRequest {
            case: offer.to_string(),
            nomination_id: nomination.to_owned(),
            milestone: milestone.to_owned(),
            employed: true,
            note: String::new(),
        };
        said(
            self.as_(Person::WorkerOf(0))
                .record_follow_up(request)
                .await,
        )
    }

    pub async fn close(&self, offer: OfferId) -> Result<Case, Error> {
        let request = proto::CloseCaseRequest {
            case: offer.to_string(),
        };
        said(self.as_(Person::Spoc).close_case(request).await)
    }

    pub async fn figures(&self, person: Person) -> Result<proto::Figures, Error> {
        said(
            self.as_(person)
                .get_figures(proto::GetFiguresRequest {})
                .await,
        )
    }

    pub async fn list(
        &self,
        person: Person,
        limit: u32,
        page_token: &str,
    ) -> Result<proto::ListCasesResponse, Error> {
        let page_token = page_token.to_owned();
        let request = proto::ListCasesRequest {
            limit,
            page_token,
            all: false,
        };
        said(self.as_(person).list_cases(request).await)
    }
}
