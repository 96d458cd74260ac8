//! Statements, their values and their rows.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

use crate::{Row, StoreError, Value};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

fn value(of: ValueRef<'_>) -> Result<Value, StoreError> {
    Ok(match of {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(StoreError::database)?;
            Value::Text(text.to_owned())
        }
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
        ValueRef::Real(_) => return Err(StoreError::database("a column holds a fraction")),
    })
}

/// The statement of `sql` with its values bound. `$7` takes the seventh value wherever it stands.
fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[Value],
) -> Result<CachedStatement<'c>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    for place in 1..=statement.parameter_count() {
        let name = statement.parameter_name(place).unwrap_or_default();
        let number = name
            .strip_prefix('$')
            .and_then(|it| it.parse::<usize>().ok());
        let value = number.and_then(|number| values.get(number.checked_sub(1)?));
        let value = value.ok_or_else(|| StoreError::database(format!("no value for `{name}`")))?;
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(statement)
}

/// Runs a statement and tells how many rows it changed. Rows that it returns are passed over.
pub(crate) fn execute(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> Result<u64, StoreError> {
    let mut statement = prepare(connection, sql, values)?;
    if statement.column_count() == 0 {
        return Ok(statement.raw_execute()? as u64);
    }
    let before = connection.total_changes();
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(connection.total_changes() - before)
}

/// The first `limit` rows of a query.
pub(crate) fn fetch(
    connection: &Connection,
    sql: &str,
    values: &[Value],
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let mut statement = prepare(connection, sql, values)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while found.len() < limit {
        let Some(row) = rows.next()? else { break };
        let cells = (0..columns).map(|column| value(row.get_ref(column)?));
        found.push(Row(cells.collect::<Result<_, _>>()?));
    }
    Ok(found)
}
