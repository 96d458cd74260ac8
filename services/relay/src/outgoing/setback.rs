//! Why a message was not sent this time.

use relais_domain::{Error, ErrorCode};
use relais_runtime::door::from_status;

/// Why a message was not sent. Codes are kept and shown: they hold nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Setback {
    /// There is nobody to send it to, or nothing to say any more.
    Skip(&'static str),
    /// Something of ours does not answer; this does not count as an attempt.
    Soon(&'static str),
    /// The other side did not take it; try again by the schedule.
    Failed(String),
    /// Trying again will not help.
    Dead(String),
    /// Another courier has taken the message up.
    Lost,
}

/// For pages that are made from the same content.
impl From<Setback> for Error {
    fn from(setback: Setback) -> Self {
        match setback {
            Setback::Soon(code) => Self::unavailable(code),
            Setback::Skip(_) | Setback::Dead(_) | Setback::Lost => Self::not_found("case"),
            Setback::Failed(code) => Self::internal(code),
        }
    }
}

impl From<Error> for Setback {
    fn from(error: Error) -> Self {
        match error.code() {
            ErrorCode::Unavailable | ErrorCode::Exhausted => Self::Soon("peer unavailable"),
            ErrorCode::StorageFull => Self::Soon("storage full"),
            ErrorCode::NotFound => Self::Dead("not found".to_owned()),
            _ => {
                tracing::error!(error = %error, "a message could not be put together");
                Self::Failed("internal".to_owned())
            }
        }
    }
}

impl From<tonic::Status> for Setback {
    fn from(status: tonic::Status) -> Self {
        from_status(&status).into()
    }
}

impl From<relais_store::StoreError> for Setback {
    fn from(error: relais_store::StoreError) -> Self {
        Error::from(error).into()
    }
}
