//! How services call each other: the generated clients over the peer's own routes where both live
//! in one process, so that there is one code path and no loopback; over a channel otherwise.

use std::convert::Infallible;

use relais_domain::Error;
use tonic::body::Body;
use tonic::service::Routes;
use tonic::transport::Channel;
use tower::util::BoxCloneSyncService;
use tower::{ServiceExt as _, service_fn};
use tracing::debug;

use crate::auth::ApiKey;
use crate::door::{Outgoing, to_status};
use crate::lifecycle::Chain;

/// What a generated gRPC client calls through. Cheap to clone.
pub type Peer = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Infallible>;

/// A peer in this process. Calls carry `key`, the one that the system's parts know each other by,
/// and the trace they belong to.
pub fn in_process(routes: Routes, key: &ApiKey) -> Peer {
    let outgoing = Outgoing::new(key);
    let service = routes.map_request(move |mut request: http::Request<Body>| {
        outgoing.stamp(request.headers_mut());
        request
    });
    BoxCloneSyncService::new(service)
}

/// A peer in another process, reached over `channel`. When it does not answer, callers get the
/// gRPC status `unavailable`.
pub fn remote(channel: Channel, key: &ApiKey) -> Peer {
    let outgoing = Outgoing::new(key);
    BoxCloneSyncService::new(service_fn(move |mut request: http::Request<Body>| {
        outgoing.stamp(request.headers_mut());
        let channel = channel.clone();
        async move {
            Ok(channel.oneshot(request).await.unwrap_or_else(|error| {
                debug!(error = %Chain(&error), "peer does not answer");
                to_status(&Error::unavailable("the peer does not answer")).into_http()
            }))
        }
    }))
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use axum::Router;
    use axum::routing::any;
    use http::header::AUTHORIZATION;
    use tonic::transport::Endpoint;

    use super::*;
    use crate::auth::KeyKind;
    use crate::entropy::Random;

    fn key() -> ApiKey {
        ApiKey::generate(KeyKind::Service, &Random::from_seed(1))
    }

    async fn call(peer: Peer) -> http::Response<Body> {
        let request = http::Request::post("http://peer/relais.Service/Method");
        let request = request.body(Body::empty()).expect("a request");
        peer.oneshot(request).await.expect("infallible")
    }

    #[tokio::test]
    async fn a_call_in_one_process_carries_the_key_of_this_system() {
        let echo = any(async |headers: http::HeaderMap| [("seen", headers[AUTHORIZATION].clone())]);
        let routes = Routes::from(Router::new().route("/relais.Service/Method", echo));
        let response = call(in_process(routes, &key())).await;
        assert_eq!(
            response.headers()["seen"],
            format!("Bearer {}", key().expose())
        );
    }

    #[tokio::test]
    async fn a_peer_that_cannot_be_reached_is_unavailable() {
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let addr = closed.local_addr().expect("its address");
        drop(closed);
        let endpoint = Endpoint::from_shared(format!("http://{addr}")).expect("an address");
        let response = call(remote(endpoint.connect_lazy(), &key())).await;
        let status = tonic::Status::from_header_map(response.headers()).expect("a status");
        assert_eq!(status.code(), tonic::Code::Unavailable);
    }
}
