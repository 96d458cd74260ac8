//! Offers in bulk, from the systems that employers have: files that they send, and feeds that are
//! pulled at a schedule.
//!
//! A feed is bytes of some encoding ([`text`]) in one of several formats ([`read`]), read item by
//! item within limits ([`meter`]) on a thread of its own; each item goes the way of an offer that
//! came by REST. Items that are wrong are told of and hold up nobody else.

mod account;
mod batch;
mod columns;
mod csv;
mod draft;
mod import;
mod item;
mod likeness;
mod meter;
pub(crate) mod open;
mod pipeline;
mod postings;
pub(crate) mod pull;
mod read;
#[cfg(test)]
mod tests;
mod text;
mod words;
mod xml;

pub(crate) use import::SOURCE;
pub(crate) use read::Format;

/// The CSV template: every column, and one line as an example.
pub(crate) const TEMPLATE: &str = include_str!("template.csv");
