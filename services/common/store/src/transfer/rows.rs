//! Rows: read in batches, written, read back and compared.

use sha2::{Digest as _, Sha256};

use super::Table;
use crate::{Connection, Row, StoreError, Value};

/// Rows read at once.
const READ: usize = 500;
/// Values written at once: fewer than either engine allows in one statement.
const WRITTEN: usize = 8_000;

/// A table that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The sum of the SHA-256 of its rows, in whatever order they stand, in hexadecimal.
    pub checksum: String,
}

/// Copies the rows of `table` in the place of those that migrations have put there.
pub(super) async fn copy(
    from: &mut Connection,
    to: &mut Connection,
    table: &Table,
) -> Result<Moved, StoreError> {
    to.ask(&format!("DELETE FROM {}", table.name), &[]).await?;
    let mut source = Sum::default();
    let mut pages = Pages::of(table);
    while let Some(rows) = pages.next(from).await? {
        source.add(&rows);
        write(to, table, &rows).await?;
    }
    compare(to, table, &source).await
}

/// Reads back what was written and compares it with what was read.
pub(super) async fn compare(
    to: &mut Connection,
    table: &Table,
    source: &Sum,
) -> Result<Moved, StoreError> {
    let mut target = Sum::default();
    let mut pages = Pages::of(table);
    while let Some(rows) = pages.next(to).await? {
        target.add(&rows);
    }
    if target != *source {
        return Err(StoreError::Unmovable(format!(
            "table {}: {} rows were written and {} read back, or they differ: nothing was kept",
            table.name, source.rows, target.rows
        )));
    }
    Ok(Moved {
        table: table.name.clone(),
        rows: source.rows,
        checksum: source.hexadecimal(),
    })
}

/// Writes rows of all columns.
pub(super) async fn write(
    to: &mut Connection,
    table: &Table,
    rows: &[Row],
) -> Result<(), StoreError> {
    let width = table.columns.len();
    for batch in rows.chunks((WRITTEN / width).max(1)) {
        let places: Vec<String> = (0..batch.len())
            .map(|row| {
                let places = (1..=width).map(|column| format!("${}", row * width + column));
                format!("({})", places.collect::<Vec<_>>().join(", "))
            })
            .collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES {}",
            table.name,
            table.columns.join(", "),
            places.join(", ")
        );
        let values: Vec<Value> = batch.iter().flat_map(|row| row.0.iter().cloned()).collect();
        to.ask(&sql, &values).await?;
    }
    Ok(())
}

/// The rows of a table in the order of its key.
pub(super) struct Pages<'t> {
    table: &'t Table,
    /// The key of the last row that was read.
    after: Option<Vec<Value>>,
    is_done: bool,
}

impl<'t> Pages<'t> {
    pub fn of(table: &'t Table) -> Self {
        Self {
            table,
            after: None,
            is_done: false,
        }
    }

    /// The next rows; `None` after the last.
    pub async fn next(
        &mut self,
        connection: &mut Connection,
    ) -> Result<Option<Vec<Row>>, StoreError> {
        if self.is_done {
            return Ok(None);
        }
        let (sql, values) = self.query();
        let rows = connection.ask(&sql, &values).await?;
        self.is_done = rows.len() < READ;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        let key = self.table.key.iter().map(|column| {
            let place = self.table.place(column)?;
            Ok(last.0[place].clone())
        });
        self.after = Some(key.collect::<Result<_, StoreError>>()?);
        Ok(Some(rows))
    }

    fn query(&self) -> (String, Vec<Value>) {
        let key = self.table.key.join(", ");
        let mut values = self.after.clone().unwrap_or_default();
        let mut conditions = Vec::new();
        if !values.is_empty() {
            let places: Vec<String> = (1..=values.len()).map(|at| format!("${at}")).collect();
            conditions.push(format!("({key}) > ({})", places.join(", ")));
        }
        if let Some((column, value)) = &self.table.only {
            values.push(value.as_str().into());
            conditions.push(format!("{column} = ${}", values.len()));
        }
        let conditions = match conditions.as_slice() {
            [] => String::new(),
            some => format!(" WHERE {}", some.join(" AND ")),
        };
        let (columns, name) = (self.table.columns.join(", "), &self.table.name);
        let sql = format!("SELECT {columns} FROM {name}{conditions} ORDER BY {key} LIMIT {READ}");
        (sql, values)
    }
}

/// The sum of the hashes of rows; their order makes no difference.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    rows: u64,
    /// Four sums that wrap around.
    sums: [u64; 4],
}

impl Sum {
    pub fn add(&mut self, rows: &[Row]) {
        for row in rows {
            self.rows += 1;
            let hash = hash(row);
            for (sum, part) in self.sums.iter_mut().zip(hash.chunks_exact(8)) {
                let mut bytes = [0; 8];
                bytes.copy_from_slice(part);
                *sum = sum.wrapping_add(u64::from_be_bytes(bytes));
            }
        }
    }

    fn hexadecimal(&self) -> String {
        self.sums.map(|sum| format!("{sum:016x}")).concat()
    }
}

/// The hash of a row: each value with its kind and length, so that no two rows look the same.
fn hash(row: &Row) -> [u8; 32] {
    let mut hash = Sha256::new();
    for value in &row.0 {
        let (kind, bytes) = match value {
            Value::Null => (0_u8, &[][..]),
            Value::Int(number) => {
                hash.update([1]);
                hash.update(number.to_be_bytes());
                continue;
            }
            Value::Text(text) => (2, text.as_bytes()),
            Value::Blob(bytes) => (3, bytes.as_slice()),
        };
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[Row]) -> Sum {
        let mut sum = Sum::default();
        sum.add(rows);
        sum
    }

    #[test]
    fn the_order_of_rows_makes_no_difference_and_every_value_does() {
        let row = |number: i64, text: &str| Row(vec![number.into(), text.into()]);
        let (one, two) = (row(1, "a"), row(2, "b"));
        let both = sum(&[one.clone(), two.clone()]);
        assert_eq!(both, sum(&[two.clone(), one.clone()]));
        assert_ne!(both, sum(std::slice::from_ref(&one)));
        assert_ne!(both, sum(&[one.clone(), one.clone()]));
        assert_ne!(both, sum(&[one, row(2, "c")]));
    }

    #[test]
    fn values_that_run_into_each_other_are_told_apart() {
        let row = |first: &str, second: &str| Row(vec![first.into(), second.into()]);
        assert_ne!(sum(&[row("ab", "c")]), sum(&[row("a", "bc")]));
        assert_ne!(
            sum(&[Row(vec![Value::Null])]),
            sum(&[Row(vec![Value::Text(String::new())])])
        );
    }
}
