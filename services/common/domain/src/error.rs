//! One error for every use case, with a small set of codes that the doors map once to gRPC and HTTP.

use std::fmt;

/// What kind of failure it is, and so whose turn it is to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The caller's content is wrong; [`Error::fields`] says where and how to mend it.
    InvalidInput,
    /// No key, or one that is not known.
    Unauthenticated,
    /// A known caller who may not do this.
    PermissionDenied,
    /// No such thing, or none that this caller may see.
    NotFound,
    /// The thing has changed meanwhile, or is in a state that does not allow this.
    Conflict,
    /// More bytes or items than a limit allows.
    TooLarge,
    /// Too many calls for now.
    Exhausted,
    /// A peer does not answer; trying again later may help.
    Unavailable,
    /// The disk takes no more writes; reads go on.
    StorageFull,
    /// Our fault.
    Internal,
}

/// One thing that is wrong with one field of what a caller sent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) to the field; empty for the whole document.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
    /// What would be right.
    pub remedy: String,
}

impl FieldError {
    /// A field error from its three parts.
    pub fn new(
        pointer: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

type Source = Box<dyn std::error::Error + Send + Sync>;

/// The failure of a use case.
#[derive(Debug)]
pub struct Error {
    code: ErrorCode,
    message: String,
    fields: Vec<FieldError>,
    source: Option<Source>,
}

impl Error {
    /// An error of the given kind with a message that its reader can act on.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fields: Vec::new(),
            source: None,
        }
    }

    /// Wrong content: every wrong field at once.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let message = match fields.as_slice() {
            [one] => one.message.clone(),
            many => format!("{} fields are wrong", many.len()),
        };
        Self {
            code: ErrorCode::InvalidInput,
            message,
            fields,
            source: None,
        }
    }

    /// Wrong content in one field.
    pub fn invalid_field(
        pointer: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::invalid(vec![FieldError::new(pointer, message, remedy)])
    }

    /// Nothing of that kind is there for this caller.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("no such {what}"))
    }

    /// The present state does not allow it.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Conflict, message)
    }

    /// A known caller may not do it.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::PermissionDenied, message)
    }

    /// The caller is not known.
    pub fn unauthenticated(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unauthenticated, message)
    }

    /// A peer does not answer.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unavailable, message)
    }

    /// Our fault; the cause is kept for the log and never shown to a caller.
    pub fn internal(source: impl Into<Source>) -> Self {
        Self {
            code: ErrorCode::Internal,
            message: "internal error".to_owned(),
            fields: Vec::new(),
            source: Some(source.into()),
        }
    }

    /// The same error with the failure that caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of failure it is.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What to tell the caller.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The wrong fields, where the content is wrong.
    pub fn fields(&self) -> &[FieldError] {
        &self.fields
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for field in &self.fields {
            write!(
                f,
                "; {}: {} ({})",
                field.pointer, field.message, field.remedy
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}
