//! What every client of Kafka is configured with, and what it tells when it fails.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use relais_domain::Error;
use relais_runtime::config::{Kafka, KafkaSecurity};

/// The largest record, in bytes: well above the largest event.
pub(super) const LARGEST_RECORD: usize = 16 * 1024 * 1024;

/// The configuration that all clients share.
///
/// # Errors
/// `InvalidInput` where a file cannot be used.
pub(super) fn config(settings: &Kafka) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", settings.brokers.join(","))
        .set("client.id", "relais")
        .set("allow.auto.create.topics", "false")
        .set("socket.keepalive.enable", "true")
        .set("reconnect.backoff.max.ms", "2000")
        .set("log.connection.close", "false")
        .set("security.protocol", protocol(settings.security));
    if settings.security.has_user() {
        let unreadable = |error: std::io::Error| {
            let message = format!("cannot be read: {error}");
            Error::invalid_field("/events/kafka/password_file", message, "name a file")
        };
        let password = settings.read_password().map_err(unreadable)?;
        let password = password.as_ref().map_or("", |password| password.expose());
        config
            .set("sasl.mechanism", settings.mechanism.name())
            .set("sasl.username", settings.username.as_deref().unwrap_or(""))
            .set("sasl.password", password);
    }
    if settings.security.has_tls() {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let trusted = settings.ca_file.as_deref().map(path);
        // `probe` looks for the certificates of the system.
        config.set("ssl.ca.location", trusted.as_deref().unwrap_or("probe"));
        if let (Some(cert), Some(key)) = (&settings.cert_file, &settings.key_file) {
            config.set("ssl.certificate.location", path(cert));
            config.set("ssl.key.location", path(key));
        }
    }
    Ok(config)
}

fn protocol(security: KafkaSecurity) -> &'static str {
    match security {
        KafkaSecurity::None => "plaintext",
        KafkaSecurity::Tls => "ssl",
        KafkaSecurity::Sasl => "sasl_plaintext",
        KafkaSecurity::SaslTls => "sasl_ssl",
    }
}

/// Remembers what a client told last of its connections, for errors that only say that time ran
/// out. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Witness {
    last: Arc<Mutex<Option<String>>>,
}

impl Witness {
    /// The failure of a call.
    pub fn failure(&self, error: KafkaError) -> Error {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let told = last.as_deref().unwrap_or("no broker has told why");
        Error::unavailable(format!(
            "Kafka does not answer as it should ({error}): {told}; {}",
            remedy(told)
        ))
        .with_source(error)
    }
}

/// How brokers refuse the certificate that is shown to them, or that none is.
const ALERTS: [&str; 4] = [
    "certificate required",
    "certificate unknown",
    "bad certificate",
    "unknown ca",
];

/// What to look at, by the words in which clients tell of a failure.
fn remedy(told: &str) -> &'static str {
    let has = |words: &str| told.contains(words);
    if has("SASL authentication error") || has("Authentication failed") {
        "see events.kafka.username, password_file and mechanism"
    } else if has("SASL handshake") || has("SASL mechanism") {
        "see events.kafka.mechanism: the cluster knows other ones"
    } else if has("certificate has expired") || has("certificate expired") {
        "a certificate has expired: renew that of the broker, or events.kafka.cert_file"
    } else if has("broker certificate could not be verified") || has("certificate verify failed") {
        "see events.kafka.ca_file: it must hold the authority of the brokers' certificates"
    } else if ALERTS.into_iter().any(has) {
        "see events.kafka.cert_file and key_file: the cluster asks for a certificate that it trusts"
    } else if has("security.protocol") || has("SSL handshake failed") || has("APIVERSION_QUERY") {
        "see events.kafka.security: brokers at this address may ask for another one"
    } else {
        "see events.kafka.brokers, and events.kafka.security if they ask for TLS or a password"
    }
}

impl ClientContext for Witness {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        // Whether it counts is told as an error too; these lines are for who looks closer.
        if matches!(level, RDKafkaLogLevel::Info | RDKafkaLogLevel::Debug) {
            tracing::trace!(facility, line, "a Kafka client noted something");
        } else {
            tracing::debug!(facility, line, "a Kafka client noted something");
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "a Kafka client told of a failure");
        // It only sums up what was told of each broker.
        let is_sum = error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none() || !is_sum {
            *last = Some(reason.to_owned());
        }
    }
}

/// A client that cannot be made with these settings.
pub(super) fn unusable(error: KafkaError) -> Error {
    Error::invalid_field(
        "/events/kafka",
        format!("cannot be used: {error}"),
        "mend the key that it names",
    )
    .with_source(error)
}
