//! The door at `/c/{token}`: what was understood of an offer, in a form that corrects it. It works
//! for whoever the mail was forwarded to, and as often as it is used.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::Response;
use relais_domain::ids::OfferId;
use relais_domain::{Error, ErrorCode};
use relais_messages::mail::Field;
use relais_messages::page::{Notice, notice};
use relais_messages::{Correction, CorrectionProblem, Language};
use relais_proto::events::Requirements;
use relais_proto::intake::{AmendOfferRequest, OfferContent};
use serde_json::json;

use super::answer::{Wants, answer, failed};
use super::content::Filled;
use crate::outgoing::Composer;

/// A visitor with a link that works.
pub(super) struct Correcting<'a> {
    pub(super) composer: &'a Composer,
    pub(super) wants: Wants,
    pub(super) offer: OfferId,
    pub(super) language: Language,
}

/// An offer as it stands.
struct Standing {
    content: OfferContent,
    understood: Requirements,
    version: u64,
    reference: String,
}

impl Standing {
    /// The form, filled with what the offer says.
    fn filled(&self, language: Language) -> Filled {
        Filled::of(&self.content, &self.understood, self.version, language)
    }
}

impl Correcting<'_> {
    /// The form, filled with what the offer says.
    pub(super) async fn show(&self) -> Response {
        match self.standing().await {
            Ok(standing) => {
                let filled = standing.filled(self.language);
                self.form(StatusCode::OK, &standing, &filled, None)
            }
            Err(error) => failed(self.wants, self.language, error),
        }
    }

    /// Corrects the offer. Sending the same again changes nothing more.
    pub(super) async fn record(&self, sent: &[(String, String)]) -> Response {
        match self.correct(sent).await {
            Ok(response) => response,
            Err(error) => failed(self.wants, self.language, error),
        }
    }

    async fn correct(&self, sent: &[(String, String)]) -> Result<Response, Error> {
        let filled = Filled::read(sent);
        let standing = self.standing().await?;
        let wrong = filled.wrong();
        if !wrong.is_empty() {
            let problem = CorrectionProblem::Wrong(wrong);
            return Ok(self.form(StatusCode::BAD_REQUEST, &standing, &filled, Some(problem)));
        }
        let content = filled.applied_to(standing.content.clone(), &standing.understood);
        if content == standing.content {
            return Ok(self.done());
        }
        let request = AmendOfferRequest {
            offer_id: self.offer.to_string(),
            content: Some(content),
            version: filled.version,
        };
        match self.composer.sources().correct(request).await {
            Ok(()) => Ok(self.done()),
            Err(error) if error.code() == ErrorCode::InvalidInput => {
                let problem = CorrectionProblem::Wrong(fields_of(&error));
                Ok(self.form(StatusCode::BAD_REQUEST, &standing, &filled, Some(problem)))
            }
            // Changed meanwhile, or over: where it was changed, the form says what it is now.
            Err(error) if error.code() == ErrorCode::Conflict => {
                let now = self.standing().await?;
                if now.version == filled.version {
                    return Err(error);
                }
                let fresh = now.filled(self.language);
                let problem = CorrectionProblem::Changed;
                Ok(self.form(StatusCode::CONFLICT, &now, &fresh, Some(problem)))
            }
            Err(error) => Err(error),
        }
    }

    async fn standing(&self) -> Result<Standing, Error> {
        let correspondence = self.composer.correspondence(self.offer).await?;
        let offer = correspondence
            .offer
            .ok_or_else(|| Error::not_found("offer"))?;
        Ok(Standing {
            content: offer.content.unwrap_or_default(),
            understood: offer.understood.unwrap_or_default(),
            version: offer.version,
            reference: offer.case_ref,
        })
    }

    fn form(
        &self,
        status: StatusCode,
        standing: &Standing,
        filled: &Filled,
        problem: Option<CorrectionProblem>,
    ) -> Response {
        let page = || {
            Correction {
                language: self.language,
                reference: &standing.reference,
                fields: filled.fields(),
                problem,
            }
            .page()
        };
        let json = || json!({ "case_ref": standing.reference, "version": standing.version });
        answer(self.wants, status, page, json)
    }

    fn done(&self) -> Response {
        let page = || notice(self.language, Notice::Done);
        answer(
            self.wants,
            StatusCode::OK,
            page,
            || json!({ "status": "recorded" }),
        )
    }
}

/// The fields that intake would not take.
fn fields_of(error: &Error) -> Vec<Field> {
    let pointers: BTreeSet<&str> = error
        .fields()
        .iter()
        .filter_map(|field| field.pointer.strip_prefix('/'))
        .collect();
    let field = |pointer: &str| match pointer.split('/').next().unwrap_or_default() {
        "asked" if pointer.starts_with("asked/licences") => Some(Field::Licence),
        "asked" => Some(Field::Language),
        "baseSalary" => Some(Field::Salary),
        "title" => Some(Field::Title),
        "jobLocation" => Some(Field::Place),
        "employmentType" => Some(Field::Contract),
        "workHours" => Some(Field::Hours),
        "jobStartDate" => Some(Field::Start),
        "totalJobOpenings" => Some(Field::Openings),
        "qualifications" => Some(Field::Requirements),
        "applicationContact" => Some(Field::ContactName),
        _ => None,
    };
    let mut fields: Vec<Field> = pointers.into_iter().filter_map(field).collect();
    fields.dedup();
    fields
}
