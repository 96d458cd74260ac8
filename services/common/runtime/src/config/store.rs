//! Where state is kept: in a file of the data folder, or on a `PostgreSQL` server.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Secret;

/// Where state is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// `sqlite:FOLDER`, or `postgres://USER@HOST/DATABASE`, where each service has a schema of its
    /// own; several hosts, separated by commas, are tried in turn until one takes writes. Without
    /// it the data folder holds the database.
    pub url: Option<String>,
    /// A file whose first line is the password of the user.
    pub password_file: Option<PathBuf>,
    /// How the connection is protected; when it is not given, by `verify-full`, and not at all to
    /// a server on this machine.
    pub tls: Option<StoreTls>,
    /// Certificates (PEM) of the authorities to trust instead of those of the system.
    pub ca_file: Option<PathBuf>,
    /// How many may read at the same time, in each service; the server must allow three
    /// connections more for each.
    pub readers: u32,
    /// Whether tables of an older version are brought to the newest at the start; `relais migrate`
    /// does it otherwise.
    pub migrate_at_start: bool,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            url: None,
            password_file: None,
            tls: None,
            ca_file: None,
            readers: 8,
            migrate_at_start: true,
        }
    }
}

/// How the connection to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoreTls {
    /// Not at all.
    Disable,
    /// Encrypted, but the server may be anybody.
    Require,
    /// Encrypted, and the server proves its name.
    VerifyFull,
}

/// Which database a [`Store`] names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place<'s> {
    /// A file in this folder; `None` for the data folder.
    Folder(Option<&'s Path>),
    /// A server.
    Server(&'s str),
}

impl Store {
    /// Which database it is.
    pub fn place(&self) -> Place<'_> {
        match self.url.as_deref() {
            None => Place::Folder(None),
            Some(url) => match url.strip_prefix("sqlite:") {
                Some(folder) => Place::Folder(Some(Path::new(folder))),
                None => Place::Server(url),
            },
        }
    }

    /// How the connection is protected.
    pub fn tls(&self) -> StoreTls {
        let local = || match self.place() {
            Place::Folder(_) => true,
            Place::Server(url) => hosts(url).iter().all(|host| is_local(host)),
        };
        self.tls.unwrap_or_else(|| {
            if local() {
                StoreTls::Disable
            } else {
                StoreTls::VerifyFull
            }
        })
    }

    /// The password, from the file that the configuration names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_password(&self) -> io::Result<Option<Secret>> {
        let Some(path) = &self.password_file else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(path)?;
        Ok(Some(Secret::new(text.lines().next().unwrap_or_default())))
    }
}

/// What does not hold together: key, message and remedy of each. Files are looked at elsewhere.
pub(super) fn findings(store: &Store) -> Vec<(&'static str, String, &'static str)> {
    let mut findings = Vec::new();
    if store.readers == 0 {
        findings.push(("store.readers", "is 0".to_owned(), "give a number above 0"));
    }
    let Some(url) = &store.url else {
        return findings;
    };
    match store.place() {
        Place::Folder(folder) => {
            if folder.is_some_and(|folder| folder.as_os_str().is_empty()) {
                let message = "names no folder".to_owned();
                findings.push((
                    "store.url",
                    message,
                    "give it like \"sqlite:./relais-data\"",
                ));
            }
        }
        Place::Server(url) => findings.extend(server(store, url)),
    }
    if !url.starts_with("postgres") && store.tls.is_some() {
        let message = "is for a server".to_owned();
        findings.push((
            "store.tls",
            message,
            "leave it out, or name a server in store.url",
        ));
    }
    findings
}

fn server(store: &Store, url: &str) -> Vec<(&'static str, String, &'static str)> {
    const LIKE: &str = "give it like \"postgres://relais@db.example/relais\"";
    let Some((authority, rest)) = parts(url) else {
        let message = "names neither a folder nor a server".to_owned();
        return vec![("store.url", message, LIKE)];
    };
    let mut findings = Vec::new();
    if authority
        .rsplit_once('@')
        .is_some_and(|(user, _)| user.contains(':'))
    {
        let message = "holds a password, which others may see".to_owned();
        findings.push((
            "store.url",
            message,
            "put it into a file, and name that in store.password_file",
        ));
    }
    if hosts(url).iter().any(String::is_empty) || !rest.contains(|c: char| c.is_alphanumeric()) {
        findings.push((
            "store.url",
            "names no host, or no database".to_owned(),
            LIKE,
        ));
    }
    if rest.contains("sslmode") {
        let message = "says how the connection is protected".to_owned();
        findings.push(("store.url", message, "say it in store.tls"));
    }
    let is_open = store.tls() != StoreTls::VerifyFull;
    if is_open && store.password_file.is_some() && !hosts(url).iter().all(|host| is_local(host)) {
        let message = "the password and the data would travel to whoever answers".to_owned();
        findings.push((
            "store.tls",
            message,
            "choose \"verify-full\", and name the authority in store.ca_file",
        ));
    }
    findings
}

/// User and hosts of a server's URL, and what follows them.
fn parts(url: &str) -> Option<(&str, &str)> {
    let rest = url
        .strip_prefix("postgres://")
        .or_else(|| url.strip_prefix("postgresql://"))?;
    Some(rest.split_once('/').unwrap_or((rest, "")))
}

fn hosts(url: &str) -> Vec<String> {
    let authority = parts(url).map_or("", |(authority, _)| authority);
    let hosts = authority
        .rsplit_once('@')
        .map_or(authority, |(_, hosts)| hosts);
    let name = |host: &str| match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => name.to_owned(),
        _ => host.to_owned(),
    };
    hosts.split(',').map(name).collect()
}

fn is_local(host: &str) -> bool {
    // A socket's folder stands in a URL with its slashes as %2F.
    host.starts_with("%2F")
        || host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(url: &str) -> Store {
        Store {
            url: Some(url.to_owned()),
            ..Store::default()
        }
    }

    fn keys(store: &Store) -> Vec<&'static str> {
        findings(store)
            .into_iter()
            .map(|finding| finding.0)
            .collect()
    }

    #[test]
    fn the_data_folder_holds_the_database_by_default() {
        assert_eq!(Store::default().place(), Place::Folder(None));
        assert!(findings(&Store::default()).is_empty());
        let elsewhere = store("sqlite:/srv/relais");
        assert_eq!(
            elsewhere.place(),
            Place::Folder(Some(Path::new("/srv/relais")))
        );
    }

    #[test]
    fn only_a_server_on_this_machine_is_talked_to_in_the_clear_by_default() {
        for (url, tls) in [
            ("postgres://relais@localhost/relais", StoreTls::Disable),
            ("postgres://relais@127.0.0.1:5433/relais", StoreTls::Disable),
            ("postgres://relais@[::1]:5433/relais", StoreTls::Disable),
            (
                "postgres://relais@%2Frun%2Fpostgresql/relais",
                StoreTls::Disable,
            ),
            ("postgres://relais@db.example/relais", StoreTls::VerifyFull),
            (
                "postgres://relais@127.0.0.1,db.example/relais",
                StoreTls::VerifyFull,
            ),
        ] {
            assert_eq!(store(url).tls(), tls, "{url}");
            assert!(findings(&store(url)).is_empty(), "{url}");
        }
    }

    #[test]
    fn what_is_no_database_is_refused() {
        for url in [
            "",
            "mysql://relais@db/relais",
            "postgres://relais@db",
            "postgres:///relais",
            "sqlite:",
        ] {
            assert_eq!(keys(&store(url)), ["store.url"], "{url}");
        }
    }

    #[test]
    fn a_password_belongs_into_a_file_and_goes_to_a_server_that_is_known() {
        assert_eq!(
            keys(&store("postgres://relais:hush@localhost/relais")),
            ["store.url"]
        );
        let open = Store {
            tls: Some(StoreTls::Disable),
            password_file: Some(PathBuf::from("/run/secrets/db")),
            ..store("postgres://relais@db.example/relais")
        };
        assert_eq!(keys(&open), ["store.tls"]);
    }
}
