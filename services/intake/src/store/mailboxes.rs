//! What lay in each mailbox before it was watched.

use relais_domain::Error;
use relais_store::{Connection, StoreError, Tx, args};

use crate::mailbox::Past;

/// The past of a mailbox, once it is known.
pub(crate) async fn past(
    connection: &mut Connection,
    mailbox: &str,
) -> Result<Option<Past>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT left_before, mark FROM intake_mailboxes WHERE mailbox = $1",
            args![mailbox],
        )
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Past {
        before: row.get::<String>(0)?.parse().map_err(Error::internal)?,
        mark: row.get(1)?,
    }))
}

/// Keeps the past of a mailbox; the first that was kept stays.
pub(crate) async fn keep(tx: &mut Tx, mailbox: &str, past: &Past) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO intake_mailboxes (mailbox, left_before, mark) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
        args![mailbox, past.before.to_string(), past.mark.clone()],
    )
    .await?;
    Ok(())
}
