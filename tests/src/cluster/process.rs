//! One process of a site.

use std::collections::BTreeSet;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use relais_runtime::Role;

use super::own::signal;

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);
const PAUSE: Duration = Duration::from_millis(50);

/// An instance of a service, on ports of its own. It ends with the value.
pub struct Process {
    /// What it runs.
    pub roles: Vec<Role>,
    data: PathBuf,
    http: SocketAddr,
    grpc: SocketAddr,
    binary: PathBuf,
    child: Option<Child>,
}

/// The binary of this build, or the one that `RELAIS_TEST_BINARY` names.
///
/// # Errors
/// Where it is not built.
pub fn binary() -> anyhow::Result<PathBuf> {
    if let Some(path) = std::env::var_os("RELAIS_TEST_BINARY") {
        return Ok(path.into());
    }
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).context("the folder of the build")?;
    let binary = folder.join("relais");
    ensure!(
        binary.exists(),
        "{} is missing: `cargo build -p relais` makes it",
        binary.display()
    );
    Ok(binary)
}

/// Runs a command of the binary to its end.
pub fn command(config: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    let mut command = Command::new(binary()?);
    command.args(arguments).arg("--config").arg(config);
    Ok(command.output()?)
}

/// Runs a command of the binary, which must succeed.
pub fn run(config: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let output = command(config, arguments)?;
    ensure!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// The system may give the same port again before anybody listens there: each is used once.
pub fn free_port() -> anyhow::Result<SocketAddr> {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        if given.insert(free.port()) {
            return Ok(free);
        }
    }
}

impl Process {
    /// An instance with a folder of its own in `folder`, not yet started.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn new(name: &str, roles: &[Role], folder: &Path) -> anyhow::Result<Self> {
        let data = folder.join(name);
        std::fs::create_dir_all(&data)?;
        Ok(Self {
            roles: roles.to_vec(),
            data,
            http: free_port()?,
            grpc: free_port()?,
            binary: binary()?,
            child: None,
        })
    }

    /// The address of its gRPC door.
    pub(super) fn grpc(&self) -> SocketAddr {
        self.grpc
    }

    /// The address of its HTTP door.
    pub(super) fn http(&self) -> String {
        format!("http://{}", self.http)
    }

    /// Starts it.
    pub(super) fn start(&mut self, config: &Path) -> anyhow::Result<()> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let child = Command::new(&self.binary)
            .arg("serve")
            .env("RELAIS__TELEMETRY__SERVICE_NAME", self.service())
            .args(["--roles", &self.names(",")])
            .args(["--http", &self.http.to_string()])
            .args(["--grpc", &self.grpc.to_string()])
            .arg("--config")
            .arg(config)
            .arg("--data")
            .arg(&self.data)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.child = Some(child);
        Ok(())
    }

    /// Runs another build from the next start on.
    pub(super) fn change_to(&mut self, binary: PathBuf) {
        self.binary = binary;
    }

    /// The name under which a collector sees it.
    fn service(&self) -> String {
        format!("relais-{}", self.names("-"))
    }

    fn names(&self, between: &str) -> String {
        let names: Vec<&str> = self.roles.iter().map(|role| role.name()).collect();
        names.join(between)
    }

    /// Where it keeps its files.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The memory that it has in use, in bytes.
    ///
    /// # Errors
    /// Where it does not run.
    pub fn resident_bytes(&self) -> anyhow::Result<u64> {
        let child = self.child.as_ref().context("it runs")?;
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kilobytes.context("its memory")?.parse::<u64>()? * 1024)
    }

    fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    /// Waits until it is ready.
    pub(super) async fn ready(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        let url = format!("{}/readyz", self.http());
        loop {
            let last = match reqwest::get(&url).await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                Ok(answer) => answer.text().await.unwrap_or_default(),
                Err(error) => error.to_string(),
            };
            if began.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(self.log()).unwrap_or_default();
                bail!("{} is not ready: {last}\n{log}", self.names(", "));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until readiness gives reasons with all of `words`, and returns what it says.
    pub(super) async fn not_ready_for(&self, words: &[&str]) -> anyhow::Result<String> {
        let began = Instant::now();
        let url = format!("{}/readyz", self.http());
        loop {
            if let Ok(answer) = reqwest::get(&url).await {
                let is_ready = answer.status().is_success();
                let said = answer.text().await?;
                if !is_ready && words.iter().all(|words| said.contains(words)) {
                    return Ok(said);
                }
            }
            if began.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(self.log()).unwrap_or_default();
                bail!("readiness says nothing of {words:?}\n{log}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether it says that it is ready.
    pub(super) async fn says_ready(&self) -> bool {
        let answer = reqwest::get(format!("{}/readyz", self.http())).await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// Stops it where it is (`STOP`), or lets it go on (`CONT`).
    pub(super) fn signal(&self, name: &str) -> anyhow::Result<()> {
        let child = self.child.as_ref().context("it runs")?;
        signal(child.id(), name)
    }

    /// Removes what it keeps in its folder, which others must be able to give back to it.
    pub(super) fn lose_folder(&self) -> anyhow::Result<()> {
        std::fs::remove_dir_all(&self.data)?;
        Ok(std::fs::create_dir_all(&self.data)?)
    }

    /// SIGKILL.
    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended by itself needs no end.
        let _ = self.kill();
    }
}
