//! Who may publish, and how far that has come: one row of the database.
//!
//! Whoever holds the lease sends events and moves the position, which both name the epoch of the
//! tenure. One that was stalled past its lease finds another epoch: it can move nothing. What it
//! may have sent late it has sent again, so that the newest state of a stream stands last.

use std::time::Duration;

use jiff::Timestamp;
use relais_domain::Error;
use relais_store::{Connection, Row, Store, StoreError, args};

/// A tenure of the lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Grows with each tenure.
    pub epoch: i64,
    /// When it ends, unless it is renewed.
    pub until: Timestamp,
    /// The `seq` of the last event that is known to be in Kafka.
    pub position: i64,
}

impl Lease {
    /// Takes the lease as `holder` where nobody has it, or `holder` had it.
    ///
    /// # Errors
    /// Those of the store. `Ok(None)`: another one holds it.
    pub async fn take(
        store: &Store,
        holder: &str,
        now: Timestamp,
        length: Duration,
    ) -> Result<Option<Self>, Error> {
        let (holder, until) = (holder.to_owned(), now + length);
        store
            .write(move |tx| {
                Box::pin(async move {
                    tx.execute(
                        "INSERT INTO publisher (id, holder, epoch, until, position)
                         VALUES (1, '', 0, 0, 0) ON CONFLICT (id) DO NOTHING",
                        args![],
                    )
                    .await?;
                    let row = tx
                        .fetch_optional(
                            "UPDATE publisher SET holder = $1, epoch = epoch + 1, until = $2
                             WHERE id = 1 AND (until <= $3 OR holder = $1)
                             RETURNING epoch, position",
                            args![holder, until, now],
                        )
                        .await?;
                    Ok(row.map(|row| Self::of(&row, until)).transpose()?)
                })
            })
            .await
    }

    fn of(row: &Row, until: Timestamp) -> Result<Self, StoreError> {
        Ok(Self {
            epoch: row.get(0)?,
            until,
            position: row.get(1)?,
        })
    }

    /// Renews the lease; it may have been set back to an earlier position meanwhile.
    ///
    /// # Errors
    /// Those of the store. `Ok(None)`: another one has taken it.
    pub async fn renew(
        self,
        store: &Store,
        now: Timestamp,
        length: Duration,
    ) -> Result<Option<Self>, Error> {
        let until = now + length;
        store
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx
                        .fetch_optional(
                            "UPDATE publisher SET until = $1 WHERE id = 1 AND epoch = $2
                             RETURNING epoch, position",
                            args![until, self.epoch],
                        )
                        .await?;
                    Ok(row.map(|row| Self::of(&row, until)).transpose()?)
                })
            })
            .await
    }

    /// Moves the position to `position`; `false` where another one has taken the lease, or has had
    /// the position set back.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn advance(&mut self, store: &Store, position: i64) -> Result<bool, Error> {
        let Self { epoch, .. } = *self;
        let before = self.position;
        let moved = store
            .write(move |tx| {
                Box::pin(async move {
                    let sql = "UPDATE publisher SET position = $1
                               WHERE id = 1 AND epoch = $2 AND position = $3";
                    Ok(tx.execute(sql, args![position, epoch, before]).await?)
                })
            })
            .await?;
        if moved == 1 {
            self.position = position;
        }
        Ok(moved == 1)
    }

    /// Has the present holder send again what this one may have sent after its tenure.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn take_back(self, store: &Store) -> Result<(), Error> {
        store
            .write(move |tx| {
                Box::pin(async move {
                    let sql = "UPDATE publisher SET position = $1
                               WHERE id = 1 AND epoch > $2 AND position > $1";
                    tx.execute(sql, args![self.position, self.epoch]).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Ends the tenure, so that another one need not wait for its end.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn release(self, store: &Store) -> Result<(), Error> {
        store
            .write(move |tx| {
                Box::pin(async move {
                    let sql = "UPDATE publisher SET until = 0 WHERE id = 1 AND epoch = $1";
                    tx.execute(sql, args![self.epoch]).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// The `seq` of the last event of this database that is known to be in Kafka; 0 before the first.
///
/// # Errors
/// [`StoreError`], by what went wrong.
pub async fn published(connection: &mut Connection) -> Result<i64, StoreError> {
    let sql = "SELECT position FROM publisher WHERE id = 1";
    let row = connection.fetch_optional(sql, args![]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}
