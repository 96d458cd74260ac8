//! New candidates, changes of their record, facts and consents.

use relais_domain::Error;
use relais_domain::entropy::random;
use relais_domain::ids::{CandidateId, OrganisationId};
use relais_proto::profiles::{
    AddSkillEvidenceRequest, Candidate, SetConsentRequest, StrikeSkillEvidenceRequest,
};

use super::change::{Moment, create};
use crate::caller::Caller;
use crate::clean::{self, Problems};
use crate::service::Profiles;
use crate::store;

impl Profiles {
    /// Creates a candidate, or replaces the record of one with an id. Facts about skills are
    /// taken at creation only; consents that are not sent stay as they are.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field, `NotFound`, or `Conflict` with the present version.
    pub(crate) async fn put_candidate(
        &self,
        caller: &Caller,
        mut candidate: Candidate,
    ) -> Result<Candidate, Error> {
        let organisation = caller.organisation(&candidate.organisation_id, "/organisation_id")?;
        let is_new = candidate.candidate_id.is_empty();
        let setting = self.setting(&caller.name)?;
        let mut problems = Problems::default();
        clean::candidate(&mut candidate, &setting, &mut problems);
        if is_new {
            clean::facts(&mut candidate.skills, &setting, "/skills", &mut problems);
            if organisation.is_none() {
                problems.add(
                    "/organisation_id",
                    "is missing",
                    "say whose candidate it is",
                );
            }
        }
        problems.finish()?;
        match organisation {
            Some(organisation) if is_new => self.create(organisation, candidate).await,
            _ => self.replace(caller, organisation, candidate).await,
        }
    }

    async fn create(
        &self,
        organisation: OrganisationId,
        mut candidate: Candidate,
    ) -> Result<Candidate, Error> {
        let now = self.clock().now();
        candidate.candidate_id = CandidateId::new(now, random(self.entropy())).to_string();
        candidate.organisation_id = organisation.to_string();
        let moment = Moment::new(now);
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::directory::has_organisation(tx, organisation).await? {
                        return Err(unknown_organisation());
                    }
                    create(tx, candidate, moment).await
                })
            })
            .await
    }

    async fn replace(
        &self,
        caller: &Caller,
        organisation: Option<OrganisationId>,
        candidate: Candidate,
    ) -> Result<Candidate, Error> {
        let (id, version) = (candidate.candidate_id.clone(), candidate.version);
        self.change(caller, &id, version, move |present| {
            if organisation.is_some_and(|of| of.to_string() != present.organisation_id) {
                return Err(Error::invalid_field(
                    "/organisation_id",
                    "is not the candidate's organisation",
                    "leave it out: a candidate stays with their organisation",
                ));
            }
            *present = Candidate {
                candidate_id: std::mem::take(&mut present.candidate_id),
                organisation_id: std::mem::take(&mut present.organisation_id),
                skills: std::mem::take(&mut present.skills),
                created_at: present.created_at,
                consents: candidate.consents.or(present.consents.take()),
                ..candidate
            };
            Ok(())
        })
        .await
    }

    /// Adds facts about skills; none that is there is overwritten.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field, `NotFound`, or `Conflict` with the present version.
    pub(crate) async fn add_skill_evidence(
        &self,
        caller: &Caller,
        request: AddSkillEvidenceRequest,
    ) -> Result<Candidate, Error> {
        let mut facts = request.evidence;
        let mut problems = Problems::default();
        if facts.is_empty() {
            problems.add("/evidence", "is empty", "give at least one fact");
        }
        let setting = self.setting(&caller.name)?;
        clean::facts(&mut facts, &setting, "/evidence", &mut problems);
        problems.finish()?;
        self.change(
            caller,
            &request.candidate_id,
            request.version,
            move |present| {
                present.skills.append(&mut facts);
                Ok(())
            },
        )
        .await
    }

    /// Strikes a fact: it stays to be seen and says nothing any more.
    ///
    /// # Errors
    /// `NotFound` where there is no such fact, `Conflict` with the present version.
    pub(crate) async fn strike_skill_evidence(
        &self,
        caller: &Caller,
        request: StrikeSkillEvidenceRequest,
    ) -> Result<Candidate, Error> {
        let evidence_id = request.evidence_id;
        self.change(
            caller,
            &request.candidate_id,
            request.version,
            move |present| {
                let fact = present
                    .skills
                    .iter_mut()
                    .find(|fact| fact.evidence_id == evidence_id)
                    .ok_or_else(|| Error::not_found("fact about this candidate"))?;
                fact.struck = true;
                Ok(())
            },
        )
        .await
    }

    /// Notes what the candidate agrees to; what is not sent is withdrawn.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field, `NotFound`, or `Conflict` with the present version.
    pub(crate) async fn set_consent(
        &self,
        caller: &Caller,
        request: SetConsentRequest,
    ) -> Result<Candidate, Error> {
        let mut consents = request.consents.unwrap_or_default();
        // A withdrawal is a fact with a date too.
        consents.matching.get_or_insert_default();
        let mut problems = Problems::default();
        let setting = self.setting(&caller.name)?;
        clean::consents(&mut consents, &setting, "/consents", &mut problems);
        problems.finish()?;
        self.change(
            caller,
            &request.candidate_id,
            request.version,
            move |present| {
                present.consents = Some(consents);
                Ok(())
            },
        )
        .await
    }
}

/// The organisation that a request names is not there.
pub(crate) fn unknown_organisation() -> Error {
    Error::invalid_field(
        "/organisation_id",
        "is not a known organisation",
        "give the id of one that is listed",
    )
}
