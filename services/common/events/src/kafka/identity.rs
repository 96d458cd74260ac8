//! A database belongs to one cluster and one prefix: its cursors mean nothing elsewhere.

use relais_domain::Error;
use relais_runtime::config::Kafka;
use relais_store::{Store, args};

use super::probe::Probe;

/// Notes the cluster in `store` at the first start, and holds every later one to it.
///
/// # Errors
/// `InvalidInput` for another cluster or prefix; `Unavailable` where no broker answers.
pub async fn claim(settings: &Kafka, store: &Store) -> Result<(), Error> {
    let cluster = Probe::new(settings)?.cluster().await?;
    let (found, prefix) = remembered(store, cluster.clone(), settings.prefix.clone()).await?;
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
    Ok(())
}

async fn remembered(
    store: &Store,
    cluster: String,
    prefix: String,
) -> Result<(String, String), Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "INSERT INTO broker (id, cluster, prefix) VALUES (1, $1, $2)
                     ON CONFLICT (id) DO NOTHING",
                    args![cluster, prefix],
                )
                .await?;
                let row = tx
                    .fetch_one("SELECT cluster, prefix FROM broker WHERE id = 1", args![])
                    .await?;
                Ok((row.get(0)?, row.get(1)?))
            })
        })
        .await
}
