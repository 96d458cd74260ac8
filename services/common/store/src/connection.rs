//! One connection, and the rows it returns.

use crate::{Column, StoreError, Value, sqlite};

/// A connection to the database. SQL is portable text with `$1` placeholders.
pub struct Connection {
    engine: Engine,
}

enum Engine {
    /// The writer's own: a statement runs on the thread that asks for it.
    Writer(rusqlite::Connection),
    /// A reader's: a statement runs on a thread where waiting for the disk stops nobody else.
    Reader(sqlite::Lent),
}

impl From<rusqlite::Connection> for Connection {
    fn from(connection: rusqlite::Connection) -> Self {
        let engine = Engine::Writer(connection);
        Self { engine }
    }
}

impl From<sqlite::Lent> for Connection {
    fn from(lent: sqlite::Lent) -> Self {
        let engine = Engine::Reader(lent);
        Self { engine }
    }
}

/// A row of an answer; columns are counted from 0 in the order of the SELECT.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// Where the column is missing, NULL for a type that cannot be, or of another type.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        let value = self.0.get(index);
        value.and_then(T::read).ok_or(StoreError::Column { index })
    }
}

impl Connection {
    /// Runs a statement and tells how many rows it changed.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn execute(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        match &mut self.engine {
            Engine::Writer(connection) => sqlite::execute(connection, sql, &values),
            Engine::Reader(lent) => {
                lent.run(move |connection| sqlite::execute(connection, sql, &values))
                    .await
            }
        }
    }

    /// Runs a query and returns all its rows: give it a LIMIT.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn fetch(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        self.fetch_at_most(usize::MAX, sql, values).await
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn fetch_optional(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_at_most(1, sql, values).await?.pop())
    }

    /// The first row of a query that always has one.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn fetch_one(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Row, StoreError> {
        let row = self.fetch_optional(sql, values).await?;
        row.ok_or(StoreError::NoRow)
    }

    async fn fetch_at_most(
        &mut self,
        rows: usize,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        match &mut self.engine {
            Engine::Writer(connection) => sqlite::fetch(connection, sql, &values, rows),
            Engine::Reader(lent) => {
                lent.run(move |connection| sqlite::fetch(connection, sql, &values, rows))
                    .await
            }
        }
    }

    /// Inserts one row and returns the number that the database gave it. Here that costs less than
    /// RETURNING, for which a table of its own is made each time.
    pub(crate) async fn insert(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<i64, StoreError> {
        let insert = move |connection: &mut rusqlite::Connection| {
            sqlite::execute(connection, sql, &values)?;
            Ok(connection.last_insert_rowid())
        };
        match &mut self.engine {
            Engine::Writer(connection) => insert(connection),
            Engine::Reader(lent) => lent.run(insert).await,
        }
    }

    /// Runs statements that take no values, such as a migration's.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Writer(connection) => Ok(connection.execute_batch(sql)?),
            Engine::Reader(lent) => {
                lent.run(move |connection| Ok(connection.execute_batch(sql)?))
                    .await
            }
        }
    }
}
