//! A mailbox on a server, by IMAP (RFC 3501) over TLS, with IDLE (RFC 2177), MOVE (RFC 6851) and
//! UIDPLUS (RFC 4315) where the server has them.

mod connect;
mod login;
mod past;
mod session;
mod watch;

use async_imap::Session;
use async_trait::async_trait;
use relais_runtime::SharedClock;
use relais_runtime::config::Imap;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::{Mailbox, MailboxAt, MailboxError};

/// A session on an encrypted connection.
type ImapSession = Session<TlsStream<TcpStream>>;

/// A mailbox on a server.
pub struct ImapAt {
    /// Where it is.
    pub imap: Imap,
    /// Bytes of one mail.
    pub max_bytes: usize,
    /// By which mails are looked for where the server does not tell of them.
    pub clock: SharedClock,
}

#[async_trait]
impl MailboxAt for ImapAt {
    async fn open(&self) -> Result<Box<dyn Mailbox>, MailboxError> {
        let session = connect::connect(&self.imap).await?;
        let open = session::OpenImap::new(session, self).await?;
        Ok(Box::new(open))
    }
}

/// What an answer that is not yes means.
fn failure(error: async_imap::error::Error) -> MailboxError {
    match error {
        async_imap::error::Error::No(why) | async_imap::error::Error::Bad(why) => {
            MailboxError::Refused(why)
        }
        error => MailboxError::lost(error),
    }
}
