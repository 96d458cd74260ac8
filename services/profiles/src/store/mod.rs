//! The tables of the service.

pub(crate) mod candidates;
pub(crate) mod directory;
pub(crate) mod facts;
pub(crate) mod keys;

use relais_store::Migration;

/// The schema. A candidate's `content` is the protobuf message without what has a column or a
/// table of its own. `external_id` is NULL where the organisation gave none.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE profiles_organisations (
              organisation TEXT PRIMARY KEY,
              name TEXT NOT NULL,
              email TEXT NOT NULL,
              language TEXT NOT NULL
          );
          CREATE TABLE profiles_workers (
              worker TEXT PRIMARY KEY,
              organisation TEXT REFERENCES profiles_organisations (organisation),
              name TEXT NOT NULL,
              email TEXT NOT NULL,
              role TEXT NOT NULL,
              language TEXT NOT NULL
          );
          CREATE TABLE profiles_keys (
              hash BLOB PRIMARY KEY,
              worker TEXT NOT NULL REFERENCES profiles_workers (worker),
              ends_at BIGINT
          );
          CREATE INDEX profiles_keys_by_worker ON profiles_keys (worker);
          CREATE TABLE profiles_candidates (
              candidate TEXT PRIMARY KEY,
              organisation TEXT NOT NULL REFERENCES profiles_organisations (organisation),
              external_id TEXT,
              version BIGINT NOT NULL,
              created_at BIGINT NOT NULL,
              changed_at BIGINT NOT NULL,
              content BLOB NOT NULL
          );
          CREATE INDEX profiles_candidates_by_organisation
              ON profiles_candidates (organisation, candidate);
          CREATE UNIQUE INDEX profiles_candidates_by_external_id
              ON profiles_candidates (organisation, external_id);
          CREATE TABLE profiles_facts (
              candidate TEXT NOT NULL REFERENCES profiles_candidates (candidate),
              fact BIGINT NOT NULL,
              skill TEXT NOT NULL,
              kind TEXT NOT NULL,
              level BIGINT,
              stated_by TEXT NOT NULL,
              stated_on TEXT NOT NULL,
              struck BIGINT NOT NULL,
              PRIMARY KEY (candidate, fact)
          );",
}];
