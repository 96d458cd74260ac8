//! The first line: which separator, and which columns.

use relais_domain::{Error, FieldError};

use super::cells::cells;
use super::columns::Column;

/// How far a name may be from a known one to be taken for a slip (Jaro-Winkler).
const RESEMBLES: f64 = 0.8;
/// Characters of an unknown name that are repeated.
const SHOWN: usize = 40;

/// What the first line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// What stands between cells.
    pub separator: char,
    /// The columns in their order.
    pub columns: Vec<Column>,
}

impl Header {
    /// Reads the first line.
    ///
    /// # Errors
    /// `InvalidInput` that names every column that is not known or is there twice.
    pub fn read(line: &[u8]) -> Result<Self, Error> {
        let line = std::str::from_utf8(line).map_err(|error| {
            refused(
                format!(
                    "byte {} of the first line is not UTF-8",
                    error.valid_up_to() + 1
                ),
                "save the file as CSV UTF-8",
            )
        })?;
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        let separator = separator(line);
        let names = cells(line, separator)
            .map_err(|bad| refused(bad.reason, "write the names of the columns without marks"))?;
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let pointer = format!("/header/{at}");
            match Column::named(name) {
                Some(column) if columns.contains(&column) => fields.push(FieldError::new(
                    pointer,
                    format!("the column {} is there twice", column.name()),
                    "leave one out",
                )),
                Some(column) => columns.push(column),
                None => fields.push(unknown(pointer, name)),
            }
        }
        if fields.is_empty() {
            return Ok(Self { separator, columns });
        }
        Err(Error::invalid(fields))
    }
}

/// The separator that the line has more of; a comma where it has neither.
fn separator(line: &str) -> char {
    let count = |separator| line.matches(separator).count();
    if count(';') > count(',') { ';' } else { ',' }
}

fn unknown(pointer: String, name: &str) -> FieldError {
    let shown: String = name.trim().chars().take(SHOWN).collect();
    let likeness = |column: &Column| strsim::jaro_winkler(&shown.to_lowercase(), column.name());
    let nearest = Column::ALL
        .into_iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|column| likeness(column) >= RESEMBLES);
    let remedy = match nearest {
        Some(column) => format!("did you mean {}?", column.name()),
        None => format!(
            "the columns are {}",
            Column::ALL.map(Column::name).join(", ")
        ),
    };
    FieldError::new(
        pointer,
        format!("the column `{shown}` is not known"),
        remedy,
    )
}

/// A file whose first line cannot be read.
pub(super) fn refused(message: impl Into<String>, remedy: &str) -> Error {
    Error::invalid_field("/header", message, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_tells_the_separator_and_the_order() {
        for (line, separator) in [
            ("family_name,external_id", ','),
            ("\u{feff}Family Name;EXTERNAL-ID", ';'),
        ] {
            let header = Header::read(line.as_bytes()).expect("a header");
            let columns = vec![Column::FamilyName, Column::ExternalId];
            assert_eq!(header, Header { separator, columns });
        }
    }

    #[test]
    fn every_unknown_column_is_named_with_the_nearest_known_one() {
        let error = Header::read(b"familly_name,zzz,email,email").expect_err("unknown");
        let [first, second, third] = error.fields() else {
            panic!("three problems: {error}");
        };
        assert!(first.message.contains("`familly_name`"));
        assert_eq!(first.remedy, "did you mean family_name?");
        assert!(second.remedy.contains("external_id, given_name"));
        assert_eq!(third.message, "the column email is there twice");
    }

    #[test]
    fn a_header_in_latin_1_or_utf_16_is_refused_by_its_byte() {
        for bytes in [&b"name,pr\xe9nom"[..], &[0xff, 0xfe, b'a', 0]] {
            let error = Header::read(bytes).expect_err("not UTF-8");
            assert!(error.message().contains("is not UTF-8"), "{error}");
        }
    }
}
