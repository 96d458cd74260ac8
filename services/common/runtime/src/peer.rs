//! How services call each other: the generated clients over the peer's own routes where both live
//! in one process, so that there is one code path and no loopback.

use tonic::body::Body;
use tonic::service::Routes;
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;

use crate::auth::ApiKey;
use crate::door::Outgoing;

/// What a generated gRPC client calls through. Cheap to clone.
pub type Peer =
    BoxCloneSyncService<http::Request<Body>, http::Response<Body>, std::convert::Infallible>;

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
