//! Events of types that this version does not know.

use relais_domain::Error;
use relais_store::EventRecord;

/// A later version has introduced the type of an event, and what it means is not guessed at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{kind} is a type of a newer version: bring this service to that version, and then run \
     `relais events replay`"
)]
pub struct UnknownType {
    /// The type.
    pub kind: String,
}

impl UnknownType {
    /// That of `record`.
    pub fn of(record: &EventRecord) -> Self {
        Self {
            kind: record.kind.clone(),
        }
    }
}

impl From<UnknownType> for Error {
    fn from(unknown: UnknownType) -> Self {
        Self::internal(unknown)
    }
}
