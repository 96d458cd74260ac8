//! Writers of small documents.

pub mod odd;
pub mod office;
pub mod pdf;
