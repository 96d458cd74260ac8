//! Tutors: the people whom employers name for those they hire.

use relais_domain::Error;
use relais_domain::ids::{NominationId, OfferId};
use relais_store::{Connection, args};

/// The person at the employer's who looks after somebody hired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tutor {
    /// Their name.
    pub name: String,
    /// Their address; empty where it was not given.
    pub email: String,
}

/// Keeps the tutor of a hiring, in the place of one named before.
pub(crate) async fn put_tutor(
    connection: &mut Connection,
    offer: OfferId,
    nomination: NominationId,
    tutor: &Tutor,
) -> Result<(), Error> {
    connection
        .execute(
            "INSERT INTO relay_tutors (nomination_id, offer_id, name, email)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (nomination_id) DO UPDATE SET name = $3, email = $4",
            args![nomination, offer, tutor.name.as_str(), tutor.email.as_str()],
        )
        .await?;
    Ok(())
}

/// The tutor of a hiring.
///
/// # Errors
/// Where the storage fails.
pub async fn tutor(
    connection: &mut Connection,
    nomination: NominationId,
) -> Result<Option<Tutor>, Error> {
    let row = connection
        .fetch_optional(
            "SELECT name, email FROM relay_tutors WHERE nomination_id = $1",
            args![nomination],
        )
        .await?;
    let read = |row: relais_store::Row| {
        Ok(Tutor {
            name: row.get(0)?,
            email: row.get(1)?,
        })
    };
    row.map(read).transpose()
}

/// Forgets the tutor of somebody who was erased.
pub(crate) async fn erase_tutor(
    connection: &mut Connection,
    nomination: NominationId,
) -> Result<(), Error> {
    connection
        .execute(
            "DELETE FROM relay_tutors WHERE nomination_id = $1",
            args![nomination],
        )
        .await?;
    Ok(())
}
