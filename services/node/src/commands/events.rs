//! `relais events`: reads the log of a site, running or not, without touching it, and repairs
//! what could not be taken in of it.

use std::time::Duration;

use jiff::Timestamp;
use relais_store::{EventRecord, Reader};
use serde_json::{Value, json};

use crate::cli::{Events, Format};
use crate::connect::{Access, configuration};
use crate::{output, wire};

use super::admin::told;
use super::dead;

/// Events read at once.
const PAGE: u32 = 500;
/// How often the log of another process is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Follows the log, lists what could not be taken in, or has it taken in again.
///
/// # Errors
/// When there is no data, or it cannot be read; when a service does not answer or refuses.
pub async fn run(command: Events) -> anyhow::Result<()> {
    match command {
        Events::Tail {
            after,
            topic,
            no_follow,
            site,
            format,
        } => {
            let reader = Reader::open(&configuration(&site)?.data_dir).await?;
            tail(&reader, after, topic.as_deref(), !no_follow, format).await
        }
        Events::Dead { site, format } => {
            let access = Access::to(configuration(&site)?).await?;
            let listed = dead::list(&access, format).await;
            access.close().await;
            listed.map_err(told)
        }
        Events::Replay(command) => {
            let access = Access::to(configuration(&command.site)?).await?;
            let replayed = dead::replay(&access, &command).await;
            access.close().await;
            replayed.map_err(told)
        }
    }
}

async fn tail(
    reader: &Reader,
    mut after: i64,
    topic: Option<&str>,
    follow: bool,
    format: Format,
) -> anyhow::Result<()> {
    loop {
        let mut connection = reader.read().await?;
        let events = match topic {
            Some(topic) => connection.events_after(topic, after, PAGE).await?,
            None => connection.all_events_after(after, PAGE).await?,
        };
        drop(connection);
        for event in &events {
            output::print(format, &json(event)?, || text(event));
            after = event.offset;
        }
        if events.is_empty() {
            if !follow {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

fn time(event: &EventRecord) -> Option<Timestamp> {
    Timestamp::from_microsecond(event.time_micros).ok()
}

/// The event in the JSON format of `CloudEvents` 1.0.
fn json(event: &EventRecord) -> anyhow::Result<Value> {
    let data = match wire::payload_type(&event.kind) {
        Some(name) if !event.payload.is_empty() => wire::bytes_to_json(name, &event.payload)?,
        _ => Value::Null,
    };
    Ok(json!({
        "specversion": "1.0",
        "id": event.seq.to_string(),
        "source": event.source,
        "type": event.kind,
        "subject": event.stream,
        "time": time(event).map(|at| at.to_string()),
        "traceparent": event.traceparent,
        "topic": event.topic,
        "offset": event.offset,
        "data": data,
    }))
}

fn text(event: &EventRecord) -> String {
    let at = time(event).map_or_else(|| "?".to_owned(), |at| at.to_string());
    format!(
        "{:>8}  {at}  {:<36} {}",
        event.offset, event.kind, event.stream
    )
}
