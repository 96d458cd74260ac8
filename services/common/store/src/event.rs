//! Events as they are appended and read back.

use std::ops::RangeInclusive;

use jiff::Timestamp;

use crate::{Connection, StoreError, args};

/// A topic of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Topic {
    /// Like `relais.offers`.
    pub name: &'static str,
    /// Each event holds the whole state of its stream, so that only the last one is kept.
    pub compacted: bool,
}

/// The topics of the system.
pub mod topics {
    use super::Topic;

    /// What employers ask for.
    pub const OFFERS: Topic = Topic {
        name: "relais.offers",
        compacted: false,
    };
    /// What is known of candidates, without their names.
    pub const CANDIDATES: Topic = Topic {
        name: "relais.candidates",
        compacted: true,
    };
    /// Rankings.
    pub const SHORTLISTS: Topic = Topic {
        name: "relais.shortlists",
        compacted: false,
    };
    /// What happens to cases.
    pub const CASES: Topic = Topic {
        name: "relais.cases",
        compacted: false,
    };
    /// What could not be taken in, where others read the log along; a tombstone once it has been.
    pub const DEAD_LETTERS: Topic = Topic {
        name: "relais.dead-letters",
        compacted: true,
    };
    /// Every topic.
    pub const ALL: [Topic; 5] = [OFFERS, CANDIDATES, SHORTLISTS, CASES, DEAD_LETTERS];
}

/// An event to append: the attributes of `CloudEvents` 1.0 and a protobuf payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Where it goes.
    pub topic: Topic,
    /// The stream it belongs to (an offer's or candidate's id); the order within it is kept.
    pub stream: String,
    /// Like `relais.offer.submitted.v1`.
    pub kind: &'static str,
    /// The service that tells it, like `relais/intake`.
    pub source: &'static str,
    /// When it happened.
    pub time: Timestamp,
    /// W3C trace context of the request that caused it.
    pub traceparent: Option<String>,
    /// The protobuf message; empty for a tombstone.
    pub payload: Vec<u8>,
}

/// An event as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// The part of the topic that it stands in; 0 in the table of events.
    pub partition: i32,
    /// Its place in the partition, from 1 on.
    pub offset: i64,
    /// Its place in the table of events that it was appended to: with the source it makes the
    /// `CloudEvents` id. Wherever a record is copied to, it keeps this number, and those of one
    /// stream grow with it.
    pub seq: i64,
    /// The topic's name.
    pub topic: String,
    /// The stream it belongs to.
    pub stream: String,
    /// Like `relais.offer.submitted.v1`.
    pub kind: String,
    /// The service that told it.
    pub source: String,
    /// When it happened, in microseconds.
    pub time_micros: i64,
    /// W3C trace context.
    pub traceparent: Option<String>,
    /// The protobuf message; empty for a tombstone.
    pub payload: Vec<u8>,
}

/// The last offset of each topic that was appended to since the store was opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heads(Vec<(&'static str, i64)>);

impl Heads {
    /// The last offset of `topic`; 0 where nothing was appended to it.
    pub fn of(&self, topic: &str) -> i64 {
        self.0
            .iter()
            .find(|(name, _)| *name == topic)
            .map_or(0, |(_, offset)| *offset)
    }

    /// Takes in offsets that were appended; `true` where one is beyond what was known.
    pub(crate) fn raise(&mut self, appended: &[(&'static str, i64)]) -> bool {
        let mut is_beyond = false;
        for (topic, offset) in appended {
            is_beyond |= self.of(topic) < *offset;
            match self.0.iter_mut().find(|(name, _)| name == topic) {
                Some(head) => head.1 = head.1.max(*offset),
                None => self.0.push((*topic, *offset)),
            }
        }
        is_beyond
    }

    /// The topics that are further than in `before`, with their last offsets.
    pub(crate) fn grown_since(&self, before: &Self) -> Vec<(&'static str, i64)> {
        let grown = |(topic, offset): &&(&'static str, i64)| *offset > before.of(topic);
        self.0.iter().filter(grown).copied().collect()
    }
}

/// Finds the events of a stream (`$2`) of a compacted topic (`$1`). The topics stand here as they do
/// in `events_by_state`: a plan that is made before values are known cannot use that index otherwise,
/// and goes through the whole topic.
macro_rules! of_state {
    ($head:literal, $rest:literal) => {
        concat!(
            $head,
            " FROM events
              WHERE topic IN ('relais.candidates', 'relais.dead-letters')
              AND topic = $1 AND stream = $2",
            $rest
        )
    };
}

macro_rules! copy_event {
    ($rest:literal) => {
        concat!(
            "INSERT INTO events (topic, stream, kind, source, time, traceparent, payload)
             SELECT topic, stream, kind, source, time, traceparent, payload
             FROM events WHERE seq = $1",
            $rest
        )
    };
}

macro_rules! insert_event {
    ($rest:literal) => {
        concat!(
            "INSERT INTO events (topic, stream, kind, source, time, traceparent, payload)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            $rest
        )
    };
}

impl Connection {
    pub(crate) async fn append_event(&mut self, event: NewEvent) -> Result<i64, StoreError> {
        if event.topic.compacted {
            self.execute(
                of_state!("DELETE", ""),
                args![event.topic.name, event.stream.as_str()],
            )
            .await?;
        }
        self.insert(
            insert_event!(""),
            insert_event!(" RETURNING seq"),
            args![
                event.topic.name,
                event.stream,
                event.kind,
                event.source,
                event.time,
                event.traceparent,
                event.payload
            ],
        )
        .await
    }

    /// Puts the event of a stream of a compacted topic after all others, where its `seq` is one of
    /// `seqs`. Returns its new one.
    pub(crate) async fn append_event_again(
        &mut self,
        topic: &str,
        stream: &str,
        seqs: RangeInclusive<i64>,
    ) -> Result<Option<i64>, StoreError> {
        let found = self
            .fetch_optional(
                of_state!("SELECT seq", " AND seq BETWEEN $3 AND $4"),
                args![topic, stream, *seqs.start(), *seqs.end()],
            )
            .await?;
        let Some(found) = found else {
            return Ok(None);
        };
        let seq: i64 = found.get(0)?;
        let copied = self.insert(copy_event!(""), copy_event!(" RETURNING seq"), args![seq]);
        let copied = copied.await?;
        self.execute("DELETE FROM events WHERE seq = $1", args![seq])
            .await?;
        Ok(Some(copied))
    }

    /// How many states of a stream of a compacted topic there are, tombstones aside.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn count_states(&mut self, topic: Topic, stream: &str) -> Result<u64, StoreError> {
        let row = self
            .fetch_one(
                of_state!("SELECT COUNT(*)", " AND length(payload) > 0"),
                args![topic.name, stream],
            )
            .await?;
        Ok(u64::try_from(row.get::<i64>(0)?).unwrap_or(0))
    }

    /// Events of `topic` after the offset `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn events_after(
        &mut self,
        topic: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<EventRecord>, StoreError> {
        let rows = self
            .fetch(
                "SELECT seq, topic, stream, kind, source, time, traceparent, payload
                 FROM events WHERE topic = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                args![topic, after, limit],
            )
            .await?;
        rows.iter().map(record).collect()
    }

    /// Events of every topic after the offset `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn all_events_after(
        &mut self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<EventRecord>, StoreError> {
        let rows = self
            .fetch(
                "SELECT seq, topic, stream, kind, source, time, traceparent, payload
                 FROM events WHERE seq > $1 ORDER BY seq LIMIT $2",
                args![after, limit],
            )
            .await?;
        rows.iter().map(record).collect()
    }

    /// How many events of `topic` there are after the offset `after`; counted up to a million.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn count_events_after(&mut self, topic: &str, after: i64) -> Result<u64, StoreError> {
        let row = self
            .fetch_one(
                "SELECT COUNT(*) FROM
                     (SELECT 1 FROM events WHERE topic = $1 AND seq > $2 LIMIT 1000000) AS rest",
                args![topic, after],
            )
            .await?;
        Ok(u64::try_from(row.get::<i64>(0)?).unwrap_or(0))
    }

    /// The offset of the last event of `topic`; 0 where it has none.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn last_offset(&mut self, topic: &str) -> Result<i64, StoreError> {
        let row = self
            .fetch_one(
                "SELECT COALESCE(MAX(seq), 0) FROM events WHERE topic = $1",
                args![topic],
            )
            .await?;
        row.get(0)
    }

    /// The `seq` of the last event of any topic; 0 where there is none.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn last_seq(&mut self) -> Result<i64, StoreError> {
        let row = self
            .fetch_one("SELECT COALESCE(MAX(seq), 0) FROM events", args![])
            .await?;
        row.get(0)
    }

    /// The latest instant of any event, in microseconds; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError`], by what went wrong.
    pub async fn latest_time(&mut self) -> Result<Option<i64>, StoreError> {
        let row = self
            .fetch_one(
                "SELECT MAX(time) FROM (SELECT time FROM events ORDER BY seq DESC LIMIT 1000) AS latest",
                args![],
            )
            .await?;
        row.get(0)
    }
}

fn record(row: &crate::Row) -> Result<EventRecord, StoreError> {
    let seq = row.get(0)?;
    Ok(EventRecord {
        partition: 0,
        offset: seq,
        seq,
        topic: row.get(1)?,
        stream: row.get(2)?,
        kind: row.get(3)?,
        source: row.get(4)?,
        time_micros: row.get(5)?,
        traceparent: row.get(6)?,
        payload: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{Engine as _, Place};

    #[test]
    fn every_compacted_topic_is_looked_for() {
        let sql = of_state!("DELETE", "");
        for topic in topics::ALL.iter().filter(|topic| topic.compacted) {
            assert!(sql.contains(&format!("'{}'", topic.name)), "{}", topic.name);
        }
    }

    #[tokio::test]
    async fn a_state_is_found_by_its_index_in_sqlite() {
        let place = Place::embedded();
        let store = place.open().await.expect("a store");
        let mut connection = store.read().await.expect("a connection");
        let explain = concat!("EXPLAIN QUERY PLAN ", of_state!("SELECT seq", ""));
        let values = args![topics::CANDIDATES.name, "stream"];
        let plan = connection.fetch_one(explain, values).await;
        let step: String = plan.and_then(|row| row.get(3)).expect("a plan");
        assert!(step.contains("events_by_state"), "{step}");
    }

    #[cfg(feature = "servers")]
    #[tokio::test]
    async fn a_state_is_found_by_its_index_in_a_plan_that_knows_no_values() {
        let store = Place::on_server().open().await.expect("a store");
        let mut connection = store.read().await.expect("a connection");
        for sql in [
            "SET plan_cache_mode = force_generic_plan",
            "SET enable_seqscan = off",
            concat!("PREPARE state AS ", of_state!("DELETE", "")),
        ] {
            let run = connection.execute(sql, args![]).await;
            run.expect("it is prepared");
        }
        let explain = "EXPLAIN EXECUTE state ('relais.candidates', 'stream')";
        let rows = connection.fetch(explain, args![]).await;
        let rows = rows.expect("a plan");
        let steps = rows.iter().map(|row| row.get(0).expect("a step"));
        let plan: Vec<String> = steps.collect();
        assert!(plan.join("\n").contains("events_by_state"), "{plan:#?}");
    }
}
