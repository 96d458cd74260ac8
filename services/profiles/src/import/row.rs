//! One line of the file as what it says about a candidate.

use relais_proto::profiles::{Candidate, ImportError};

use super::cells::cells;
use super::columns::Column;
use super::header::Header;

/// The cells of a line that say something.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The line's number in the file; the header is line 1.
    pub line: u64,
    cells: Vec<(Column, String)>,
}

impl Row {
    /// Reads a line. `None` where it is blank.
    ///
    /// # Errors
    /// What is wrong with the line, or with one of its cells.
    pub fn read(line: u64, bytes: &[u8], header: &Header) -> Result<Option<Self>, ImportError> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to() + 1;
            whole(
                line,
                format!("byte {at} is not UTF-8: save the file as CSV UTF-8"),
            )
        })?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        let name = |at: usize| header.columns.get(at).map_or("", |column| column.name());
        let values = cells(text, header.separator).map_err(|bad| ImportError {
            line,
            column: name(bad.at).to_owned(),
            reason: bad.reason.to_owned(),
        })?;
        if values.len() != header.columns.len() {
            let (has, needs) = (values.len(), header.columns.len());
            let reason = format!("has {has} cells where the header names {needs} columns");
            return Err(whole(line, reason));
        }
        let said = header
            .columns
            .iter()
            .zip(values)
            .map(|(column, value)| (*column, value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty());
        Ok(Some(Self {
            line,
            cells: said.collect(),
        }))
    }

    /// Writes what the line says into a candidate.
    ///
    /// # Errors
    /// Every cell that is wrong.
    pub fn apply(&self, to: &mut Candidate) -> Result<(), Vec<ImportError>> {
        let mut errors = Vec::new();
        for (column, cell) in &self.cells {
            if let Err(reason) = column.apply(cell, to) {
                errors.push(ImportError {
                    line: self.line,
                    column: column.name().to_owned(),
                    reason,
                });
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

/// What is wrong with a line as a whole.
pub(super) fn whole(line: u64, reason: impl Into<String>) -> ImportError {
    ImportError {
        line,
        column: String::new(),
        reason: reason.into(),
    }
}
