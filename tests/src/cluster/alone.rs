//! A site of one process on loopback, which cluster figures are held against.

use std::collections::BTreeMap;
use std::path::Path;

use relais_runtime::secrets::Secrets;
use relais_runtime::{Random, Role};
use tempfile::TempDir;

use super::certificates::Authority;
use super::process::Process;
use super::{config, doors, folder, outgoing, tls, trusted};
use crate::sandbox::Doors;
use crate::smtp::{Security, SmtpServer};

/// The name of its one process.
const NAME: &str = "site";

/// A running site of one process, with the data in its folder and doors like those of a cluster.
pub struct Alone {
    /// The ways in.
    pub doors: Doors,
    // Ends before what it stands on.
    processes: BTreeMap<&'static str, Process>,
    _mail: SmtpServer,
    _folder: TempDir,
}

impl Alone {
    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// What kept it from starting.
    pub async fn start() -> anyhow::Result<Self> {
        relais::install_tls();
        let folder = folder()?;
        let mail = SmtpServer::start(Security::Starttls)?;
        let authority = Authority::new(folder.path())?;
        let shown = authority.certificate("service")?;
        let secrets_file = folder.path().join("secrets.toml");
        let sections = [
            format!("secrets_file = \"{}\"\n", secrets_file.display()),
            tls(&authority, &shown),
            outgoing(&mail),
        ];
        let config = config(&folder, None);
        std::fs::write(&config, sections.join("\n"))?;
        let mut process = Process::new(NAME, &Role::ALL, folder.path())?;
        process.start(&config)?;
        process.ready().await?;
        let processes = BTreeMap::from([(NAME, process)]);
        let secrets = Secrets::load_or_create(&secrets_file, &Random::from_system())?;
        Ok(Self {
            doors: doors(&processes, &trusted(&authority, &shown), &secrets)?,
            processes,
            _mail: mail,
            _folder: folder,
        })
    }

    /// Where it keeps its data.
    pub fn data(&self) -> &Path {
        self.processes[NAME].data()
    }
}
