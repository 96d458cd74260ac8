//! The services that other processes run: how they are called, and whether they answer.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, bail};
use relais_runtime::auth::ApiKey;
use relais_runtime::config::{PeerTls, Peers};
use relais_runtime::door::{Readiness, Ready};
use relais_runtime::peer::{self, Peer};
use relais_runtime::{Config, Role};
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::doors::services_of;

/// How often peers are asked whether they answer, and how long they may take.
const ASK_EVERY: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(3);

/// The services that a role calls, and whether it can do its work without: intake takes offers
/// also while nobody can tell it the keys of SPOCs.
fn called_by(role: Role) -> &'static [(Role, bool)] {
    match role {
        Role::Intake => &[(Role::Profiles, false)],
        Role::Profiles => &[],
        Role::Matching => &[(Role::Profiles, true)],
        Role::Relay => &[(Role::Intake, true), (Role::Profiles, true)],
    }
}

/// Sees that there is an address of every service that the roles of this process call, unless
/// they run here too.
///
/// # Errors
/// The key that is missing.
pub fn check(config: &Config) -> anyhow::Result<()> {
    for role in config.roles.iter() {
        for (called, _) in called_by(role) {
            if !config.roles.contains(*called) && config.peers.of(*called).is_empty() {
                bail!(
                    "peers.{called}: {role} calls {called}, which this process does not run: \
                     give the address of its gRPC door, like \"https://{called}:7272\", \
                     or add {called} to `roles`"
                );
            }
        }
    }
    Ok(())
}

/// The services that run elsewhere, as far as their addresses are known.
///
/// # Errors
/// An address or a certificate that cannot be used.
pub fn elsewhere(config: &Config, key: &ApiKey) -> anyhow::Result<BTreeMap<Role, Peer>> {
    let named = Role::ALL
        .into_iter()
        .filter(|role| !config.roles.contains(*role) && !config.peers.of(*role).is_empty());
    named
        .map(|role| Ok((role, service(&config.peers, role, key)?)))
        .collect()
}

/// A service by its addresses.
///
/// # Errors
/// An address or a certificate that cannot be used.
pub fn service(peers: &Peers, role: Role, key: &ApiKey) -> anyhow::Result<Peer> {
    Ok(peer::at(peers.of(role), &peers.tls, key)?)
}

/// Tells `readiness` of the services that this process cannot do without, until `stop`.
///
/// # Errors
/// None: what does not answer is waited for.
pub async fn watch(
    config: Config,
    readiness: Readiness,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let watched = watched(&config)?;
    loop {
        for (role, instances) in &watched {
            let state = state(*role, instances, &config.peers.tls).await;
            readiness.set(role.name(), state);
        }
        let pause = tokio::time::sleep(ASK_EVERY);
        if stop.run_until_cancelled(pause).await.is_none() {
            return Ok(());
        }
    }
}

type Instances = Vec<(String, Channel)>;

fn watched(config: &Config) -> anyhow::Result<BTreeMap<Role, Instances>> {
    let called = config.roles.iter().flat_map(called_by);
    let needed = called.filter(|(role, is_needed)| *is_needed && !config.roles.contains(*role));
    needed
        .map(|(role, _)| {
            let channel = |address: &str| {
                let endpoint = peer::endpoint(address, &config.peers.tls)?;
                anyhow::Ok((address.to_owned(), endpoint.connect_lazy()))
            };
            let instances = config.peers.of(*role).iter().map(channel);
            Ok((*role, instances.collect::<anyhow::Result<_>>()?))
        })
        .collect()
}

/// One instance that serves is enough.
async fn state(role: Role, instances: &Instances, tls: &PeerTls) -> Ready {
    let mut reasons = Vec::new();
    for (address, channel) in instances {
        match ask(role, channel.clone()).await {
            Ok(()) => return Ready::Yes,
            Err(error) => {
                let told = peer::trial(address, tls).await;
                let told = told.unwrap_or_else(|| format!("{error:#}"));
                reasons.push(format!("{address}: {told}"));
            }
        }
    }
    Ready::no(format!("does not answer: {}", reasons.join("; ")))
}

async fn ask(role: Role, channel: Channel) -> anyhow::Result<()> {
    let service = services_of(role).first().copied().unwrap_or_default();
    let request = HealthCheckRequest {
        service: service.to_owned(),
    };
    let mut health = HealthClient::new(channel);
    let asked = tokio::time::timeout(PATIENCE, health.check(request));
    let answer = asked.await.context("takes too long")?;
    // The cause tells more than the status, which is that of the client.
    let answer = answer.map_err(|status| match std::error::Error::source(&status) {
        Some(cause) => anyhow::anyhow!("{}", chain(cause)),
        None => anyhow::anyhow!("{}", status.message()),
    })?;
    match answer.into_inner().status() {
        ServingStatus::Serving => Ok(()),
        _ => bail!("is there, but does not serve"),
    }
}

/// What caused an error, innermost first: that is what can be mended.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.dedup();
    texts.pop().unwrap_or_default()
}
