//! From a configuration to a session.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_imap::Client;
use relais_runtime::config::Imap;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::login::Credentials;
use super::{ImapSession, MailboxError};

/// How long connecting and logging in may take, each.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connects and logs in.
pub(super) async fn connect(imap: &Imap) -> Result<ImapSession, MailboxError> {
    let credentials = Credentials::of(&imap.username, &imap.login).await?;
    let opened = tokio::time::timeout(PATIENCE, open(imap)).await;
    let mut client = Client::new(opened.map_err(|_| slow("connecting"))??);
    let entered = tokio::time::timeout(PATIENCE, async {
        let greeting = client.read_response().await.map_err(MailboxError::lost)?;
        greeting.ok_or_else(|| MailboxError::lost("the server hung up"))?;
        credentials.enter(client).await
    });
    entered.await.map_err(|_| slow("logging in"))?
}

fn slow(what: &str) -> MailboxError {
    MailboxError::Lost(format!("{what} took too long"))
}

async fn open(imap: &Imap) -> Result<TlsStream<TcpStream>, MailboxError> {
    let name = ServerName::try_from(imap.host.clone())
        .map_err(|error| MailboxError::Denied(format!("host `{}`: {error}", imap.host)))?;
    let roots = roots(imap.ca_file.as_deref())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(MailboxError::lost)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = TcpStream::connect((imap.host.as_str(), imap.port)).await;
    let tcp = tcp.map_err(MailboxError::lost)?;
    tcp.set_nodelay(true).map_err(MailboxError::lost)?;
    let tls = TlsConnector::from(Arc::new(config));
    tls.connect(name, tcp).await.map_err(untrusted)
}

/// A certificate that we do not trust is no hitch that passes.
fn untrusted(error: io::Error) -> MailboxError {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    match cause {
        Some(rustls::Error::InvalidCertificate(why)) => MailboxError::Denied(format!(
            "the server's certificate is not trusted ({why}): name its authority as ca_file"
        )),
        _ => MailboxError::lost(error),
    }
}

/// The certificates of the system, and those of the file.
fn roots(file: Option<&Path>) -> Result<RootCertStore, MailboxError> {
    let mut roots = RootCertStore::empty();
    // Those of the system that cannot be read are no use; others may be.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let Some(file) = file else {
        return Ok(roots);
    };
    let broken = |error: &dyn std::fmt::Display| {
        MailboxError::Denied(format!("ca_file {}: {error}", file.display()))
    };
    let certificates = CertificateDer::pem_file_iter(file).map_err(|error| broken(&error))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| broken(&error))?;
        roots.add(certificate).map_err(|error| broken(&error))?;
    }
    Ok(roots)
}
