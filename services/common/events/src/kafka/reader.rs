//! Reads a topic of Kafka: the side of the pump that waits for it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc as sync;

use async_trait::async_trait;
use rdkafka::ClientConfig;
use relais_domain::Error;
use relais_runtime::config::Kafka;
use relais_store::{Cursor, Cursors, Topic};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::pump::{Command, News, Places, Pump, Read, Seats};
use super::{client, topic_name};
use crate::{Batch, Member, Reader};

/// Batches that may wait to be taken in before the pump pauses.
const WAITING: usize = 4;

/// Reads one topic.
pub(super) struct KafkaReader {
    news: mpsc::Receiver<News>,
    commands: sync::Sender<Command>,
    /// Where each partition is read on from. One that waits for a seek is not in it: what still
    /// comes of it is from before.
    expected: BTreeMap<i32, i64>,
    waiting: VecDeque<Batch>,
    /// Ends the pump when the reader is dropped.
    stop: DropGuard,
}

impl KafkaReader {
    /// Reads all partitions.
    ///
    /// # Errors
    /// `InvalidInput` where the settings cannot be used.
    pub fn follow(settings: &Kafka, topic: Topic, from: Cursors) -> Result<Self, Error> {
        let mut config = client::config(settings)?;
        // The client asks for a name though no group is joined.
        config.set("group.id", format!("{}relais-readers", settings.prefix));
        Self::open(config, settings, topic, Places::All(from))
    }

    /// Reads the partitions that fall to a member.
    ///
    /// # Errors
    /// `InvalidInput` where the settings cannot be used.
    pub fn join(settings: &Kafka, member: Member) -> Result<Self, Error> {
        let topic = member.topic;
        let mut config = client::config(settings)?;
        let group = format!("{}{}.{}", settings.prefix, member.consumer, topic.name);
        config
            .set("group.id", group)
            .set("partition.assignment.strategy", "cooperative-sticky")
            // A member that was killed is missed after this.
            .set("session.timeout.ms", "10000")
            .set("heartbeat.interval.ms", "2000");
        Self::open(config, settings, topic, Places::Shared(member))
    }

    fn open(
        mut config: ClientConfig,
        settings: &Kafka,
        topic: Topic,
        places: Places,
    ) -> Result<Self, Error> {
        // Cursors in the databases count. What is stored here, only of what was taken in, is
        // for tools that show the lag.
        config
            .set("enable.auto.offset.store", "false")
            .set("auto.offset.reset", "error")
            .set("enable.partition.eof", "true")
            .set("check.crcs", "true")
            .set(
                "fetch.message.max.bytes",
                client::LARGEST_RECORD.to_string(),
            );
        let is_member = matches!(places, Places::Shared(_));
        config.set(
            "enable.auto.commit",
            if is_member { "true" } else { "false" },
        );
        let stop = CancellationToken::new();
        let seats = Seats::new(topic_name(settings, topic.name), places, stop.clone());
        let (sender, news) = mpsc::channel(WAITING);
        let (commands, heard) = sync::channel();
        let pump = Pump {
            client: config
                .create_with_context(seats)
                .map_err(client::unusable)?,
            topic,
            news: sender,
            commands: heard,
            read: Read::default(),
        };
        std::thread::Builder::new()
            .name(format!("kafka {}", topic.name))
            .spawn(|| pump.run())
            .map_err(Error::internal)?;
        Ok(Self {
            news,
            commands,
            expected: BTreeMap::new(),
            waiting: VecDeque::new(),
            stop: stop.drop_guard(),
        })
    }

    /// Puts news where `next` finds it.
    fn hear(&mut self, news: News) -> Result<(), Error> {
        match news {
            News::Placed(partition, cursor) => {
                self.expected.insert(partition, cursor.offset);
                self.waiting.retain(|batch| batch.partition != partition);
            }
            News::Read(batch) => {
                if let Some(expected) = self.expected.get_mut(&batch.partition)
                    && *expected == batch.before
                {
                    *expected = batch.after.offset;
                    self.waiting.push_back(batch);
                }
            }
            News::Failed(error) => return Err(error),
        }
        Ok(())
    }

    fn tell(&self, command: Command) -> Result<(), Error> {
        self.commands.send(command).map_err(|_| ended())
    }
}

fn ended() -> Error {
    Error::unavailable("the reader of a topic has ended")
}

#[async_trait]
impl Reader for KafkaReader {
    async fn next(&mut self, limit: usize) -> Result<Batch, Error> {
        loop {
            if let Some(batch) = self.waiting.pop_front() {
                let (batch, rest) = split(batch, limit);
                if let Some(rest) = rest {
                    self.waiting.push_front(rest);
                }
                return Ok(batch);
            }
            let news = self.news.recv().await.ok_or_else(ended)?;
            self.hear(news)?;
        }
    }

    async fn seek(&mut self, partition: i32, cursor: Cursor) -> Result<(), Error> {
        self.expected.remove(&partition);
        self.waiting.retain(|batch| batch.partition != partition);
        self.tell(Command::Seek(partition, cursor))
    }

    fn taken(&mut self, partition: i32, cursor: Cursor) {
        // Where the pump has ended, `next` says so.
        let _ = self.tell(Command::Taken(partition, cursor));
    }

    async fn close(self: Box<Self>) {
        let Self { mut news, stop, .. } = *self;
        drop(stop);
        // The pump leaves the group before it lets go of its end.
        while news.recv().await.is_some() {}
    }
}

/// The first `limit` records of a batch, and the rest.
fn split(mut batch: Batch, limit: usize) -> (Batch, Option<Batch>) {
    if batch.records.len() <= limit || limit == 0 {
        return (batch, None);
    }
    let records = batch.records.split_off(limit);
    let Some(last) = batch.records.last() else {
        return (batch, None);
    };
    let middle = Cursor {
        offset: last.offset,
        seq: last.seq,
    };
    let is_later = |it: &crate::Unreadable| it.record.offset > middle.offset;
    let (later, earlier) = batch.unreadable.into_iter().partition(is_later);
    let rest = Batch {
        partition: batch.partition,
        before: middle.offset,
        after: batch.after,
        records,
        unreadable: later,
    };
    batch.unreadable = earlier;
    batch.after = middle;
    (batch, Some(rest))
}
