//! The services that one process can run.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Takes offers in.
    Intake,
    /// Keeps candidates and organisations.
    Profiles,
    /// Ranks candidates for offers.
    Matching,
    /// Runs cases from offer to answer.
    Relay,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Intake, Self::Profiles, Self::Matching, Self::Relay];

    /// The name as it is written in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Profiles => "profiles",
            Self::Matching => "matching",
            Self::Relay => "relay",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The services of one process: all of them unless the configuration names some. Written as a
/// list, or as one text with commas (`RELAIS__ROLES=intake,relay`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// Whether this process runs the service.
    pub fn contains(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// The roles in the order of [`Role::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// Whether there are none, which the check of the configuration refuses.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Default for Roles {
    fn default() -> Self {
        Self(Role::ALL.into())
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().collect())
    }
}

impl<'de> Deserialize<'de> for Roles {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RolesVisitor)
    }
}

struct RolesVisitor;

impl<'de> Visitor<'de> for RolesVisitor {
    type Value = Roles;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of roles")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Roles, E> {
        let names = text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        names
            .map(|name| Role::deserialize(StrDeserializer::new(name)))
            .collect()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Roles, A::Error> {
        let mut roles = BTreeSet::new();
        while let Some(role) = items.next_element()? {
            roles.insert(role);
        }
        Ok(Roles(roles))
    }
}
