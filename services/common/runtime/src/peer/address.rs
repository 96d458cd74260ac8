//! Addresses of peers, and what TLS to them trusts and shows.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};

use super::{Peer, remote};
use crate::auth::ApiKey;
use crate::config::{Addresses, PeerTls};

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How often a silent peer is asked whether it is there, and how long it may take to say so.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a peer cannot be called at all.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// A file cannot be read.
    #[error("{key}: {}: {source}: name a PEM file that this user may read", path.display())]
    File {
        /// The key of the configuration that names the file.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The address, or the certificates to use with it, cannot be used.
    #[error("peer {address}: {source}: see the address, and the files of peers.tls")]
    Address {
        /// The address.
        address: String,
        /// What is wrong.
        source: tonic::transport::Error,
    },
}

/// The service whose instances are at `addresses`. Each call goes to one of them in turn, and to
/// the next where that one cannot be reached.
///
/// # Errors
/// [`PeerError`], where an address or a file cannot be used. Whether somebody answers there is
/// seen at the calls.
pub fn at(addresses: &Addresses, tls: &PeerTls, key: &ApiKey) -> Result<Peer, PeerError> {
    let channels = addresses
        .iter()
        .map(|address| Ok(endpoint(address, tls)?.connect_lazy()))
        .collect::<Result<Vec<_>, PeerError>>()?;
    Ok(remote(channels, key))
}

/// The instance at `address`.
///
/// # Errors
/// As [`at`].
pub fn endpoint(address: &str, tls: &PeerTls) -> Result<Endpoint, PeerError> {
    let unusable = |source| PeerError::Address {
        address: address.to_owned(),
        source,
    };
    let endpoint = Endpoint::from_shared(address.to_owned())
        .map_err(unusable)?
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .keep_alive_while_idle(true);
    if !address.starts_with("https:") {
        return Ok(endpoint);
    }
    endpoint.tls_config(client_config(tls)?).map_err(unusable)
}

fn client_config(tls: &PeerTls) -> Result<ClientTlsConfig, PeerError> {
    let mut config = ClientTlsConfig::new();
    if let Some(file) = &tls.ca_file {
        let authorities = read("peers.tls.ca_file", file)?;
        config = config.ca_certificate(Certificate::from_pem(authorities));
    }
    if let (Some(cert), Some(key)) = (&tls.cert_file, &tls.key_file) {
        let cert = read("peers.tls.cert_file", cert)?;
        let key = read("peers.tls.key_file", key)?;
        config = config.identity(Identity::from_pem(cert, key));
    }
    Ok(config)
}

fn read(key: &'static str, path: &Path) -> Result<Vec<u8>, PeerError> {
    std::fs::read(path).map_err(|source| PeerError::File {
        key,
        path: path.to_owned(),
        source,
    })
}
