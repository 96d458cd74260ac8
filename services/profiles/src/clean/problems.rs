//! Everything that is wrong with one request.

use relais_domain::{Error, FieldError};

/// Field errors as they are found. Messages never repeat what was sent: it may be personal.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    fields: Vec<FieldError>,
}

impl Problems {
    /// Notes what is wrong with the field at `pointer`, and what would be right.
    pub fn add(
        &mut self,
        pointer: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.fields.push(FieldError::new(pointer, message, remedy));
    }

    /// What was found.
    pub fn into_fields(self) -> Vec<FieldError> {
        self.fields
    }

    /// Every problem as one error.
    ///
    /// # Errors
    /// `InvalidInput` where there is any.
    pub fn finish(self) -> Result<(), Error> {
        if self.fields.is_empty() {
            return Ok(());
        }
        Err(Error::invalid(self.fields))
    }
}
