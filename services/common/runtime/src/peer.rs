//! How services call each other: the generated clients over the peer's own routes where both live
//! in one process, so that there is one code path and no loopback; over channels otherwise.

mod address;
mod remote;
mod trial;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use relais_domain::Error;
use tonic::body::Body;
use tonic::service::Routes;
use tower::util::BoxCloneSyncService;
use tower::{ServiceExt as _, service_fn};

pub use address::{PeerError, at, endpoint};
pub use remote::remote;
pub use trial::trial;

use crate::auth::ApiKey;
use crate::config::Role;
use crate::door::{Outgoing, to_status};

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

/// Several peers as one: each call goes to the service that its path names. Callers of one that
/// is not there get the gRPC status `unavailable`.
pub fn routed(peers: BTreeMap<Role, Peer>) -> Peer {
    let peers = Arc::new(peers);
    BoxCloneSyncService::new(service_fn(move |request: http::Request<Body>| {
        let role = role_of(request.uri().path());
        let peer = role.and_then(|role| peers.get(&role)).cloned();
        async move {
            match peer {
                Some(peer) => peer.oneshot(request).await,
                None => Ok(to_status(&Error::unavailable(not_there(role))).into_http()),
            }
        }
    }))
}

fn not_there(role: Option<Role>) -> String {
    role.map_or_else(
        || "no service has this call".to_owned(),
        |role| format!("{role} is not reached from here: name its address in peers.{role}"),
    )
}

/// The service of a call like `/relais.intake.v1.Employers/AddEmployer`.
fn role_of(path: &str) -> Option<Role> {
    let name = path.strip_prefix("/relais.")?.split('.').next()?;
    Role::ALL.into_iter().find(|role| role.name() == name)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::any;
    use http::header::AUTHORIZATION;

    use super::*;
    use crate::auth::KeyKind;
    use crate::entropy::Random;

    fn key() -> ApiKey {
        ApiKey::generate(KeyKind::Service, &Random::from_seed(1))
    }

    async fn call(peer: Peer, path: &str) -> http::Response<Body> {
        let request = http::Request::post(format!("http://peer{path}"));
        let request = request.body(Body::empty()).expect("a request");
        peer.oneshot(request).await.expect("infallible")
    }

    fn answering(path: &str) -> Peer {
        let echo = any(async |headers: http::HeaderMap| [("seen", headers[AUTHORIZATION].clone())]);
        in_process(Routes::from(Router::new().route(path, echo)), &key())
    }

    #[tokio::test]
    async fn a_call_in_one_process_carries_the_key_of_this_system() {
        let path = "/relais.Service/Method";
        let response = call(answering(path), path).await;
        assert_eq!(
            response.headers()["seen"],
            format!("Bearer {}", key().expose())
        );
    }

    #[tokio::test]
    async fn a_call_goes_to_the_service_that_its_path_names() {
        let path = "/relais.relay.v1.Outbox/ListMessages";
        let peers = BTreeMap::from([(Role::Relay, answering(path))]);
        let response = call(routed(peers), path).await;
        assert!(response.headers().contains_key("seen"));
    }

    #[tokio::test]
    async fn a_service_that_no_address_is_known_of_is_unavailable_with_the_remedy() {
        let response = call(routed(BTreeMap::new()), "/relais.profiles.v1.Directory/X").await;
        let status = tonic::Status::from_header_map(response.headers()).expect("a status");
        assert_eq!(status.code(), tonic::Code::Unavailable);
        assert!(status.message().contains("peers.profiles"), "{status}");
    }
}
