//! Whether the process lives (`/healthz`) and whether it can do its work (`/readyz`).

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use serde::Serialize;
use tracing::{info, warn};

/// Whether one part of the process can do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ready {
    /// It can.
    Yes,
    /// It cannot, and why, in words for those who run the process.
    No(String),
}

impl Ready {
    /// Not ready, for the given reason.
    pub fn no(reason: impl Into<String>) -> Self {
        Self::No(reason.into())
    }
}

/// Where the parts of a process say whether they are ready. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    parts: Arc<RwLock<BTreeMap<&'static str, Ready>>>,
}

impl Readiness {
    /// Notes the state of a part; each change is logged once.
    pub fn set(&self, part: &'static str, ready: Ready) {
        let mut parts = self.parts.write().unwrap_or_else(PoisonError::into_inner);
        if parts.get(part) == Some(&ready) {
            return;
        }
        match &ready {
            Ready::Yes => info!(part, "ready"),
            Ready::No(reason) => warn!(part, reason, "not ready"),
        }
        parts.insert(part, ready);
    }

    /// The parts that are not ready, with the reason. Empty means ready.
    pub fn waiting_for(&self) -> BTreeMap<&'static str, String> {
        let parts = self.parts.read().unwrap_or_else(PoisonError::into_inner);
        let waiting = parts.iter().filter_map(|(part, ready)| match ready {
            Ready::Yes => None,
            Ready::No(reason) => Some((*part, reason.clone())),
        });
        waiting.collect()
    }
}

#[derive(Serialize)]
struct Report {
    ready: bool,
    waiting_for: BTreeMap<&'static str, String>,
}

/// The routes `/healthz` (200 while the process answers) and `/readyz` (503 with the parts that
/// are not ready, 200 when all are).
pub fn health_routes(readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(report))
        .with_state(readiness)
}

async fn report(State(readiness): State<Readiness>) -> (StatusCode, Json<Report>) {
    let waiting_for = readiness.waiting_for();
    let ready = waiting_for.is_empty();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(Report { ready, waiting_for }))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde_json::{Value, json};
    use tower::ServiceExt as _;

    use super::*;

    async fn readyz(readiness: &Readiness) -> (StatusCode, Value) {
        let request = http::Request::get("/readyz")
            .body(Body::empty())
            .expect("a request");
        let router = health_routes(readiness.clone());
        let response = router
            .oneshot(request)
            .await
            .expect("a router always answers");
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .expect("a short body");
        (status, serde_json::from_slice(&body).expect("JSON"))
    }

    #[tokio::test]
    async fn a_part_that_is_not_ready_is_named_with_its_reason() {
        let readiness = Readiness::default();
        readiness.set("store", Ready::Yes);
        readiness.set("index", Ready::no("catching up"));
        let (status, body) = readyz(&readiness).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(
            body,
            json!({"ready": false, "waiting_for": {"index": "catching up"}})
        );
    }

    #[tokio::test]
    async fn the_process_is_ready_when_every_part_is() {
        let readiness = Readiness::default();
        readiness.set("index", Ready::no("catching up"));
        readiness.set("index", Ready::Yes);
        assert_eq!(
            readyz(&readiness).await,
            (StatusCode::OK, json!({"ready": true, "waiting_for": {}}))
        );
    }

    #[tokio::test]
    async fn the_process_lives_while_its_parts_are_not_ready() {
        let readiness = Readiness::default();
        readiness.set("index", Ready::no("catching up"));
        let request = http::Request::get("/healthz")
            .body(Body::empty())
            .expect("a request");
        let response = health_routes(readiness)
            .oneshot(request)
            .await
            .expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
    }
}
