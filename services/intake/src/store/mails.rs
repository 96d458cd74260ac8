//! Mails that came in, and what became of them.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::clock::from_micros;
use relais_domain::ids::MailId;
use relais_store::{Connection, Row, StoreError, Tx, args};

/// A mail that waits to be understood.
pub(crate) const NEW: &str = "new";
/// A mail that came before under another key.
pub(crate) const AGAIN: &str = "again";

/// A mail as it is first stored.
pub(crate) struct NewRow {
    pub mail_id: MailId,
    pub mailbox: String,
    pub key: String,
    pub digest: Vec<u8>,
    pub message_id: String,
    pub received_at: Timestamp,
    pub size: i64,
    pub original: Option<Vec<u8>>,
    pub header_only: bool,
    /// Whether there is nothing to file, because the mailbox keeps nothing.
    pub filed: bool,
}

/// A mail without its original.
pub(crate) struct MailRow {
    pub mail_id: MailId,
    pub mailbox: String,
    pub message_id: String,
    pub received_at: Timestamp,
    pub size: i64,
    pub header_only: bool,
    pub state: String,
    pub reason: Option<String>,
}

/// A mail that is decided and lies unfiled on its server.
pub(crate) struct ToFile {
    pub mail_id: MailId,
    pub key: String,
    pub state: String,
}

macro_rules! select_mails {
    ($rest:literal) => {
        concat!(
            "SELECT mail_id, mailbox, message_id, received_at, size, header_only, state, reason
             FROM intake_mails ",
            $rest
        )
    };
}

impl MailRow {
    fn of(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            mail_id: row.get::<String>(0)?.parse()?,
            mailbox: row.get(1)?,
            message_id: row.get(2)?,
            received_at: from_micros(row.get(3)?)?,
            size: row.get(4)?,
            header_only: row.get(5)?,
            state: row.get(6)?,
            reason: row.get(7)?,
        })
    }
}

/// Whether the mailbox has brought a mail of this key before.
pub(crate) async fn is_known(
    connection: &mut Connection,
    mailbox: &str,
    key: &str,
) -> Result<bool, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT mail_id FROM intake_mails WHERE mailbox = $1 AND mail_key = $2",
            args![mailbox, key],
        )
        .await?;
    Ok(row.is_some())
}

/// The first mail in which the same sender wrote the same.
pub(crate) async fn first_like(
    connection: &mut Connection,
    digest: &[u8],
    message_id: &str,
) -> Result<Option<MailId>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT mail_id FROM intake_mails
             WHERE digest = $1 AND message_id = $2 AND first_id IS NULL
             ORDER BY mail_id LIMIT 1",
            args![digest.to_vec(), message_id],
        )
        .await?;
    let id: Option<String> = row.map(|row| row.get(0)).transpose()?;
    id.map(|id| id.parse()).transpose()
}

/// Adds a mail: new, or one that came again.
pub(crate) async fn insert(
    tx: &mut Tx,
    row: NewRow,
    first: Option<MailId>,
) -> Result<(), StoreError> {
    let state = if first.is_some() { AGAIN } else { NEW };
    tx.execute(
        "INSERT INTO intake_mails (mail_id, mailbox, mail_key, digest, message_id, received_at,
             size, header_only, state, first_id, filed, original)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            row.mail_id,
            row.mailbox,
            row.key,
            row.digest,
            row.message_id,
            row.received_at,
            row.size,
            row.header_only,
            state,
            first,
            row.filed,
            row.original,
        ],
    )
    .await?;
    Ok(())
}

/// Mails of this state, oldest first, after the given one.
pub(crate) async fn in_state(
    connection: &mut Connection,
    state: &str,
    after: Option<MailId>,
    limit: u32,
) -> Result<Vec<MailRow>, Error> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = connection
        .fetch(
            select_mails!("WHERE state = $1 AND mail_id > $2 ORDER BY mail_id LIMIT $3"),
            args![state, after, limit],
        )
        .await?;
    rows.iter().map(MailRow::of).collect()
}

/// How many mails are in this state.
pub(crate) async fn count(connection: &mut Connection, state: &str) -> Result<i64, StoreError> {
    let row = connection
        .fetch_one(
            "SELECT COUNT(*) FROM intake_mails WHERE state = $1",
            args![state],
        )
        .await?;
    row.get(0)
}

/// One mail.
pub(crate) async fn by_id(
    connection: &mut Connection,
    mail: MailId,
) -> Result<Option<MailRow>, Error> {
    let row = connection
        .fetch_optional(select_mails!("WHERE mail_id = $1"), args![mail])
        .await?;
    row.as_ref().map(MailRow::of).transpose()
}

/// The sealed original of a mail, while it is kept.
pub(crate) async fn original(
    connection: &mut Connection,
    mail: MailId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT original FROM intake_mails WHERE mail_id = $1",
            args![mail],
        )
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}

/// Decides what a mail in state `from` is; it is filed once more. Says whether there was such a
/// mail: of several who decide, one does.
pub(crate) async fn decide(
    tx: &mut Tx,
    mail: MailId,
    from: &str,
    state: &str,
    reason: Option<&str>,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE intake_mails SET state = $3, reason = $4
             WHERE mail_id = $1 AND state = $2 AND first_id IS NULL",
            args![mail, from, state, reason.map(str::to_owned)],
        )
        .await?;
    Ok(changed == 1)
}

/// Mails of a mailbox to be filed, after the given one. One that came again goes where the first
/// went.
pub(crate) async fn to_file(
    connection: &mut Connection,
    mailbox: &str,
    after: Option<MailId>,
    limit: u32,
) -> Result<Vec<ToFile>, Error> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = connection
        .fetch(
            "SELECT mail.mail_id, mail.mail_key, COALESCE(first.state, mail.state)
             FROM intake_mails mail
             LEFT JOIN intake_mails first ON first.mail_id = mail.first_id
             WHERE mail.mailbox = $1 AND mail.filed = 0 AND mail.mail_id > $2
               AND COALESCE(first.state, mail.state) <> 'new'
             ORDER BY mail.mail_id LIMIT $3",
            args![mailbox, after, limit],
        )
        .await?;
    let read = |row: &Row| {
        Ok(ToFile {
            mail_id: row.get::<String>(0)?.parse()?,
            key: row.get(1)?,
            state: row.get(2)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Notes that a mail lies where it belongs.
pub(crate) async fn set_filed(tx: &mut Tx, mail: MailId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE intake_mails SET filed = 1 WHERE mail_id = $1",
        args![mail],
    )
    .await?;
    Ok(())
}

/// Forgets originals received before an instant, but of mails that nobody has decided on yet.
pub(crate) async fn forget_originals(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE intake_mails SET original = NULL
         WHERE original IS NOT NULL AND received_at < $1 AND state NOT IN ('new', 'attention')",
        args![before],
    )
    .await
}
