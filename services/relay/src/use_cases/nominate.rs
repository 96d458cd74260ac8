//! Workers put their candidates forward, or pass them over. Both are acts of people: a machine's
//! ranking does neither.

use jiff::Timestamp;
use relais_domain::case::{Command, Consent, ConsentMeans, PassKind, WithdrawReason};
use relais_domain::entropy::random;
use relais_domain::ids::{CandidateId, NominationId, NoteId, OfferId, OrganisationId, WorkerId};
use relais_domain::{Error, ErrorCode};
use relais_proto::relay as proto;

use crate::access::Actor;
use crate::input;
use crate::service::{Deed, Relay};
use crate::store::{NewNote, NoteKind};

/// The worker for whom something is done, and their organisation.
struct Behalf {
    worker: WorkerId,
    organisation: OrganisationId,
}

impl Relay {
    /// Puts a candidate forward, with their consent for this offer.
    pub(crate) async fn nominate(
        &self,
        actor: Actor,
        request: proto::NominateRequest,
    ) -> Result<proto::NominateResponse, Error> {
        let offer = self.visible(actor, &request.case).await?;
        let candidate: CandidateId = input::id("/candidate_id", &request.candidate_id)?;
        let behalf = self.behalf(actor, candidate, &request.worker_id).await?;
        let now = self.now();
        let nomination = NominationId::new(now, random(self.entropy()));
        let command = Command::Nominate {
            nomination,
            candidate,
            organisation: behalf.organisation,
            by: behalf.worker,
            consent: consent(request.consent, behalf.worker, now)?,
        };
        let case = self.perform(offer, |_| Ok(command.into())).await?;
        Ok(proto::NominateResponse {
            nomination_id: nomination.to_string(),
            case: Some(self.show(actor, &case).await?),
        })
    }

    /// Passes a candidate over. The reason stays inside the organisation.
    pub(crate) async fn pass_over(
        &self,
        actor: Actor,
        request: proto::PassOverRequest,
    ) -> Result<proto::Case, Error> {
        let offer = self.visible(actor, &request.case).await?;
        let candidate: CandidateId = input::id("/candidate_id", &request.candidate_id)?;
        let kind: PassKind = input::code("/kind", &request.kind)?;
        let reason = input::text("/reason", &request.reason)?;
        let Behalf {
            worker,
            organisation,
        } = self.behalf(actor, candidate, &request.worker_id).await?;
        let note = reason.map(|text| NewNote {
            id: NoteId::new(self.now(), random(self.entropy())),
            kind: NoteKind::PassedOver,
            candidate: Some(candidate),
            organisation: Some(organisation),
            text,
        });
        let command = Command::PassOver {
            candidate,
            organisation,
            by: worker,
            kind,
            note: note.as_ref().map(|note| note.id),
        };
        let case = self
            .perform(offer, |_| Ok(Deed::with_note(command, note)))
            .await?;
        self.show(actor, &case).await
    }

    /// Takes a nomination back.
    pub(crate) async fn withdraw_nomination(
        &self,
        actor: Actor,
        request: proto::WithdrawNominationRequest,
    ) -> Result<proto::Case, Error> {
        let offer = self.find(&request.case).await?;
        let nomination: NominationId = input::id("/nomination_id", &request.nomination_id)?;
        let reason = match request.reason.as_str() {
            "by_candidate" => WithdrawReason::ByCandidate,
            "by_worker" => WithdrawReason::ByWorker,
            other => {
                return Err(input::not_one_of(
                    "/reason",
                    other,
                    &["by_candidate", "by_worker"],
                ));
            }
        };
        let deed = move |case: &_| {
            actor.sees_nomination(case, nomination)?;
            Ok(Command::WithdrawNomination { nomination, reason }.into())
        };
        let case = self.perform(offer, deed).await?;
        self.show(actor, &case).await
    }

    /// The offer of a case that the caller may see.
    async fn visible(&self, actor: Actor, case: &str) -> Result<OfferId, Error> {
        let offer = self.find(case).await?;
        actor.sight(&self.load(offer).await?)?;
        Ok(offer)
    }

    /// For whom the caller acts on a candidate. Workers act for themselves on the candidates of
    /// their own organisation; others name a worker of the candidate's organisation.
    async fn behalf(
        &self,
        actor: Actor,
        candidate: CandidateId,
        worker: &str,
    ) -> Result<Behalf, Error> {
        let known = self.directory().candidates([candidate]).await?;
        let found = known
            .get(&candidate)
            .ok_or_else(|| Error::not_found("candidate"))?;
        let organisation = found.organisation_id.parse().map_err(Error::internal)?;
        if let Actor::Worker {
            id,
            organisation: own,
        } = actor
        {
            if own != organisation {
                return Err(Error::not_found("candidate"));
            }
            return Ok(Behalf {
                worker: id,
                organisation,
            });
        }
        let worker: WorkerId = match actor {
            Actor::Service(Some(acting)) if worker.is_empty() => acting,
            _ => input::id("/worker_id", worker)?,
        };
        if !self.directory().works_for(worker, organisation).await? {
            let message = "the worker does not belong to the candidate's organisation";
            return Err(Error::new(ErrorCode::PermissionDenied, message));
        }
        Ok(Behalf {
            worker,
            organisation,
        })
    }
}

fn consent(
    given: Option<proto::Consent>,
    worker: WorkerId,
    now: Timestamp,
) -> Result<Consent, Error> {
    let given = given.ok_or_else(|| {
        let remedy = "ask the candidate about this offer, and say how they consented";
        Error::invalid_field("/consent", "is missing", remedy)
    })?;
    let taken_by = input::optional_id("/consent/taken_by", &given.taken_by)?;
    Ok(Consent {
        taken_by: taken_by.unwrap_or(worker),
        means: input::code::<ConsentMeans>("/consent/means", &given.means)?,
        at: input::instant("/consent/at", given.at)?.unwrap_or(now),
    })
}
