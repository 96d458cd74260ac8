//! The tables that a database has, and their columns.

use super::Service;
use crate::connection::Engine;
use crate::{Connection, StoreError, Value};

/// A table, and which of its rows are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<String>,
    /// The columns of the primary key, by which rows are read in their order.
    pub key: Vec<String>,
    /// A column, and the value that it must have.
    pub only: Option<(&'static str, String)>,
}

impl Table {
    /// The place of a column.
    pub fn place(&self, column: &str) -> Result<usize, StoreError> {
        let place = self.columns.iter().position(|name| name == column);
        place.ok_or_else(|| StoreError::database(format!("no column {column}")))
    }
}

/// Whether there are tables of a store already.
pub(super) async fn is_used(connection: &mut Connection) -> Result<bool, StoreError> {
    let rows = connection
        .ask(tables(connection), &[Value::from("schema_versions")])
        .await?;
    Ok(!rows.is_empty())
}

/// The tables whose names begin with that of a service, those first that others refer to.
pub(super) async fn of_service(
    connection: &mut Connection,
    service: Service,
) -> Result<Vec<Table>, StoreError> {
    // The underscore would stand for any letter; names of services are no beginnings of others.
    let like = Value::from(format!("{}_%", service.name));
    let mut found = Vec::new();
    for row in connection.ask(tables(connection), &[like]).await? {
        let name: String = row.get(0)?;
        found.push(named(connection, &name).await?);
    }
    // A table is made before others refer to it.
    let made: String = service.migrations.iter().map(|step| step.sql).collect();
    found.sort_by_key(|table| made.find(&format!("CREATE TABLE {} ", table.name)));
    Ok(found)
}

/// The query for names of tables that are like one.
fn tables(connection: &Connection) -> &'static str {
    match &connection.engine {
        Engine::Session(_) => {
            "SELECT table_name FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_name LIKE CAST($1 AS TEXT)"
        }
        _ => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE $1",
    }
}

/// The table of this name.
pub(super) async fn named(connection: &mut Connection, name: &str) -> Result<Table, StoreError> {
    let (columns, key) = match &connection.engine {
        Engine::Session(_) => (
            "SELECT column_name FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = CAST($1 AS TEXT) ORDER BY column_name",
            "SELECT attname FROM pg_index
             JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
             WHERE indisprimary AND indrelid = to_regclass($1)
             ORDER BY array_position(CAST(indkey AS SMALLINT[]), attnum)",
        ),
        _ => (
            "SELECT name FROM pragma_table_info($1) ORDER BY name",
            "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk",
        ),
    };
    let names = async |connection: &mut Connection, sql| {
        let rows = connection.ask(sql, &[Value::from(name)]).await?;
        rows.iter()
            .map(|row| row.get::<String>(0))
            .collect::<Result<Vec<_>, _>>()
    };
    let table = Table {
        name: name.to_owned(),
        columns: names(connection, columns).await?,
        key: names(connection, key).await?,
        only: None,
    };
    if table.columns.is_empty() || table.key.is_empty() {
        return Err(StoreError::database(format!("no table {name} with a key")));
    }
    Ok(table)
}
