//! How far consumers have come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Connection, EventRecord, StoreError, args};

/// How far a partition has been read; zeros before its first record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// The offset of the last record.
    pub offset: i64,
    /// The highest `seq` read. A topic is told by one service, so a record that comes after this
    /// with a lower `seq` is a repetition.
    pub seq: i64,
}

impl Cursor {
    /// Stands after `record`.
    pub fn after(record: &EventRecord) -> Self {
        Self {
            offset: record.offset,
            seq: record.seq,
        }
    }
}

/// The cursors of a topic by partition.
pub type Cursors = BTreeMap<i32, Cursor>;

impl Connection {
    /// How far `consumer` has taken in a partition of `topic`.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn cursor(
        &mut self,
        consumer: &str,
        topic: &str,
        partition: i32,
    ) -> Result<Cursor, StoreError> {
        let row = self
            .fetch_optional(
                "SELECT position, seq FROM cursors
                 WHERE consumer = $1 AND topic = $2 AND part = $3",
                args![consumer, topic, partition],
            )
            .await?;
        row.map_or(Ok(Cursor::default()), |row| {
            Ok(Cursor {
                offset: row.get(0)?,
                seq: row.get(1)?,
            })
        })
    }

    /// How far `consumer` has taken in each partition of `topic` that it has begun.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn cursors(&mut self, consumer: &str, topic: &str) -> Result<Cursors, StoreError> {
        let rows = self
            .fetch(
                "SELECT part, position, seq FROM cursors WHERE consumer = $1 AND topic = $2",
                args![consumer, topic],
            )
            .await?;
        let cursor = |row: &crate::Row| {
            let (offset, seq) = (row.get(1)?, row.get(2)?);
            let partition: i64 = row.get(0)?;
            Ok((
                i32::try_from(partition).unwrap_or(i32::MAX),
                Cursor { offset, seq },
            ))
        };
        rows.iter().map(cursor).collect()
    }

    /// The highest partition of `topic` that any consumer has begun.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn highest_partition(&mut self, topic: &str) -> Result<Option<i64>, StoreError> {
        let row = self
            .fetch_one(
                "SELECT MAX(part) FROM cursors WHERE topic = $1",
                args![topic],
            )
            .await?;
        row.get(0)
    }

    /// Moves a cursor from the offset `from` to `to`, unless somebody else has moved it.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong. `Ok(false)`: it does not stand at `from`.
    pub async fn move_cursor(
        &mut self,
        consumer: &str,
        topic: &str,
        partition: i32,
        from: i64,
        to: Cursor,
    ) -> Result<bool, StoreError> {
        let moved = self
            .execute(
                "UPDATE cursors SET position = $5, seq = $6
                 WHERE consumer = $1 AND topic = $2 AND part = $3 AND position = $4",
                args![consumer, topic, partition, from, to.offset, to.seq],
            )
            .await?;
        if moved == 1 || from != 0 {
            return Ok(moved == 1);
        }
        let first = self
            .execute(
                "INSERT INTO cursors (consumer, topic, part, position, seq)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (consumer, topic, part) DO NOTHING",
                args![consumer, topic, partition, to.offset, to.seq],
            )
            .await?;
        Ok(first == 1)
    }
}
