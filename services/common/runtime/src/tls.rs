//! What the gRPC door shows of itself, and what it asks of its callers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

use crate::config::GrpcTls;

/// Why there is no certificate to show.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not what it should be.
    #[error("{key}: {}: {source}: name a PEM file of this kind", path.display())]
    File {
        /// The key of the configuration that names the file.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// The file has none of what it should hold.
    #[error("{key}: {}: holds no certificate: name a PEM file with one", path.display())]
    Empty {
        /// The key of the configuration that names the file.
        key: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The parts do not belong together.
    #[error("grpc.tls: {0}: give a certificate, its own key and the authorities of callers")]
    Parts(String),
}

/// The TLS of the gRPC door. Its certificate is not checked here: callers do that.
///
/// # Errors
/// [`TlsError`], with the key of the file that is wrong.
pub fn acceptor(settings: &GrpcTls) -> Result<TlsAcceptor, TlsError> {
    let parts = |error: &dyn std::fmt::Display| TlsError::Parts(error.to_string());
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| parts(&error))?;
    let builder = match &settings.client_ca_file {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let mut roots = RootCertStore::empty();
            for authority in certificates("grpc.tls.client_ca_file", file)? {
                roots.add(authority).map_err(|error| parts(&error))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().map_err(|error| parts(&error))?)
        }
    };
    let chain = certificates("grpc.tls.cert_file", &settings.cert_file)?;
    let key = PrivateKeyDer::from_pem_file(&settings.key_file)
        .map_err(|source| wrong("grpc.tls.key_file", &settings.key_file, source))?;
    let mut config = builder
        .with_single_cert(chain, key)
        .map_err(|error| parts(&error))?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn wrong(key: &'static str, path: &Path, source: pem::Error) -> TlsError {
    TlsError::File {
        key,
        path: path.to_owned(),
        source,
    }
}

fn certificates(key: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| wrong(key, path, source))?;
    if found.is_empty() {
        return Err(TlsError::Empty {
            key,
            path: path.to_owned(),
        });
    }
    Ok(found)
}
