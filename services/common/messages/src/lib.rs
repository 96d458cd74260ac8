//! What people read: mails and pages, in French first, and in English, Dutch and German.
//!
//! All words stand in the Fluent files under `locales/`. A [`Language`] picks them, [`text`] fills
//! them in, and the functions of [`mail`] and [`page`] put whole mails and pages together from
//! plain structs. Everything here is pure: instants are arguments, nothing is fetched or sent.

mod catalogue;
mod correction;
pub mod dates;
mod language;
mod letter;
pub mod mail;
pub mod offered;
pub mod page;
pub mod words;

pub use catalogue::{Args, text};
pub use correction::{Correction, CorrectionFields, CorrectionProblem};
pub use language::Language;
pub use letter::{Composed, escape};
