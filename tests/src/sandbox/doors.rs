//! The ways into a site, whether one process or many.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use relais_runtime::Role;
use relais_runtime::peer::{self, Peer};
use tonic::transport::Channel;

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(10);

/// The ways into a site.
#[derive(Clone)]
pub struct Doors {
    /// Calls with the rights of a part of the system.
    pub inside: Peer,
    /// The gRPC doors of the instances of each service.
    pub outside: BTreeMap<Role, Vec<Channel>>,
    /// The address of the REST door.
    pub http: String,
}

impl Doors {
    /// gRPC calls over the network, with a key.
    pub fn calling(&self, key: &str) -> Peer {
        let key = key.parse().expect("a key");
        let service = |(role, channels): (&Role, &Vec<Channel>)| {
            (*role, peer::remote(channels.clone(), &key))
        };
        peer::routed(self.outside.iter().map(service).collect())
    }

    /// The address of the REST door.
    pub fn http(&self) -> String {
        self.http.clone()
    }

    /// Tries until there is something, and gives it.
    ///
    /// # Errors
    /// Where there is still nothing after a minute.
    pub async fn until<T, F>(&self, what: &str, mut attempt: impl FnMut() -> F) -> anyhow::Result<T>
    where
        F: Future<Output = anyhow::Result<Option<T>>>,
    {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(found) = attempt().await? {
                return Ok(found);
            }
            tokio::time::sleep(PAUSE).await;
        }
        anyhow::bail!("waited in vain for {what}")
    }
}
