//! One session with the server, and the statements that it has prepared.

use std::collections::HashMap;
use std::time::Duration;

use futures::{TryStreamExt as _, future};
use tokio_postgres::{Client, Error, RowStream, Statement};

use super::error;
use super::server::STATEMENT;
use super::values::{Bound, row};
use crate::{Row, StoreError, Value};

/// How long the server's answer is waited for: it gives a statement up before that by itself,
/// unless it is gone.
const ANSWER: Duration = STATEMENT.saturating_add(Duration::from_secs(15));

/// A session.
pub(super) struct Link {
    client: Client,
    prepared: HashMap<String, Statement>,
    /// It failed in a way that leaves it of no use.
    is_lost: bool,
}

impl Link {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            prepared: HashMap::new(),
            is_lost: false,
        }
    }

    /// Whether there is no use in asking it anything more.
    pub fn is_lost(&self) -> bool {
        self.is_lost || self.client.is_closed()
    }

    /// Runs a statement after `ahead`, which is sent with it. Tells how many rows it changed.
    pub async fn execute(
        &mut self,
        ahead: Option<&str>,
        sql: &str,
        values: &[Value],
    ) -> Result<u64, StoreError> {
        let run = async |rows: RowStream| {
            let mut rows = std::pin::pin!(rows);
            while rows.try_next().await?.is_some() {}
            Ok(rows.rows_affected().unwrap_or(0))
        };
        self.ask(ahead, sql, values, run).await
    }

    /// Runs a query after `ahead`, which is sent with it, and returns its first `limit` rows.
    pub async fn fetch(
        &mut self,
        ahead: Option<&str>,
        sql: &str,
        values: &[Value],
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let run = async |rows: RowStream| {
            let mut rows = std::pin::pin!(rows);
            let mut found = Vec::new();
            while let Some(row) = rows.try_next().await? {
                if found.len() < limit {
                    found.push(row);
                }
            }
            Ok(found)
        };
        let found = self.ask(ahead, sql, values, run).await?;
        found.iter().map(row).collect()
    }

    /// Runs statements without values.
    pub async fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        let outcome = tokio::time::timeout(ANSWER, self.client.batch_execute(sql)).await;
        self.judge(outcome)
    }

    /// Runs statements without values that may take any time, such as a migration's.
    pub async fn patiently(&mut self, sql: &str) -> Result<(), StoreError> {
        let outcome = self.client.batch_execute(sql).await;
        self.judge(Ok(outcome))
    }

    /// Takes a lock by the server's function `function`, unless somebody else has it.
    pub async fn try_lock(&mut self, function: &str, key: i64) -> Result<bool, StoreError> {
        let sql = format!("SELECT {function}({key})");
        let outcome = tokio::time::timeout(ANSWER, self.client.query_one(&sql, &[])).await;
        let row = self.judge(outcome)?;
        row.try_get(0).map_err(StoreError::database)
    }

    /// Sends `ahead` and the statement without waiting in between: the server answers both in
    /// their order, and refuses the second where the first has failed inside a transaction.
    async fn ask<T>(
        &mut self,
        ahead: Option<&str>,
        sql: &str,
        values: &[Value],
        run: impl AsyncFnOnce(RowStream) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        let known = self.prepared.get(sql).cloned();
        let client = &self.client;
        let first = async {
            match ahead {
                Some(ahead) => client.batch_execute(ahead).await,
                None => Ok(()),
            }
        };
        let second = async {
            let statement = match known {
                Some(statement) => statement,
                None => client.prepare(sql).await?,
            };
            let rows = client
                .query_raw(&statement, values.iter().map(Bound))
                .await?;
            Ok((statement, run(rows).await?))
        };
        let both = async {
            let (first, second) = future::join(first, second).await;
            first.and(second)
        };
        let outcome = tokio::time::timeout(ANSWER, both).await;
        let (statement, answer) = self.judge(outcome)?;
        if !self.prepared.contains_key(sql) {
            self.prepared.insert(sql.to_owned(), statement);
        }
        Ok(answer)
    }

    fn judge<T>(
        &mut self,
        outcome: Result<Result<T, Error>, tokio::time::error::Elapsed>,
    ) -> Result<T, StoreError> {
        match outcome {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                self.is_lost |= error::is_lost(&error);
                Err(error::failed(error))
            }
            Err(_) => {
                self.is_lost = true;
                Err(StoreError::Unavailable(
                    "it does not answer in time".to_owned(),
                ))
            }
        }
    }
}
