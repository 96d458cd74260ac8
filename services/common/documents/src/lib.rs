//! The text of the documents that employers attach: PDF, DOCX, ODT, HTML and plain text.
//!
//! [`read`] is pure and takes bytes, but a document made for it can make it run for long or take
//! much memory. [`Confined`] therefore runs it in a child process of our own
//! binary that may use little memory and time, and can open no file and no connection: a hostile
//! document costs one message, not the service.
//!
//! The text keeps the lines that a reader sees. The cells of a table row stand on one line,
//! separated by tabs; a list's items begin with `- `; what a mail quotes begins with `> `.

pub mod confined;
mod document;
mod flow;
mod html;
mod kind;
mod limits;
mod office;
mod pdf;
mod plain;
mod read;

pub use confined::{Confined, ReadError};
pub use document::{Bound, Document, Guard, Note, Unreadable};
pub use kind::{Hint, Kind};
pub use limits::Limits;
pub use read::read;
