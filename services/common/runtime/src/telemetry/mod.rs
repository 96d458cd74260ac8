//! Logs, traces and metrics. The OpenTelemetry SDK is used here and nowhere else; every other part
//! of the system uses `tracing` and the functions of this module.
//!
//! Log messages are lowercase and hold no personal data: ids only. Nothing leaves the process
//! unless a collector is configured.

mod export;
mod metrics;
mod request;
mod trace_context;

use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::config::{LogFormat, Telemetry};

pub use export::TelemetryGuard;
pub use metrics::{Metrics, metrics};
pub use request::with_request_spans;
pub use trace_context::{SpanParent, TRACEPARENT, current_traceparent};

/// Why telemetry could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter of log lines is not one.
    #[error("telemetry.log_level: {0}")]
    Filter(#[from] ParseError),
    /// The exporter to the collector could not be made.
    #[error("telemetry.otlp_endpoint: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// Something else in this process has set up logging before.
    #[error("logging is set up already")]
    Twice(#[from] TryInitError),
}

/// Sets up logging for the whole process, and the way to the collector where one is configured.
/// To be called once, within the asynchronous runtime. The guard sends what is left when the
/// process ends.
///
/// # Errors
/// See [`TelemetryError`].
pub fn init(config: &Telemetry) -> Result<TelemetryGuard, TelemetryError> {
    let lines = log_lines(config.log_format).with_filter(EnvFilter::try_new(&config.log_level)?);
    let subscriber = Registry::default().with(lines);
    match &config.otlp_endpoint {
        None => {
            subscriber.try_init()?;
            Ok(TelemetryGuard::default())
        }
        Some(endpoint) => {
            let (layer, guard) = export::exporting(config, endpoint)?;
            subscriber.with(layer).try_init()?;
            Ok(guard)
        }
    }
}

/// Log lines go to the standard error, so that the output of commands stays clean.
fn log_lines(format: LogFormat) -> Box<dyn Layer<Registry> + Send + Sync> {
    let lines = fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    }
}
