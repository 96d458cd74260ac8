//! What is wrong with an offer, gathered so that its sender learns everything at once.

use std::fmt::Display;

use relais_domain::{Error, FieldError};

/// Findings that are listed; further ones are counted only.
const LISTED: usize = 100;

/// The wrong fields of one offer, by JSON pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    listed: Vec<FieldError>,
    more: usize,
}

impl Findings {
    /// Notes that a field is wrong.
    pub fn wrong(
        &mut self,
        pointer: impl Into<String>,
        message: impl Display,
        remedy: impl Display,
    ) {
        self.add(FieldError::new(
            pointer,
            message.to_string(),
            remedy.to_string(),
        ));
    }

    /// Notes a wrong field, unless something was found at the same place before: a value that
    /// could not be read is not also missing.
    pub fn add(&mut self, finding: FieldError) {
        if self
            .listed
            .iter()
            .any(|known| known.pointer == finding.pointer)
        {
            return;
        }
        if self.listed.len() < LISTED {
            self.listed.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// The value, if nothing was found wrong with it.
    ///
    /// # Errors
    /// `InvalidInput` with every finding.
    pub fn or<T>(mut self, value: T) -> Result<T, Error> {
        if self.listed.is_empty() {
            return Ok(value);
        }
        if self.more > 0 {
            self.listed.push(FieldError::new(
                "",
                format!("{} more fields are wrong", self.more),
                "mend the fields that are listed and send the offer again",
            ));
        }
        Err(Error::invalid(self.listed))
    }
}
