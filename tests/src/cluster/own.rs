//! Servers that a test has for itself, so that it may kill and fill them.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

/// How long a server that was killed may be in the way of its successor.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(500);

/// A server of `tests/servers`. It ends with the value.
pub struct OwnServer {
    script: PathBuf,
    folder: PathBuf,
    settings: Vec<(String, String)>,
    child: Option<Child>,
}

impl OwnServer {
    /// Starts the server called `name` with its data in `folder`, and gives its address.
    ///
    /// # Errors
    /// Where it does not start; `tests/run setup` installs it.
    pub fn start(name: &str, folder: &Path) -> anyhow::Result<(Self, String)> {
        let mut server = Self::begin(name, folder, &[])?;
        let address = server.told()?;
        Ok((server, address))
    }

    /// Begins to start it, with settings; [`told`](Self::told) waits for it. So do those that need
    /// each other.
    ///
    /// # Errors
    /// Where its script cannot be run.
    pub fn begin(name: &str, folder: &Path, settings: &[(&str, String)]) -> anyhow::Result<Self> {
        let setting = |(key, value): &(&str, String)| ((*key).to_owned(), value.clone());
        let mut server = Self {
            script: Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("servers")
                .join(name),
            folder: folder.to_owned(),
            settings: settings.iter().map(setting).collect(),
            child: None,
        };
        server.run()?;
        Ok(server)
    }

    fn run(&mut self) -> anyhow::Result<()> {
        let child = Command::new(&self.script)
            .arg(&self.folder)
            .envs(self.settings.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        self.child = Some(child);
        Ok(())
    }

    /// The address that it tells once it answers.
    ///
    /// # Errors
    /// Where it ends instead.
    pub fn told(&mut self) -> anyhow::Result<String> {
        let child = self.child.as_mut().context("it runs")?;
        let mut line = String::new();
        let output = child.stdout.take().context("its output")?;
        BufReader::new(output).read_line(&mut line)?;
        if line.is_empty() {
            child.wait()?;
            self.child = None;
            bail!("{} did not start", self.script.display());
        }
        Ok(line.trim().to_owned())
    }

    /// As [`told`](Self::told); one whose first start has failed, as where another program has taken
    /// one of its ports meanwhile, is begun anew.
    ///
    /// # Errors
    /// Where it does not start the second time either.
    pub fn told_or_begun_anew(&mut self) -> anyhow::Result<String> {
        if let Ok(address) = self.told() {
            return Ok(address);
        }
        std::fs::remove_dir_all(&self.folder)?;
        self.run()?;
        self.told()
    }

    /// Where it keeps its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts servers again after their end, on the same ports and data, all of them at once.
    ///
    /// # Errors
    /// Where one does not start in a minute.
    pub fn start_again(servers: &mut [Self]) -> anyhow::Result<()> {
        let began = Instant::now();
        for server in &mut *servers {
            server.run()?;
        }
        for server in servers {
            while let Err(error) = server.told() {
                ensure!(began.elapsed() < PATIENCE, error);
                std::thread::sleep(PAUSE);
                server.run()?;
            }
        }
        Ok(())
    }

    /// Ends the server with SIGKILL.
    ///
    /// # Errors
    /// Where it cannot be ended.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let server = self.server()?;
        signal(server, "KILL")?;
        if let Some(mut child) = self.child.take() {
            child.wait()?;
        }
        Ok(())
    }

    /// Waits until the server has ended by itself.
    ///
    /// # Errors
    /// Where it does not in a minute.
    pub async fn ended(&mut self) -> anyhow::Result<()> {
        let began = Instant::now();
        let child = self.child.as_mut().context("it runs")?;
        while child.try_wait()?.is_none() {
            ensure!(began.elapsed() < PATIENCE, "the server goes on");
            tokio::time::sleep(PAUSE).await;
        }
        self.child = None;
        Ok(())
    }

    /// From now on no file of the server may grow beyond `bytes`: a write fails as it does where
    /// the disk is full.
    ///
    /// # Errors
    /// Where the limit cannot be set.
    pub fn limit_files(&self, bytes: u64) -> anyhow::Result<()> {
        let done = Command::new("prlimit")
            .args(["--pid", &self.server()?.to_string()])
            .arg(format!("--fsize={bytes}:{bytes}"))
            .status()?;
        ensure!(done.success(), "prlimit: {done}");
        Ok(())
    }

    /// The process that the script has started last.
    fn server(&self) -> anyhow::Result<u32> {
        let script = self.child.as_ref().context("it runs")?.id();
        let children = std::fs::read_to_string(format!("/proc/{script}/task/{script}/children"))?;
        let server = children.split_whitespace().next_back();
        Ok(server.context("a server")?.parse()?)
    }
}

/// Sends a signal to a process.
///
/// # Errors
/// Where there is no such process.
pub fn signal(process: u32, name: &str) -> anyhow::Result<()> {
    let done = Command::new("kill")
        .args([&format!("-{name}"), &process.to_string()])
        .status()?;
    ensure!(done.success(), "kill -{name} {process}: {done}");
    Ok(())
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // One that has ended by itself needs no end.
        let _ = self.kill();
    }
}
