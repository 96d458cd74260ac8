//! State and events in one transaction.
//!
//! A [`Store`] takes writes as closures over a [`Tx`] and groups those that wait at the same time
//! into one commit, so that durability is paid for once. Events appended in a [`Tx`] become
//! visible with the state they tell of, in one order without gaps. SQL is one portable text with
//! `$1` placeholders; no other crate sees the database drivers: an embedded `SQLite`, or a schema
//! on a `PostgreSQL` server, which several processes may share.

mod connection;
mod cursor;
mod database;
mod error;
mod event;
mod lanes;
mod migrate;
mod postgres;
mod reader;
mod sqlite;
mod store;
#[cfg(feature = "suite")]
pub mod suite;
mod transaction;
mod transfer;
mod value;
mod writer;

/// The name of the database file in the data folder.
pub const FILE: &str = "relais.db";

pub use connection::{Connection, Row};
pub use cursor::{Cursor, Cursors};
pub use database::{Database, Postgres, Tls};
pub use error::StoreError;
pub use event::{EventRecord, Heads, NewEvent, Topic, topics};
pub use migrate::Migration;
pub use reader::Reader;
pub use store::{Enqueued, Options, Store};
pub use transfer::{End, Moved, Service, transfer};
pub use value::{Column, Value};
pub use writer::{Tx, Work};
