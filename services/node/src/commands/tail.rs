//! `relais events tail`: prints the log, of the site's own database or on Kafka.

use std::time::Duration;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use relais_events::kafka::KafkaLog;
use relais_events::{Batch, Cursor, Cursors, EventLog as _, Topic, Unreadable, reached, topics};
use relais_runtime::Config;
use relais_runtime::config::{Kafka, Place};
use relais_store::{EventRecord, Reader};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::cli::Format;
use crate::log::told;
use crate::{output, wire};

/// Events read at once.
const PAGE: u32 = 500;
/// Batches that wait to be printed.
const WAITING: usize = 8;
/// How often the log of another process is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What to print.
pub struct Wanted {
    /// Events after this offset: on Kafka, of each partition.
    pub after: i64,
    /// Of these topics.
    pub topics: Vec<Topic>,
    /// Whether to wait for more at the end.
    pub follow: bool,
    /// How.
    pub format: Format,
}

/// The topic of this name; every one without a name.
///
/// # Errors
/// Where there is none.
pub fn topics(name: Option<&str>) -> anyhow::Result<Vec<Topic>> {
    let Some(name) = name else {
        return Ok(topics::ALL.to_vec());
    };
    let found = topics::ALL.into_iter().find(|topic| topic.name == name);
    let Some(found) = found else {
        let known = topics::ALL.map(|topic| topic.name).join(", ");
        bail!("--topic: there is no topic {name}: give one of {known}");
    };
    Ok(vec![found])
}

/// Prints the log of a site.
///
/// # Errors
/// When there is no log, or it cannot be read.
pub async fn run(config: Config, wanted: Wanted) -> anyhow::Result<()> {
    if let Some(kafka) = config.events.kafka {
        return shared(kafka, &wanted)
            .await
            .map_err(|error| told(&error))
            .context("the event log");
    }
    let Place::Folder(folder) = config.store.place() else {
        bail!("the log is a table of the database: read it there, or have it on [events.kafka]");
    };
    let reader = Reader::open(folder.unwrap_or(&config.data_dir)).await?;
    own(&reader, wanted).await
}

/// The log in the database of a folder.
async fn own(reader: &Reader, mut wanted: Wanted) -> anyhow::Result<()> {
    loop {
        let mut connection = reader.read().await?;
        let events = match wanted.topics.as_slice() {
            [topic] => {
                connection
                    .events_after(topic.name, wanted.after, PAGE)
                    .await?
            }
            _ => connection.all_events_after(wanted.after, PAGE).await?,
        };
        drop(connection);
        for event in &events {
            output::print(wanted.format, &json(event), || text(event));
            wanted.after = event.offset;
        }
        if events.is_empty() {
            if !wanted.follow {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// The log on Kafka, all topics at the same time.
async fn shared(settings: Kafka, wanted: &Wanted) -> Result<(), relais_domain::Error> {
    let log = KafkaLog::look(settings).await?;
    let (sender, mut batches) = mpsc::channel(WAITING);
    for topic in &wanted.topics {
        tokio::spawn(read(
            log.clone(),
            *topic,
            wanted.after,
            wanted.follow,
            sender.clone(),
        ));
    }
    drop(sender);
    while let Some(batch) = batches.recv().await {
        let batch: Batch = batch?;
        for event in &batch.records {
            output::print(wanted.format, &json(event), || text(event));
        }
        for broken in &batch.unreadable {
            output::print(wanted.format, &no_event(broken), || {
                let at = broken.record.offset;
                format!("{at:>8}  no event: {}", broken.reason)
            });
        }
    }
    Ok(())
}

type Batches = mpsc::Sender<Result<Batch, relais_domain::Error>>;

async fn read(log: KafkaLog, topic: Topic, after: i64, follow: bool, batches: Batches) {
    let outcome = async {
        let ends = log.ends(topic).await?;
        // Records before it may have been deleted, and there may be none after it yet.
        let start = |(partition, end): (&i32, &i64)| {
            let offset = after.clamp(0, *end);
            (*partition, Cursor { offset, seq: 0 })
        };
        let mut read: Cursors = ends.iter().map(start).collect();
        let mut reader = log.follow(topic, read.clone()).await?;
        while follow || !reached(&read, &ends) {
            let batch = reader.next(PAGE as usize).await?;
            read.insert(batch.partition, batch.after);
            if batches.send(Ok(batch)).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    if let Err(error) = outcome.await {
        // Nobody prints any more once another topic has failed.
        let _ = batches.send(Err(error)).await;
    }
}

fn time(event: &EventRecord) -> Option<Timestamp> {
    Timestamp::from_microsecond(event.time_micros).ok()
}

/// The event in the JSON format of `CloudEvents` 1.0.
fn json(event: &EventRecord) -> Value {
    let name = wire::payload_type(&event.kind).filter(|_| !event.payload.is_empty());
    // The log goes on behind one that cannot be read.
    let data = name.map(|name| wire::bytes_to_json(name, &event.payload));
    let (data, unreadable) = match data.transpose() {
        Ok(data) => (data, None),
        Err(error) => (None, Some(error.to_string())),
    };
    json!({
        "specversion": "1.0",
        "id": event.seq.to_string(),
        "source": event.source,
        "type": event.kind,
        "subject": event.stream,
        "time": time(event).map(|at| at.to_string()),
        "traceparent": event.traceparent,
        "topic": event.topic,
        "partition": event.partition,
        "offset": event.offset,
        "data": data,
        "unreadable": unreadable,
    })
}

fn no_event(broken: &Unreadable) -> Value {
    json!({
        "topic": broken.record.topic,
        "partition": broken.record.partition,
        "offset": broken.record.offset,
        "unreadable": broken.reason,
    })
}

fn text(event: &EventRecord) -> String {
    let at = time(event).map_or_else(|| "?".to_owned(), |at| at.to_string());
    format!(
        "{:>8}  {at}  {:<36} {}",
        event.offset, event.kind, event.stream
    )
}
