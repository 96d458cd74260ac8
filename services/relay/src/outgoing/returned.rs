//! Our mails that come back.

use relais_domain::Error;
use relais_domain::ids::MessageId;
use relais_store::{Connection, Tx, args};

use super::queue::queued;
use super::{OurMail, Queued};

/// The code of a mail that came back.
const RETURNED: &str = "returned";

/// The message with this id.
pub(crate) async fn message(
    connection: &mut Connection,
    id: MessageId,
) -> Result<Option<Queued>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT message_id, offer_id, purpose, recipient, means, case_version, nomination_id,
                    detail, state, attempts, created_at, since, next_attempt_at, sent_at,
                    last_error, traceparent
             FROM relay_messages WHERE message_id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(queued).transpose()
}

/// The message that a mail of ours was.
pub(crate) async fn find_mail(
    connection: &mut Connection,
    mail: OurMail,
) -> Result<Option<Queued>, Error> {
    let offer = match mail {
        OurMail::Later(id) => return message(connection, id).await,
        OurMail::First(offer) => offer,
    };
    let row = connection
        .fetch_optional(
            "SELECT message_id, offer_id, purpose, recipient, means, case_version, nomination_id,
                    detail, state, attempts, created_at, since, next_attempt_at, sent_at,
                    last_error, traceparent
             FROM relay_messages
             WHERE offer_id = $1 AND purpose = 'acknowledgement' AND means = 'mail'",
            args![offer],
        )
        .await?;
    row.as_ref().map(queued).transpose()
}

/// Gives a mail up that was taken and came back: a dead letter, until somebody replays it.
pub(crate) async fn send_back(tx: &mut Tx, id: MessageId) -> Result<(), Error> {
    tx.execute(
        "UPDATE relay_messages SET state = 'dead', last_error = $2
         WHERE message_id = $1 AND state = 'sent'",
        args![id, RETURNED],
    )
    .await?;
    Ok(())
}
