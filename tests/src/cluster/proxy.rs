//! A connection that can be cut, delayed or held.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

/// What happens to what comes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It goes on at once.
    Open,
    /// It goes on after a while.
    Slow(Duration),
    /// It waits here, also when its sender is gone.
    Held,
    /// Nothing: connections end, and new ones are refused.
    Cut,
}

/// Takes connections on a port of its own and brings them to another. It ends with the value.
pub struct Proxy {
    address: SocketAddr,
    target: watch::Sender<Option<SocketAddr>>,
    passage: watch::Sender<Passage>,
    _stop: DropGuard,
}

impl Proxy {
    /// Listens on a free port. Connections wait until it is told where they lead.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (target, leads_to) = watch::channel(None);
        let (passage, state) = watch::channel(Passage::Open);
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        tokio::spawn(async move {
            let accepting = accept(listener, leads_to, state, stopped.clone());
            stopped.run_until_cancelled(accepting).await;
        });
        Ok(Self {
            address,
            target,
            passage,
            _stop: stop.drop_guard(),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where connections lead from now on.
    pub fn lead_to(&self, target: SocketAddr) {
        self.target.send_replace(Some(target));
    }

    /// What happens to what comes through from now on.
    pub fn set(&self, passage: Passage) {
        self.passage.send_replace(passage);
    }
}

async fn accept(
    listener: TcpListener,
    target: watch::Receiver<Option<SocketAddr>>,
    passage: watch::Receiver<Passage>,
    stop: CancellationToken,
) {
    while let Ok((client, _)) = listener.accept().await {
        let leading = lead(client, target.clone(), passage.clone());
        if *passage.borrow() != Passage::Cut {
            tokio::spawn(stop.clone().run_until_cancelled_owned(leading));
        }
    }
}

/// Brings a connection to where it leads, once that is known.
async fn lead(
    client: TcpStream,
    mut target: watch::Receiver<Option<SocketAddr>>,
    passage: watch::Receiver<Passage>,
) {
    let target = target.wait_for(Option::is_some).await.map(|it| *it);
    // Where nobody listens, the client learns it by the end of its connection.
    if let Ok(Some(address)) = target
        && let Ok(server) = TcpStream::connect(address).await
    {
        carry(client, server, passage).await;
    }
}

/// Carries bytes both ways until both ends are done, or the connection is cut.
async fn carry(client: TcpStream, server: TcpStream, passage: watch::Receiver<Passage>) {
    // A proxy that gathers small writes would be slow unasked.
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut cut = passage.clone();
    let both = async {
        tokio::join!(
            one_way(from_client, to_server, passage.clone()),
            one_way(from_server, to_client, passage.clone()),
        )
    };
    tokio::select! {
        _ = both => {}
        _ = cut.wait_for(|state| *state == Passage::Cut) => {}
    }
}

async fn one_way(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut passage: watch::Receiver<Passage>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let state = *passage.borrow();
        if let Passage::Slow(delay) = state {
            tokio::time::sleep(delay).await;
        }
        let is_over = passage
            .wait_for(|state| *state != Passage::Held)
            .await
            .is_err();
        if is_over || to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
