//! Handing webhooks over, signed as the Standard Webhooks specification says.

use std::error::Error as StdError;

use jiff::Timestamp;
use relais_domain::ids::MessageId;
use relais_runtime::config::Webhooks;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode, Url, redirect};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

use super::setback::Setback;
use super::target::{PrivateTarget, PublicOnly, may_call};

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
        // The client takes the cryptography of the process; where that is chosen already, it stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("Relais/", env!("CARGO_PKG_VERSION")))
            .timeout(config.timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            // A proxy would look names up by itself.
            .no_proxy();
        if !config.allow_private_targets {
            builder = builder.dns_resolver(PublicOnly);
        }
        let client = builder
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
        let url = call
            .url
            .parse::<Url>()
            .map_err(|_| Setback::Dead("url".to_owned()))?;
        if !may_call(&url, self.allow_private) {
            return Err(Setback::Dead("private target".to_owned()));
        }
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
    let first: &dyn StdError = error;
    let mut causes = std::iter::successors(Some(first), |cause| (*cause).source());
    if causes.any(|cause| cause.downcast_ref::<PrivateTarget>().is_some()) {
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
