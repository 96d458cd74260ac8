//! How far consumers have come, and the letters that they set aside.
//!
//! On Kafka a topic is read by partitions, from their beginnings; a record whose number is not
//! beyond the mark of its consumer was taken in before. So what counts is the mark: it goes along,
//! for every partition, and offsets begin anew.

use std::collections::BTreeMap;

use super::catalogue::{self, Table};
use super::events::Numbers;
use super::rows::{self, Moved, Pages, Sum};
use super::{Home, home_of};
use crate::{Row, StoreError, Value};

/// Who tells a topic: the service whose numbers its marks count in.
const TELLERS: [(&str, &str); 4] = [
    ("relais.offers", "intake"),
    ("relais.candidates", "profiles"),
    ("relais.shortlists", "matching"),
    ("relais.cases", "relay"),
];

/// Moves cursors and letters of the target's services.
pub(super) async fn copy(
    sources: &mut [Home],
    target: &mut Home,
    numbers: &Numbers,
    partitions: Option<i32>,
) -> Result<Vec<Moved>, StoreError> {
    let cursors = catalogue::named(&mut target.connection, "cursors").await?;
    let letters = catalogue::named(&mut target.connection, "dead_letters").await?;
    let (mut cursor_sum, mut letter_sum) = (Sum::default(), Sum::default());
    for service in target.services.clone() {
        let source = home_of(sources, service)?;
        let own = |table: &Table| Table {
            only: Some(("consumer", service.name.to_owned())),
            ..table.clone()
        };
        let mut read = Vec::new();
        let own_cursors = own(&cursors);
        let mut pages = Pages::of(&own_cursors);
        while let Some(rows) = pages.next(&mut source.connection).await? {
            read.extend(rows);
        }
        let placed = place(&cursors, &read, numbers, partitions)?;
        cursor_sum.add(&placed);
        rows::write(&mut target.connection, &cursors, &placed).await?;
        // A letter holds its record, wherever that stood.
        let own_letters = own(&letters);
        let mut pages = Pages::of(&own_letters);
        while let Some(rows) = pages.next(&mut source.connection).await? {
            letter_sum.add(&rows);
            rows::write(&mut target.connection, &letters, &rows).await?;
        }
    }
    Ok(vec![
        rows::compare(&mut target.connection, &cursors, &cursor_sum).await?,
        rows::compare(&mut target.connection, &letters, &letter_sum).await?,
    ])
}

/// The cursors as they stand at the target.
fn place(
    table: &Table,
    rows: &[Row],
    numbers: &Numbers,
    partitions: Option<i32>,
) -> Result<Vec<Row>, StoreError> {
    let at = |column| table.place(column);
    let (consumer, topic, part) = (at("consumer")?, at("topic")?, at("part")?);
    let (position, seq) = (at("position")?, at("seq")?);
    // The lowest mark of a topic's partitions: what is beyond it may not have been taken in, and
    // to take a record in again is harmless.
    let mut marks: BTreeMap<(String, String), i64> = BTreeMap::new();
    for row in rows {
        let mark = row.get::<i64>(seq)?;
        let lowest = marks
            .entry((row.get(consumer)?, row.get(topic)?))
            .or_insert(mark);
        *lowest = mark.min(*lowest);
    }
    let mut placed = Vec::new();
    for ((who, what), mark) in marks {
        let mark = renumbered(&what, mark, numbers);
        let cursor = |partition: i32, offset: i64| {
            let mut values = vec![Value::Null; table.columns.len()];
            values[consumer] = who.as_str().into();
            values[topic] = what.as_str().into();
            values[part] = partition.into();
            values[position] = offset.into();
            values[seq] = mark.into();
            Row(values)
        };
        match partitions {
            Some(count) => placed.extend((0..count).map(|partition| cursor(partition, 0))),
            None => placed.push(cursor(0, mark)),
        }
    }
    Ok(placed)
}

/// The mark in the numbers of a merged log: that of the last event up to it.
fn renumbered(topic: &str, mark: i64, numbers: &Numbers) -> i64 {
    if numbers.is_empty() {
        return mark;
    }
    let teller = TELLERS.iter().find(|(name, _)| *name == topic);
    let told = numbers.iter().filter(|((service, number), _)| {
        teller.is_some_and(|(_, teller)| teller == service) && *number <= mark
    });
    told.map(|(_, number)| *number).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let columns = ["consumer", "part", "position", "seq", "topic"];
        Table {
            name: "cursors".to_owned(),
            columns: columns.map(str::to_owned).to_vec(),
            key: Vec::new(),
            only: None,
        }
    }

    fn row(part: i32, position: i64, seq: i64) -> Row {
        Row(vec![
            "relay".into(),
            part.into(),
            position.into(),
            seq.into(),
            "relais.offers".into(),
        ])
    }

    #[test]
    fn on_kafka_every_partition_begins_anew_and_knows_what_was_taken_in() {
        let placed = place(&table(), &[row(0, 70, 70)], &Numbers::new(), Some(3));
        let expected = [row(0, 0, 70), row(1, 0, 70), row(2, 0, 70)];
        assert_eq!(placed.expect("cursors"), expected);
    }

    #[test]
    fn back_from_kafka_the_partition_that_is_furthest_behind_counts() {
        let numbers = Numbers::from([
            (("intake", 60), 200),
            (("intake", 70), 210),
            (("relay", 65), 205),
        ]);
        let read = [row(0, 5, 70), row(1, 9, 66)];
        let placed = place(&table(), &read, &numbers, None);
        assert_eq!(placed.expect("cursors"), [row(0, 200, 200)]);
    }
}
