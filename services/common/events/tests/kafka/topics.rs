//! Topics and clusters that are not as they should be.

use std::sync::Arc;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;
use relais_domain::{Error, ErrorCode};
use relais_events::kafka::{apply, check, claim};
use relais_events::suite::{Effects, append, effects, prepare, published};
use relais_events::{Consumer, Cursor, EmbeddedLog, topics};
use relais_runtime::config::Kafka;
use relais_store::Store;
use tokio_util::sync::CancellationToken;

use crate::site::{Site, open, settings, until};

/// What is wrong, and its remedy.
fn told(error: &Error) -> (String, String) {
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    let field = &error.fields()[0];
    (field.message.clone(), field.remedy.clone())
}

async fn refused(settings: &Kafka, store: &Store) -> (String, String) {
    let opened = open(settings, store, "intake").await;
    told(&opened.err().expect("it is refused"))
}

#[tokio::test]
async fn topics_that_are_missing_are_named_with_the_remedy() {
    let site = Site::new().await;
    let store = site.store().await;
    let elsewhere = settings();
    let (message, remedy) = refused(&elsewhere, &store).await;
    let name = format!("{}relais.offers", elsewhere.prefix);
    assert_eq!(message, format!("there is no topic {name}"));
    assert_eq!(remedy, "run `relais topics apply`");
}

#[tokio::test]
async fn applying_again_changes_nothing_and_other_partitions_are_refused() {
    let mut site = Site::new().await;
    let again = apply(&site.settings).await.expect("applied");
    let (claims, events): (Vec<_>, Vec<_>) = again
        .iter()
        .partition(|it| it.topic.ends_with("relais.claims"));
    assert!(events.iter().all(|it| !it.is_new && it.partitions == 3));
    assert_eq!(events.len(), topics::ALL.len());
    assert!(claims.iter().all(|it| !it.is_new && it.partitions == 1));
    assert_eq!(claims.len(), 1);
    site.settings.partitions = 4;
    let error = apply(&site.settings).await.expect_err("it is refused");
    assert!(told(&error).1.starts_with("set it to 3"), "{error:?}");
}

#[tokio::test]
async fn a_topic_kept_in_the_wrong_way_is_refused_until_it_is_mended() {
    let site = Site::new().await;
    let store = site.store().await;
    let admin: AdminClient<DefaultClientContext> = ClientConfig::new()
        .set("bootstrap.servers", site.settings.brokers.join(","))
        .create()
        .expect("a client");
    let name = site.name(topics::CANDIDATES);
    let wrong = AlterConfig::new(ResourceSpecifier::Topic(&name)).set("cleanup.policy", "delete");
    let altered = admin.alter_configs([&wrong], &AdminOptions::new()).await;
    assert!(altered.expect("an answer")[0].is_ok());
    // The broker learns of it a moment later.
    until("the refusal", async || {
        check(&site.settings, &store).await.is_err()
    })
    .await;
    let (message, remedy) = refused(&site.settings, &store).await;
    assert!(
        message.ends_with("has cleanup.policy delete, and must have compact"),
        "{message}"
    );
    assert_eq!(remedy, "run `relais topics apply`");
    apply(&site.settings).await.expect("mended");
    until("it is mended", async || {
        check(&site.settings, &store).await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn fewer_partitions_than_were_read_are_refused() {
    let site = Site::new().await;
    let store = site.store().await;
    let moved = store.write(|tx| {
        Box::pin(async move {
            let to = Cursor { offset: 9, seq: 9 };
            let topic = topics::OFFERS.name;
            Ok(tx.move_cursor("relay", topic, 7, 0, to).await?)
        })
    });
    assert!(moved.await.expect("an answer"));
    let error = check(&site.settings, &store).await.expect_err("refused");
    let (message, _) = told(&error);
    assert!(
        message.contains("has 3 partitions, but 8 were read"),
        "{message}"
    );
}

#[tokio::test]
async fn another_cluster_or_prefix_than_before_is_refused() {
    let site = Site::new().await;
    let store = site.store().await;
    claim(&site.settings, &store).await.expect("the first");
    claim(&site.settings, &store).await.expect("the same");
    let (message, _) = refused(&settings(), &store).await;
    assert!(message.contains("this data was used with"), "{message}");
    let other = store.write(|tx| {
        Box::pin(async move {
            let sql = "UPDATE broker SET cluster = 'another'";
            Ok(tx.execute(sql, Vec::new()).await?)
        })
    });
    assert_eq!(other.await.expect("an answer"), 1);
    let (message, _) = refused(&site.settings, &store).await;
    assert!(message.ends_with("with the cluster another"), "{message}");
}

#[tokio::test]
async fn a_prefix_under_which_another_site_sends_is_refused() {
    let site = Site::new().await;
    let store = site.store().await;
    // Two instances of the first at the same time, and another service.
    let both = tokio::join!(
        open(&site.settings, &store, "intake"),
        open(&site.settings, &store, "intake")
    );
    assert!(both.0.is_ok() && both.1.is_ok());
    let relay = Site::with(site.settings.clone()).await;
    let relay = relay.store().await;
    open(&site.settings, &relay, "relay")
        .await
        .expect("its own");

    let second = Site::with(site.settings.clone()).await;
    let second = second.store().await;
    let (message, remedy) = refused(&site.settings, &second).await;
    assert!(
        message.ends_with("under which the intake of another database sends its events"),
        "{message}"
    );
    assert!(remedy.contains("a prefix of its own"), "{remedy}");
    open(&site.settings, &store, "intake").await.expect("again");
}

#[tokio::test]
async fn where_no_broker_answers_that_is_said() {
    let site = Site::new().await;
    let store = site.store().await;
    let nobody = Kafka::at(["127.0.0.1:9"]);
    let opened = open(&nobody, &store, "intake").await;
    let error = opened.err().expect("nobody answers");
    assert_eq!(error.code(), ErrorCode::Unavailable);
    assert!(error.message().contains("127.0.0.1:9"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_moves_to_kafka_has_no_effects_again() {
    let site = Site::new().await;
    let store = site.store().await;
    prepare(&store).await;
    for number in 0..10 {
        append(&store, topics::OFFERS, &format!("offer-{number}"), number).await;
    }
    let stop = CancellationToken::new();
    let consumer = Consumer {
        name: "one",
        topic: topics::OFFERS,
        after: None,
        store: store.clone(),
        log: Arc::new(EmbeddedLog::new(store.clone())),
        handler: Effects::arranged([]),
    };
    let running = tokio::spawn(consumer.run(stop.clone()));
    until("the effects", async || effects(&store).await.len() == 10).await;
    stop.cancel();
    running.await.expect("no panic").expect("it stops");
    let log = site.log(&store).await;
    site.publish(&store);
    published(&store).await;
    for number in 10..20 {
        append(&store, topics::OFFERS, &format!("offer-{number}"), number).await;
    }
    let (_stop, _) = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    until("the rest", async || effects(&store).await.len() >= 20).await;
    let mut had = effects(&store).await;
    had.sort_unstable();
    assert_eq!(had, (0..20).collect::<Vec<_>>());
}
