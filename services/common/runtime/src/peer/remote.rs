//! A peer in other processes.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use relais_domain::Error;
use tonic::Status;
use tonic::body::Body;
use tonic::transport::Channel;
use tower::util::BoxCloneSyncService;
use tower::{ServiceExt as _, service_fn};
use tracing::debug;

use super::Peer;
use crate::auth::ApiKey;
use crate::door::{Outgoing, to_status};
use crate::lifecycle::Chain;

/// A peer whose instances are reached over `channels`, in turn. Calls carry `key`, and the trace
/// they belong to. A call that did not leave goes to the next instance; where none is left,
/// callers get the gRPC status `unavailable`.
pub fn remote(channels: Vec<Channel>, key: &ApiKey) -> Peer {
    let outgoing = Outgoing::new(key);
    let instances = Arc::new(Instances {
        channels,
        turn: AtomicUsize::new(0),
    });
    BoxCloneSyncService::new(service_fn(move |mut request: http::Request<Body>| {
        outgoing.stamp(request.headers_mut());
        let instances = instances.clone();
        async move { Ok(instances.call(request).await) }
    }))
}

struct Instances {
    channels: Vec<Channel>,
    turn: AtomicUsize,
}

impl Instances {
    async fn call(&self, request: http::Request<Body>) -> http::Response<Body> {
        let (head, body) = request.into_parts();
        let body = Arc::new(Mutex::new(Some(body)));
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let instances = self.channels.iter().cycle();
        for channel in instances
            .skip(first % self.channels.len().max(1))
            .take(self.channels.len())
        {
            let lent = Body::new(Lent::new(body.clone()));
            let request = http::Request::from_parts(head.clone(), lent);
            match channel.clone().oneshot(request).await {
                Ok(response) => return response,
                Err(error) => debug!(error = %Chain(&error), "an instance does not answer"),
            }
            // Without its body a call has no effect; with it, it may have had one.
            if lock(&body).is_none() {
                break;
            }
        }
        to_status(&Error::unavailable("the peer does not answer")).into_http()
    }
}

type Shared = Arc<Mutex<Option<Body>>>;

fn lock(body: &Shared) -> std::sync::MutexGuard<'_, Option<Body>> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The body of a call, which stays with the caller until the first of it is sent.
struct Lent {
    shared: Shared,
    taken: Option<Body>,
}

impl Lent {
    fn new(shared: Shared) -> Self {
        Self {
            shared,
            taken: None,
        }
    }

    fn ask<T>(&self, question: impl Fn(&Body) -> T) -> Option<T> {
        let ours = self.taken.as_ref().map(&question);
        ours.or_else(|| lock(&self.shared).as_ref().map(&question))
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.taken.is_none() {
            let body = lock(&self.shared).take();
            self.taken = body;
        }
        match &mut self.taken {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ask(HttpBody::is_end_stream).unwrap_or(true)
    }

    fn size_hint(&self) -> SizeHint {
        self.ask(HttpBody::size_hint).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr, TcpListener};

    use axum::Router;
    use axum::routing::any;
    use tokio_util::sync::CancellationToken;
    use tonic::service::Routes;
    use tonic::transport::Endpoint;

    use super::*;
    use crate::auth::KeyKind;
    use crate::config::Config;
    use crate::entropy::Random;
    use crate::serve::{bind_grpc, serve_grpc};

    fn channel(addr: SocketAddr) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{addr}")).expect("an address");
        endpoint.connect_lazy()
    }

    /// An address that nobody listens at.
    fn nobody() -> SocketAddr {
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        closed.local_addr().expect("its address")
    }

    /// An instance that gives back what it is sent.
    async fn echo(stop: &CancellationToken) -> SocketAddr {
        let mut config = Config::default();
        config.grpc.addr.set_port(0);
        let bound = bind_grpc(&config).await.expect("a free port");
        let addr = bound.addr();
        let answer = any(async |body: axum::body::Body| body);
        let routes = Routes::from(Router::new().route("/relais.Service/Method", answer));
        tokio::spawn(serve_grpc(bound, routes, None, stop.clone()));
        addr
    }

    async fn call(peer: Peer) -> http::Response<Body> {
        let body = Body::new(axum::body::Body::from("sent once").map_err_status());
        let request = http::Request::post("http://peer/relais.Service/Method");
        let request = request.body(body).expect("a request");
        peer.oneshot(request).await.expect("infallible")
    }

    trait MapErrStatus {
        fn map_err_status(self) -> impl HttpBody<Data = Bytes, Error = Status> + Send + 'static;
    }

    impl MapErrStatus for axum::body::Body {
        fn map_err_status(self) -> impl HttpBody<Data = Bytes, Error = Status> + Send + 'static {
            use http_body_util::BodyExt as _;
            self.map_err(|error| Status::unknown(error.to_string()))
        }
    }

    fn key() -> ApiKey {
        ApiKey::generate(KeyKind::Service, &Random::from_seed(1))
    }

    #[tokio::test]
    async fn a_peer_that_cannot_be_reached_is_unavailable() {
        let response = call(remote(vec![channel(nobody())], &key())).await;
        let status = Status::from_header_map(response.headers()).expect("a status");
        assert_eq!(status.code(), tonic::Code::Unavailable);
    }

    #[tokio::test]
    async fn a_call_that_one_instance_does_not_take_goes_whole_to_the_next() {
        use http_body_util::BodyExt as _;
        let stop = CancellationToken::new();
        let channels = vec![channel(nobody()), channel(echo(&stop).await)];
        let peer = remote(channels, &key());
        for _ in 0..3 {
            let response = call(peer.clone()).await;
            let echoed = response.into_body().collect().await.expect("an answer");
            assert_eq!(echoed.to_bytes(), "sent once");
        }
        stop.cancel();
    }
}
