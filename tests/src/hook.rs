//! An employer's own system that takes webhooks, and can be out of order.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A call as it came.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Call {
    /// The id that stays the same through all attempts.
    pub fn id(&self) -> String {
        let id = self.headers.get("webhook-id");
        id.and_then(|id| id.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }
}

#[derive(Debug)]
struct Inner {
    calls: Vec<Call>,
    answers: StatusCode,
}

/// The system. It ends with the value.
#[derive(Debug)]
pub struct Hook {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Hook {
    /// Starts it on a free port of this machine; it answers with `answers` until that is changed.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start(answers: StatusCode) -> anyhow::Result<Self> {
        let inner = Arc::new(Mutex::new(Inner {
            calls: Vec::new(),
            answers,
        }));
        let router = Router::new()
            .route("/hook", post(take))
            .with_state(inner.clone());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("a free port")?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            address,
            inner,
            task,
        })
    }

    /// Where it takes calls.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// From now on it answers so.
    pub fn answer_with(&self, answers: StatusCode) {
        self.inner.lock().expect("a lock").answers = answers;
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.inner.lock().expect("a lock").calls.clone()
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(
    State(inner): State<Arc<Mutex<Inner>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut inner = inner.lock().expect("a lock");
    inner.calls.push(Call { headers, body });
    inner.answers
}
