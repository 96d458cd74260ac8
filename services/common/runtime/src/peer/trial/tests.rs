use std::net::SocketAddr;
use std::path::PathBuf;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::service::Routes;

use super::*;
use crate::config::{Config, GrpcTls};
use crate::serve::{bind_grpc, serve_grpc};
use crate::tls;

/// An authority with the certificates that it has given.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("an authority");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).expect("written");
        Self { issuer, folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A certificate and its key, for `host`, that ends in `until`.
    fn signed(&self, host: &str, until: i32) -> (PathBuf, PathBuf) {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let cert = params.signed_by(&key, &self.issuer).expect("signed");
        let file = |kind| self.folder.path().join(format!("{host}-{until}.{kind}"));
        std::fs::write(file("pem"), cert.pem()).expect("written");
        std::fs::write(file("key"), key.serialize_pem()).expect("written");
        (file("pem"), file("key"))
    }
}

const HERE: &str = "127.0.0.1";
const HOLDS: i32 = 2999;
const ENDED: i32 = 2020;

/// A door that shows `shown`, and asks callers for a certificate of `asks`.
async fn door(shown: (PathBuf, PathBuf), asks: Option<PathBuf>) -> (SocketAddr, DropGuard) {
    let settings = GrpcTls {
        cert_file: shown.0,
        key_file: shown.1,
        client_ca_file: asks,
    };
    let acceptor = tls::acceptor(&settings).expect("certificates");
    serve(Some(acceptor)).await
}

async fn serve(tls: Option<tokio_rustls::TlsAcceptor>) -> (SocketAddr, DropGuard) {
    let mut config = Config::default();
    config.grpc.addr.set_port(0);
    let bound = bind_grpc(&config).await.expect("a free port");
    let address = bound.addr();
    let stop = CancellationToken::new();
    tokio::spawn(serve_grpc(bound, Routes::default(), tls, stop.clone()));
    (address, stop.drop_guard())
}

fn shows(trusts: &Authority, shown: Option<(PathBuf, PathBuf)>) -> PeerTls {
    let (cert_file, key_file) = shown.unzip();
    PeerTls {
        ca_file: Some(trusts.file()),
        cert_file,
        key_file,
    }
}

async fn told(door: SocketAddr, tls: &PeerTls) -> String {
    trial(&format!("https://{door}"), tls)
        .await
        .unwrap_or_default()
}

#[tokio::test]
async fn a_door_tells_callers_what_is_wrong_with_their_certificate() {
    let (ours, stranger) = (Authority::new(), Authority::new());
    let (door, _open) = door(ours.signed(HERE, HOLDS), Some(ours.file())).await;
    assert_eq!(
        told(door, &shows(&ours, Some(ours.signed(HERE, HOLDS)))).await,
        ""
    );
    for (shown, words) in [
        (
            None,
            "the door asks for a certificate: name one in peers.tls.cert_file",
        ),
        (
            Some(ours.signed(HERE, ENDED)),
            "our certificate has expired: renew peers.tls.cert_file",
        ),
        (
            Some(stranger.signed(HERE, HOLDS)),
            "authority in its grpc.tls.client_ca_file",
        ),
    ] {
        let told = told(door, &shows(&ours, shown)).await;
        assert!(told.contains(words), "{told}");
    }
}

#[tokio::test]
async fn a_caller_tells_what_is_wrong_with_the_certificate_of_the_door() {
    let (ours, stranger) = (Authority::new(), Authority::new());
    for (shown, words) in [
        (
            ours.signed(HERE, ENDED),
            "has expired: renew its grpc.tls.cert_file",
        ),
        (
            ours.signed("elsewhere.example", HOLDS),
            "is for another name",
        ),
        (
            stranger.signed(HERE, HOLDS),
            "name that authority in peers.tls.ca_file",
        ),
    ] {
        let (door, _open) = door(shown, None).await;
        let told = told(door, &shows(&ours, None)).await;
        assert!(told.contains(words), "{told}");
    }
}

#[tokio::test]
async fn a_door_without_tls_is_told_apart_from_one_that_is_closed() {
    let ours = Authority::new();
    let (door, open) = serve(None).await;
    let told_of_open = told(door, &shows(&ours, None)).await;
    assert!(told_of_open.contains("speaks no TLS"), "{told_of_open}");
    assert_eq!(
        trial(&format!("http://{door}"), &shows(&ours, None)).await,
        None
    );
    drop(open);
    let nobody = std::net::TcpListener::bind((HERE, 0)).expect("a free port");
    let closed = nobody.local_addr().expect("its address");
    drop(nobody);
    assert_eq!(told(closed, &shows(&ours, None)).await, "");
}
