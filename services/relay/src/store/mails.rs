//! Mails that were joined to cases.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::clock::from_micros;
use relais_domain::ids::{MailId, NoteId, OfferId};
use relais_store::{Connection, Row, Tx, args};

use crate::outgoing::codes;

/// Mails by their own ids, and the Message-IDs by which answers to them are known.
pub(super) const TABLES: &str = "
CREATE TABLE relay_mails (
    mail_id TEXT PRIMARY KEY,
    offer_id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    sender_known BIGINT NOT NULL,
    intent TEXT NOT NULL,
    corrected BIGINT NOT NULL,
    note_id TEXT
);
CREATE INDEX relay_mails_by_offer ON relay_mails (offer_id, received_at);
CREATE TABLE relay_mail_ids (
    message_id TEXT PRIMARY KEY,
    offer_id TEXT NOT NULL
);
";

codes!(
    /// What a mail wants.
    Intent, "intent of a mail" {
        /// That the offer is changed.
        Correction = "correction",
        /// To say that the post is filled, or not sought any more.
        NoLongerOpen = "no_longer_open",
        /// To say that all is as it was understood.
        Confirmation = "confirmation",
        /// Anything else, for a person to read.
        Message = "message",
    }
);

/// A mail of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JoinedMail {
    /// The mail.
    pub(crate) id: MailId,
    /// When it was received.
    pub(crate) received_at: Timestamp,
    /// It comes from whom the case knows, as far as can be told.
    pub(crate) sender_known: bool,
    /// What it wants.
    pub(crate) intent: Intent,
    /// The changes that it asks for were made.
    pub(crate) corrected: bool,
    /// The sender's own words.
    pub(crate) note: Option<NoteId>,
}

/// Joins a mail to a case; `false` where it was joined before.
pub(crate) async fn insert_mail(
    tx: &mut Tx,
    offer: OfferId,
    mail: &JoinedMail,
) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO relay_mails
                 (mail_id, offer_id, received_at, sender_known, intent, corrected, note_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (mail_id) DO NOTHING",
            args![
                mail.id,
                offer,
                mail.received_at,
                mail.sender_known,
                mail.intent.code(),
                mail.corrected,
                mail.note,
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// The mails of a case, oldest first, each with the sender's words where they are still kept.
pub(crate) async fn mails_of(
    connection: &mut Connection,
    offer: OfferId,
) -> Result<Vec<(JoinedMail, Option<String>)>, Error> {
    let rows = connection
        .fetch(
            "SELECT m.mail_id, m.received_at, m.sender_known, m.intent, m.corrected, m.note_id,
                    n.text
             FROM relay_mails m LEFT JOIN relay_notes n ON n.id = m.note_id
             WHERE m.offer_id = $1 ORDER BY m.received_at, m.mail_id",
            args![offer],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((joined(row)?, row.get(6)?)))
        .collect()
}

/// One mail of a case.
pub(crate) async fn mail(
    connection: &mut Connection,
    mail: MailId,
) -> Result<Option<JoinedMail>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT mail_id, received_at, sender_known, intent, corrected, note_id
             FROM relay_mails WHERE mail_id = $1",
            args![mail],
        )
        .await?;
    row.as_ref().map(joined).transpose()
}

fn joined(row: &Row) -> Result<JoinedMail, Error> {
    let note: Option<String> = row.get(5)?;
    Ok(JoinedMail {
        id: row.get::<String>(0)?.parse().map_err(Error::internal)?,
        received_at: from_micros(row.get(1)?)?,
        sender_known: row.get(2)?,
        intent: row.get::<String>(3)?.parse()?,
        corrected: row.get(4)?,
        note: note
            .map(|id| id.parse().map_err(Error::internal))
            .transpose()?,
    })
}

/// Remembers the id of a mail that was joined to a case, so that answers to it are found.
pub(crate) async fn remember_message_id(
    tx: &mut Tx,
    message_id: &str,
    offer: OfferId,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO relay_mail_ids (message_id, offer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        args![message_id, offer],
    )
    .await?;
    Ok(())
}

/// The offer whose case a mail with this id was joined to.
pub(crate) async fn offer_of_message_id(
    connection: &mut Connection,
    message_id: &str,
) -> Result<Option<OfferId>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT offer_id FROM relay_mail_ids WHERE message_id = $1",
            args![message_id],
        )
        .await?;
    row.map(|row| row.get::<String>(0)?.parse().map_err(Error::internal))
        .transpose()
}
