//! The doors: how the errors of use cases look over HTTP and gRPC, how bodies are read within
//! limits, and how the process tells whether it is well.

mod body;
mod deadline;
mod fields;
mod grpc;
mod health;
mod http;
mod json;
mod outgoing;
mod problem;

pub use self::body::{read_body, read_json};
pub use self::fields::{child, item, missing, too_many, wrong_type};
pub use self::grpc::{PeerFailure, finish_grpc, from_status, to_status};
pub use self::health::{Readiness, Ready, health_routes};
pub use self::http::{finish, require_content_type};
pub use self::json::{JsonLimits, parse_json};
pub use self::outgoing::Outgoing;
pub use self::problem::Problem;

use std::time::Duration;

/// What a caller is told to wait before trying again, when we or a peer cannot answer.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(2);
