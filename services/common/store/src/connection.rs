//! One connection, and the rows it returns.

use crate::{Column, StoreError, Value, postgres, sqlite};

/// A connection to the database. SQL is portable text with `$1` placeholders.
pub struct Connection {
    pub(crate) engine: Engine,
    /// A statement has failed since the last mark.
    pub(crate) failed: bool,
}

/// What is under a connection.
pub(crate) enum Engine {
    /// The writer's own: a statement runs on the thread that asks for it.
    Writer(rusqlite::Connection),
    /// A reader's: a statement runs on a thread where waiting for the disk stops nobody else.
    Reader(sqlite::Lent),
    /// The writer's session with a server.
    Session(Box<postgres::Session>),
    /// A reader's session with a server.
    Lent(postgres::Lent),
}

impl From<Engine> for Connection {
    fn from(engine: Engine) -> Self {
        Self {
            engine,
            failed: false,
        }
    }
}

impl From<rusqlite::Connection> for Connection {
    fn from(connection: rusqlite::Connection) -> Self {
        Engine::Writer(connection).into()
    }
}

impl From<sqlite::Lent> for Connection {
    fn from(lent: sqlite::Lent) -> Self {
        Engine::Reader(lent).into()
    }
}

impl From<postgres::Session> for Connection {
    fn from(session: postgres::Session) -> Self {
        Engine::Session(Box::new(session)).into()
    }
}

impl From<postgres::Lent> for Connection {
    fn from(lent: postgres::Lent) -> Self {
        Engine::Lent(lent).into()
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
        let outcome = match &mut self.engine {
            _ if has_nul(&values) => Err(StoreError::Nul),
            Engine::Writer(connection) => sqlite::execute(connection, sql, &values),
            Engine::Reader(lent) => {
                lent.run(move |connection| sqlite::execute(connection, sql, &values))
                    .await
            }
            Engine::Session(session) => session.execute(sql, &values).await,
            Engine::Lent(lent) => lent.execute(sql, &values).await,
        };
        self.failed |= outcome.is_err();
        outcome
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
        let outcome = match &mut self.engine {
            _ if has_nul(&values) => Err(StoreError::Nul),
            Engine::Writer(connection) => sqlite::fetch(connection, sql, &values, rows),
            Engine::Reader(lent) => {
                lent.run(move |connection| sqlite::fetch(connection, sql, &values, rows))
                    .await
            }
            Engine::Session(session) => session.fetch(sql, &values, rows).await,
            Engine::Lent(lent) => lent.fetch(sql, &values, rows).await,
        };
        self.failed |= outcome.is_err();
        outcome
    }

    /// Inserts one row and returns the number that the database gave it: `returning` is `sql` with
    /// a RETURNING at its end. Embedded, asking for the number costs less than RETURNING, for which
    /// a table of its own is made each time.
    pub(crate) async fn insert(
        &mut self,
        sql: &'static str,
        returning: &'static str,
        values: Vec<Value>,
    ) -> Result<i64, StoreError> {
        let inserted = match &mut self.engine {
            _ if has_nul(&values) => Err(StoreError::Nul),
            Engine::Writer(connection) => {
                sqlite::execute(connection, sql, &values).map(|_| connection.last_insert_rowid())
            }
            _ => return self.fetch_one(returning, values).await?.get(0),
        };
        self.failed |= inserted.is_err();
        inserted
    }

    /// Runs a statement that is put together at run time. Only the writer's connection does.
    pub(crate) async fn ask(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        match &mut self.engine {
            Engine::Writer(connection) => sqlite::fetch(connection, sql, values, usize::MAX),
            Engine::Session(session) => session.fetch(sql, values, usize::MAX).await,
            Engine::Reader(_) | Engine::Lent(_) => Err(StoreError::database(
                "a reader runs prepared statements only",
            )),
        }
    }

    /// Runs statements that take no values, such as a migration's.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), StoreError> {
        let outcome = match &mut self.engine {
            Engine::Writer(connection) => Ok(connection.execute_batch(sql)?),
            Engine::Session(session) => session.script(sql).await,
            Engine::Reader(_) | Engine::Lent(_) => {
                Err(StoreError::database("a reader changes no tables"))
            }
        };
        self.failed |= outcome.is_err();
        outcome
    }
}

/// `PostgreSQL` keeps no NUL in a text; what one engine refuses the other must not take.
fn has_nul(values: &[Value]) -> bool {
    values
        .iter()
        .any(|value| matches!(value, Value::Text(text) if text.contains('\0')))
}
