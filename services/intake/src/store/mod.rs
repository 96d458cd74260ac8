//! The tables of this service and the statements on them.

pub(crate) mod employers;
pub(crate) mod feed_items;
pub(crate) mod feeds;
pub(crate) mod mail_offers;
pub(crate) mod mailboxes;
pub(crate) mod mails;
pub(crate) mod offers;

use relais_store::Migration;

/// Every step of the schema, oldest first.
pub const MIGRATIONS: &[Migration] = &[OFFERS, FEEDS, MAILS, SENDERS, PASTS, ANSWERED];

const OFFERS: Migration = Migration {
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
};

/// Feeds, and the order in which offers change, for the open feed.
const FEEDS: Migration = Migration {
    version: 2,
    sql: "CREATE TABLE intake_feeds (
              feed_id TEXT PRIMARY KEY,
              employer_id TEXT NOT NULL,
              url TEXT NOT NULL,
              format TEXT NOT NULL,
              source TEXT NOT NULL,
              every_seconds BIGINT NOT NULL,
              paused BIGINT NOT NULL,
              created_at BIGINT NOT NULL,
              next_pull_at BIGINT NOT NULL,
              pulls BIGINT NOT NULL,
              failures BIGINT NOT NULL,
              etag TEXT,
              last_modified TEXT
          );
          CREATE INDEX intake_feeds_due ON intake_feeds (next_pull_at) WHERE paused = 0;
          CREATE TABLE intake_feed_pulls (
              feed_id TEXT NOT NULL,
              number BIGINT NOT NULL,
              pull BLOB NOT NULL,
              PRIMARY KEY (feed_id, number)
          );
          CREATE TABLE intake_feed_items (
              feed_id TEXT NOT NULL,
              source TEXT NOT NULL,
              identifier TEXT NOT NULL,
              offer_id TEXT NOT NULL,
              likeness BLOB NOT NULL,
              content_hash BLOB NOT NULL,
              missed BIGINT NOT NULL,
              asked BIGINT NOT NULL,
              questions BIGINT NOT NULL,
              PRIMARY KEY (feed_id, source, identifier)
          );
          CREATE TABLE intake_changes (
              id BIGINT PRIMARY KEY,
              last BIGINT NOT NULL
          );
          INSERT INTO intake_changes (id, last) VALUES (1, 0);
          ALTER TABLE intake_offers ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
          CREATE INDEX intake_offers_by_change ON intake_offers (changed);",
};

/// Mails that came in, and their originals.
const MAILS: Migration = Migration {
    version: 3,
    sql: "CREATE TABLE intake_mails (
              mail_id TEXT PRIMARY KEY,
              mailbox TEXT NOT NULL,
              mail_key TEXT NOT NULL,
              digest BLOB NOT NULL,
              message_id TEXT NOT NULL,
              received_at BIGINT NOT NULL,
              size BIGINT NOT NULL,
              header_only BIGINT NOT NULL,
              state TEXT NOT NULL,
              reason TEXT,
              first_id TEXT,
              filed BIGINT NOT NULL,
              original BLOB,
              UNIQUE (mailbox, mail_key)
          );
          CREATE INDEX intake_mails_by_digest ON intake_mails (digest);
          CREATE INDEX intake_mails_by_state ON intake_mails (state, mail_id);
          CREATE INDEX intake_mails_unfiled ON intake_mails (mailbox, mail_id) WHERE filed = 0;",
};

/// By whom mails come, and what was understood of them.
const SENDERS: Migration = Migration {
    version: 4,
    // The domain is what stands behind the last `@`.
    sql: "ALTER TABLE intake_employers ADD COLUMN unconfirmed BIGINT NOT NULL DEFAULT 0;
          ALTER TABLE intake_employers ADD COLUMN sender TEXT NOT NULL DEFAULT '';
          ALTER TABLE intake_employers ADD COLUMN sender_domain TEXT NOT NULL DEFAULT '';
          UPDATE intake_employers SET sender = lower(email), sender_domain =
              lower(replace(email, rtrim(email, replace(email, '@', '')), ''));
          CREATE INDEX intake_employers_by_sender ON intake_employers (sender);
          CREATE INDEX intake_employers_by_domain ON intake_employers (sender_domain);
          CREATE TABLE intake_mail_offers (
              offer_id TEXT PRIMARY KEY,
              mail_id TEXT NOT NULL,
              understood BLOB
          );
          CREATE INDEX intake_mail_offers_by_mail ON intake_mail_offers (mail_id);",
};

/// What lay in mailboxes before they were watched.
const PASTS: Migration = Migration {
    version: 5,
    sql: "CREATE TABLE intake_mailboxes (
              mailbox TEXT PRIMARY KEY,
              left_before TEXT NOT NULL,
              mark TEXT NOT NULL
          );",
};

/// Mails by their Message-ID, for those that answer them.
const ANSWERED: Migration = Migration {
    version: 6,
    sql: "CREATE INDEX intake_mails_by_message ON intake_mails (message_id);",
};
