//! `relais admin`: every command is a call to a service, of the running process or within this one.

use anyhow::Context as _;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::{
    AddEmployerRequest, ConfirmEmployerRequest, Employer, ListEmployersRequest, RevokeKeysRequest,
    RotateKeyRequest, SetWebhookRequest,
};
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{
    AddOrganisationRequest, AddWorkerRequest, EraseCandidateRequest, ListOrganisationsRequest,
    ListWorkersRequest, RevokeWorkerKeysRequest, RotateWorkerKeyRequest, WorkerRole,
};
use relais_proto::relay::outbox_client::OutboxClient;
use relais_proto::relay::{ListDeadLettersRequest, ListMessagesRequest, ReplayDeadLettersRequest};
use relais_runtime::peer::Peer;
use serde_json::json;

use super::feed;
use crate::cli::{
    Admin, AdminCommand, CandidatesCommand, EmployerCommand, Format, KeyCommand, MessagesCommand,
    OrganisationCommand, PersonCommand, WorkerCommand,
};
use crate::connect::{Access, configuration};
use crate::{output, wire};

/// Things listed at once.
const PAGE: u32 = 1000;

/// Runs one administrator's command.
///
/// # Errors
/// What the service refused, or that there is none.
pub async fn run(admin: Admin) -> anyhow::Result<()> {
    if let AdminCommand::Candidates(CandidatesCommand::Template) = admin.command {
        print!("{}", relais_profiles::TEMPLATE);
        return Ok(());
    }
    let access = Access::to(configuration(&admin.site)?).await?;
    let peer = access.peer.clone();
    let outcome = match admin.command {
        AdminCommand::Employer(command) => employer(peer, command).await,
        AdminCommand::Organisation(command) => organisation(peer, command).await,
        AdminCommand::Worker(command) => worker(peer, command).await,
        AdminCommand::Spoc(command) => person(peer, command, WorkerRole::Spoc).await,
        AdminCommand::Coordinator(command) => person(peer, command, WorkerRole::Coordinator).await,
        AdminCommand::Key(command) => key(peer, command).await,
        AdminCommand::Candidates(command) => candidates(peer, command).await,
        AdminCommand::Messages(command) => messages(peer, command).await,
        AdminCommand::Feed(command) => feed::run(peer, command).await,
    };
    access.close().await;
    outcome.map_err(told)
}

/// The message of a refusal, with every field that is wrong, instead of a status in full.
pub(super) fn told(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<tonic::Status>() {
        Ok(status) => anyhow::Error::new(relais_runtime::door::from_status(&status)),
        Err(error) => error,
    }
}

async fn employer(peer: Peer, command: EmployerCommand) -> anyhow::Result<()> {
    let mut employers = EmployersClient::new(peer);
    match command {
        EmployerCommand::Add {
            name,
            email,
            language,
            bce,
            format,
        } => {
            let request = AddEmployerRequest {
                name,
                email,
                language,
                bce_number: bce,
            };
            let added = employers.add_employer(request).await?.into_inner();
            let employer = added.employer.unwrap_or_default();
            let json = json!({ "id": employer.employer_id, "api_key": added.api_key });
            output::print(format, &json, || {
                format!(
                    "employer {} {}\napi key  {}\nThe key is shown this once; only its hash is kept.",
                    employer.employer_id, employer.name, added.api_key
                )
            });
        }
        EmployerCommand::Confirm { id, name } => {
            let request = ConfirmEmployerRequest {
                employer_id: id.to_string(),
                name,
            };
            let confirmed = employers.confirm_employer(request).await?.into_inner();
            println!(
                "employer {} {} is confirmed",
                confirmed.employer_id, confirmed.name
            );
        }
        EmployerCommand::List {
            unconfirmed,
            format,
        } => {
            let request = ListEmployersRequest { unconfirmed };
            let listed = employers.list_employers(request).await?.into_inner();
            return print_employers(format, listed.employers);
        }
        EmployerCommand::RotateKey {
            id,
            grace_seconds,
            format,
        } => {
            let request = RotateKeyRequest {
                employer_id: id.to_string(),
                grace_seconds,
            };
            let api_key = employers.rotate_key(request).await?.into_inner().api_key;
            print_key(format, &id.to_string(), &api_key);
        }
        EmployerCommand::RevokeKeys { id, format } => {
            let request = RevokeKeysRequest {
                employer_id: id.to_string(),
            };
            print_revoked(
                format,
                employers.revoke_keys(request).await?.into_inner().revoked,
            );
        }
        EmployerCommand::Webhook { id, url, format } => {
            let request = SetWebhookRequest {
                employer_id: id.to_string(),
                url,
            };
            let secret = employers.set_webhook(request).await?.into_inner().secret;
            output::print(
                format,
                &json!({ "id": id.to_string(), "secret": secret }),
                || {
                    if secret.is_empty() {
                        "webhooks have ended".to_owned()
                    } else {
                        format!("secret {secret}\nIt is shown this once; it signs every webhook.")
                    }
                },
            );
        }
    }
    Ok(())
}

fn print_employers(format: Format, employers: Vec<Employer>) -> anyhow::Result<()> {
    if format.json {
        return lines("relais.intake.v1.Employer", &employers);
    }
    let head = ["id", "name", "email", "language", "webhook", "confirmed"];
    let rows = employers.into_iter().map(|it| {
        let confirmed = if it.unconfirmed { "no" } else { "yes" };
        vec![
            it.employer_id,
            it.name,
            it.email,
            it.language,
            it.webhook_url,
            confirmed.to_owned(),
        ]
    });
    println!("{}", output::table(&head, rows));
    Ok(())
}

async fn organisation(peer: Peer, command: OrganisationCommand) -> anyhow::Result<()> {
    let mut directory = DirectoryClient::new(peer);
    match command {
        OrganisationCommand::Add {
            name,
            email,
            language,
            format,
        } => {
            let request = AddOrganisationRequest {
                name,
                email,
                language,
            };
            let added = directory.add_organisation(request).await?.into_inner();
            output::print(format, &json!({ "id": added.organisation_id }), || {
                format!("organisation {} {}", added.organisation_id, added.name)
            });
        }
        OrganisationCommand::List { format } => {
            let listed = directory
                .list_organisations(ListOrganisationsRequest {})
                .await?;
            let listed = listed.into_inner().organisations;
            if format.json {
                return lines("relais.profiles.v1.Organisation", &listed);
            }
            let rows = listed
                .into_iter()
                .map(|it| vec![it.organisation_id, it.name, it.email]);
            println!("{}", output::table(&["id", "name", "email"], rows));
        }
    }
    Ok(())
}

async fn worker(peer: Peer, command: WorkerCommand) -> anyhow::Result<()> {
    match command {
        WorkerCommand::Add {
            name,
            email,
            organisation,
            language,
            format,
        } => {
            let request = AddWorkerRequest {
                organisation_id: organisation.to_string(),
                name,
                email,
                role: WorkerRole::Worker.into(),
                language,
            };
            add_person(peer, request, format).await
        }
        WorkerCommand::List {
            organisation,
            format,
        } => {
            let organisation_id = organisation.map(|id| id.to_string()).unwrap_or_default();
            let request = ListWorkersRequest { organisation_id };
            let listed = DirectoryClient::new(peer)
                .list_workers(request)
                .await?
                .into_inner();
            if format.json {
                return lines("relais.profiles.v1.Worker", &listed.workers);
            }
            let rows = listed.workers.into_iter().map(|it| {
                let role = it.role().as_str_name().trim_start_matches("WORKER_ROLE_");
                vec![
                    it.worker_id.clone(),
                    role.to_lowercase(),
                    it.name.clone(),
                    it.email.clone(),
                ]
            });
            println!("{}", output::table(&["id", "role", "name", "email"], rows));
            Ok(())
        }
    }
}

async fn person(peer: Peer, command: PersonCommand, role: WorkerRole) -> anyhow::Result<()> {
    let PersonCommand::Add {
        name,
        email,
        language,
        format,
    } = command;
    let request = AddWorkerRequest {
        organisation_id: String::new(),
        name,
        email,
        role: role.into(),
        language,
    };
    add_person(peer, request, format).await
}

async fn add_person(peer: Peer, request: AddWorkerRequest, format: Format) -> anyhow::Result<()> {
    let added = DirectoryClient::new(peer)
        .add_worker(request)
        .await?
        .into_inner();
    let id = added.worker.unwrap_or_default().worker_id;
    print_key(format, &id, &added.api_key);
    Ok(())
}

async fn key(peer: Peer, command: KeyCommand) -> anyhow::Result<()> {
    let mut directory = DirectoryClient::new(peer);
    match command {
        KeyCommand::Rotate {
            id,
            grace_seconds,
            format,
        } => {
            let request = RotateWorkerKeyRequest {
                worker_id: id.to_string(),
                grace_seconds,
            };
            let api_key = directory
                .rotate_worker_key(request)
                .await?
                .into_inner()
                .api_key;
            print_key(format, &id.to_string(), &api_key);
        }
        KeyCommand::Revoke { id, format } => {
            let request = RevokeWorkerKeysRequest {
                worker_id: id.to_string(),
            };
            print_revoked(
                format,
                directory
                    .revoke_worker_keys(request)
                    .await?
                    .into_inner()
                    .revoked,
            );
        }
    }
    Ok(())
}

async fn candidates(peer: Peer, command: CandidatesCommand) -> anyhow::Result<()> {
    let mut profiles = ProfilesClient::new(peer);
    match command {
        CandidatesCommand::Import {
            file,
            organisation,
            format,
        } => {
            let name = || file.display().to_string();
            let input = tokio::fs::File::open(&file).await.with_context(name)?;
            let organisation = organisation.to_string();
            let report = relais_profiles::import_file(&mut profiles, &organisation, input)
                .await
                .with_context(name)?;
            let json = wire::to_json("relais.profiles.v1.ImportReport", &report)?;
            output::print(format, &json, || {
                let head = format!(
                    "{} lines: {} new, {} updated, {} refused",
                    report.lines, report.accepted, report.updated, report.refused
                );
                let errors = report
                    .errors
                    .iter()
                    .map(|it| format!("\nline {}, {}: {}", it.line, it.column, it.reason));
                std::iter::once(head).chain(errors).collect()
            });
        }
        CandidatesCommand::Erase { id, format } => {
            let request = EraseCandidateRequest {
                candidate_id: id.to_string(),
            };
            let report = profiles.erase_candidate(request).await?.into_inner();
            let json = wire::to_json("relais.profiles.v1.ErasureReport", &report)?;
            output::print(format, &json, || {
                let rows = report
                    .places
                    .into_iter()
                    .map(|it| vec![it.place, it.removed.to_string(), it.remaining.to_string()]);
                output::table(&["place", "removed", "remaining"], rows)
            });
        }
        CandidatesCommand::Template => {}
    }
    Ok(())
}

async fn messages(peer: Peer, command: MessagesCommand) -> anyhow::Result<()> {
    let mut outbox = OutboxClient::new(peer);
    let (listed, format) = match command {
        MessagesCommand::List { offer, format } => {
            let request = ListMessagesRequest {
                offer_id: offer,
                limit: PAGE,
            };
            (outbox.list_messages(request).await?, format)
        }
        MessagesCommand::Dead { format } => (
            outbox
                .list_dead_letters(ListDeadLettersRequest { limit: PAGE })
                .await?,
            format,
        ),
        MessagesCommand::Replay { ids, format } => {
            let message_ids = ids.iter().map(ToString::to_string).collect();
            let request = ReplayDeadLettersRequest { message_ids };
            let replayed = outbox
                .replay_dead_letters(request)
                .await?
                .into_inner()
                .replayed;
            output::print(format, &json!({ "replayed": replayed }), || {
                format!("{replayed} messages will be sent again")
            });
            return Ok(());
        }
    };
    let listed = listed.into_inner().messages;
    if format.json {
        return lines("relais.relay.v1.Message", &listed);
    }
    let rows = listed.into_iter().map(|it| {
        vec![
            it.message_id,
            it.kind,
            it.purpose,
            it.state,
            it.attempts.to_string(),
            it.last_error,
        ]
    });
    println!(
        "{}",
        output::table(
            &["id", "kind", "purpose", "state", "attempts", "error"],
            rows
        )
    );
    Ok(())
}

pub(super) fn lines<M: prost::Message>(name: &str, items: &[M]) -> anyhow::Result<()> {
    for item in items {
        println!("{}", wire::to_json(name, item)?);
    }
    Ok(())
}

fn print_key(format: Format, id: &str, api_key: &str) {
    output::print(format, &json!({ "id": id, "api_key": api_key }), || {
        format!(
            "id      {id}\napi key {api_key}\nThe key is shown this once; only its hash is kept."
        )
    });
}

fn print_revoked(format: Format, revoked: u32) {
    output::print(format, &json!({ "revoked": revoked }), || {
        format!("{revoked} keys ended")
    });
}
