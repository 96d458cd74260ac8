//! How a schema is made and looked after.

use std::time::Duration;

use super::link::Link;
use super::server::{Purpose, Server};
use crate::{StoreError, args};

/// How often, and after which pause, it is asked whether nobody reads an old state any more.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Makes the schema where it is missing.
pub(crate) async fn prepare(server: &Server) -> Result<(), StoreError> {
    let mut link = server.connect(Purpose::Write).await?;
    // Two who begin at once would both make it, and one would fail: the lock is for that.
    let lock = format!(
        "BEGIN; SELECT pg_advisory_xact_lock({})",
        server.write_key()
    );
    link.batch(&lock).await?;
    // Asked first, for IF NOT EXISTS demands the right to make it also where it is there.
    if !exists(server, &mut link).await? {
        link.batch(&format!("CREATE SCHEMA \"{}\"", server.schema))
            .await?;
    }
    link.batch("COMMIT").await
}

/// Whether the schema is there.
pub(super) async fn exists(server: &Server, link: &mut Link) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    let rows = link
        .fetch(None, sql, &[server.schema.as_str().into()], 1)
        .await?;
    Ok(!rows.is_empty())
}

/// Writes the tables anew without the rows that are gone. The server's write-ahead log, its
/// standbys and its backups are not touched: they keep what they have for as long as they are set
/// to.
pub(crate) async fn scrub(server: &Server, tables: &[&'static str]) -> Result<(), StoreError> {
    let mut link = server.connect(Purpose::Write).await?;
    wait_for_old_readers(&mut link).await?;
    link.batch("SET statement_timeout = 0").await?;
    for table in tables {
        link.patiently(&format!("VACUUM (FULL) \"{table}\""))
            .await?;
    }
    Ok(())
}

/// Everybody who may still see what was deleted by now: sessions of this database, two-phase
/// transactions, and standbys that ask for it. The server keeps rows for them.
const SEES_BEFORE: &str = "SELECT COUNT(*) FROM (
         SELECT backend_xmin AS oldest FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
         UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
         UNION ALL SELECT xmin FROM pg_replication_slots
     ) AS sees
     WHERE age(oldest) > age(CAST(CAST($1 AS TEXT) AS XID))";

async fn wait_for_old_readers(link: &mut Link) -> Result<(), StoreError> {
    // The low half of the counter is the number that sessions show.
    let sql = "SELECT CAST(CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)
                   % 4294967296 AS TEXT)";
    let rows = link.fetch(None, sql, &[], 1).await?;
    let next: String = rows.first().ok_or(StoreError::NoRow)?.get(0)?;
    for _ in 0..TRIES {
        let values = args![next.as_str()];
        let rows = link.fetch(None, SEES_BEFORE, &values, 1).await?;
        let left: i64 = rows.first().ok_or(StoreError::NoRow)?.get(0)?;
        if left == 0 {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(StoreError::Unavailable(
        "somebody still reads what was deleted".to_owned(),
    ))
}
