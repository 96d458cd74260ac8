//! A site as its users have it: the binary, a data folder, and calls through its doors.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use relais_runtime::peer::{self, Peer};
use serde_json::Value;
use tonic::transport::Endpoint;

/// How long a start or an effect may take before the test gives up.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A site on free ports of the loopback.
pub struct Site {
    pub data: PathBuf,
    pub http: SocketAddr,
    pub grpc: SocketAddr,
    settings: Vec<(String, String)>,
    child: Option<Child>,
}

impl Site {
    /// A site with its data in `data`, not yet started.
    pub fn new(data: &Path) -> Self {
        relais::install_tls();
        Self {
            data: data.to_owned(),
            http: free_port(),
            grpc: free_port(),
            settings: Vec::new(),
            child: None,
        }
    }

    /// Sets a variable of the environment for the next start, as `RELAIS__MAILS__KEEP_DAYS`.
    pub fn set(&mut self, variable: &str, value: &str) {
        self.settings.push((variable.to_owned(), value.to_owned()));
    }

    /// Runs `relais` with these arguments and the site's data folder.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_relais"))
            .args(arguments)
            .arg("--data")
            .arg(&self.data)
            .output()
            .expect("the binary runs")
    }

    /// Runs an administrator's command and reads the JSON that it prints.
    pub fn admin(&self, arguments: &[&str]) -> Value {
        let data = self
            .data
            .to_str()
            .expect("a temporary folder has a plain name");
        let output = Command::new(env!("CARGO_BIN_EXE_relais"))
            .args(["admin", "--data", data])
            .args(arguments)
            .arg("--json")
            .output()
            .expect("the binary runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).expect("one JSON object")
    }

    /// Starts `relais serve` and waits until it is ready.
    pub async fn start(&mut self) {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.data.join("serve.log"))
            .expect("a log file");
        let child = Command::new(env!("CARGO_BIN_EXE_relais"))
            .args([
                "serve",
                "--http",
                &self.http.to_string(),
                "--grpc",
                &self.grpc.to_string(),
            ])
            .arg("--data")
            .arg(&self.data)
            .envs(self.settings.iter().cloned())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .expect("the binary starts");
        self.child = Some(child);
        let ready = format!("http://{}/readyz", self.http);
        let began = Instant::now();
        while !reqwest::get(&ready)
            .await
            .is_ok_and(|response| response.status().is_success())
        {
            assert!(
                began.elapsed() < PATIENCE,
                "not ready: see serve.log in {}",
                self.data.display()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// SIGKILL: no goodbye.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the child is ours");
            child.wait().expect("the child ends");
        }
    }

    /// SIGTERM, and waits for the end.
    pub async fn terminate(&mut self) {
        let stopped = Command::new("kill").arg(self.id().to_string()).status();
        assert!(stopped.expect("kill runs").success());
        let mut child = self.child.take().expect("the site runs");
        let began = Instant::now();
        while child.try_wait().expect("the child is ours").is_none() {
            assert!(began.elapsed() < PATIENCE, "the site does not stop");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The number by which the system knows the running site.
    pub fn id(&self) -> u32 {
        self.child.as_ref().expect("the site runs").id()
    }

    /// gRPC calls with a key.
    pub fn peer(&self, key: &str) -> Peer {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.grpc)).expect("an address");
        peer::remote(
            vec![endpoint.connect_lazy()],
            &key.parse().expect("a key as it was printed"),
        )
    }

    /// Every event of the log.
    pub fn events(&self) -> Vec<Value> {
        let output = self.run(&["events", "tail", "--json", "--no-follow"]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }

    /// The mails that were written, as text.
    pub fn mails(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.data.join("mail-out")) else {
            return Vec::new();
        };
        let files = entries.map(|entry| entry.expect("an entry").path());
        let files = files.filter(|file| file.extension().is_some_and(|it| it == "eml"));
        files
            .map(|file| std::fs::read_to_string(file).expect("a mail"))
            .collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The system may give the same port again before anybody listens there: each is used once.
pub fn free_port() -> SocketAddr {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let free = listener.local_addr().expect("its address");
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        if given.insert(free.port()) {
            return free;
        }
    }
}
