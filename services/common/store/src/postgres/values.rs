//! Values and rows, between the store's types and the server's.

use std::error::Error;
use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Row, StoreError, Value};

/// A value on its way in. It takes the form of the type that the server expects in its place, so
/// that NULL and truth need no type of their own.
pub(super) struct Bound<'v>(pub &'v Value);

impl fmt::Debug for Bound<'_> {
    /// The driver tells what it binds to the log; values are nobody's business there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

type Failure = Box<dyn Error + Sync + Send>;

impl ToSql for Bound<'_> {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match (self.0, of) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(value), &Type::INT8) => value.to_sql(of, out),
            (Value::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(of, out),
            (Value::Int(value), &Type::BOOL) => (*value != 0).to_sql(of, out),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => text.to_sql(of, out),
            (Value::Blob(bytes), &Type::BYTEA) => bytes.to_sql(of, out),
            (value, of) => {
                let kind = match value {
                    Value::Null => "NULL",
                    Value::Int(_) => "a number",
                    Value::Text(_) => "a text",
                    Value::Blob(_) => "bytes",
                };
                Err(format!("{kind} stands where the server expects {of}").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value on its way out.
struct Cell(Value);

impl<'r> FromSql<'r> for Cell {
    fn from_sql(of: &Type, raw: &'r [u8]) -> Result<Self, Failure> {
        Ok(Self(match *of {
            Type::INT8 => Value::Int(i64::from_sql(of, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(of, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(of, raw)?.into()),
            Type::TEXT | Type::VARCHAR | Type::NAME => Value::Text(String::from_sql(of, raw)?),
            Type::BYTEA => Value::Blob(Vec::from_sql(of, raw)?),
            _ => return Err(format!("a column has the type {of}: cast it").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A row as the store hands it out.
pub(super) fn row(of: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let cells = (0..of.len()).map(|at| of.try_get::<_, Cell>(at).map(|cell| cell.0));
    let cells = cells.collect::<Result<_, _>>();
    Ok(Row(cells.map_err(StoreError::database)?))
}
