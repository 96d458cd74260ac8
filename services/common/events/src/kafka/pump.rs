//! The thread that polls a client of Kafka and hands on what comes.
//!
//! Rebalances happen inside a poll and must be answered there, from the cursors in the database:
//! on a thread of its own the client can wait for them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError, mpsc as sync};
use std::time::Duration;

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::BorrowedMessage;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{ClientContext, Message as _, Offset, TopicPartitionList};
use relais_domain::Error;
use relais_store::{Cursor, Cursors, Topic};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::client::Witness;
use super::probe::{self, PATIENCE};
use super::wire;
use crate::{Batch, Member};

/// How long a poll waits, and so how soon a command is heard.
const POLL: Duration = Duration::from_millis(50);
/// Records handed on together.
const CHUNK: usize = 512;
/// How long the database is waited for between tries when partitions come.
const AGAIN: Duration = Duration::from_millis(500);

/// Which partitions are read, and from where.
pub(super) enum Places {
    /// All of them, from these cursors.
    All(Cursors),
    /// Those that fall to this member, from its stored cursors.
    Shared(Member),
}

/// What the thread tells.
pub(super) enum News {
    /// A partition is read on from after this cursor.
    Placed(i32, Cursor),
    /// What comes next of a partition.
    Read(Batch),
    /// Something does not pass by itself.
    Failed(Error),
}

/// What the thread is told.
pub(super) enum Command {
    /// Go on in a partition from after a cursor.
    Seek(i32, Cursor),
    /// A partition has been taken in up to a cursor.
    Taken(i32, Cursor),
}

/// A partition that is read.
#[derive(Debug, Clone, Copy)]
struct Place {
    cursor: Cursor,
    /// Where the partition ended when reading began here.
    end: i64,
}

/// What happened to partitions inside a poll.
enum Change {
    Placed(i32, Place),
    Revoked(i32),
    Failed(Error),
}

/// Answers rebalances.
pub(super) struct Seats {
    pub name: String,
    pub places: Places,
    pub witness: Witness,
    pub runtime: Handle,
    pub stop: CancellationToken,
    changes: Mutex<Vec<Change>>,
}

impl ClientContext for Seats {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        self.witness.log(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.witness.error(error, reason);
    }
}

impl ConsumerContext for Seats {
    fn rebalance(
        &self,
        client: &BaseConsumer<Self>,
        event: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        let outcome = match event {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => {
                self.assigned(client, partitions)
            }
            _ => self.revoked(client, partitions),
        };
        if let Err(error) = outcome {
            self.note(Change::Failed(self.witness.failure(error)));
        }
    }
}

impl Seats {
    pub fn new(name: String, places: Places, stop: CancellationToken) -> Self {
        Self {
            name,
            places,
            witness: Witness::default(),
            runtime: Handle::current(),
            stop,
            changes: Mutex::default(),
        }
    }

    fn note(&self, change: Change) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.push(change);
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *changes)
    }

    fn assigned(
        &self,
        client: &BaseConsumer<Self>,
        partitions: &TopicPartitionList,
    ) -> Result<(), KafkaError> {
        let mut assigned = TopicPartitionList::new();
        for element in partitions.elements() {
            let partition = element.partition();
            let Some(cursor) = self.cursor(partition) else {
                return Ok(());
            };
            let (place, next) = match self.place(client, partition, cursor) {
                Ok(found) => found,
                Err(error) => {
                    self.note(Change::Failed(error));
                    continue;
                }
            };
            assigned.add_partition_offset(&self.name, partition, Offset::Offset(next))?;
            self.note(Change::Placed(partition, place));
        }
        match self.places {
            Places::All(_) => client.assign(&assigned),
            Places::Shared(_) => client.incremental_assign(&assigned),
        }
    }

    fn revoked(
        &self,
        client: &BaseConsumer<Self>,
        partitions: &TopicPartitionList,
    ) -> Result<(), KafkaError> {
        for element in partitions.elements() {
            self.note(Change::Revoked(element.partition()));
        }
        client.incremental_unassign(partitions)
    }

    /// The cursor of a partition; `None` where the wait for it was ended.
    fn cursor(&self, partition: i32) -> Option<Cursor> {
        let member = match &self.places {
            Places::All(cursors) => {
                return Some(cursors.get(&partition).copied().unwrap_or_default());
            }
            Places::Shared(member) => member,
        };
        loop {
            match self.runtime.block_on(member.cursor(partition)) {
                Ok(cursor) => return Some(cursor),
                Err(_) if self.stop.is_cancelled() => return None,
                Err(error) => {
                    tracing::warn!(topic = self.name, partition, error = %error, "a cursor cannot be read; will try again");
                    std::thread::sleep(AGAIN);
                }
            }
        }
    }

    /// The place after `cursor`, with the first offset of Kafka that is to be read.
    fn place(
        &self,
        client: &BaseConsumer<Self>,
        partition: i32,
        cursor: Cursor,
    ) -> Result<(Place, i64), Error> {
        let bounds = client.fetch_watermarks(&self.name, partition, PATIENCE);
        let (first, end) = bounds.map_err(|error| self.witness.failure(error))?;
        let name = &self.name;
        if cursor.offset > end {
            return Err(Error::unavailable(format!(
                "{name}/{partition} ends at {end}, but was read up to {}: the cluster has lost records or is another one; restore its data, or let the consumer begin anew with a new prefix",
                cursor.offset
            )));
        }
        if 0 < cursor.offset && cursor.offset < first {
            tracing::error!(
                topic = name,
                partition,
                read = cursor.offset,
                first,
                "records were deleted before they were read: keep them longer (events.kafka.retention)"
            );
        }
        Ok((Place { cursor, end }, cursor.offset.max(first)))
    }
}

/// The thread's own.
pub(super) struct Pump {
    pub client: BaseConsumer<Seats>,
    pub topic: Topic,
    pub news: mpsc::Sender<News>,
    pub commands: sync::Receiver<Command>,
    pub read: Read,
}

/// The partitions that are read.
#[derive(Default)]
pub(super) struct Read {
    places: BTreeMap<i32, Place>,
    batches: BTreeMap<i32, Batch>,
    records: usize,
}

/// Nobody listens any more.
struct Gone;

impl Pump {
    /// Runs until the reader is gone.
    pub fn run(mut self) {
        if let Err(error) = self.begin() {
            let error = self.client.context().witness.failure(error);
            let _ = self.news.blocking_send(News::Failed(error));
            return;
        }
        let stop = self.client.context().stop.clone();
        while !stop.is_cancelled() {
            self.obey();
            if self.turn().is_err() {
                return;
            }
        }
    }

    fn begin(&self) -> Result<(), KafkaError> {
        let seats = self.client.context().clone();
        match seats.places {
            Places::Shared(_) => self.client.subscribe(&[&seats.name]),
            Places::All(_) => {
                let mut all = TopicPartitionList::new();
                for partition in probe::partitions_of(&self.client, &seats.name)? {
                    all.add_partition(&seats.name, partition);
                }
                seats.assigned(&self.client, &all)
            }
        }
    }

    fn obey(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            let outcome = match command {
                Command::Seek(partition, cursor) => self.seek(partition, cursor),
                Command::Taken(partition, cursor) => {
                    let name = &self.client.context().name;
                    self.client.store_offset(name, partition, cursor.offset - 1)
                }
            };
            if let Err(error) = outcome {
                // The partition has gone to somebody else, which the next poll tells.
                tracing::debug!(topic = self.topic.name, %error, "a partition is not ours any more");
            }
        }
    }

    fn seek(&mut self, partition: i32, cursor: Cursor) -> Result<(), KafkaError> {
        let seats = self.client.context().clone();
        match seats.place(&self.client, partition, cursor) {
            Ok((place, next)) => {
                let to = Offset::Offset(next);
                self.client.seek(&seats.name, partition, to, PATIENCE)?;
                seats.note(Change::Placed(partition, place));
            }
            Err(error) => seats.note(Change::Failed(error)),
        }
        Ok(())
    }

    /// Takes what there is, and hands it on.
    fn turn(&mut self) -> Result<(), Gone> {
        let seats = self.client.context().clone();
        let mut next = self.client.poll(POLL);
        loop {
            let changes = seats.changes();
            if !changes.is_empty() {
                self.read.hand_on(&self.news)?;
                for change in changes {
                    self.read.change(change, &self.news)?;
                }
            }
            match next {
                None => break,
                Some(Ok(message)) => self.read.add(self.topic, &message),
                Some(Err(KafkaError::PartitionEOF(partition))) => self.read.ended(partition),
                Some(Err(error)) => {
                    if let Some(error) = failed(&seats, error) {
                        send(&self.news, News::Failed(error))?;
                    }
                }
            }
            if self.read.records >= CHUNK {
                break;
            }
            next = self.client.poll(Duration::ZERO);
        }
        self.read.hand_on(&self.news)
    }
}

/// What an error of a poll means; `None` where the client mends it by itself.
fn failed(seats: &Seats, error: KafkaError) -> Option<Error> {
    let lost = [
        RDKafkaErrorCode::AutoOffsetReset,
        RDKafkaErrorCode::OffsetOutOfRange,
        RDKafkaErrorCode::UnknownTopicOrPartition,
        RDKafkaErrorCode::TopicAuthorizationFailed,
        RDKafkaErrorCode::GroupAuthorizationFailed,
    ];
    let is_lasting = match &error {
        KafkaError::MessageConsumptionFatal(_) => true,
        KafkaError::MessageConsumption(code) => lost.contains(code),
        _ => false,
    };
    if is_lasting {
        return Some(seats.witness.failure(error));
    }
    tracing::debug!(topic = seats.name, %error, "Kafka is waited for");
    None
}

fn send(news: &mpsc::Sender<News>, it: News) -> Result<(), Gone> {
    news.blocking_send(it).map_err(|_| Gone)
}

impl Read {
    fn change(&mut self, change: Change, news: &mpsc::Sender<News>) -> Result<(), Gone> {
        match change {
            Change::Placed(partition, place) => {
                self.places.insert(partition, place);
                send(news, News::Placed(partition, place.cursor))
            }
            Change::Revoked(partition) => {
                self.places.remove(&partition);
                Ok(())
            }
            Change::Failed(error) => send(news, News::Failed(error)),
        }
    }

    fn add(&mut self, topic: Topic, message: &BorrowedMessage<'_>) {
        let (partition, offset) = (message.partition(), message.offset() + 1);
        let Some(place) = self.places.get_mut(&partition) else {
            return;
        };
        // What was under way when the client was sent elsewhere.
        if offset <= place.cursor.offset {
            return;
        }
        let batch = batch(&mut self.batches, partition, place.cursor);
        place.cursor.offset = offset;
        match wire::incoming(topic, message) {
            Err(unreadable) => batch.unreadable.push(*unreadable),
            // A publisher that takes over repeats what its predecessor sent last. Of a compacted
            // topic only the newest state of a stream is ever sent: to have it twice is harmless,
            // and as compaction takes older ones away, numbers need not grow there.
            Ok(record) if !topic.compacted && record.seq <= place.cursor.seq => {}
            Ok(record) => {
                place.cursor.seq = place.cursor.seq.max(record.seq);
                batch.records.push(record);
            }
        }
        batch.after = place.cursor;
        self.records += 1;
    }

    /// Everything has been read that there was. The last records may have been compacted away:
    /// then the cursor moves to where the end was when reading began.
    fn ended(&mut self, partition: i32) {
        let Some(place) = self.places.get_mut(&partition) else {
            return;
        };
        if place.cursor.offset < place.end {
            let batch = batch(&mut self.batches, partition, place.cursor);
            place.cursor.offset = place.end;
            batch.after = place.cursor;
        }
    }

    fn hand_on(&mut self, news: &mpsc::Sender<News>) -> Result<(), Gone> {
        self.records = 0;
        for (_, batch) in std::mem::take(&mut self.batches) {
            send(news, News::Read(batch))?;
        }
        Ok(())
    }
}

fn batch(batches: &mut BTreeMap<i32, Batch>, partition: i32, cursor: Cursor) -> &mut Batch {
    batches.entry(partition).or_insert_with(|| Batch {
        partition,
        before: cursor.offset,
        after: cursor,
        records: Vec::new(),
        unreadable: Vec::new(),
    })
}
