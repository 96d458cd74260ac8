//! Reading candidates.

use relais_domain::Error;
use relais_domain::ids::CandidateId;
use relais_proto::profiles::{Candidate, ListCandidatesRequest, ListCandidatesResponse};

use super::change::load;
use crate::caller::{Caller, id};
use crate::service::Profiles;
use crate::store;

/// Candidates on a page, unless the request says how many.
const PAGE: u32 = 50;
const MAX_PAGE: u32 = 100;

impl Profiles {
    /// One candidate of the caller's.
    ///
    /// # Errors
    /// `NotFound` where the caller has none such.
    pub(crate) async fn get_candidate(
        &self,
        caller: &Caller,
        candidate_id: &str,
    ) -> Result<Candidate, Error> {
        let candidate_id = id(candidate_id, "/candidate_id")?;
        let mut connection = self.store().read().await?;
        load(&mut connection, caller, candidate_id).await
    }

    /// A page of candidates in the order of their ids, which is that of their creation.
    ///
    /// # Errors
    /// `InvalidInput` for a page token that was not given out.
    pub(crate) async fn list_candidates(
        &self,
        caller: &Caller,
        request: ListCandidatesRequest,
    ) -> Result<ListCandidatesResponse, Error> {
        let organisation = caller.organisation(&request.organisation_id, "/organisation_id")?;
        let after = match request.page_token.as_str() {
            "" => String::new(),
            token => id::<CandidateId>(token, "/page_token")?.to_string(),
        };
        let limit = match request.limit {
            0 => PAGE,
            some => some.min(MAX_PAGE),
        };
        let mut connection = self.store().read().await?;
        let mut candidates =
            store::candidates::page(&mut connection, organisation, &after, limit).await?;
        let organisation = organisation.map(|id| id.to_string());
        store::facts::fill(&mut connection, organisation.as_deref(), &mut candidates).await?;
        let is_full = candidates.len() == limit as usize;
        let next = candidates.last().filter(|_| is_full);
        Ok(ListCandidatesResponse {
            next_page_token: next.map_or_else(String::new, |last| last.candidate_id.clone()),
            candidates,
        })
    }
}
