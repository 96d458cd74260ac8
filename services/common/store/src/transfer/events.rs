//! The event log, and what says how far it was read.
//!
//! A service on a server has the events that it told, and their numbers stay. Where several logs
//! become one again they are numbered anew: each service's events keep their order, and those of
//! different services stand by their time.

use std::collections::{HashMap, VecDeque};

use super::catalogue::{self, Table};
use super::rows::{self, Moved, Pages, Sum};
use super::{Home, cursors, home_of};
use crate::connection::Engine;
use crate::{Connection, Row, StoreError, Value};

/// The new number of each event that has another one, by the service that told it.
pub(super) type Numbers = HashMap<(&'static str, i64), i64>;

/// Moves the log of a target's services.
pub(super) async fn copy(
    sources: &mut [Home],
    target: &mut Home,
    partitions: Option<i32>,
) -> Result<Vec<Moved>, StoreError> {
    let table = catalogue::named(&mut target.connection, "events").await?;
    let mut last = 0;
    for source in &mut *sources {
        last = last.max(counter(&mut source.connection).await?);
    }
    let is_merged = target.services.len() > 1 && sources.len() > 1;
    if is_merged && partitions.is_some() {
        return Err(StoreError::Unmovable(
            "logs that become one are numbered anew, which the records on Kafka are not: leave events.kafka out".to_owned(),
        ));
    }
    let (sum, numbers) = if is_merged {
        merge(sources, target, &table).await?
    } else {
        (split(sources, target, &table).await?, Numbers::new())
    };
    let mut moved = vec![rows::compare(&mut target.connection, &table, &sum).await?];
    if is_merged {
        last = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
    }
    set_counter(&mut target.connection, last).await?;
    moved.extend(cursors::copy(sources, target, &numbers, partitions).await?);
    Ok(moved)
}

/// The rows of `table` that belong to a service.
fn own(table: &Table, service: &'static str) -> Table {
    Table {
        only: Some(("source", format!("relais/{service}"))),
        ..table.clone()
    }
}

/// Takes the events of the target's services as they are.
async fn split(sources: &mut [Home], target: &mut Home, table: &Table) -> Result<Sum, StoreError> {
    let mut sum = Sum::default();
    for service in target.services.clone() {
        let own = own(table, service.name);
        let source = home_of(sources, service)?;
        let mut pages = Pages::of(&own);
        while let Some(rows) = pages.next(&mut source.connection).await? {
            sum.add(&rows);
            rows::write(&mut target.connection, &own, &rows).await?;
        }
    }
    Ok(sum)
}

/// The events of one service that wait for their turn in a merged log.
struct Strand<'t> {
    service: &'static str,
    pages: Pages<'t>,
    waiting: VecDeque<Row>,
}

/// Takes the events of several logs into one, by their time.
async fn merge(
    sources: &mut [Home],
    target: &mut Home,
    table: &Table,
) -> Result<(Sum, Numbers), StoreError> {
    let (seq, time) = (table.place("seq")?, table.place("time")?);
    let owns: Vec<(&str, Table)> = target
        .services
        .iter()
        .map(|service| (service.name, own(table, service.name)))
        .collect();
    let mut strands: Vec<Strand<'_>> = owns
        .iter()
        .map(|(service, own)| Strand {
            service,
            pages: Pages::of(own),
            waiting: VecDeque::new(),
        })
        .collect();
    let (mut sum, mut numbers, mut batch) = (Sum::default(), Numbers::new(), Vec::new());
    loop {
        for (strand, service) in strands.iter_mut().zip(&target.services) {
            if strand.waiting.is_empty() {
                let source = home_of(sources, *service)?;
                let rows = strand.pages.next(&mut source.connection).await?;
                strand.waiting.extend(rows.unwrap_or_default());
            }
        }
        let told = |strand: &&mut Strand<'_>| {
            let first = strand.waiting.front();
            first.map_or(i64::MAX, |row| row.get(time).unwrap_or(i64::MAX))
        };
        let earliest = strands.iter_mut().min_by_key(told);
        let next = earliest.and_then(|it| Some((it.service, it.waiting.pop_front()?)));
        let Some((service, mut row)) = next else {
            break;
        };
        let number = i64::try_from(numbers.len()).unwrap_or(i64::MAX) + 1;
        numbers.insert((service, row.get(seq)?), number);
        row.0[seq] = Value::Int(number);
        batch.push(row);
        if batch.len() == BATCH {
            sum.add(&batch);
            rows::write(&mut target.connection, table, &batch).await?;
            batch.clear();
        }
    }
    sum.add(&batch);
    rows::write(&mut target.connection, table, &batch).await?;
    Ok((sum, numbers))
}

/// Events of a merged log that are written at once.
const BATCH: usize = 500;

/// The last number that was given to an event, also to one that is gone.
async fn counter(connection: &mut Connection) -> Result<i64, StoreError> {
    let sql = match &connection.engine {
        Engine::Session(_) => {
            "SELECT COALESCE(last_value, 0) FROM pg_sequences
             WHERE schemaname = current_schema() AND sequencename = 'events_seq_seq'"
        }
        _ => "SELECT seq FROM sqlite_sequence WHERE name = 'events'",
    };
    let rows = connection.ask(sql, &[]).await?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

/// Lets the next event have the number after `last`.
async fn set_counter(connection: &mut Connection, last: i64) -> Result<(), StoreError> {
    let statements: &[&str] = match &connection.engine {
        Engine::Session(_) => &[
            "SELECT setval('events_seq_seq', GREATEST(CAST($1 AS BIGINT), 1), CAST($1 AS BIGINT) > 0)",
        ],
        _ => &[
            "DELETE FROM sqlite_sequence WHERE name = 'events'",
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('events', $1)",
        ],
    };
    for sql in statements {
        let values = if sql.contains("$1") {
            vec![Value::Int(last)]
        } else {
            Vec::new()
        };
        connection.ask(sql, &values).await?;
    }
    Ok(())
}
