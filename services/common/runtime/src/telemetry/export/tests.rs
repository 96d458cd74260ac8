use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderMap, HeaderValue};
use http_body_util::{BodyExt as _, Full};
use tokio_util::sync::CancellationToken;
use tracing::{info, info_span};
use tracing_subscriber::layer::SubscriberExt as _;

use super::*;
use crate::config::Config;
use crate::serve::{bind_grpc, serve_grpc};

/// An answer as every collector gives it: one empty message.
fn accepted() -> Response {
    let trailers = HeaderMap::from_iter([(
        http::HeaderName::from_static("grpc-status"),
        HeaderValue::from_static("0"),
    )]);
    let message = Full::new(Bytes::from_static(&[0; 5]));
    let body = message.with_trailers(std::future::ready(Some(Ok(trailers))));
    let mut response = Response::new(Body::new(body));
    let grpc = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert("content-type", grpc);
    response
}

/// Makes one span, one log line and one figure.
fn work(subscriber: impl Subscriber + Send + Sync) {
    tracing::subscriber::with_default(subscriber, || {
        info_span!("work").in_scope(|| info!("offer accepted"));
    });
    opentelemetry::global::meter("test")
        .u64_counter("offers")
        .build()
        .add(1, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_logs_and_metrics_reach_the_collector_before_the_process_ends() {
    let calls = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&calls);
    let collector = Router::new().fallback(move |request: Request| {
        seen.lock()
            .expect("no panic")
            .insert(request.uri().path().to_owned());
        async { accepted() }
    });
    let mut config = Config::default();
    config.grpc.addr = (Ipv4Addr::LOCALHOST, 0).into();
    let bound = bind_grpc(&config).await.expect("a free port");
    let endpoint = format!("http://{}", bound.addr());
    tokio::spawn(serve_grpc(
        bound,
        collector.into(),
        None,
        CancellationToken::new(),
    ));

    let (layer, guard) = exporting(&config.telemetry, &endpoint).expect("an endpoint");
    work(tracing_subscriber::registry().with(layer));
    guard.shutdown(Duration::from_secs(30)).await;

    let calls = calls.lock().expect("no panic").clone();
    let expected = [
        "logs.v1.LogsService",
        "metrics.v1.MetricsService",
        "trace.v1.TraceService",
    ];
    let expected =
        expected.map(|service| format!("/opentelemetry.proto.collector.{service}/Export"));
    assert_eq!(calls, BTreeSet::from(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_does_not_answer_does_not_keep_the_process_from_ending() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let endpoint = format!("http://{}", silent.local_addr().expect("its address"));
    let providers = Providers::new(&Telemetry::default(), &endpoint).expect("an endpoint");
    let layer = tracing_opentelemetry::layer().with_tracer(providers.traces.tracer("test"));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        info_span!("work").in_scope(|| ());
    });
    TelemetryGuard {
        providers: Some(providers),
    }
    .shutdown(Duration::from_millis(50))
    .await;
}
