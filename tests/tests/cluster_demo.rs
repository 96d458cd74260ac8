//! The demonstration over Kafka, on the cluster that `deploy/local-cluster` starts, while instances
//! are killed in the middle of it.

use std::fs::Permissions;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use relais_tests::cluster::{Cluster, binary};
use serde_json::Value;
use tempfile::TempDir;

/// How many offers the demonstration sends of its own.
const OFFERS: usize = 12;

/// Shows the events of a topic, which is named after it.
const TAIL: [&str; 5] = ["events", "tail", "--no-follow", "--json", "--topic"];

/// `deploy/local-cluster`, which is stopped with the value.
struct Local {
    folder: TempDir,
    ports: u16,
}

impl Local {
    fn start() -> Self {
        let local = Self {
            folder: tempfile::tempdir().expect("a folder"),
            ports: free_ports(),
        };
        // A server that may not run as root reaches its folder.
        let open = Permissions::from_mode(0o711);
        std::fs::set_permissions(local.folder.path(), open).expect("its mode");
        let started = local.script("start").output().expect("it runs");
        let told = String::from_utf8_lossy(&started.stderr);
        assert!(started.status.success(), "{told}");
        local
    }

    fn script(&self, command: &str) -> Command {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/local-cluster");
        let mut script = Command::new(path);
        script
            .arg(command)
            .arg(self.folder.path())
            .env("RELAIS", binary().expect("the binary"))
            .env("RELAIS_PORTS", self.ports.to_string());
        script
    }

    fn relais(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary().expect("the binary"));
        command
            .args(arguments)
            .arg(self.folder.path().join("cluster.toml"));
        command
    }

    /// Ends an instance with SIGKILL, by the number that is written down for it.
    fn kill(&self, name: &str) {
        let file = self.folder.path().join(format!("run/service-{name}.pid"));
        let pid = std::fs::read_to_string(file).expect("its number");
        let killed = Command::new("kill").args(["-9", pid.trim()]).status();
        assert!(killed.expect("it runs").success(), "{name} ran");
    }

    fn told(&self, topic: &str) -> Vec<Value> {
        let arguments = [&TAIL[..], &[topic, "--config"]].concat();
        events(&self.relais(&arguments).output().expect("it runs"))
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        // The test has failed already where it cannot be stopped.
        let _ = self.script("stop").status();
    }
}

/// The first of ports of which all that a cluster needs are free.
fn free_ports() -> u16 {
    let is_free = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    let mut firsts = (20_000..30_000).step_by(16);
    let first = firsts.find(|first| (0..14).all(|more| is_free(first + more)));
    first.expect("free ports")
}

#[test]
fn nobody_sees_that_instances_are_killed() {
    let local = Local::start();
    let rest = format!("http://127.0.0.1:{}", local.ports + 9);
    let mut demo = local.relais(&[
        "demo",
        "--json",
        "--speed",
        "20000",
        "--rest",
        &rest,
        "--running",
    ]);
    let playing = thread::spawn(move || demo.output());
    while !playing.is_finished() && local.told("relais.offers").len() < 3 {
        thread::sleep(Duration::from_millis(100));
    }
    local.kill("matching-2");
    local.kill("relay-1");

    let played = playing.join().expect("no panic").expect("it runs");
    let story = String::from_utf8_lossy(&played.stderr);
    assert!(played.status.success(), "{story}");
    let report: Value = serde_json::from_slice(&played.stdout).expect("one JSON object");
    for figure in ["offers", "acknowledged", "answered_in_time"] {
        assert_eq!(report[figure], OFFERS, "{figure}: {report}\n{story}");
    }
    let channels = &report["channels"];
    assert!(channels["rest"]["offers"].as_u64() > Some(0), "{channels}");
    assert!(channels["grpc"]["offers"].as_u64() > Some(0), "{channels}");
    let submitted = local.told("relais.offers");
    let is_submitted = |event: &&Value| event["type"] == "relais.offer.submitted.v1";
    assert_eq!(submitted.iter().filter(is_submitted).count(), OFFERS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_with_organisations_of_its_own_is_not_played_on() {
    let cluster = Cluster::start().await.expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");
    let played = Command::new(binary().expect("the binary"))
        .args(["demo", "--running"])
        .arg(cluster.config())
        .output()
        .expect("it runs");
    assert!(!played.status.success());
    let said = String::from_utf8_lossy(&played.stderr);
    assert!(said.contains("organisations that are not those"), "{said}");
    // What comes too late to be true has had time to come.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let candidates = cast.worker.candidates().await.expect("the candidates");
    assert_eq!(candidates.len(), 1);
    let arguments = [&TAIL[..], &["relais.offers"]].concat();
    let offers = cluster.command(&arguments).expect("it runs");
    assert!(events(&offers).is_empty());
}

/// The events that a command has printed.
fn events(output: &Output) -> Vec<Value> {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = output.stdout.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).expect("an event in each line"))
        .collect()
}
