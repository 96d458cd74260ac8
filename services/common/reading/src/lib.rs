//! Pure: from the bytes of a mail to what it means.
//!
//! [`Mail::read`] parses under limits and tells a person's own words from what they quote, forward
//! or sign with. [`kind::sort`] recognises mails that no person wrote; [`thread::find`] the case
//! that a mail belongs to; [`offer::read`] the offers in it; [`correction::read`] what a reply in
//! words changes. Nothing here reads a clock, a mailbox or a database.

mod lines;
mod mime;
mod pattern;
mod provenance;
mod said;

pub mod correction;
pub mod kind;
pub mod offer;
pub mod thread;

pub use mime::{
    Address, AttachedFile, Auth, From, MAX_BYTES, Mail, MailError, Note, SenderCheck, Verdict,
};
pub use provenance::{Body, Provenance, Segment};
pub use said::{Confidence, Part, Said, Span};
