//! What every service of Relais runs on: configuration, clocks, telemetry, starting and stopping,
//! authentication, and the doors for HTTP and gRPC with their errors.

pub mod auth;
mod background;
pub mod clock;
pub mod config;
pub mod door;
pub mod entropy;
pub mod lifecycle;
pub mod outward;
pub mod peer;
pub mod secrets;
pub mod serve;
pub mod signed;
pub mod telemetry;
pub mod tls;

pub use clock::{ManualClock, SharedClock, SystemClock, Timer};
pub use config::{Config, Role};
pub use entropy::Random;
pub use lifecycle::Lifecycle;
