//! `GET /v1/openapi.json`: the description of this door.

use std::sync::LazyLock;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::Intake;

/// The description, without the address of the server.
pub(super) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("openapi.json"))
        .expect("the embedded description is checked by the tests")
});

pub(super) async fn show(State(service): State<Intake>) -> Json<Value> {
    let mut document = DOCUMENT.clone();
    document["servers"] = json!([{ "url": service.inner.base_url }]);
    Json(document)
}
