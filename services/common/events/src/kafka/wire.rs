//! Events as records of Kafka: the binary mode of the `CloudEvents` Kafka protocol binding 1.0.

use std::panic::AssertUnwindSafe;

use jiff::Timestamp;
use rdkafka::Message;
use rdkafka::message::{BorrowedMessage, Header, Headers as _, OwnedHeaders};
use rdkafka::producer::FutureRecord;
use relais_store::{EventRecord, Topic};

use super::client::LARGEST_RECORD;
use crate::Unreadable;

const CONTENT_TYPE: &str = "application/protobuf";
/// More headers, or longer values, are not ours.
const MOST_HEADERS: usize = 64;
const LONGEST_VALUE: usize = 1024;

/// The headers of a record.
pub(super) fn headers(record: &EventRecord) -> OwnedHeaders {
    let time = Timestamp::from_microsecond(record.time_micros).unwrap_or_default();
    let (id, time) = (record.seq.to_string(), time.to_string());
    let mut headers = OwnedHeaders::new_with_capacity(8);
    for (key, value) in [
        ("ce_specversion", "1.0"),
        ("ce_id", &id),
        ("ce_source", &record.source),
        ("ce_type", &record.kind),
        ("ce_subject", &record.stream),
        ("ce_time", &time),
        ("content-type", CONTENT_TYPE),
    ] {
        let value = Some(value);
        headers = headers.insert(Header { key, value });
    }
    // Where tools that follow traces through Kafka look for it.
    let (key, value) = ("traceparent", record.traceparent.as_deref());
    if value.is_some() {
        headers = headers.insert(Header { key, value });
    }
    headers
}

/// A record to send to the topic called `name`. The event that ends a stream has no value.
pub(super) fn outgoing<'a>(
    name: &'a str,
    topic: Topic,
    record: &'a EventRecord,
) -> FutureRecord<'a, str, [u8]> {
    let message = FutureRecord::to(name)
        .key(record.stream.as_str())
        .timestamp(record.time_micros / 1000)
        .headers(headers(record));
    if topic.compacted && record.payload.is_empty() {
        message
    } else {
        message.payload(&record.payload)
    }
}

/// The event that a message carries.
///
/// # Errors
/// [`Unreadable`], with what could be read.
pub(super) fn incoming(
    topic: Topic,
    message: &BorrowedMessage<'_>,
) -> Result<EventRecord, Box<Unreadable>> {
    let mut record = EventRecord {
        partition: message.partition(),
        offset: message.offset() + 1,
        seq: 0,
        topic: topic.name.to_owned(),
        stream: String::from_utf8_lossy(message.key().unwrap_or_default()).into_owned(),
        kind: String::new(),
        source: String::new(),
        time_micros: message.timestamp().to_millis().unwrap_or(0) * 1000,
        traceparent: None,
        payload: message.payload().unwrap_or_default().to_vec(),
    };
    // The client panics over names of headers that are no UTF-8; nothing is left half done.
    let read = AssertUnwindSafe(|| read_headers(message, &mut record));
    let outcome = std::panic::catch_unwind(read)
        .unwrap_or_else(|_| Err("a header's name is not UTF-8".to_owned()));
    match outcome {
        Ok(()) => Ok(record),
        Err(reason) => {
            // Without a type nobody takes it for an event.
            record.kind.clear();
            Err(Box::new(Unreadable { record, reason }))
        }
    }
}

fn read_headers(message: &BorrowedMessage<'_>, record: &mut EventRecord) -> Result<(), String> {
    let headers = message.headers().ok_or("it has no headers")?;
    if headers.count() > MOST_HEADERS {
        return Err(format!("it has {} headers", headers.count()));
    }
    if record.payload.len() > LARGEST_RECORD {
        return Err(format!("it has {} bytes", record.payload.len()));
    }
    let mut version = None;
    let (mut id, mut time, mut subject) = (None, None, None);
    for header in headers.iter() {
        let value = || text(header.key, header.value);
        match header.key {
            "ce_specversion" => version = Some(value()?),
            "ce_id" => id = Some(value()?),
            "ce_source" => value()?.clone_into(&mut record.source),
            "ce_type" => value()?.clone_into(&mut record.kind),
            "ce_subject" => subject = Some(value()?),
            "ce_time" => time = Some(value()?),
            "content-type" if value()? != CONTENT_TYPE => {
                return Err(format!("its content type is {}", value()?));
            }
            "traceparent" => record.traceparent = Some(value()?.to_owned()),
            _ => {}
        }
    }
    if version != Some("1.0") {
        return Err("it is no event of CloudEvents 1.0 in binary mode".to_owned());
    }
    if record.source.is_empty() || record.kind.is_empty() {
        return Err("its ce_source or ce_type is missing".to_owned());
    }
    if subject != Some(record.stream.as_str()) {
        return Err("its key is not its ce_subject".to_owned());
    }
    let id = id.and_then(|id| id.parse().ok()).filter(|id| *id > 0);
    record.seq = id.ok_or("its ce_id is not a number in its source")?;
    let time = time.and_then(|time| time.parse::<Timestamp>().ok());
    record.time_micros = time.ok_or("its ce_time is no instant")?.as_microsecond();
    Ok(())
}

fn text<'a>(key: &str, value: Option<&'a [u8]>) -> Result<&'a str, String> {
    let value = value.unwrap_or_default();
    if value.len() > LONGEST_VALUE {
        return Err(format!("its {key} has {} bytes", value.len()));
    }
    std::str::from_utf8(value).map_err(|_| format!("its {key} is not UTF-8"))
}
