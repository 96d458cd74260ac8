//! A database belongs to one cluster and one prefix: its cursors mean nothing elsewhere.

use relais_domain::Error;
use relais_runtime::config::Kafka;
use relais_store::{Connection, Store, StoreError, Tx, args};

use super::probe::Probe;

/// Notes the cluster in `store` at the first start, and holds every later one to it. Returns its
/// id.
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
