//! The door to candidates.

use futures::StreamExt as _;
use relais_proto::profiles::profiles_server::Profiles as Door;
use relais_proto::profiles::{
    AddSkillEvidenceRequest, Candidate, EraseCandidateRequest, ErasureReport, GetCandidateRequest,
    ImportCandidatesRequest, ImportReport, ListCandidatesRequest, ListCandidatesResponse,
    PutCandidateRequest, SetConsentRequest, StrikeSkillEvidenceRequest,
};
use relais_runtime::door::from_status;
use tonic::{Request, Response, Status, Streaming};

use super::{answer, caller};
use crate::service::Profiles;

/// Answers the calls of `relais.profiles.v1.Profiles`.
pub(crate) struct ProfilesDoor(pub Profiles);

#[tonic::async_trait]
impl Door for ProfilesDoor {
    async fn put_candidate(
        &self,
        request: Request<PutCandidateRequest>,
    ) -> Result<Response<Candidate>, Status> {
        let caller = caller(&request)?;
        let candidate = request.into_inner().candidate.unwrap_or_default();
        answer(self.0.put_candidate(&caller, candidate).await)
    }

    async fn get_candidate(
        &self,
        request: Request<GetCandidateRequest>,
    ) -> Result<Response<Candidate>, Status> {
        let caller = caller(&request)?;
        answer(
            self.0
                .get_candidate(&caller, &request.get_ref().candidate_id)
                .await,
        )
    }

    async fn list_candidates(
        &self,
        request: Request<ListCandidatesRequest>,
    ) -> Result<Response<ListCandidatesResponse>, Status> {
        let caller = caller(&request)?;
        answer(self.0.list_candidates(&caller, request.into_inner()).await)
    }

    async fn add_skill_evidence(
        &self,
        request: Request<AddSkillEvidenceRequest>,
    ) -> Result<Response<Candidate>, Status> {
        let caller = caller(&request)?;
        answer(
            self.0
                .add_skill_evidence(&caller, request.into_inner())
                .await,
        )
    }

    async fn strike_skill_evidence(
        &self,
        request: Request<StrikeSkillEvidenceRequest>,
    ) -> Result<Response<Candidate>, Status> {
        let caller = caller(&request)?;
        answer(
            self.0
                .strike_skill_evidence(&caller, request.into_inner())
                .await,
        )
    }

    async fn set_consent(
        &self,
        request: Request<SetConsentRequest>,
    ) -> Result<Response<Candidate>, Status> {
        let caller = caller(&request)?;
        answer(self.0.set_consent(&caller, request.into_inner()).await)
    }

    async fn erase_candidate(
        &self,
        request: Request<EraseCandidateRequest>,
    ) -> Result<Response<ErasureReport>, Status> {
        let caller = caller(&request)?;
        answer(
            self.0
                .erase_candidate(&caller, &request.get_ref().candidate_id)
                .await,
        )
    }

    async fn import_candidates(
        &self,
        request: Request<Streaming<ImportCandidatesRequest>>,
    ) -> Result<Response<ImportReport>, Status> {
        let caller = caller(&request)?;
        let parts = request
            .into_inner()
            .map(|part| part.map_err(|status| from_status(&status)));
        answer(self.0.import_candidates(&caller, parts).await)
    }
}
