//! What was understood of the mails that offers came by, sealed as the mails themselves are.

use relais_domain::ids::{MailId, OfferId};
use relais_store::{Connection, StoreError, Tx, args};

/// Keeps what was understood of one offer.
pub(crate) async fn insert(
    tx: &mut Tx,
    offer_id: &str,
    mail: MailId,
    understood: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO intake_mail_offers (offer_id, mail_id, understood) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
        args![offer_id, mail, understood],
    )
    .await?;
    Ok(())
}

/// The mail that an offer came by, and what was understood of it while that is kept.
pub(crate) async fn understood(
    connection: &mut Connection,
    offer: OfferId,
) -> Result<Option<(String, Option<Vec<u8>>)>, StoreError> {
    let row = connection
        .fetch_optional(
            "SELECT mail_id, understood FROM intake_mail_offers WHERE offer_id = $1",
            args![offer],
        )
        .await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The offers that were made of a mail.
pub(crate) async fn of_mail(
    connection: &mut Connection,
    mail: MailId,
) -> Result<Vec<String>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT offer_id FROM intake_mail_offers WHERE mail_id = $1 ORDER BY offer_id",
            args![mail],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The offers that were made of mails with this Message-ID.
pub(crate) async fn of_message(
    connection: &mut Connection,
    message_id: &str,
) -> Result<Vec<String>, StoreError> {
    let rows = connection
        .fetch(
            "SELECT offer_id FROM intake_mails
             JOIN intake_mail_offers ON intake_mail_offers.mail_id = intake_mails.mail_id
             WHERE message_id = $1 ORDER BY offer_id LIMIT 50",
            args![message_id],
        )
        .await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Forgets what was understood of mails whose originals are forgotten.
pub(crate) async fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.execute(
        "UPDATE intake_mail_offers SET understood = NULL
         WHERE understood IS NOT NULL AND mail_id IN
             (SELECT mail_id FROM intake_mails WHERE original IS NULL)",
        args![],
    )
    .await
}
