//! The door to organisations and workers, for the system's own parts.

use relais_domain::Error;
use relais_proto::profiles::directory_server::Directory;
use relais_proto::profiles::{
    AddOrganisationRequest, AddWorkerRequest, AddWorkerResponse, AuthenticateRequest,
    AuthenticateResponse, GetShareableRequest, GetShareableResponse, ListOrganisationsRequest,
    ListOrganisationsResponse, ListWorkersRequest, ListWorkersResponse, Organisation,
    RevokeWorkerKeysRequest, RevokeWorkerKeysResponse, RotateWorkerKeyRequest,
    RotateWorkerKeyResponse,
};
use relais_runtime::auth::{Principal, principal_of};
use relais_runtime::door::to_status;
use tonic::{Request, Response, Status};

use super::{answer, caller};
use crate::caller::only_service;
use crate::service::Profiles;

/// Answers the calls of `relais.profiles.v1.Directory`.
pub(crate) struct DirectoryDoor(pub Profiles);

/// The content of a request by one of the system's own parts.
fn own<T>(request: Request<T>) -> Result<T, Status> {
    principal_of(&request)
        .and_then(only_service)
        .map_err(|error| to_status(&error))?;
    Ok(request.into_inner())
}

#[tonic::async_trait]
impl Directory for DirectoryDoor {
    async fn add_organisation(
        &self,
        request: Request<AddOrganisationRequest>,
    ) -> Result<Response<Organisation>, Status> {
        answer(self.0.add_organisation(own(request)?).await)
    }

    async fn list_organisations(
        &self,
        request: Request<ListOrganisationsRequest>,
    ) -> Result<Response<ListOrganisationsResponse>, Status> {
        match principal_of(&request).map_err(|error| to_status(&error))? {
            Principal::Employer(_) => answer(Err(Error::denied(
                "organisations are listed for those who work here",
            ))),
            _ => answer(self.0.list_organisations().await),
        }
    }

    async fn add_worker(
        &self,
        request: Request<AddWorkerRequest>,
    ) -> Result<Response<AddWorkerResponse>, Status> {
        answer(self.0.add_worker(own(request)?).await)
    }

    async fn list_workers(
        &self,
        request: Request<ListWorkersRequest>,
    ) -> Result<Response<ListWorkersResponse>, Status> {
        answer(self.0.list_workers(&own(request)?.organisation_id).await)
    }

    async fn rotate_worker_key(
        &self,
        request: Request<RotateWorkerKeyRequest>,
    ) -> Result<Response<RotateWorkerKeyResponse>, Status> {
        answer(self.0.rotate_worker_key(&own(request)?).await)
    }

    async fn revoke_worker_keys(
        &self,
        request: Request<RevokeWorkerKeysRequest>,
    ) -> Result<Response<RevokeWorkerKeysResponse>, Status> {
        answer(self.0.revoke_worker_keys(&own(request)?.worker_id).await)
    }

    async fn authenticate(
        &self,
        request: Request<AuthenticateRequest>,
    ) -> Result<Response<AuthenticateResponse>, Status> {
        answer(self.0.holder_of(&own(request)?.key_hash).await)
    }

    async fn get_shareable(
        &self,
        request: Request<GetShareableRequest>,
    ) -> Result<Response<GetShareableResponse>, Status> {
        let caller = caller(&request)?;
        let request = own(request)?;
        answer(self.0.get_shareable(&caller, &request.candidate_ids).await)
    }
}
