//! One connection, and the rows it returns.

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, Executor as _};

use crate::{Column, StoreError, Value};

/// A connection to the database. SQL is portable text with `$1` placeholders.
pub struct Connection {
    inner: PoolConnection<Sqlite>,
}

/// A row of an answer; columns are counted from 0 in the order of the SELECT.
pub struct Row(SqliteRow);

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// Where the column is missing, NULL for a type that cannot be, or of another type.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        T::read(&self.0, index).map_err(StoreError::from)
    }
}

fn bind(values: Vec<Value>) -> Result<SqliteArguments, StoreError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Null => arguments.add(Option::<i64>::None),
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Blob(value) => arguments.add(value),
        }
        .map_err(|error| StoreError::Database(sqlx::Error::Encode(error)))?;
    }
    Ok(arguments)
}

impl Connection {
    pub(crate) fn new(inner: PoolConnection<Sqlite>) -> Self {
        Self { inner }
    }

    /// Runs a statement and tells how many rows it changed.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn execute(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query_with(sql, bind(values)?)
            .execute(&mut *self.inner)
            .await?;
        Ok(done.rows_affected())
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
        let rows = sqlx::query_with(sql, bind(values)?)
            .fetch_all(&mut *self.inner)
            .await?;
        Ok(rows.into_iter().map(Row).collect())
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
        let row = sqlx::query_with(sql, bind(values)?)
            .fetch_optional(&mut *self.inner)
            .await?;
        Ok(row.map(Row))
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
        let row = sqlx::query_with(sql, bind(values)?)
            .fetch_one(&mut *self.inner)
            .await?;
        Ok(Row(row))
    }

    /// Closes the connection when it is dropped, where others go back to their pool.
    pub(crate) fn close_on_drop(&mut self) {
        self.inner.close_on_drop();
    }

    /// Runs statements that take no values, such as a migration's.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.inner
            .execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())))
            .await?;
        Ok(())
    }
}
