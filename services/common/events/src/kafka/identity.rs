//! A database belongs to one cluster and one prefix: its cursors mean nothing elsewhere. And the
//! events of a service under a prefix are those of one database.

use relais_domain::entropy::random;
use relais_domain::{Entropy, Error};
use relais_runtime::config::Kafka;
use relais_store::{Connection, Store, StoreError, Tx, args};

use super::claims;
use super::probe::Probe;

/// Whose log is opened.
pub struct Owner<'a> {
    /// The database.
    pub store: &'a Store,
    /// The services whose events it holds.
    pub services: &'a [&'static str],
    /// What the database is called by, at its first start.
    pub entropy: &'a dyn Entropy,
}

/// Notes the cluster in the database at the first start, and holds every later one to it. Returns
/// its id.
///
/// # Errors
/// `InvalidInput` for another cluster or prefix; `Unavailable` where no broker answers.
pub async fn claim(settings: &Kafka, store: &Store) -> Result<String, Error> {
    let cluster = Probe::new(settings)?.cluster().await?;
    let (found, prefix) = remembered(store, settings, cluster.clone()).await?;
    if found != cluster {
        return Err(Error::invalid_field(
            "/events/kafka/brokers",
            format!("are of the cluster {cluster}; this data was used with the cluster {found}"),
            "name the brokers of that one, or begin with an empty database",
        ));
    }
    if prefix != settings.prefix {
        return Err(Error::invalid_field(
            "/events/kafka/prefix",
            format!(
                "is `{}`; this data was used with `{prefix}`",
                settings.prefix
            ),
            "set it back, or begin with an empty database",
        ));
    }
    Ok(cluster)
}

/// Sees that nobody else's events stand under the prefix, for a database whose cluster is noted.
///
/// # Errors
/// `InvalidInput` where another database has the prefix; `Unavailable` where no broker answers.
pub(super) async fn own(settings: &Kafka, owner: &Owner<'_>) -> Result<(), Error> {
    let name = u128::from_be_bytes(random(owner.entropy));
    let database = called(owner.store, format!("{name:032x}")).await?;
    for service in owner.services {
        claims::hold(settings, service, &database).await?;
    }
    Ok(())
}

/// What the database is called, or is from now on.
async fn called(store: &Store, name: String) -> Result<String, Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE broker SET name = $1 WHERE id = 1 AND name = ''";
                tx.execute(sql, args![name]).await?;
                let sql = "SELECT name FROM broker WHERE id = 1";
                let row = tx.fetch_optional(sql, args![]).await?;
                Ok(row.ok_or(StoreError::NoRow)?.get(0)?)
            })
        })
        .await
}

/// The cluster and the prefix that a database was used with; `None` before the first.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn claimed(connection: &mut Connection) -> Result<Option<(String, String)>, StoreError> {
    let sql = "SELECT cluster, prefix FROM broker WHERE id = 1";
    let row = connection.fetch_optional(sql, args![]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

async fn remembered(
    store: &Store,
    settings: &Kafka,
    cluster: String,
) -> Result<(String, String), Error> {
    let (prefix, partitions) = (settings.prefix.clone(), settings.partitions);
    store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(claimed) = claimed(tx).await? {
                    return Ok(claimed);
                }
                tx.execute(
                    "INSERT INTO broker (id, cluster, prefix) VALUES (1, $1, $2)",
                    args![cluster.as_str(), prefix.as_str()],
                )
                .await?;
                bring_cursors(tx, partitions).await?;
                Ok((cluster, prefix))
            })
        })
        .await
}

/// Cursors of the log in the database itself become those of the partitions: all begin at the
/// first record, and what was taken in is known by its number.
async fn bring_cursors(tx: &mut Tx, partitions: i32) -> Result<(), StoreError> {
    tx.execute("UPDATE cursors SET position = 0", args![])
        .await?;
    for partition in 1..partitions {
        tx.execute(
            "INSERT INTO cursors (consumer, topic, part, position, seq)
             SELECT consumer, topic, $1, 0, seq FROM cursors WHERE part = 0",
            args![partition],
        )
        .await?;
    }
    Ok(())
}
