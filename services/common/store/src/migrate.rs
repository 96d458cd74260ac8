//! Forward-only migrations, one line of versions for each service.

use crate::{Connection, StoreError, args};

/// One step of a service's schema. Once released it is never changed.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Counts from 1 without gaps.
    pub version: i64,
    /// Statements, separated by semicolons, in the words of `SQLite` and with the types BIGINT,
    /// TEXT and BLOB; SQL's words in capitals, names in small letters.
    pub sql: &'static str,
}

/// The tables of the log, which every service shares.
pub(crate) const LOG: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE events (
              seq INTEGER PRIMARY KEY AUTOINCREMENT,
              topic TEXT NOT NULL,
              stream TEXT NOT NULL,
              kind TEXT NOT NULL,
              source TEXT NOT NULL,
              time BIGINT NOT NULL,
              traceparent TEXT,
              payload BLOB NOT NULL
          );
          CREATE INDEX events_by_topic ON events (topic, seq);
          CREATE INDEX events_by_candidate ON events (stream) WHERE topic = 'relais.candidates';
          CREATE TABLE cursors (
              consumer TEXT NOT NULL,
              topic TEXT NOT NULL,
              part BIGINT NOT NULL,
              position BIGINT NOT NULL,
              PRIMARY KEY (consumer, topic, part)
          ) WITHOUT ROWID;
          CREATE TABLE dead_letters (
              consumer TEXT NOT NULL,
              topic TEXT NOT NULL,
              position BIGINT NOT NULL,
              kind TEXT NOT NULL,
              reason TEXT NOT NULL,
              PRIMARY KEY (consumer, topic, position)
          );",
    },
    Migration {
        version: 2,
        // A letter holds its record from now on; those from before can be read in the log itself.
        sql: "ALTER TABLE cursors ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
          UPDATE cursors SET seq = position;
          CREATE TABLE letters (
              consumer TEXT NOT NULL,
              topic TEXT NOT NULL,
              part BIGINT NOT NULL,
              position BIGINT NOT NULL,
              seq BIGINT NOT NULL,
              stream TEXT NOT NULL,
              kind TEXT NOT NULL,
              source TEXT NOT NULL,
              time BIGINT NOT NULL,
              traceparent TEXT,
              payload BLOB NOT NULL,
              reason TEXT NOT NULL,
              told BOOLEAN NOT NULL,
              PRIMARY KEY (consumer, topic, part, position)
          );
          INSERT INTO letters
              SELECT old.consumer, old.topic, 0, old.position, event.seq, event.stream,
                     event.kind, event.source, event.time, event.traceparent, event.payload,
                     old.reason, FALSE
              FROM dead_letters AS old
              JOIN events AS event ON event.seq = old.position;
          DROP TABLE dead_letters;
          ALTER TABLE letters RENAME TO dead_letters;
          CREATE TABLE publisher (
              id BIGINT PRIMARY KEY CHECK (id = 1),
              holder TEXT NOT NULL,
              epoch BIGINT NOT NULL,
              until BIGINT NOT NULL,
              position BIGINT NOT NULL
          );
          CREATE TABLE broker (
              id BIGINT PRIMARY KEY CHECK (id = 1),
              cluster TEXT NOT NULL,
              prefix TEXT NOT NULL
          );",
    },
    Migration {
        version: 3,
        // Empty until the next start with Kafka.
        sql: "ALTER TABLE broker ADD COLUMN name TEXT NOT NULL DEFAULT '';",
    },
    Migration {
        version: 4,
        // Of the compacted topics; who asks must name them all, see `of_state` in `event`.
        sql: "DROP INDEX events_by_candidate;
          CREATE INDEX events_by_state ON events (stream)
              WHERE topic IN ('relais.candidates', 'relais.dead-letters');",
    },
];

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_versions (
    service TEXT PRIMARY KEY,
    version BIGINT NOT NULL
)";

/// Brings the tables of `service` to the newest version, or only finds out whether they are of
/// it. Runs inside a transaction.
pub(crate) async fn migrate(
    connection: &mut Connection,
    service: &str,
    migrations: &[Migration],
    only_check: bool,
) -> Result<(), StoreError> {
    connection.script(VERSIONS).await?;
    let row = connection
        .fetch_optional(
            "SELECT version FROM schema_versions WHERE service = $1",
            args![service],
        )
        .await?;
    let found: i64 = row.map_or(Ok(0), |row| row.get(0))?;
    let known = migrations.last().map_or(0, |migration| migration.version);
    if found > known {
        return Err(StoreError::Newer {
            service: service.to_owned(),
            found,
            known,
        });
    }
    if only_check && found < known {
        return Err(StoreError::Older {
            service: service.to_owned(),
            found,
            known,
        });
    }
    for migration in migrations
        .iter()
        .filter(|migration| migration.version > found)
    {
        connection.script(migration.sql).await?;
    }
    connection
        .execute(
            "INSERT INTO schema_versions (service, version) VALUES ($1, $2)
             ON CONFLICT (service) DO UPDATE SET version = $2",
            args![service, known],
        )
        .await?;
    Ok(())
}
