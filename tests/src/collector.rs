//! A collector that keeps what the processes send by OTLP.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{
    LogsService, LogsServiceServer,
};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::metrics::v1::{metric, number_data_point};
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message as _;
use relais_runtime::Config;
use relais_runtime::serve::{bind_grpc, serve_grpc};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::service::RoutesBuilder;
use tonic::{Request, Response, Status};

/// A span as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The name of the process that made it.
    pub service: String,
    /// What was done.
    pub name: String,
    /// The trace that it belongs to.
    pub trace: Vec<u8>,
    /// Its id.
    pub id: Vec<u8>,
    /// The id of its parent; empty for one that begins a trace.
    pub parent: Vec<u8>,
}

/// The attributes of a figure.
pub type Attributes = BTreeMap<String, String>;

/// A figure as it was received last: a count, a value, or how many values of a histogram there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The name of its instrument.
    pub name: String,
    /// What it is of.
    pub attributes: Attributes,
    /// Its value.
    pub value: f64,
}

#[derive(Default)]
struct Received {
    spans: Vec<Span>,
    figures: BTreeMap<(String, String, Attributes), f64>,
    /// Everything, as it came.
    raw: Vec<u8>,
}

/// A collector on a free port of loopback. It ends with the value.
pub struct Collector {
    endpoint: String,
    received: Arc<Mutex<Received>>,
    _stop: DropGuard,
}

impl Collector {
    /// Starts it.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let mut config = Config::default();
        config.grpc.addr.set_port(0);
        let bound = bind_grpc(&config).await?;
        let endpoint = format!("http://{}", bound.addr());
        let received = Arc::new(Mutex::new(Received::default()));
        let keeper = Keeper(received.clone());
        let mut routes = RoutesBuilder::default();
        routes.add_service(TraceServiceServer::new(keeper.clone()));
        routes.add_service(MetricsServiceServer::new(keeper.clone()));
        routes.add_service(LogsServiceServer::new(keeper));
        let stop = CancellationToken::new();
        tokio::spawn(serve_grpc(bound, routes.routes(), None, stop.clone()));
        Ok(Self {
            endpoint,
            received,
            _stop: stop.drop_guard(),
        })
    }

    /// What `telemetry.otlp_endpoint` is to be.
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// Every span of the trace that the span called `name` belongs to; none where there is no such
    /// span yet.
    pub fn trace_of(&self, name: &str) -> Vec<Span> {
        let received = lock(&self.received);
        let found = received.spans.iter().find(|span| span.name == name);
        let trace = found.map(|span| span.trace.clone());
        let spans = received.spans.iter();
        spans
            .filter(|span| Some(&span.trace) == trace.as_ref())
            .cloned()
            .collect()
    }

    /// All bytes of spans, figures and logs that were received.
    pub fn raw(&self) -> Vec<u8> {
        lock(&self.received).raw.clone()
    }

    /// The figures of an instrument, of every process, each with its newest value.
    pub fn figures(&self, name: &str) -> Vec<Figure> {
        let received = lock(&self.received);
        let figures = received.figures.iter();
        figures
            .filter(|((_, instrument, _), _)| instrument == name)
            .map(|((_, instrument, attributes), value)| Figure {
                name: instrument.clone(),
                attributes: attributes.clone(),
                value: *value,
            })
            .collect()
    }
}

fn lock(received: &Mutex<Received>) -> MutexGuard<'_, Received> {
    received.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Clone)]
struct Keeper(Arc<Mutex<Received>>);

#[tonic::async_trait]
impl TraceService for Keeper {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let request = request.into_inner();
        let mut received = lock(&self.0);
        request.encode_raw(&mut received.raw);
        for process in request.resource_spans {
            let service = of_process(process.resource.as_ref(), "service.name");
            let spans = process.scope_spans.into_iter().flat_map(|it| it.spans);
            received.spans.extend(spans.map(|span| Span {
                service: service.clone(),
                name: span.name,
                trace: span.trace_id,
                id: span.span_id,
                parent: span.parent_span_id,
            }));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Keeper {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let request = request.into_inner();
        let mut received = lock(&self.0);
        request.encode_raw(&mut received.raw);
        for process in request.resource_metrics {
            let instance = of_process(process.resource.as_ref(), "service.instance.id");
            for metric in process.scope_metrics.into_iter().flat_map(|it| it.metrics) {
                let Some(data) = metric.data else { continue };
                for (attributes, value) in points(data) {
                    let key = (instance.clone(), metric.name.clone(), attributes);
                    received.figures.insert(key, value);
                }
            }
        }
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Keeper {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        request.into_inner().encode_raw(&mut lock(&self.0).raw);
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}

fn of_process(resource: Option<&Resource>, key: &str) -> String {
    let attributes = resource.map(|it| attributes(&it.attributes));
    let value = attributes.and_then(|mut attributes| attributes.remove(key));
    value.unwrap_or_default()
}

fn attributes(pairs: &[KeyValue]) -> Attributes {
    let pair = |pair: &KeyValue| {
        let value = pair.value.as_ref().and_then(|value| value.value.as_ref());
        let text = match value {
            Some(any_value::Value::StringValue(text)) => text.clone(),
            Some(any_value::Value::BoolValue(value)) => value.to_string(),
            Some(any_value::Value::IntValue(value)) => value.to_string(),
            other => format!("{other:?}"),
        };
        (pair.key.clone(), text)
    };
    pairs.iter().map(pair).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the figures of a test are small"
)]
fn points(data: metric::Data) -> Vec<(Attributes, f64)> {
    let numbers = match data {
        metric::Data::Gauge(gauge) => gauge.data_points,
        metric::Data::Sum(sum) => sum.data_points,
        metric::Data::Histogram(histogram) => {
            let points = histogram.data_points.into_iter();
            return points
                .map(|point| (attributes(&point.attributes), point.count as f64))
                .collect();
        }
        _ => Vec::new(),
    };
    let number = |value| match value {
        Some(number_data_point::Value::AsDouble(value)) => value,
        Some(number_data_point::Value::AsInt(value)) => value as f64,
        None => f64::NAN,
    };
    let points = numbers.into_iter();
    points
        .map(|point| (attributes(&point.attributes), number(point.value)))
        .collect()
}
