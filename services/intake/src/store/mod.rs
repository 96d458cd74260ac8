//! The tables of this service and the statements on them.

pub(crate) mod employers;
pub(crate) mod offers;

use relais_store::Migration;

/// Every step of the schema, oldest first.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE intake_employers (
              employer_id TEXT PRIMARY KEY,
              name TEXT NOT NULL,
              email TEXT NOT NULL,
              language TEXT NOT NULL,
              bce_number TEXT NOT NULL,
              webhook_url TEXT,
              webhook_secret TEXT,
              created_at BIGINT NOT NULL
          );
          CREATE TABLE intake_keys (
              hash BLOB PRIMARY KEY,
              employer_id TEXT NOT NULL,
              created_at BIGINT NOT NULL,
              expires_at BIGINT
          );
          CREATE INDEX intake_keys_by_employer ON intake_keys (employer_id);
          CREATE TABLE intake_offers (
              offer_id TEXT PRIMARY KEY,
              employer_id TEXT NOT NULL,
              source TEXT NOT NULL,
              identifier TEXT NOT NULL,
              channel TEXT NOT NULL,
              case_ref TEXT NOT NULL UNIQUE,
              received_at BIGINT NOT NULL,
              due_at BIGINT NOT NULL,
              rule_id TEXT NOT NULL,
              rule_version BIGINT NOT NULL,
              version BIGINT NOT NULL,
              content BLOB NOT NULL,
              content_hash BLOB NOT NULL,
              understood BLOB NOT NULL,
              status BIGINT NOT NULL,
              pause_reason TEXT,
              answer TEXT,
              answered_at BIGINT,
              UNIQUE (employer_id, source, identifier)
          );
          CREATE INDEX intake_offers_by_employer ON intake_offers (employer_id, offer_id);",
}];
