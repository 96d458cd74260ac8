//! A port that a mail server delivers to by LMTP (RFC 2033). It says yes only once the mail is
//! durable.

mod envelope;
mod session;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;

use relais_domain::Error;
use relais_runtime::config::Lmtp;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::Mails;
use session::Session;

/// Deliveries at the same time. A mail server keeps further mails in its queue.
const CONNECTIONS: usize = 16;

/// The port, bound.
pub struct LmtpDoor {
    name: String,
    listener: TcpListener,
    mails: Mails,
    max_bytes: usize,
}

impl LmtpDoor {
    /// Binds the port.
    ///
    /// # Errors
    /// `Unavailable` where it cannot be bound.
    pub async fn bind(
        name: String,
        lmtp: &Lmtp,
        mails: Mails,
        max_bytes: usize,
    ) -> Result<Self, Error> {
        let listener = TcpListener::bind(lmtp.addr).await;
        let failed = |error| {
            let message = format!("mailboxes.{name}.lmtp.addr: {} cannot be bound", lmtp.addr);
            Error::unavailable(message).with_source(error)
        };
        Ok(Self {
            listener: listener.map_err(failed)?,
            name,
            mails,
            max_bytes,
        })
    }

    /// The address that was bound.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Takes mails until `stopping` is cancelled; deliveries that have begun may end.
    pub async fn run(self, stopping: CancellationToken) {
        let permits = Arc::new(Semaphore::new(CONNECTIONS));
        let door = Arc::new(self);
        let deliveries = tokio_util::task::TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                accepted = door.listener.accept() => accepted,
                () = stopping.cancelled() => break,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // As where too many files are open: the next may go better.
                    warn!(mailbox = door.name, %error, "delivery cannot be accepted");
                    tokio::task::yield_now().await;
                    continue;
                }
            };
            let Ok(permit) = permits.clone().acquire_owned().await else {
                break;
            };
            let (door, stopping) = (door.clone(), stopping.clone());
            deliveries.spawn(async move {
                let session = Session::new(stream, &door.name, &door.mails, door.max_bytes);
                if let Err(error) = session.run(&stopping).await {
                    debug!(mailbox = door.name, %error, "delivery broke off");
                }
                drop(permit);
            });
        }
        deliveries.close();
        deliveries.wait().await;
    }
}
