//! `relais export`: everything as JSON lines, by the same doors that everybody uses.

use std::fs::File;
use std::io::{self, Write};

use anyhow::Context as _;
use prost::Message;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::{ListAllOffersRequest, ListEmployersRequest};
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{ListCandidatesRequest, ListOrganisationsRequest, ListWorkersRequest};
use relais_proto::relay::ListCasesRequest;
use relais_proto::relay::relay_client::RelayClient;
use relais_runtime::peer::Peer;

use crate::cli::Export;
use crate::connect::{Access, configuration};
use crate::wire;

/// Things fetched at once.
const PAGE: u32 = 200;

/// Writes one line per thing: `{"kind":"offer","value":{…}}`.
///
/// # Errors
/// When the site cannot be reached or the file not be written.
pub async fn run(command: Export) -> anyhow::Result<()> {
    let access = Access::to(configuration(&command.site)?).await?;
    let out: Box<dyn Write> = match &command.to {
        Some(file) => Box::new(File::create(file).with_context(|| file.display().to_string())?),
        None => Box::new(io::stdout()),
    };
    let mut lines = Lines {
        out: io::BufWriter::new(out),
    };
    lines.people(&access.peer).await?;
    lines.offers(&access.peer).await?;
    lines.out.flush()?;
    access.close().await;
    Ok(())
}

struct Lines<W: Write> {
    out: W,
}

impl<W: Write> Lines<W> {
    fn all<M: Message>(&mut self, kind: &str, name: &str, items: &[M]) -> anyhow::Result<()> {
        for item in items {
            let value = wire::to_json(name, item)?;
            writeln!(
                self.out,
                "{}",
                serde_json::json!({ "kind": kind, "value": value })
            )?;
        }
        Ok(())
    }

    async fn people(&mut self, peer: &Peer) -> anyhow::Result<()> {
        let mut directory = DirectoryClient::new(peer.clone());
        let organisations = directory
            .list_organisations(ListOrganisationsRequest {})
            .await?;
        let organisations = organisations.into_inner().organisations;
        self.all(
            "organisation",
            "relais.profiles.v1.Organisation",
            &organisations,
        )?;
        let workers = directory
            .list_workers(ListWorkersRequest::default())
            .await?;
        self.all(
            "worker",
            "relais.profiles.v1.Worker",
            &workers.into_inner().workers,
        )?;
        let employers = EmployersClient::new(peer.clone())
            .list_employers(ListEmployersRequest::default())
            .await?
            .into_inner();
        self.all(
            "employer",
            "relais.intake.v1.Employer",
            &employers.employers,
        )?;
        let mut profiles = ProfilesClient::new(peer.clone());
        let mut page_token = String::new();
        loop {
            let request = ListCandidatesRequest {
                limit: PAGE,
                page_token,
                ..Default::default()
            };
            let page = profiles.list_candidates(request).await?.into_inner();
            self.all(
                "candidate",
                "relais.profiles.v1.Candidate",
                &page.candidates,
            )?;
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(());
            }
        }
    }

    async fn offers(&mut self, peer: &Peer) -> anyhow::Result<()> {
        let mut employers = EmployersClient::new(peer.clone());
        let mut page_token = String::new();
        loop {
            let request = ListAllOffersRequest {
                limit: PAGE,
                page_token,
            };
            let page = employers.list_all_offers(request).await?.into_inner();
            self.all("offer", "relais.intake.v1.Offer", &page.offers)?;
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        let mut relay = RelayClient::new(peer.clone());
        loop {
            let request = ListCasesRequest {
                limit: PAGE,
                page_token,
                all: true,
            };
            let page = relay.list_cases(request).await?.into_inner();
            self.all("case", "relais.relay.v1.Case", &page.cases)?;
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(());
            }
        }
    }
}
