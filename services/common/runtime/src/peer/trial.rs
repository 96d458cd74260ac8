//! Why a peer cannot be reached over TLS. A channel only tells that the connection was closed, so
//! the greeting is tried by hand.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{AlertDescription, CertificateError, ClientConfig, Error, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::config::PeerTls;

/// How long the greeting may take, and then how soon a door tells that it does not accept us.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is wrong with the TLS to the instance at `address`: the key and the remedy. `None` where
/// nothing is, nobody is reached there, or it is spoken to without TLS.
pub async fn trial(address: &str, tls: &PeerTls) -> Option<String> {
    let address: http::Uri = address.parse().ok()?;
    if address.scheme_str() != Some("https") {
        return None;
    }
    let host = address.host()?;
    let config = match config(tls) {
        Ok(config) => config,
        Err(error) => return Some(format!("peers.tls: {error}: mend the files that it names")),
    };
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).ok()?;
    let place = (host, address.port_u16().unwrap_or(443));
    let stream = timeout(PATIENCE, TcpStream::connect(place))
        .await
        .ok()?
        .ok()?;
    let greeting = greet(TlsConnector::from(Arc::new(config)), name, stream);
    let refused = greeting.await.err()?;
    let error = refused.get_ref()?.downcast_ref::<Error>()?;
    Some(explained(error))
}

async fn greet<S>(connector: TlsConnector, name: ServerName<'static>, stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Ok(greeted) = timeout(PATIENCE, connector.connect(name, stream)).await else {
        return Ok(());
    };
    // In TLS 1.3 the door looks at our certificate when the greeting is over for us.
    let heard = timeout(PATIENCE, greeted?.read_u8()).await;
    heard.map_or(Ok(()), |heard| heard.map(|_| ()))
}

fn config(tls: &PeerTls) -> Result<ClientConfig, Box<dyn std::error::Error + Send + Sync>> {
    let mut roots = RootCertStore::empty();
    for authority in tls.ca_file.iter().flat_map(|file| certificates(file)) {
        roots.add(authority?)?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
    let mut config = match (&tls.cert_file, &tls.key_file) {
        (Some(cert), Some(key)) => {
            let chain = certificates(cert).collect::<Result<_, _>>()?;
            builder.with_client_auth_cert(chain, PrivateKeyDer::from_pem_file(key)?)?
        }
        _ => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

type Certificates =
    Box<dyn Iterator<Item = Result<CertificateDer<'static>, rustls::pki_types::pem::Error>> + Send>;

fn certificates(file: &Path) -> Certificates {
    match CertificateDer::pem_file_iter(file) {
        Ok(certificates) => Box::new(certificates),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

/// What a failure of the greeting means, with the key that mends it.
fn explained(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(wrong) => not_trusted(wrong),
        Error::AlertReceived(alert) => not_accepted(*alert),
        Error::InvalidMessage(_) => {
            "the door speaks no TLS: give it [grpc.tls], or write http:// in [peers]".to_owned()
        }
        other => {
            format!("no TLS can be agreed on ({other}): see [peers.tls] here and [grpc.tls] there")
        }
    }
}

/// We do not trust the door.
fn not_trusted(wrong: &CertificateError) -> String {
    use CertificateError as Wrong;
    match wrong {
        Wrong::Expired | Wrong::ExpiredContext { .. } => {
            "the certificate of the door has expired: renew its grpc.tls.cert_file".to_owned()
        }
        Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
            "the certificate of the door does not hold yet: set the clocks right".to_owned()
        }
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
            "the certificate of the door is for another name: write that name in [peers], \
             or give its grpc.tls.cert_file this one"
                .to_owned()
        }
        other => format!(
            "the certificate of the door is not of an authority that is trusted here ({other}): \
             name that authority in peers.tls.ca_file"
        ),
    }
}

/// The door does not accept us.
fn not_accepted(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateRequired => {
            "the door asks for a certificate: name one in peers.tls.cert_file, and its key in \
             peers.tls.key_file"
                .to_owned()
        }
        AlertDescription::CertificateExpired => {
            "our certificate has expired: renew peers.tls.cert_file".to_owned()
        }
        other => format!(
            "the door does not accept our certificate ({other:?}): peers.tls.cert_file must be of \
             an authority in its grpc.tls.client_ca_file"
        ),
    }
}

#[cfg(test)]
mod tests;
