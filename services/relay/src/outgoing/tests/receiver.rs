//! An employer's webhook on this machine.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What came in: headers and body.
pub(super) type Received = (HeaderMap, Bytes);

#[derive(Clone)]
struct Shared {
    received: Arc<Mutex<Vec<Received>>>,
    status: Arc<Mutex<StatusCode>>,
}

pub(super) struct Receiver {
    pub(super) url: String,
    shared: Shared,
    serving: JoinHandle<()>,
}

impl Receiver {
    /// A receiver that answers with `status`.
    pub(super) async fn answering(status: StatusCode) -> Self {
        let shared = Shared {
            received: Arc::default(),
            status: Arc::new(Mutex::new(status)),
        };
        let router = Router::new()
            .route("/hook", post(take))
            .with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("bound"));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("served");
        });
        Self {
            url,
            shared,
            serving,
        }
    }

    pub(super) fn answer(&self, status: StatusCode) {
        *self
            .shared
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = status;
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.shared
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    shared
        .received
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push((headers, body));
    let status = *shared.status.lock().unwrap_or_else(PoisonError::into_inner);
    (status, [(header::LOCATION, "/elsewhere")], "thank you")
}
