//! Organisations and the people who work here.

use relais_domain::Error;
use relais_domain::entropy::random;
use relais_domain::ids::{OrganisationId, WorkerId};
use relais_proto::profiles::{
    AddOrganisationRequest, AddWorkerRequest, AddWorkerResponse, ListOrganisationsResponse,
    ListWorkersResponse, Organisation, Worker, WorkerRole,
};
use relais_runtime::auth::ApiKey;

use super::keys::kind_of;
use super::put::unknown_organisation;
use crate::caller::id;
use crate::clean::{Problems, email, language, line};
use crate::service::Profiles;
use crate::store;

const MAX_NAME: usize = 200;

impl Profiles {
    /// Adds an organisation.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field.
    pub(crate) async fn add_organisation(
        &self,
        request: AddOrganisationRequest,
    ) -> Result<Organisation, Error> {
        let mut organisation = Organisation {
            organisation_id: OrganisationId::new(self.clock().now(), random(self.entropy()))
                .to_string(),
            name: request.name,
            email: request.email,
            language: request.language,
        };
        let mut problems = Problems::default();
        name(&mut organisation.name, &mut problems);
        email(&mut organisation.email, "/email", &mut problems);
        language(&mut organisation.language, "/language", &mut problems);
        problems.finish()?;
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    store::directory::add_organisation(tx, &organisation).await?;
                    Ok(organisation)
                })
            })
            .await
    }

    /// Every organisation, by name.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub(crate) async fn list_organisations(&self) -> Result<ListOrganisationsResponse, Error> {
        let mut connection = self.store().read().await?;
        let organisations = store::directory::organisations(&mut connection).await?;
        Ok(ListOrganisationsResponse { organisations })
    }

    /// Adds a worker, SPOC or coordinator with a key of their own, which is shown this once.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field.
    pub(crate) async fn add_worker(
        &self,
        request: AddWorkerRequest,
    ) -> Result<AddWorkerResponse, Error> {
        let role = request.role();
        let mut problems = Problems::default();
        let mut worker = Worker {
            worker_id: String::new(),
            organisation_id: request.organisation_id,
            name: request.name,
            email: request.email,
            role: role.into(),
            language: request.language,
        };
        name(&mut worker.name, &mut problems);
        email(&mut worker.email, "/email", &mut problems);
        language(&mut worker.language, "/language", &mut problems);
        let organisation = organisation_of(&worker, &mut problems);
        let Some(kind) = kind_of(role) else {
            problems.add("/role", "is missing", "give worker, spoc or coordinator");
            return Err(Error::invalid(problems.into_fields()));
        };
        problems.finish()?;
        let key = ApiKey::generate(kind, self.entropy());
        let worker_id = WorkerId::new(self.clock().now(), random(self.entropy()));
        worker.worker_id = worker_id.to_string();
        worker.organisation_id = organisation.map_or_else(String::new, |id| id.to_string());
        let hash = key.hash();
        let worker = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(organisation) = organisation
                        && !store::directory::has_organisation(tx, organisation).await?
                    {
                        return Err(unknown_organisation());
                    }
                    store::directory::add_worker(tx, &worker).await?;
                    store::keys::add(tx, worker_id, hash).await?;
                    Ok(worker)
                })
            })
            .await?;
        Ok(AddWorkerResponse {
            worker: Some(worker),
            api_key: key.expose(),
        })
    }

    /// The workers of one organisation, or all where it is empty.
    ///
    /// # Errors
    /// `InvalidInput` where the organisation's id is none.
    pub(crate) async fn list_workers(
        &self,
        organisation_id: &str,
    ) -> Result<ListWorkersResponse, Error> {
        let organisation = match organisation_id {
            "" => None,
            text => Some(id(text, "/organisation_id")?),
        };
        let mut connection = self.store().read().await?;
        let workers = store::directory::workers(&mut connection, organisation).await?;
        Ok(ListWorkersResponse { workers })
    }
}

fn name(name: &mut String, problems: &mut Problems) {
    line(name, MAX_NAME, "/name", problems);
    if name.is_empty() {
        problems.add("/name", "is missing", "give the name");
    }
}

/// The organisation of a worker: SPOCs and coordinators may have none.
fn organisation_of(worker: &Worker, problems: &mut Problems) -> Option<OrganisationId> {
    if worker.organisation_id.is_empty() {
        if worker.role() == WorkerRole::Worker {
            problems.add(
                "/organisation_id",
                "is missing",
                "say which organisation the worker belongs to",
            );
        }
        return None;
    }
    match id(&worker.organisation_id, "/organisation_id") {
        Ok(organisation) => Some(organisation),
        Err(error) => {
            for field in error.fields() {
                problems.add(&field.pointer, &field.message, &field.remedy);
            }
            None
        }
    }
}
