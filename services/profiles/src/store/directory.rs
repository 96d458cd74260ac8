//! Organisations and workers.

use relais_domain::ids::{OrganisationId, WorkerId};
use relais_proto::profiles::{Organisation, Worker, WorkerRole};
use relais_store::{Connection, Row, StoreError, Tx, args};

/// Organisations and workers listed at most.
const MAX_LISTED: u32 = 10_000;

/// Adds an organisation.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn add_organisation(
    tx: &mut Tx,
    organisation: &Organisation,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO profiles_organisations (organisation, name, email, language)
         VALUES ($1, $2, $3, $4)",
        args![
            organisation.organisation_id.as_str(),
            organisation.name.as_str(),
            organisation.email.as_str(),
            organisation.language.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// Whether there is an organisation with this id.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn has_organisation(
    connection: &mut Connection,
    id: OrganisationId,
) -> Result<bool, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT 1 FROM profiles_organisations WHERE organisation = $1",
            args![id],
        )
        .await?;
    Ok(row.is_some())
}

/// Every organisation, by name.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn organisations(
    connection: &mut Connection,
) -> Result<Vec<Organisation>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT organisation, name, email, language FROM profiles_organisations
             ORDER BY name, organisation LIMIT $1",
            args![MAX_LISTED],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Organisation {
                organisation_id: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                language: row.get(3)?,
            })
        })
        .collect()
}

/// Adds a worker.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn add_worker(tx: &mut Tx, worker: &Worker) -> Result<(), StoreError> {
    let organisation = Some(worker.organisation_id.as_str()).filter(|id| !id.is_empty());
    tx.execute(
        "INSERT INTO profiles_workers (worker, organisation, name, email, role, language)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            worker.worker_id.as_str(),
            organisation,
            worker.name.as_str(),
            worker.email.as_str(),
            role_code(worker.role()),
            worker.language.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// The worker with this id.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn find_worker(
    connection: &mut Connection,
    id: WorkerId,
) -> Result<Option<Worker>, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT worker, organisation, name, email, role, language
             FROM profiles_workers WHERE worker = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(read_worker).transpose()
}

/// The workers of one organisation, or all, by name.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub(crate) async fn workers(
    connection: &mut Connection,
    organisation: Option<OrganisationId>,
) -> Result<Vec<Worker>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT worker, organisation, name, email, role, language FROM profiles_workers
             WHERE $1 = '' OR organisation = $1 ORDER BY name, worker LIMIT $2",
            args![
                organisation.map_or_else(String::new, |id| id.to_string()),
                MAX_LISTED
            ],
        )
        .await?;
    rows.iter().map(read_worker).collect()
}

/// Reads a worker from the columns of this module's queries.
///
/// # Errors
/// [`StoreError::Corrupt`] where the role is none.
pub(crate) fn read_worker(row: &Row) -> Result<Worker, StoreError> {
    let organisation: Option<String> = row.get(1)?;
    let role: String = row.get(4)?;
    let worker_id: String = row.get(0)?;
    let role = role_of(&role).ok_or_else(|| StoreError::Corrupt {
        table: "profiles_workers",
        column: "role",
        row: worker_id.clone(),
        reason: "is no role".to_owned(),
    })?;
    Ok(Worker {
        worker_id,
        organisation_id: organisation.unwrap_or_default(),
        name: row.get(2)?,
        email: row.get(3)?,
        role: role.into(),
        language: row.get(5)?,
    })
}

fn role_code(role: WorkerRole) -> &'static str {
    match role {
        WorkerRole::Unspecified => "",
        WorkerRole::Worker => "worker",
        WorkerRole::Spoc => "spoc",
        WorkerRole::Coordinator => "coordinator",
    }
}

fn role_of(code: &str) -> Option<WorkerRole> {
    [
        WorkerRole::Worker,
        WorkerRole::Spoc,
        WorkerRole::Coordinator,
    ]
    .into_iter()
    .find(|role| role_code(*role) == code)
}
