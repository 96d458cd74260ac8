//! Values as they go into and come out of the database.

/// A value bound to a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// Integers, instants in microseconds, and booleans as 0 and 1.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// The values of a statement, in the order of its placeholders.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}

impl From<jiff::Timestamp> for Value {
    fn from(value: jiff::Timestamp) -> Self {
        Self::Int(value.as_microsecond())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_id {
    ($($id:ident),+) => { $(
        impl From<relais_domain::ids::$id> for Value {
            fn from(value: relais_domain::ids::$id) -> Self {
                Self::Text(value.to_string())
            }
        }
    )+ };
}

from_id!(
    EmployerId,
    OfferId,
    OrganisationId,
    WorkerId,
    CandidateId,
    NominationId,
    NoteId,
    MessageId,
    CaseRef
);

/// A type that a column can be read as.
pub trait Column: Sized {
    /// The value of the column at `index`.
    ///
    /// # Errors
    /// The driver's, where the column is missing or of another type.
    fn read(row: &sqlx::sqlite::SqliteRow, index: usize) -> Result<Self, sqlx::Error>;
}

macro_rules! column {
    ($($type:ty),+) => { $(
        impl Column for $type {
            fn read(row: &sqlx::sqlite::SqliteRow, index: usize) -> Result<Self, sqlx::Error> {
                // SQLite would give NULL as 0 or as an empty text.
                Option::<$type>::read(row, index)?.ok_or_else(|| sqlx::Error::ColumnDecode {
                    index: index.to_string(),
                    source: Box::new(sqlx::error::UnexpectedNullError),
                })
            }
        }
        impl Column for Option<$type> {
            fn read(row: &sqlx::sqlite::SqliteRow, index: usize) -> Result<Self, sqlx::Error> {
                sqlx::Row::try_get(row, index)
            }
        }
    )+ };
}

column!(i64, bool, String, Vec<u8>);
