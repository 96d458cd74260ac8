//! A directory of two organisations, for the relay to ask.

use std::sync::{Arc, Mutex, PoisonError};

use relais_domain::ids::{CandidateId, OrganisationId, WorkerId};
use relais_proto::profiles::directory_server::{Directory, DirectoryServer};
use relais_proto::profiles::*;
use tonic::service::Routes;
use tonic::{Request, Response, Status};
use uuid::Uuid;

pub fn organisation(n: u8) -> OrganisationId {
    OrganisationId(Uuid::from_u128(0x200 + u128::from(n)))
}

/// The worker of an organisation.
pub fn worker(of: u8) -> WorkerId {
    WorkerId(Uuid::from_u128(0x300 + u128::from(of)))
}

/// The `n`th candidate of an organisation.
pub fn candidate(of: u8, n: u8) -> CandidateId {
    CandidateId(Uuid::from_u128(
        0x1000 + 0x100 * u128::from(of) + u128::from(n),
    ))
}

/// Two organisations with one worker and three candidates each.
#[derive(Clone, Default)]
pub struct Profiles {
    erased: Arc<Mutex<Vec<String>>>,
}

impl Profiles {
    pub fn erase(&self, candidate: CandidateId) {
        self.erased
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(candidate.to_string());
    }

    pub fn routes(&self) -> Routes {
        Routes::new(DirectoryServer::new(self.clone()))
    }

    fn shareable(&self, id: &str) -> Option<Shareable> {
        if self
            .erased
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .any(|it| it == id)
        {
            return None;
        }
        let of = (0..2).find(|of| (0..3).any(|n| candidate(*of, n).to_string() == id))?;
        Some(Shareable {
            candidate_id: id.to_owned(),
            organisation_id: organisation(of).to_string(),
            work_standing: "permit_needed".to_owned(),
            ..Shareable::default()
        })
    }
}

#[tonic::async_trait]
impl Directory for Profiles {
    async fn list_organisations(
        &self,
        _: Request<ListOrganisationsRequest>,
    ) -> Result<Response<ListOrganisationsResponse>, Status> {
        let listed = |of| Organisation {
            organisation_id: organisation(of).to_string(),
            ..Organisation::default()
        };
        let organisations = (0..2).map(listed).collect();
        Ok(Response::new(ListOrganisationsResponse { organisations }))
    }

    async fn list_workers(
        &self,
        request: Request<ListWorkersRequest>,
    ) -> Result<Response<ListWorkersResponse>, Status> {
        let id = request.into_inner().organisation_id;
        let of = (0..2).filter(|of| organisation(*of).to_string() == id);
        let workers = of.map(|of| Worker {
            worker_id: worker(of).to_string(),
            organisation_id: id.clone(),
            ..Worker::default()
        });
        let workers = workers.collect();
        Ok(Response::new(ListWorkersResponse { workers }))
    }

    async fn get_shareable(
        &self,
        request: Request<GetShareableRequest>,
    ) -> Result<Response<GetShareableResponse>, Status> {
        let ids = request.into_inner().candidate_ids;
        let candidates = ids.iter().filter_map(|id| self.shareable(id)).collect();
        Ok(Response::new(GetShareableResponse { candidates }))
    }

    async fn add_organisation(
        &self,
        _: Request<AddOrganisationRequest>,
    ) -> Result<Response<Organisation>, Status> {
        Err(not_asked())
    }

    async fn add_worker(
        &self,
        _: Request<AddWorkerRequest>,
    ) -> Result<Response<AddWorkerResponse>, Status> {
        Err(not_asked())
    }

    async fn rotate_worker_key(
        &self,
        _: Request<RotateWorkerKeyRequest>,
    ) -> Result<Response<RotateWorkerKeyResponse>, Status> {
        Err(not_asked())
    }

    async fn revoke_worker_keys(
        &self,
        _: Request<RevokeWorkerKeysRequest>,
    ) -> Result<Response<RevokeWorkerKeysResponse>, Status> {
        Err(not_asked())
    }

    async fn authenticate(
        &self,
        _: Request<AuthenticateRequest>,
    ) -> Result<Response<AuthenticateResponse>, Status> {
        Err(not_asked())
    }
}

fn not_asked() -> Status {
    Status::unimplemented("the relay does not ask this")
}
