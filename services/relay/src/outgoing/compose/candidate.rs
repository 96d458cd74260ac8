//! To the candidate.

use relais_domain::case::{CaseEvent, Outcome};
use relais_domain::ids::CandidateId;
use relais_messages::{Language, mail};

use super::{Draft, Matter, given, misaddressed};
use crate::outgoing::Purpose;
use crate::outgoing::setback::Setback;

impl Matter<'_> {
    pub(super) async fn to_candidate(&self, id: CandidateId) -> Result<Draft, Setback> {
        if self.queued.message.purpose != Purpose::NotTaken {
            return Err(misaddressed());
        }
        let mut known = self.sources().shareable([id]).await?;
        let person = known.remove(&id).ok_or(Setback::Skip("erased"))?;
        let colleagues = self.sources().colleagues().await?;
        let organisation = person.organisation_id.parse().ok();
        let language = Language::first_of([person.candidate_language.as_str()]);
        let reason = match self.event()? {
            Some(CaseEvent::OutcomeRecorded {
                outcome: Outcome::NotTaken { reason },
                ..
            }) => Some(reason),
            _ => None,
        };
        let mail = mail::NotTaken {
            name: given(&person.name),
            employer: &self.correspondence.employer_name,
            organisation: organisation.map_or("", |id| colleagues.organisation_name(id)),
            reason,
            matched: self.matched(),
        };
        Ok(Draft {
            language,
            composed: mail.compose(&self.about(language)),
        })
    }
}
