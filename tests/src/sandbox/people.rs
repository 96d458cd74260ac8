//! Who takes part: an employer, two organisations with a worker each, a SPOC and candidates.

use anyhow::{Context as _, ensure};
use relais_proto::intake::AddEmployerRequest;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::matching::GetIndexRequest;
use relais_proto::matching::matching_client::MatchingClient;
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{
    AddOrganisationRequest, AddWorkerRequest, Candidate, ImportCandidatesRequest,
    ListCandidatesRequest, WorkerRole,
};
use relais_runtime::peer::Peer;

use super::{Doors, Rest};

/// An employer, who calls with its key.
#[derive(Clone)]
pub struct Employer {
    /// Its id.
    pub id: String,
    /// Where its mails go.
    pub email: String,
    /// REST calls.
    pub rest: Rest,
    /// gRPC calls.
    pub peer: Peer,
}

/// A worker or SPOC, who calls with their own key.
#[derive(Clone)]
pub struct Person {
    /// Where their mails go.
    pub email: String,
    /// Their organisation's id; empty for a SPOC.
    pub organisation: String,
    /// gRPC calls.
    pub peer: Peer,
}

/// Everybody of a story.
pub struct Cast {
    /// Bâtir SRL, who writes French.
    pub employer: Employer,
    /// Of Passerelle.
    pub worker: Person,
    /// Of Tremplin.
    pub other_worker: Person,
    /// The single point of contact.
    pub spoc: Person,
}

const COLUMNS: &str = "external_id,given_name,family_name,email,phone,language,commune,\
                       occupations_wished,skills,languages,consent_matching,share\n";

impl Doors {
    /// Adds everybody, with a bricklayer at each organisation: Amina and Karim.
    ///
    /// # Errors
    /// What a service refused.
    pub async fn cast(&self) -> anyhow::Result<Cast> {
        let employer = self
            .add_employer("Bâtir SRL", "offres@batir.example")
            .await?;
        let before = self.rankable().await?;
        let mut workers = Vec::new();
        for (organisation, worker, line) in [
            (
                "Passerelle",
                "ines@passerelle.example",
                "P-1,Amina,Zéphyrine,amina@example.org,+32 470 11 22 33,fr,Liège,maçon,\
                 maçonnerie:3:observed,fr:B2,yes:written,name;phone;skills;languages\n",
            ),
            (
                "Tremplin",
                "luc@tremplin.example",
                "T-1,Karim,Quatrebras,karim@example.org,,fr,Herstal,maçon,\
                 maçonnerie:2,fr:B1,yes:phone,name;skills\n",
            ),
        ] {
            let worker = self.add_worker(organisation, worker).await?;
            self.import(&worker, line).await?;
            workers.push(worker);
        }
        // They come by the log; an offer is shown to those who were there before it.
        self.until("the candidates to be rankable", async || {
            let now = self.rankable().await.ok();
            Ok(now.filter(|now| *now >= before + 2))
        })
        .await?;
        let other_worker = workers.pop().context("two were added")?;
        let worker = workers.pop().context("two were added")?;
        let spoc = self.add_person("", "spoc@relais.example", WorkerRole::Spoc);
        Ok(Cast {
            employer,
            worker,
            other_worker,
            spoc: spoc.await?,
        })
    }

    /// How many candidates matching knows.
    async fn rankable(&self) -> anyhow::Result<u64> {
        let mut matching = MatchingClient::new(self.inside.clone());
        let index = matching.get_index(GetIndexRequest {}).await?;
        Ok(index.into_inner().candidates)
    }

    /// Adds an employer that writes French.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn add_employer(&self, name: &str, email: &str) -> anyhow::Result<Employer> {
        let request = AddEmployerRequest {
            name: name.to_owned(),
            email: email.to_owned(),
            language: "fr".to_owned(),
            bce_number: String::new(),
        };
        let mut employers = EmployersClient::new(self.inside.clone());
        let added = employers.add_employer(request).await?.into_inner();
        Ok(Employer {
            id: added.employer.context("the employer")?.employer_id,
            email: email.to_owned(),
            rest: Rest::new(self.http.clone(), &added.api_key),
            peer: self.calling(&added.api_key),
        })
    }

    /// Adds an organisation with one worker.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn add_worker(&self, organisation: &str, email: &str) -> anyhow::Result<Person> {
        let request = AddOrganisationRequest {
            name: organisation.to_owned(),
            email: format!("accueil@{}.example", organisation.to_lowercase()),
            language: "fr".to_owned(),
        };
        let mut directory = DirectoryClient::new(self.inside.clone());
        let added = directory.add_organisation(request).await?.into_inner();
        self.add_person(&added.organisation_id, email, WorkerRole::Worker)
            .await
    }

    /// Adds a person who works here.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn add_person(
        &self,
        organisation: &str,
        email: &str,
        role: WorkerRole,
    ) -> anyhow::Result<Person> {
        let request = AddWorkerRequest {
            organisation_id: organisation.to_owned(),
            name: email.split('@').next().unwrap_or_default().to_owned(),
            email: email.to_owned(),
            role: role.into(),
            language: "fr".to_owned(),
        };
        let mut directory = DirectoryClient::new(self.inside.clone());
        let added = directory.add_worker(request).await?.into_inner();
        Ok(Person {
            email: email.to_owned(),
            organisation: organisation.to_owned(),
            peer: self.calling(&added.api_key),
        })
    }

    /// Imports candidates of the worker's organisation, as lines of CSV.
    ///
    /// # Errors
    /// Lines that were refused.
    pub async fn import(&self, worker: &Person, lines: &str) -> anyhow::Result<()> {
        let request = ImportCandidatesRequest {
            organisation_id: worker.organisation.clone(),
            chunk: format!("{COLUMNS}{lines}").into_bytes(),
        };
        let mut profiles = ProfilesClient::new(worker.peer.clone());
        let stream = futures::stream::iter([request]);
        let report = profiles.import_candidates(stream).await?.into_inner();
        ensure!(report.refused == 0, "refused: {:?}", report.errors);
        Ok(())
    }
}

impl Person {
    /// The candidates of their organisation.
    ///
    /// # Errors
    /// What the service refused.
    pub async fn candidates(&self) -> anyhow::Result<Vec<Candidate>> {
        let request = ListCandidatesRequest {
            limit: 100,
            page_token: String::new(),
            organisation_id: self.organisation.clone(),
        };
        let mut profiles = ProfilesClient::new(self.peer.clone());
        let listed = profiles.list_candidates(request).await?;
        Ok(listed.into_inner().candidates)
    }
}
