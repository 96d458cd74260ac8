//! Candidates from a CSV file: good lines go in, bad ones are listed.
//!
//! UTF-8, with `,` or `;` between the cells (read off the header), one candidate on a line. A
//! value with a separator or a quotation mark in it stands in quotation marks, which are doubled
//! inside. The header names the columns, in any order; [`Column`](columns::Column) says what each
//! holds, [`TEMPLATE`] shows them all; lists are parted by `;` or `|`. An empty cell says nothing:
//! it leaves what is known.
//!
//! A line whose external id the organisation knows already changes that candidate, so a file may
//! be sent again. Its skills are added as facts where they are new.

mod batch;
mod cells;
mod columns;
mod header;
mod lines;
mod row;
mod run;
mod send;
mod values;

pub use send::{ImportFailure, import_file};

/// An example of a file: every column, and two candidates who do not exist.
pub const TEMPLATE: &str = include_str!("template.csv");
