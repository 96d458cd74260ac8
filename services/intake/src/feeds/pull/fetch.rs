//! Getting a feed from its server, within limits and from the public internet only.

use std::io;
use std::time::Duration;

use axum::body::Bytes;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use relais_runtime::config::Feeds;
use relais_runtime::outward::{self, Refused};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use reqwest::{Client, Response, StatusCode, Url};
use tokio::time::{Instant, timeout_at};

use crate::store::feeds::Validators;

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 5;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server may pause.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Characters of an entity tag or date that are sent back.
const MAX_VALIDATOR_CHARS: usize = 200;

/// Gets feeds.
pub(crate) struct Fetcher {
    /// `None` where this machine has no certificates to trust.
    client: Option<Client>,
    allow_private: bool,
}

/// What a server answers.
pub(crate) enum Fetched {
    /// The feed is as it was.
    NotModified,
    /// The feed, whose body is still to come.
    Page(Box<Page>),
}

/// A feed, whose body is still to come.
pub(crate) struct Page {
    /// Where it was found in the end.
    pub url: Url,
    response: Response,
}

/// Why a feed could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Its address must not be called.
    #[error("its address {0}")]
    Refused(#[from] Refused),
    /// The server does not give it.
    #[error("the server answers {0}")]
    Status(u16),
    /// It leads on and on.
    #[error("it redirects more than {MAX_REDIRECTS} times")]
    TooManyRedirects,
    /// It leads nowhere.
    #[error("it redirects to what is no address")]
    BadRedirect,
    /// The server is too slow.
    #[error("the server does not answer in time")]
    TooSlow,
    /// There is no connection to it.
    #[error("the server cannot be reached")]
    Unreachable,
    /// Nothing can be had from here.
    #[error("this machine has no certificates to trust")]
    NoTls,
}

impl Fetcher {
    /// Gets feeds by the configured limits.
    pub fn new(config: &Feeds) -> Self {
        let client = outward::client(config.allow_private_targets)
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .build()
            .inspect_err(|error| tracing::warn!(error = %error, "feeds cannot be pulled"))
            .ok();
        Self {
            client,
            allow_private: config.allow_private_targets,
        }
    }

    /// Asks for a feed, or only for a newer one than `known`. Every address that it leads to is
    /// judged as the first one is.
    ///
    /// # Errors
    /// [`Failure`], by what went wrong.
    pub async fn get(
        &self,
        url: &str,
        known: &Validators,
        deadline: Instant,
    ) -> Result<Fetched, Failure> {
        let mut url = outward::target(url, self.allow_private)?;
        for _ in 0..=MAX_REDIRECTS {
            outward::may_call(&url, self.allow_private)?;
            let response = self.ask(url.clone(), known, deadline).await?;
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED {
                return Ok(Fetched::NotModified);
            }
            if status.is_success() {
                return Ok(Fetched::Page(Box::new(Page { url, response })));
            }
            if !status.is_redirection() {
                return Err(Failure::Status(status.as_u16()));
            }
            let location = header(&response, &LOCATION).ok_or(Failure::BadRedirect)?;
            url = url.join(&location).map_err(|_| Failure::BadRedirect)?;
        }
        Err(Failure::TooManyRedirects)
    }

    async fn ask(
        &self,
        url: Url,
        known: &Validators,
        deadline: Instant,
    ) -> Result<Response, Failure> {
        let client = self.client.as_ref().ok_or(Failure::NoTls)?;
        let mut request = client.get(url).header(ACCEPT_ENCODING, "gzip").header(
            ACCEPT,
            "text/csv, application/xml, application/ld+json, text/html, */*;q=0.1",
        );
        if let Some(etag) = &known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(modified) = &known.last_modified {
            request = request.header(IF_MODIFIED_SINCE, modified);
        }
        match timeout_at(deadline, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) if outward::led_home(&error) => Err(Refused::Private.into()),
            Ok(Err(error)) if error.is_timeout() => Err(Failure::TooSlow),
            Ok(Err(_)) => Err(Failure::Unreachable),
            Err(_) => Err(Failure::TooSlow),
        }
    }
}

impl Page {
    /// By what a newer one is known.
    pub fn validators(&self) -> Validators {
        let short = |text: &String| text.len() <= MAX_VALIDATOR_CHARS;
        Validators {
            etag: header(&self.response, &ETAG).filter(short),
            last_modified: header(&self.response, &LAST_MODIFIED).filter(short),
        }
    }

    /// The media type, in small letters and without parameters.
    pub fn essence(&self) -> String {
        let kind = header(&self.response, &CONTENT_TYPE).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// The charset that the server names.
    pub fn charset(&self) -> Option<String> {
        let kind = header(&self.response, &CONTENT_TYPE)?;
        let parameter = kind
            .split(';')
            .find_map(|part| part.trim().strip_prefix("charset="))?;
        Some(parameter.trim_matches('"').to_owned())
    }

    /// Whether the body is compressed.
    pub fn is_gzip(&self) -> bool {
        let encoding = header(&self.response, &CONTENT_ENCODING).unwrap_or_default();
        encoding.to_ascii_lowercase().contains("gzip")
            || matches!(
                self.essence().as_str(),
                "application/gzip" | "application/x-gzip"
            )
    }

    /// The body as it comes, until the deadline.
    pub fn bytes(self, deadline: Instant) -> BoxStream<'static, io::Result<Bytes>> {
        let stream = stream::unfold(Some(self.response), move |response| async move {
            let mut response = response?;
            match timeout_at(deadline, response.chunk()).await {
                Ok(Ok(None)) => None,
                Ok(Ok(Some(bytes))) => Some((Ok(bytes), Some(response))),
                Ok(Err(error)) if error.is_timeout() => Some((Err(late()), None)),
                Ok(Err(_)) => Some((Err(io::Error::other("it breaks off")), None)),
                Err(_) => Some((Err(late()), None)),
            }
        });
        stream.boxed()
    }
}

fn late() -> io::Error {
    io::Error::other("it takes too long to arrive")
}

fn header(response: &Response, name: &HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    value.to_str().ok().map(str::to_owned)
}
