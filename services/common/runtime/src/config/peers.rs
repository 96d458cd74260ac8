//! Where the services are that this process does not run, and what services show each other.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Role;
use super::check::check_url;

/// Where the services are that this process does not run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Peers {
    /// The instances of intake.
    pub intake: Addresses,
    /// The instances of profiles.
    pub profiles: Addresses,
    /// The instances of matching. An erasure asks each of them, so all are named here.
    pub matching: Addresses,
    /// The instances of the relay.
    pub relay: Addresses,
    /// What calls over `https` trust, and show where they are asked.
    pub tls: PeerTls,
}

impl Peers {
    /// The instances of a service.
    pub fn of(&self, role: Role) -> &Addresses {
        match role {
            Role::Intake => &self.intake,
            Role::Profiles => &self.profiles,
            Role::Matching => &self.matching,
            Role::Relay => &self.relay,
        }
    }
}

/// The addresses of a service's instances, like `https://profiles:7272`. Written as a list, or as
/// one text with commas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses(Vec<String>);

impl Addresses {
    /// The addresses in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether none is given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<A: Into<String>> FromIterator<A> for Addresses {
    fn from_iter<I: IntoIterator<Item = A>>(addresses: I) -> Self {
        Self(addresses.into_iter().map(Into::into).collect())
    }
}

impl<'de> Deserialize<'de> for Addresses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AddressesVisitor)
    }
}

struct AddressesVisitor;

impl<'de> Visitor<'de> for AddressesVisitor {
    type Value = Addresses;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address, or a list of them")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Addresses, E> {
        let addresses = text.split(',').map(str::trim);
        Ok(addresses.filter(|address| !address.is_empty()).collect())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Addresses, A::Error> {
        let mut addresses = Vec::new();
        while let Some(address) = items.next_element::<String>()? {
            addresses.push(address);
        }
        Ok(Addresses(addresses))
    }
}

/// What calls to other services trust and show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeerTls {
    /// The authorities (PEM) that the services' certificates come from.
    pub ca_file: Option<PathBuf>,
    /// The certificate (PEM) that this process shows, where a door asks for one.
    pub cert_file: Option<PathBuf>,
    /// Its private key (PEM).
    pub key_file: Option<PathBuf>,
}

/// The TLS of the gRPC door; without it the door speaks plainly.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrpcTls {
    /// The certificate (PEM) of this process, with those between it and the authority.
    pub cert_file: PathBuf,
    /// Its private key (PEM).
    pub key_file: PathBuf,
    /// The authorities (PEM) of which every caller must show a certificate; anybody may call
    /// where it is not given.
    #[serde(default)]
    pub client_ca_file: Option<PathBuf>,
}

/// Something wrong with a key, and its remedy.
pub(super) type Finding = (&'static str, String, &'static str);

/// What does not hold together.
pub(super) fn findings(peers: &Peers) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (role, key) in [
        (Role::Intake, "peers.intake"),
        (Role::Profiles, "peers.profiles"),
        (Role::Matching, "peers.matching"),
        (Role::Relay, "peers.relay"),
    ] {
        for address in peers.of(role).iter() {
            if let Err(wrong) = check_url(address, &["http", "https"]) {
                let remedy = "give addresses like \"https://profiles:7272\"";
                findings.push((key, wrong, remedy));
            } else if address.starts_with("https:") && peers.tls.ca_file.is_none() {
                let message = format!("`{address}` shows a certificate, and none is trusted");
                let remedy = "name the authorities in peers.tls.ca_file";
                findings.push((key, message, remedy));
            }
        }
    }
    if peers.tls.cert_file.is_some() != peers.tls.key_file.is_some() {
        findings.push((
            "peers.tls.cert_file",
            "a certificate and its key belong together".to_owned(),
            "give both files, or neither",
        ));
    }
    findings
}

/// The files that must be readable, by their keys.
pub(super) fn files<'a>(
    peers: &'a Peers,
    door: Option<&'a GrpcTls>,
) -> Vec<(&'static str, Option<&'a Path>)> {
    let tls = &peers.tls;
    vec![
        ("peers.tls.ca_file", tls.ca_file.as_deref()),
        ("peers.tls.cert_file", tls.cert_file.as_deref()),
        ("peers.tls.key_file", tls.key_file.as_deref()),
        (
            "grpc.tls.cert_file",
            door.map(|tls| tls.cert_file.as_path()),
        ),
        ("grpc.tls.key_file", door.map(|tls| tls.key_file.as_path())),
        (
            "grpc.tls.client_ca_file",
            door.and_then(|tls| tls.client_ca_file.as_deref()),
        ),
    ]
}
