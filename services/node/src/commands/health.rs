//! `relais health`: what a container engine or a script asks a running process.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::cli::Health;
use crate::connect::configuration;

/// How long the process may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// More of an answer is not shown.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Asks the HTTP door whether the process can do its work, and prints what it says.
///
/// # Errors
/// When it cannot, with the parts that it waits for, or when nobody answers.
pub async fn run(health: Health) -> anyhow::Result<()> {
    crate::install_tls();
    let door = match health.http {
        Some(door) => door,
        None => configuration(&health.site)?.http.addr,
    };
    let door = reachable(door);
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .no_proxy()
        .build()?;
    let mut response = client
        .get(format!("http://{door}/readyz"))
        .send()
        .await
        .with_context(|| format!("no relais answers at {door}"))?;
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        answer.extend_from_slice(&chunk);
        if answer.len() > LONGEST_ANSWER {
            bail!("what answers at {door} is no relais");
        }
    }
    let answer = String::from_utf8_lossy(&answer);
    if !response.status().is_success() {
        bail!("not ready: {answer}");
    }
    println!("{answer}");
    Ok(())
}

/// Where a door that listens on every address can be called from the same machine.
fn reachable(mut door: SocketAddr) -> SocketAddr {
    if door.ip().is_unspecified() {
        door.set_ip(match door {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    door
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_door_on_every_address_is_asked_on_the_loopback() {
        assert_eq!(reachable(door("0.0.0.0:7280")), door("127.0.0.1:7280"));
        assert_eq!(reachable(door("[::]:7280")), door("[::1]:7280"));
    }

    #[test]
    fn a_door_on_one_address_is_asked_there() {
        assert_eq!(reachable(door("10.0.0.7:80")), door("10.0.0.7:80"));
    }
}
