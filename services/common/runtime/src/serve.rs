//! Serving: ports are bound before any other work, connections are bounded in time, and a stop
//! lets running requests end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tower::ServiceExt as _;
use tracing::{debug, info, warn};

use crate::config::Config;

/// How long the headers of a request may take to arrive, on a new connection and on an old one.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a silent HTTP/2 peer is asked whether it is there, and how long it may take to say so.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(30);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Requests that one connection may have under way.
const MAX_CONCURRENT_STREAMS: u32 = 200;

/// How long to wait when the system has no file handle left for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// A port that is ours, before anything is served on it.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    addr: SocketAddr,
}

impl Bound {
    /// The address with the actual port, also where the configuration says 0.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
}

/// A port that we did not get.
#[derive(Debug, thiserror::Error)]
#[error("{key}: cannot listen at {addr}: {source}: {}", remedy(source))]
pub struct BindError {
    /// The key of the configuration that names the address.
    pub key: &'static str,
    /// The address.
    pub addr: SocketAddr,
    /// What the system said.
    pub source: io::Error,
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => "stop what listens there, or set another port",
        io::ErrorKind::PermissionDenied => "set a port from 1024 on",
        io::ErrorKind::AddrNotAvailable => "set an address of this machine, such as 0.0.0.0",
        _ => "set another address",
    }
}

/// Takes the port of the HTTP door.
///
/// # Errors
/// When the port is not to be had; the error names `http.addr`.
pub async fn bind_http(config: &Config) -> Result<Bound, BindError> {
    bind("http.addr", config.http.addr).await
}

/// Takes the port of the gRPC door.
///
/// # Errors
/// When the port is not to be had; the error names `grpc.addr`.
pub async fn bind_grpc(config: &Config) -> Result<Bound, BindError> {
    bind("grpc.addr", config.grpc.addr).await
}

async fn bind(key: &'static str, addr: SocketAddr) -> Result<Bound, BindError> {
    let error = |source| BindError { key, addr, source };
    let listener = TcpListener::bind(addr).await.map_err(error)?;
    let addr = listener.local_addr().map_err(error)?;
    Ok(Bound { listener, addr })
}

/// Serves HTTP/1 and HTTP/2 until the token is cancelled and running requests have ended.
pub async fn serve_http(bound: Bound, router: Router, stopping: CancellationToken) {
    info!(addr = %bound.addr, "serving http");
    serve(bound, router, connection_builder(), None, stopping).await;
}

/// Serves gRPC, which is HTTP/2 only, until the token is cancelled and running calls have ended;
/// over TLS where there is a certificate to show.
pub async fn serve_grpc(
    bound: Bound,
    routes: Routes,
    tls: Option<TlsAcceptor>,
    stopping: CancellationToken,
) {
    info!(addr = %bound.addr, tls = tls.is_some(), "serving grpc");
    let builder = connection_builder().http2_only();
    serve(bound, routes.into_axum_router(), builder, tls, stopping).await;
}

type ConnectionBuilder = Builder<TokioExecutor>;

fn connection_builder() -> ConnectionBuilder {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .max_concurrent_streams(MAX_CONCURRENT_STREAMS);
    builder
}

/// A connection that fails ends alone. When this future is dropped, so are the connections.
async fn serve(
    bound: Bound,
    router: Router,
    builder: ConnectionBuilder,
    tls: Option<TlsAcceptor>,
    stopping: CancellationToken,
) {
    let builder = Arc::new(builder);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = bound.listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (builder, router) = (Arc::clone(&builder), router.clone());
                    let (tls, stopping) = (tls.clone(), stopping.clone());
                    connections.spawn(welcome(builder, stream, router, tls, stopping));
                }
                Err(error) => {
                    warn!(%error, "connection not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = stopping.cancelled() => break,
        }
    }
    drop(bound);
    while connections.join_next().await.is_some() {}
}

/// Agrees on TLS where the door speaks it, and serves what comes.
async fn welcome(
    builder: Arc<ConnectionBuilder>,
    stream: TcpStream,
    router: Router,
    tls: Option<TlsAcceptor>,
    stopping: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "connection without TCP_NODELAY");
    }
    let Some(tls) = tls else {
        return serve_connection(builder, stream, router, stopping).await;
    };
    let agreed = tokio::select! {
        agreed = tokio::time::timeout(HEADER_TIMEOUT, tls.accept(stream)) => agreed,
        () = stopping.cancelled() => return,
    };
    match agreed {
        Ok(Ok(stream)) => serve_connection(builder, stream, router, stopping).await,
        Ok(Err(error)) => warn!(%error, "caller refused: no TLS, or not the certificate asked for"),
        Err(_) => debug!("connection without TLS dropped"),
    }
}

async fn serve_connection<S>(
    builder: Arc<ConnectionBuilder>,
    stream: S,
    router: Router,
    stopping: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let begun = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&begun);
    let service = router.map_request(move |request: Request<Incoming>| {
        noted.store(true, Ordering::Relaxed);
        request.map(Body::new)
    });
    let service = TowerToHyperService::new(service);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(connection);
    // The header timeout of HTTP/1 begins only once the protocol is known; a peer that never says
    // enough to know it is dropped here.
    let first_request = tokio::time::sleep(HEADER_TIMEOUT);
    tokio::pin!(first_request);
    let (mut waiting, mut draining) = (true, false);
    let ended = loop {
        tokio::select! {
            ended = connection.as_mut() => break ended,
            () = first_request.as_mut(), if waiting => {
                if !begun.load(Ordering::Relaxed) {
                    return debug!("connection without a request dropped");
                }
                waiting = false;
            }
            () = stopping.cancelled(), if !draining => {
                connection.as_mut().graceful_shutdown();
                draining = true;
            }
        }
    };
    if let Err(error) = ended {
        debug!(%error, "connection ended with an error");
    }
}

#[cfg(test)]
mod tests;
