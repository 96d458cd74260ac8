//! Handing webhooks over, signed as the Standard Webhooks specification says.

use jiff::Timestamp;
use relais_domain::ids::MessageId;
use relais_runtime::config::Webhooks;
use relais_runtime::outward::{self, Refused};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

use super::setback::Setback;

/// A webhook with its target.
#[derive(Clone)]
pub(crate) struct Call {
    /// The message that it is; the receiver knows repeats by it.
    pub(crate) id: MessageId,
    /// Where the employer wants it.
    pub(crate) url: String,
    /// The secret that the employer verifies it with, as `whsec_...`.
    pub(crate) secret: String,
    /// The JSON document.
    pub(crate) body: String,
}

/// Sends webhooks.
pub(super) struct Hooks {
    /// `None` where this machine has no certificates to trust.
    client: Option<Client>,
    allow_private: bool,
}

impl Hooks {
    /// Sends by the configured limits.
    pub(super) fn new(config: &Webhooks) -> Self {
        let client = outward::client(config.allow_private_targets)
            .timeout(config.timeout)
            .build()
            .inspect_err(|error| tracing::warn!(error = %error, "webhooks cannot be sent"))
            .ok();
        Self {
            client,
            allow_private: config.allow_private_targets,
        }
    }

    /// Sends a webhook. What the receiver answers beyond its status is not read.
    pub(super) async fn send(&self, call: &Call, now: Timestamp) -> Result<(), Setback> {
        let client = self
            .client
            .as_ref()
            .ok_or_else(|| Setback::Failed("no tls".to_owned()))?;
        let url = outward::target(&call.url, self.allow_private)
            .map_err(|refused| Setback::Dead(refused_code(refused).to_owned()))?;
        let id = call.id.to_string();
        let seconds = now.as_second();
        let signature = Webhook::new(&call.secret)
            .and_then(|key| key.sign(&id, seconds, call.body.as_bytes()))
            .map_err(|_| Setback::Dead("webhook secret".to_owned()))?;
        let request = client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(HEADER_WEBHOOK_ID, id)
            .header(HEADER_WEBHOOK_TIMESTAMP, seconds)
            .header(HEADER_WEBHOOK_SIGNATURE, signature)
            .body(call.body.clone());
        match request.send().await {
            Ok(response) => judge(response.status()),
            Err(error) => Err(unanswered(&error)),
        }
    }
}

fn refused_code(refused: Refused) -> &'static str {
    match refused {
        Refused::NotAUrl => "url",
        Refused::NotSecure | Refused::UserName | Refused::Private => "private target",
    }
}

fn judge(status: StatusCode) -> Result<(), Setback> {
    let code = || format!("http {}", status.as_u16());
    match status {
        status if status.is_success() => Ok(()),
        // The receiver wants no more of these.
        StatusCode::GONE => Err(Setback::Dead(code())),
        _ => Err(Setback::Failed(code())),
    }
}

fn unanswered(error: &reqwest::Error) -> Setback {
    if outward::led_home(error) {
        return Setback::Dead("private target".to_owned());
    }
    let code = if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connect"
    } else {
        "http"
    };
    Setback::Failed(code.to_owned())
}
