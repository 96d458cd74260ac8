//! Clusters that demand TLS, a password or a certificate: they are spoken to, and whoever does not
//! have it is told what lacks.

use std::path::{Path, PathBuf};

use relais_domain::{Error, ErrorCode};
use relais_events::kafka::{apply, claim};
use relais_events::suite::{Effects, append, effects, prepare};
use relais_events::topics;
use relais_runtime::config::{Kafka, KafkaMechanism, KafkaSecurity, Secret};
use relais_store::{Options, Store};

use crate::site::{Site, settings, until};

/// The folder of the broker, with addresses and certificates.
fn folder() -> PathBuf {
    let folder = std::env::var("RELAIS_TEST_KAFKA_DIR").expect("RELAIS_TEST_KAFKA_DIR");
    folder.into()
}

/// A place of its own at the address that stands in `file`.
fn at(file: &str, security: KafkaSecurity) -> Kafka {
    let address = std::fs::read_to_string(folder().join(file)).expect("an address");
    Kafka {
        brokers: vec![address.trim().to_owned()],
        security,
        ca_file: Some(folder().join("ca.pem")),
        ..settings()
    }
}

fn with_password(password: &str) -> Kafka {
    Kafka {
        username: Some("relais".to_owned()),
        password: Some(Secret::new(password)),
        ..at("sasl", KafkaSecurity::SaslTls)
    }
}

fn with_certificate() -> Kafka {
    Kafka {
        cert_file: Some(folder().join("client.pem")),
        key_file: Some(folder().join("client.key")),
        ..at("mutual", KafkaSecurity::Tls)
    }
}

/// Makes topics, publishes and takes in.
async fn works(settings: Kafka) {
    let site = Site::with(settings).await;
    let store = site.store().await;
    prepare(&store).await;
    let log = site.log(&store).await;
    site.publish(&store);
    append(&store, topics::OFFERS, "offer", 7).await;
    let (stop, _) = site.consume(&store, &log, topics::OFFERS, Effects::arranged([]));
    until("the effect", async || effects(&store).await == [7]).await;
    stop.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_demands_a_password_over_tls_is_spoken_to() {
    works(with_password("relais")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_demands_a_certificate_is_spoken_to() {
    works(with_certificate()).await;
}

/// What is told where the log cannot be opened.
async fn refused(settings: Kafka) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), &Options::default()).await;
    let error: Error = claim(&settings, &store.expect("a store"))
        .await
        .expect_err("it is refused");
    assert_eq!(error.code(), ErrorCode::Unavailable);
    error.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_and_not_shown() {
    let told = refused(with_password("guessed-wrong")).await;
    assert!(
        told.contains("events.kafka.username, password_file"),
        "{told}"
    );
    assert!(!told.contains("guessed"), "{told}");
    let other = Kafka {
        mechanism: KafkaMechanism::ScramSha256,
        ..with_password("relais")
    };
    let told = refused(other).await;
    assert!(told.contains("mechanism"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_of_another_authority_is_not_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Kafka {
        ca_file: Some(stranger(folder.path()).0),
        ..with_password("relais")
    };
    let told = refused(settings).await;
    assert!(told.contains("events.kafka.ca_file"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_certificate_that_is_asked_for_that_is_said() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let ended = ["pem", "key"].map(|kind| folder().join(format!("expired.{kind}")));
    for shown in [None, Some(stranger(elsewhere.path())), Some(ended.into())] {
        let (cert_file, key_file) = shown.unzip();
        let settings = Kafka {
            cert_file,
            key_file,
            ..with_certificate()
        };
        let told = refused(settings).await;
        assert!(told.contains("events.kafka.cert_file"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_asks_for_tls_is_not_spoken_to_in_the_clear() {
    let in_the_clear = Kafka {
        ca_file: None,
        ..at("mutual", KafkaSecurity::None)
    };
    let told = apply(&in_the_clear)
        .await
        .expect_err("it is refused")
        .to_string();
    assert!(told.contains("events.kafka.security"), "{told}");
}

/// The certificate and key of somebody whom nobody knows.
fn stranger(folder: &Path) -> (PathBuf, PathBuf) {
    let names = ["127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
    let (cert, key) = (folder.join("stranger.pem"), folder.join("stranger.key"));
    std::fs::write(&cert, made.cert.pem()).expect("written");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("written");
    (cert, key)
}
