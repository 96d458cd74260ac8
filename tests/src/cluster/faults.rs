//! What may happen to a cluster, and how it is made to happen.

use std::path::PathBuf;
use std::slice;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use relais_domain::Entropy;
use relais_domain::entropy::random;
use relais_runtime::Role;

use super::Cluster;
use super::evidence::Look;
use super::own::OwnServer;
use super::proxy::{Passage, Proxy};
use crate::sandbox::Doors;

/// Longer than readiness needs to learn that something is away: it looks every five seconds and
/// waits four for an answer.
const LEARNED: Duration = Duration::from_secs(12);
/// How long brokers need to miss one of them, whose partitions others lead from then on.
const MISSED: Duration = Duration::from_secs(10);
/// Longer than a publisher's lease, and than the database lets a transaction stand still.
const PAST_LEASE: Duration = Duration::from_secs(13);
/// How long a lease may take to pass on.
const PATIENCE: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_secs(3);
/// What each chunk of bytes waits for on a slow way.
const SLOW: Duration = Duration::from_millis(200);
/// No file of the broker that grows is smaller than this.
const FULL: u64 = 4096;

/// Something that happens to a cluster, and passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An instance is killed and started again.
    Killed(&'static str),
    /// An instance of matching is killed, and what it kept on disk is lost.
    FolderLost(&'static str),
    /// An instance stands still past its leases and then goes on.
    Stalled(&'static str),
    /// The server of the databases is killed.
    DatabasesKilled,
    /// Every broker is killed.
    BrokersKilled,
    /// One of several brokers is killed.
    BrokerKilled(usize),
    /// A broker can write no more.
    BrokerFull(usize),
    /// The connections of an instance end, and new ones are refused for a while.
    Cut(&'static str),
    /// Everything between an instance and databases, brokers or other instances takes its time.
    Slowed(&'static str),
    /// A service forgets how far it has read.
    Rewound(Role),
    /// All instances change to another build, one after the other, and back.
    Rolled(PathBuf),
}

/// Every fault of these kinds (of all, where none is named) of a cluster with as many `brokers`, in an
/// order drawn by `entropy`; the roll only where there is `another` build.
pub fn all(
    another: Option<PathBuf>,
    kinds: &[String],
    brokers: usize,
    entropy: &dyn Entropy,
) -> Vec<Fault> {
    let one_of = |names: &[&'static str]| names[draw(entropy, names.len())];
    let mut faults = vec![
        Fault::Killed("intake"),
        Fault::Killed(one_of(&["profiles", "profiles-2"])),
        Fault::Killed(one_of(&["matching-1", "matching-2"])),
        Fault::Killed("relay-1"),
        Fault::Killed("relay-2"),
        Fault::FolderLost(one_of(&["matching-1", "matching-2"])),
        Fault::Stalled(one_of(&["relay-1", "relay-2"])),
        Fault::Stalled("intake"),
        Fault::DatabasesKilled,
        Fault::BrokersKilled,
        Fault::BrokerFull(draw(entropy, brokers)),
        Fault::Cut(one_of(&["intake", "relay-1", "matching-1"])),
        Fault::Slowed(one_of(&["intake", "relay-2", "matching-2"])),
        Fault::Rewound(Role::Relay),
        Fault::Rewound(Role::Matching),
        Fault::Rewound(Role::Intake),
    ];
    if brokers > 1 {
        faults.push(Fault::BrokerKilled(draw(entropy, brokers)));
    }
    faults.extend(another.map(Fault::Rolled));
    faults.retain(|fault| {
        let name = format!("{fault:?}");
        kinds.is_empty() || kinds.iter().any(|kind| name.starts_with(kind.as_str()))
    });
    for last in (1..faults.len()).rev() {
        faults.swap(last, draw(entropy, last + 1));
    }
    faults
}

fn draw(entropy: &dyn Entropy, below: usize) -> usize {
    usize::from(u16::from_be_bytes(random(entropy))) % below.max(1)
}

fn set(ways: &[Proxy], passage: Passage) {
    for way in ways {
        way.set(passage);
    }
}

impl Cluster {
    /// Lets a fault happen and pass, and tells what readiness said where the truth was known.
    ///
    /// # Errors
    /// Where something does not come back.
    pub async fn suffer(&mut self, fault: &Fault) -> anyhow::Result<Vec<Look>> {
        let mut looks = Vec::new();
        match fault {
            Fault::Killed(name) => {
                self.kill(name)?;
                tokio::time::sleep(SHORT).await;
                self.start_again(name).await?;
            }
            Fault::FolderLost(name) => {
                self.kill(name)?;
                self.instance(name)?.lose_folder()?;
                self.start_again(name).await?;
            }
            Fault::Stalled(name) => {
                self.instance(name)?.signal("STOP")?;
                tokio::time::sleep(PAST_LEASE).await;
                self.instance(name)?.signal("CONT")?;
            }
            Fault::DatabasesKilled => {
                self.own_servers()?.postgres.kill()?;
                tokio::time::sleep(LEARNED).await;
                looks = self.look(fault, false).await;
                OwnServer::start_again(slice::from_mut(&mut self.own_servers()?.postgres))?;
            }
            Fault::BrokersKilled => {
                for broker in &mut self.own_servers()?.brokers {
                    broker.kill()?;
                }
                tokio::time::sleep(LEARNED).await;
                looks = self.look(fault, false).await;
                OwnServer::start_again(&mut self.own_servers()?.brokers)?;
            }
            Fault::BrokerKilled(which) => {
                self.broker(*which)?.kill()?;
                tokio::time::sleep(MISSED + LEARNED).await;
                // The others are enough.
                looks = self.look(fault, true).await;
                OwnServer::start_again(slice::from_mut(self.broker(*which)?))?;
            }
            Fault::BrokerFull(which) => self.fill_broker(*which).await?,
            Fault::Cut(name) => self.pass(name, Passage::Cut).await?,
            Fault::Slowed(name) => self.pass(name, Passage::Slow(SLOW)).await?,
            Fault::Rewound(role) => self.rewind(*role).await?,
            Fault::Rolled(another) => self.roll(another).await?,
        }
        for process in self.processes.values() {
            process.ready().await?;
        }
        looks.extend(self.look(fault, true).await);
        Ok(looks)
    }

    /// Has the publisher of the instance `name` send something that reaches the broker only after
    /// its tenure, when `successor`, another instance of the service, has sent what is newer.
    /// `change` makes something to be published. Then `name` stands still.
    ///
    /// # Errors
    /// Where the lease does not pass on.
    pub async fn send_late(
        &mut self,
        name: &'static str,
        successor: &'static str,
        change: impl AsyncFn(&Doors),
    ) -> anyhow::Result<()> {
        let tenure = self.hold_lease(name, successor).await?;
        self.way_to_broker(name, Passage::Held)?;
        change(&self.doors).await;
        tokio::time::sleep(SHORT).await;
        self.sleep_past(name, tenure).await?;
        change(&self.doors).await;
        self.settled().await?;
        self.way_to_broker(name, Passage::Open)?;
        tokio::time::sleep(SHORT).await;
        Ok(())
    }

    /// Has a publisher stand still, with nothing to send, until `successor` has the lease.
    ///
    /// # Errors
    /// Where an instance does not come back, or nobody takes the lease over.
    pub async fn oversleep(&mut self, name: &str, successor: &str) -> anyhow::Result<()> {
        let tenure = self.hold_lease(name, successor).await?;
        self.sleep_past(name, tenure).await
    }

    /// Sees to it that `name` publishes, and `successor` could. Tells which tenure that is.
    async fn hold_lease(&mut self, name: &str, successor: &str) -> anyhow::Result<i64> {
        // Alone it takes the lease, whoever had it.
        self.kill(successor)?;
        tokio::time::sleep(PAST_LEASE).await;
        self.settled().await?;
        self.start_again(successor).await?;
        self.tenure(name).await
    }

    /// Has an instance stand still until its tenure is over and the next has begun.
    async fn sleep_past(&mut self, name: &str, tenure: i64) -> anyhow::Result<()> {
        self.instance(name)?.signal("STOP")?;
        let began = Instant::now();
        while self.tenure(name).await? == tenure {
            ensure!(began.elapsed() < PATIENCE, "nobody takes the lease over");
            tokio::time::sleep(SHORT).await;
        }
        Ok(())
    }

    /// Lets an instance go on that stands still.
    ///
    /// # Errors
    /// Where there is none.
    pub fn go_on(&mut self, name: &str) -> anyhow::Result<()> {
        self.instance(name)?.signal("CONT")
    }

    /// How often the lease of a service has been taken.
    async fn tenure(&mut self, name: &str) -> anyhow::Result<i64> {
        let role = self.instance(name)?.roles.first().context("a role")?;
        let sql = format!("SELECT epoch FROM relais_{role}.publisher");
        let session = self.session().await?;
        Ok(session.query_one(&sql, &[]).await?.try_get(0)?)
    }

    fn way_to_broker(&mut self, name: &str, passage: Passage) -> anyhow::Result<()> {
        let ways = self.own_servers()?.ways.get(name).context("an instance")?;
        set(&ways.brokers, passage);
        Ok(())
    }

    /// What readiness says of each instance.
    async fn look(&self, fault: &Fault, could_work: bool) -> Vec<Look> {
        let mut looks = Vec::new();
        for (name, process) in self.instances() {
            looks.push(Look {
                of: format!("{name} at {fault:?}"),
                could_work,
                said_ready: process.says_ready().await,
            });
        }
        looks
    }

    /// A write beyond the limit fails as one to a full disk does: the broker then has no folder
    /// that it can use, and ends. It is started again when there is space.
    async fn fill_broker(&mut self, which: usize) -> anyhow::Result<()> {
        let broker = self.broker(which)?;
        broker.limit_files(FULL)?;
        broker.ended().await?;
        tokio::time::sleep(SHORT).await;
        OwnServer::start_again(slice::from_mut(broker))
    }

    fn broker(&mut self, which: usize) -> anyhow::Result<&mut OwnServer> {
        self.own_servers()?
            .brokers
            .get_mut(which)
            .context("a broker")
    }

    async fn pass(&mut self, name: &str, passage: Passage) -> anyhow::Result<()> {
        let ways = self.own_servers()?.ways.get(name).context("an instance")?;
        let (door, postgres) = (slice::from_ref(&ways.door), slice::from_ref(&ways.postgres));
        for between in [door, postgres, &ways.brokers] {
            set(between, passage);
            tokio::time::sleep(SHORT).await;
            set(between, Passage::Open);
        }
        Ok(())
    }

    async fn rewind(&self, role: Role) -> anyhow::Result<()> {
        let sql = format!("DELETE FROM relais_{role}.cursors WHERE consumer = $1");
        let forgotten = self.session().await?.execute(&sql, &[&role.name()]).await?;
        ensure!(forgotten > 0, "{role} has not read anything yet");
        tokio::time::sleep(SHORT).await;
        Ok(())
    }

    async fn roll(&mut self, another: &std::path::Path) -> anyhow::Result<()> {
        let names: Vec<_> = self.instances().map(|(name, _)| name).collect();
        for build in [another.to_owned(), super::binary()?] {
            for name in &names {
                self.kill(name)?;
                self.instance(name)?.change_to(build.clone());
                self.start_again(name).await?;
            }
        }
        Ok(())
    }
}
