//! The people and firms of a demonstration. All of them are invented.

use std::collections::BTreeMap;

use anyhow::Context as _;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::{AddEmployerRequest, ListEmployersRequest, RotateKeyRequest};
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{
    AddOrganisationRequest, AddWorkerRequest, ImportCandidatesRequest, ListCandidatesRequest,
    ListOrganisationsRequest, ListWorkersRequest, RotateWorkerKeyRequest, WorkerRole,
};
use relais_runtime::auth::ApiKey;
use relais_runtime::peer::Peer;

use super::ground::Ground;
use super::narrator::Narrator;
use super::people;

/// An employer and its key.
pub struct Employer {
    /// Its API key.
    pub key: ApiKey,
    /// gRPC calls with its key.
    pub peer: Peer,
}

/// A person who works here, and calls with their own key.
pub struct Person {
    /// Name, for the story.
    pub name: String,
    /// gRPC calls with their key.
    pub peer: Peer,
}

/// An organisation and the worker who is played.
pub struct Organisation {
    /// Name, for the story.
    pub name: String,
    /// Its worker.
    pub worker: Person,
}

/// Everybody.
pub struct World {
    /// Firms.
    pub employers: Vec<Employer>,
    /// Organisations by id.
    pub organisations: BTreeMap<String, Organisation>,
    /// The single point of contact.
    pub spoc: Person,
    /// Names of the candidates by id: what a worker of their organisation sees.
    pub candidates: BTreeMap<String, String>,
}

impl World {
    /// Makes everybody, or finds who is there from an earlier run in the same folder.
    ///
    /// # Errors
    /// What a service refused.
    pub async fn build(ground: &Ground, narrator: &Narrator) -> anyhow::Result<Self> {
        let maker = Maker { ground };
        if ground.is_shared {
            maker.nobody_else().await?;
        }
        let employers = maker.employers().await?;
        let organisations = maker.organisations().await?;
        let spoc = maker.spoc().await?;
        let candidates = maker.candidates(&organisations).await?;
        narrator.say(&format!(
            "people     {} employers, {} organisations with a worker each, 1 SPOC, {} candidates; \
             all invented, and the workers and the SPOC are played by this demo",
            employers.len(),
            organisations.len(),
            candidates.len()
        ));
        Ok(Self {
            employers,
            organisations,
            spoc,
            candidates,
        })
    }
}

struct Maker<'a> {
    ground: &'a Ground,
}

impl Maker<'_> {
    fn calling(&self, key: &str) -> anyhow::Result<(ApiKey, Peer)> {
        let key: ApiKey = key.parse()?;
        let peer = self.ground.calling(&key)?;
        Ok((key, peer))
    }

    /// Real organisations must not get invented candidates beside their own.
    async fn nobody_else(&self) -> anyhow::Result<()> {
        let mut client = DirectoryClient::new(self.ground.inside.clone());
        let known = client.list_organisations(ListOrganisationsRequest {});
        let known = known.await?.into_inner().organisations;
        let is_ours = |name: &str| people::ORGANISATIONS.iter().any(|it| it.0 == name);
        let other = known.into_iter().find(|it| !is_ours(&it.name));
        anyhow::ensure!(
            other.is_none(),
            "--running: this site has organisations that are not those of the demonstration, \
             whose invented offers would reach them: take a site that is there to try"
        );
        Ok(())
    }

    async fn employers(&self) -> anyhow::Result<Vec<Employer>> {
        let mut client = EmployersClient::new(self.ground.inside.clone());
        let known = client
            .list_employers(ListEmployersRequest::default())
            .await?
            .into_inner()
            .employers;
        let mut employers = Vec::new();
        for (name, email, language) in people::EMPLOYERS {
            let key = if let Some(employer) = known.iter().find(|employer| employer.name == name) {
                let employer_id = employer.employer_id.clone();
                let request = RotateKeyRequest {
                    employer_id,
                    grace_seconds: 0,
                };
                client.rotate_key(request).await?.into_inner().api_key
            } else {
                let request = AddEmployerRequest {
                    name: name.to_owned(),
                    email: email.to_owned(),
                    language: language.to_owned(),
                    bce_number: String::new(),
                };
                client.add_employer(request).await?.into_inner().api_key
            };
            let (key, peer) = self.calling(&key)?;
            employers.push(Employer { key, peer });
        }
        Ok(employers)
    }

    async fn organisations(&self) -> anyhow::Result<BTreeMap<String, Organisation>> {
        let mut client = DirectoryClient::new(self.ground.inside.clone());
        let known = client
            .list_organisations(ListOrganisationsRequest {})
            .await?
            .into_inner();
        let mut organisations = BTreeMap::new();
        for (name, email, worker) in people::ORGANISATIONS {
            let found = known.organisations.iter().find(|it| it.name == name);
            let id = if let Some(found) = found {
                found.organisation_id.clone()
            } else {
                let request = AddOrganisationRequest {
                    name: name.to_owned(),
                    email: email.to_owned(),
                    language: "fr".to_owned(),
                };
                client
                    .add_organisation(request)
                    .await?
                    .into_inner()
                    .organisation_id
            };
            let worker = self.person(worker, email, &id, WorkerRole::Worker).await?;
            organisations.insert(
                id,
                Organisation {
                    name: name.to_owned(),
                    worker,
                },
            );
        }
        Ok(organisations)
    }

    async fn spoc(&self) -> anyhow::Result<Person> {
        let (name, email) = people::SPOC;
        self.person(name, email, "", WorkerRole::Spoc).await
    }

    async fn person(
        &self,
        name: &str,
        email: &str,
        organisation_id: &str,
        role: WorkerRole,
    ) -> anyhow::Result<Person> {
        let mut client = DirectoryClient::new(self.ground.inside.clone());
        let known = client
            .list_workers(ListWorkersRequest::default())
            .await?
            .into_inner()
            .workers;
        let key = if let Some(worker) = known.into_iter().find(|worker| worker.name == name) {
            let request = RotateWorkerKeyRequest {
                worker_id: worker.worker_id,
                grace_seconds: 0,
            };
            client
                .rotate_worker_key(request)
                .await?
                .into_inner()
                .api_key
        } else {
            let request = AddWorkerRequest {
                organisation_id: organisation_id.to_owned(),
                name: name.to_owned(),
                email: email.to_owned(),
                role: role.into(),
                language: "fr".to_owned(),
            };
            client.add_worker(request).await?.into_inner().api_key
        };
        Ok(Person {
            name: name.to_owned(),
            peer: self.calling(&key)?.1,
        })
    }

    /// Imports each organisation's candidates; those of an earlier run are updated.
    async fn candidates(
        &self,
        organisations: &BTreeMap<String, Organisation>,
    ) -> anyhow::Result<BTreeMap<String, String>> {
        let mut client = ProfilesClient::new(self.ground.inside.clone());
        let mut names = BTreeMap::new();
        for (id, organisation) in organisations {
            let csv = people::candidates_of(&organisation.name);
            let request = ImportCandidatesRequest {
                organisation_id: id.clone(),
                chunk: csv.into_bytes(),
            };
            let report = client
                .import_candidates(futures::stream::iter([request]))
                .await?;
            let report = report.into_inner();
            anyhow::ensure!(
                report.refused == 0,
                "sample candidates: {:?}",
                report.errors
            );
            let request = ListCandidatesRequest {
                limit: 200,
                organisation_id: id.clone(),
                page_token: String::new(),
            };
            for candidate in client
                .list_candidates(request)
                .await?
                .into_inner()
                .candidates
            {
                let person = candidate.person.context("a candidate is a person")?;
                let name = format!("{} {}", person.given_name, person.family_name);
                names.insert(candidate.candidate_id, name);
            }
        }
        Ok(names)
    }
}
