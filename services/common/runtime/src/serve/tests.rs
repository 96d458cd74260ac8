use std::net::Ipv4Addr;

use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use tonic::transport::Endpoint;

use super::*;
use crate::auth::{ApiKey, KeyKind};
use crate::entropy::Random;
use crate::peer::remote;

async fn bound() -> Bound {
    bind("http.addr", (Ipv4Addr::LOCALHOST, 0).into())
        .await
        .expect("a free port")
}

/// Serves a router until the token is cancelled.
async fn serving(router: Router) -> (SocketAddr, CancellationToken, JoinHandle<()>) {
    let bound = bound().await;
    let (addr, stopping) = (bound.addr(), CancellationToken::new());
    let server = tokio::spawn(serve_http(bound, router, stopping.clone()));
    (addr, stopping, server)
}

async fn send(addr: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(addr).await.expect("connected");
    let request = b"GET / HTTP/1.1\r\nhost: relais\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.expect("sent");
    stream
}

async fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    answer
}

#[tokio::test]
async fn a_port_in_use_is_named_by_its_key_with_a_remedy() {
    let first = bound().await;
    let error = bind("grpc.addr", first.addr()).await.expect_err("in use");
    let text = error.to_string();
    assert!(
        text.starts_with("grpc.addr: cannot listen at 127.0.0.1:"),
        "{text}"
    );
    assert!(
        text.ends_with("stop what listens there, or set another port"),
        "{text}"
    );
}

#[tokio::test]
async fn port_0_takes_a_free_port_and_tells_which() {
    assert_ne!(bound().await.addr().port(), 0);
}

#[tokio::test]
async fn a_router_is_served_at_the_bound_address() {
    let (addr, _stopping, _server) = serving(Router::new().route("/", get(async || "hello"))).await;
    assert!(answer(send(addr).await).await.ends_with("hello"));
}

#[tokio::test]
async fn a_stop_lets_a_running_request_end() {
    let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (inside, outside) = (Arc::clone(&entered), Arc::clone(&leave));
    let handler = async move || {
        inside.notify_one();
        outside.notified().await;
        "finished"
    };
    let (addr, stopping, server) = serving(Router::new().route("/", get(handler))).await;
    let stream = send(addr).await;
    entered.notified().await;
    stopping.cancel();
    leave.notify_one();
    assert!(answer(stream).await.ends_with("finished"));
    server.await.expect("no panic");
    assert!(
        TcpStream::connect(addr).await.is_err(),
        "the port is free again"
    );
}

#[tokio::test]
async fn grpc_is_served_to_peers_until_the_stop() {
    let bound = bound().await;
    let (addr, stopping) = (bound.addr(), CancellationToken::new());
    let answer = || async { tonic::Status::not_found("no such offer").into_http::<Body>() };
    let routes = Routes::from(Router::new().fallback(answer));
    let server = tokio::spawn(serve_grpc(bound, routes, None, stopping.clone()));

    let endpoint = Endpoint::from_shared(format!("http://{addr}")).expect("an address");
    let key = ApiKey::generate(KeyKind::Service, &Random::from_seed(1));
    let request = Request::post("http://peer/relais.Service/Method");
    let request = request.body(tonic::body::Body::empty()).expect("a request");
    let response = remote(vec![endpoint.connect_lazy()], &key)
        .oneshot(request)
        .await
        .expect("answered");
    let status = tonic::Status::from_header_map(response.headers()).expect("a status");
    assert_eq!(status.code(), tonic::Code::NotFound);

    stopping.cancel();
    server.await.expect("no panic");
}
