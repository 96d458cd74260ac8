//! The offers that came in one mail.

use relais_domain::Error;
use relais_domain::ids::{CaseRef, MailId, OfferId};
use relais_store::{Connection, Row, Tx, args};

/// One of the offers of a mail leads: the acknowledgement of all is its.
pub(super) const TABLES: &str = "
CREATE TABLE relay_mail_offers (
    offer_id TEXT PRIMARY KEY,
    mail_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    leads BIGINT NOT NULL
);
CREATE UNIQUE INDEX relay_mail_offers_lead ON relay_mail_offers (mail_id) WHERE leads = 1;
CREATE INDEX relay_mail_offers_by_mail ON relay_mail_offers (mail_id);
";

/// Where an offer stands among those that came in its mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seat {
    /// The offer whose acknowledgement speaks of all of them.
    pub(crate) lead: OfferId,
    /// All that the mail was said to hold are here.
    pub(crate) complete: bool,
}

/// Seats an offer among those of its mail, of which there are `count`. The first one leads.
pub(crate) async fn seat(
    tx: &mut Tx,
    offer: OfferId,
    mail: MailId,
    place: u32,
    count: u32,
) -> Result<Seat, Error> {
    const INSERT: &str = "INSERT INTO relay_mail_offers (offer_id, mail_id, place, leads)
                          VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    if tx.execute(INSERT, args![offer, mail, place, 1]).await? == 0 {
        tx.execute(INSERT, args![offer, mail, place, 0]).await?;
    }
    let row = tx
        .fetch_one(
            "SELECT COUNT(*), MAX(CASE WHEN leads = 1 THEN offer_id END)
             FROM relay_mail_offers WHERE mail_id = $1",
            args![mail],
        )
        .await?;
    let lead: Option<String> = row.get(1)?;
    Ok(Seat {
        lead: lead.map_or(Ok(offer), |lead| parse(&lead))?,
        complete: row.get::<i64>(0)? >= i64::from(count),
    })
}

/// Takes an offer away from the others of its mail: they were acknowledged without it.
pub(crate) async fn unseat(tx: &mut Tx, offer: OfferId) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM relay_mail_offers WHERE offer_id = $1",
        args![offer],
    )
    .await?;
    Ok(())
}

/// The offers that came in the mail of this one, itself included, in the order of the mail and the
/// leading one marked; empty where it came alone.
pub(crate) async fn offers_of_its_mail(
    connection: &mut Connection,
    offer: OfferId,
) -> Result<Vec<Fellow>, Error> {
    let rows = connection
        .fetch(
            "SELECT o.offer_id, c.case_ref, o.leads
             FROM relay_mail_offers m
             JOIN relay_mail_offers o ON o.mail_id = m.mail_id
             JOIN relay_cases c ON c.offer_id = o.offer_id
             WHERE m.offer_id = $1 ORDER BY o.place, o.offer_id",
            args![offer],
        )
        .await?;
    let fellow = |row: &Row| {
        Ok(Fellow {
            offer: parse(&row.get::<String>(0)?)?,
            reference: row.get::<String>(1)?.parse().map_err(Error::internal)?,
            leads: row.get(2)?,
        })
    };
    rows.iter().map(fellow).collect()
}

/// One of the offers that came in one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fellow {
    /// The offer.
    pub(crate) offer: OfferId,
    /// The reference of its case.
    pub(crate) reference: CaseRef,
    /// The acknowledgement of all is its.
    pub(crate) leads: bool,
}

fn parse(offer: &str) -> Result<OfferId, Error> {
    offer.parse().map_err(Error::internal)
}
