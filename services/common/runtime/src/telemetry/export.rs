//! The way to the collector: OTLP over gRPC.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::sync::oneshot;
use tracing::{Subscriber, warn};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer};

use super::TelemetryError;
use crate::config::Telemetry;

/// How long one export may take.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// The exporters themselves speak gRPC; what they say must not be exported in turn.
const NOT_EXPORTED: &str = "hyper=off,hyper_util=off,tonic=off,h2=off,tower=off,opentelemetry=off,\
                            opentelemetry_sdk=off,opentelemetry_otlp=off";

/// Sends what is left when the process ends. Does nothing when no collector is configured.
#[derive(Debug, Default)]
pub struct TelemetryGuard {
    providers: Option<Providers>,
}

#[derive(Debug)]
struct Providers {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
    logs: SdkLoggerProvider,
}

impl TelemetryGuard {
    /// Sends what is left, for as long as `within` at most: a collector that does not answer must
    /// not keep the process from ending.
    pub async fn shutdown(self, within: Duration) {
        let Some(providers) = self.providers else {
            return;
        };
        let (done, finished) = oneshot::channel();
        // A thread of its own, since the exporters block, and the runtime would wait for one of
        // its own threads without a bound.
        std::thread::spawn(move || {
            providers.shutdown(within);
            let _ = done.send(());
        });
        if tokio::time::timeout(within, finished).await.is_err() {
            warn!("the collector did not take the last telemetry in time");
        }
    }
}

impl Providers {
    fn new(config: &Telemetry, endpoint: &str) -> Result<Self, TelemetryError> {
        let resource = Resource::builder()
            .with_service_name(config.service_name.clone())
            .with_attribute(KeyValue::new("service.instance.id", instance()))
            .build();
        let spans = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(EXPORT_TIMEOUT)
            .build()?;
        let metrics = MetricExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(EXPORT_TIMEOUT)
            .build()?;
        let logs = LogExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(EXPORT_TIMEOUT)
            .build()?;
        Ok(Self {
            traces: SdkTracerProvider::builder()
                .with_resource(resource.clone())
                .with_batch_exporter(spans)
                .build(),
            metrics: SdkMeterProvider::builder()
                .with_resource(resource.clone())
                .with_reader(
                    PeriodicReader::builder(metrics)
                        .with_interval(config.metrics_every)
                        .build(),
                )
                .build(),
            logs: SdkLoggerProvider::builder()
                .with_resource(resource)
                .with_batch_exporter(logs)
                .build(),
        })
    }

    /// What cannot be sent any more is lost: there is nobody left to tell.
    fn shutdown(&self, within: Duration) {
        let _ = self.traces.shutdown_with_timeout(within);
        let _ = self.logs.shutdown_with_timeout(within);
        let _ = self.metrics.shutdown_with_timeout(within);
    }
}

/// Which of several processes of one service this is: the machine or container, and the number of
/// the process there. Without it their figures would be taken for one another's.
fn instance() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}:{}", host.trim(), std::process::id())
}

/// The layer that hands spans and log lines to the exporters, and the guard that ends them.
pub(super) fn exporting<S>(
    config: &Telemetry,
    endpoint: &str,
) -> Result<(impl Layer<S>, TelemetryGuard), TelemetryError>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    let providers = Providers::new(config, endpoint)?;
    opentelemetry::global::set_meter_provider(providers.metrics.clone());
    let filter = || EnvFilter::try_new(format!("{},{NOT_EXPORTED}", config.log_level));
    let traces = tracing_opentelemetry::layer()
        .with_tracer(providers.traces.tracer("relais"))
        .with_filter(filter()?);
    let logs = OpenTelemetryTracingBridge::new(&providers.logs).with_filter(filter()?);
    Ok((
        traces.and_then(logs),
        TelemetryGuard {
            providers: Some(providers),
        },
    ))
}

#[cfg(test)]
mod tests;
