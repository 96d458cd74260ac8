//! Records as they stand on the cluster, ours and those of others.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::{Header, Headers as _, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::{ClientConfig, Message as _, Offset, TopicPartitionList};
use relais_events::suite::{
    Effects, append, append_payload, effects, prepare, published, set_aside_in,
};
use relais_events::{Topic, topics};

use crate::site::{Site, until};

/// A record as any other program sees it.
struct Raw {
    key: String,
    value: Option<Vec<u8>>,
    headers: BTreeMap<String, String>,
}

/// All records of a topic.
fn raw(site: &Site, topic: Topic) -> Vec<Raw> {
    let client: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", site.settings.brokers.join(","))
        .set("group.id", "test")
        .set("enable.partition.eof", "true")
        .create()
        .expect("a client");
    let mut all = TopicPartitionList::new();
    for partition in 0..site.settings.partitions {
        let added = all.add_partition_offset(&site.name(topic), partition, Offset::Beginning);
        added.expect("a partition");
    }
    client.assign(&all).expect("assigned");
    let (mut records, mut ended) = (Vec::new(), 0);
    while ended < site.settings.partitions {
        let polled = client.poll(Duration::from_secs(10)).expect("an answer");
        let Ok(message) = polled else {
            ended += 1;
            continue;
        };
        let headers = message.headers().expect("headers").iter().map(|header| {
            let value = header.value.unwrap_or_default();
            (
                header.key.to_owned(),
                String::from_utf8_lossy(value).into_owned(),
            )
        });
        records.push(Raw {
            key: String::from_utf8_lossy(message.key().unwrap_or_default()).into_owned(),
            value: message.payload().map(<[u8]>::to_vec),
            headers: headers.collect(),
        });
    }
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_a_cloud_event_in_binary_mode() {
    let site = Site::new().await;
    let store = site.store().await;
    site.publish(&store);
    append(&store, topics::OFFERS, "offer-1", 5).await;
    published(&store).await;
    let records = raw(&site, topics::OFFERS);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].key, "offer-1");
    assert_eq!(records[0].value, Some(5_i64.to_be_bytes().to_vec()));
    let expected = [
        ("ce_id", "1"),
        ("ce_source", "relais/suite"),
        ("ce_specversion", "1.0"),
        ("ce_subject", "offer-1"),
        ("ce_time", "1970-01-01T00:00:00Z"),
        ("ce_type", "relais.suite.happened.v1"),
        ("content-type", "application/protobuf"),
        (
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ),
    ];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(records[0].headers, expected.into());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_stream_has_no_value_so_that_compaction_forgets_it() {
    let site = Site::new().await;
    let store = site.store().await;
    site.publish(&store);
    append_payload(&store, topics::CANDIDATES, "gone", Vec::new()).await;
    append_payload(&store, topics::OFFERS, "empty", Vec::new()).await;
    published(&store).await;
    assert_eq!(raw(&site, topics::CANDIDATES)[0].value, None);
    assert_eq!(raw(&site, topics::OFFERS)[0].value, Some(Vec::new()));
}

async fn send(site: &Site, key: &str, headers: &[(&str, &str)]) {
    let producer: FutureProducer = ClientConfig::new()
        .set("bootstrap.servers", site.settings.brokers.join(","))
        .create()
        .expect("a client");
    let mut all = OwnedHeaders::new();
    for (key, value) in headers {
        let value = Some(*value);
        all = all.insert(Header { key, value });
    }
    let name = site.name(topics::OFFERS);
    let record = FutureRecord::to(&name).key(key).payload("?").headers(all);
    let sent = producer.send(record, Duration::from_secs(10)).await;
    sent.expect("the record is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_no_event_is_set_aside_and_its_partition_goes_on() {
    let site = Site::new().await;
    let store = site.store().await;
    prepare(&store).await;
    let log = site.log(&store).await;
    site.publish(&store);
    let ours = [
        ("ce_specversion", "1.0"),
        ("ce_id", "7"),
        ("ce_source", "relais/other"),
        ("ce_type", "relais.suite.happened.v1"),
        ("ce_time", "2026-04-30T15:20:00Z"),
    ];
    append(&store, topics::OFFERS, "offer", 1).await;
    published(&store).await;
    send(&site, "offer", &[]).await;
    send(&site, "offer", &ours).await;
    let structured = [("content-type", "application/cloudevents+json")];
    send(&site, "offer", &structured).await;
    append(&store, topics::OFFERS, "offer", 2).await;
    let (stop, _) = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    until("both events", async || effects(&store).await == [1, 2]).await;
    let letters = set_aside_in(&store).await;
    let reasons: Vec<&str> = letters.iter().map(|it| it.reason.as_str()).collect();
    let expected = [
        "it has no headers",
        "its key is not its ce_subject",
        "its content type is application/cloudevents+json",
    ];
    assert_eq!(reasons, expected);
    published(&store).await;
    let told = raw(&site, topics::DEAD_LETTERS);
    assert_eq!(told.len(), 3);
    assert_eq!(told[0].headers["ce_type"], "relais.record.set_aside.v1");
    stop.cancel();
}
