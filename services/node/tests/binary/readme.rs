//! Every command of the README works as it stands there, in its order.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::site::{PATIENCE, Site, free_port};

/// How often to look again.
const PAUSE: Duration = Duration::from_millis(100);
/// What the README shows beside these runs and tests the project as a whole, which has a test run of
/// its own.
const PROGRAMS: [&str; 7] = [
    "relais",
    "curl",
    "cp",
    "mv",
    "printf",
    "python3",
    "tests/servers/dovecot",
];

/// The commands that the README shows.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("the README");
    let mut commands: Vec<String> = Vec::new();
    let mut open = String::new();
    for line in readme.lines() {
        let Some(line) = line.strip_prefix("    ") else {
            continue;
        };
        open.push_str(line);
        open.push('\n');
        let quotes = open.matches('\'').count();
        if quotes.is_multiple_of(2) && !line.ends_with('\\') {
            commands.push(std::mem::take(&mut open));
        }
    }
    commands.retain(|command| {
        let first = command.split_whitespace().next().expect("a word");
        PROGRAMS.contains(&first)
    });
    commands
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Somebody who reads the README and does what it says, in a folder of their own.
struct Reader {
    folder: TempDir,
    site: Site,
    lmtp: SocketAddr,
    variables: Vec<(&'static str, String)>,
    dovecot: Option<Child>,
}

impl Reader {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // Dovecot gives its rights up, and still has to get in.
        let open = Permissions::from_mode(0o711);
        std::fs::set_permissions(folder.path(), open).expect("it is ours");
        let site = Site::new(&folder.path().join("relais-data"));
        std::fs::create_dir_all(&site.data).expect("a folder");
        Self {
            folder,
            site,
            lmtp: free_port(),
            variables: Vec::new(),
            dovecot: None,
        }
    }

    /// A shell in their folder, with `relais` on its path and the site's ports.
    fn shell(&self, command: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_relais"));
        let path = std::env::var("PATH").expect("a path");
        let folders = format!("{}:{path}", binary.parent().expect("a folder").display());
        let servers = project().join("tests/servers");
        let (lmtp, port) = (self.lmtp.to_string(), self.lmtp.port().to_string());
        // Written out for one machine; here everything stays in the folder, on free ports.
        let command = command
            .replace("/backups/", "./backups-")
            .replace("/tmp/relais-dovecot", "./dovecot")
            .replace("127.0.0.1:7280", &self.site.http.to_string())
            .replace("127.0.0.1:2424", &lmtp)
            .replace("2424", &port)
            .replace("tests/servers", &servers.to_string_lossy());
        let mut shell = Command::new("bash");
        shell
            .args(["-c", &command])
            .current_dir(self.folder.path())
            .env("PATH", folders)
            .env("RELAIS__HTTP__ADDR", self.site.http.to_string())
            .env("RELAIS__GRPC__ADDR", self.site.grpc.to_string())
            .envs(self.variables.iter().cloned());
        shell
    }

    fn run(&self, command: &str) -> Output {
        let output = self.shell(command).output().expect("bash runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}\n{told}");
        output
    }

    /// Tries until a command prints these words.
    fn once_printed(&self, command: &str, words: &str) {
        let began = Instant::now();
        while !String::from_utf8_lossy(&self.run(command).stdout).contains(words) {
            assert!(began.elapsed() < PATIENCE, "{command} never prints {words}");
            std::thread::sleep(PAUSE);
        }
    }

    /// What lasts until it is stopped, each in a terminal of its own.
    async fn start(&mut self, command: &str) {
        if command.starts_with("tests/servers/dovecot") {
            let command = self.shell(&format!("exec {command}"));
            self.dovecot = Some(until_ready(command));
            return;
        }
        if command.contains("--config") {
            self.site.terminate().await;
            let config = self.folder.path().join("mails.toml");
            self.site.set("RELAIS_CONFIG", &config.to_string_lossy());
        }
        self.site.start().await;
    }

    /// Keeps what later commands name, and looks at what this one did.
    fn look_at(&mut self, command: &str, output: &Output) {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if command.contains("employer add") {
            self.variables.push(("KEY", text(&json(output), "api_key")));
            self.variables.push(("EMPLOYER", text(&json(output), "id")));
        } else if command.contains("organisation add") {
            self.variables.push(("ORG", text(&json(output), "id")));
            let template = self.run("relais admin candidates template");
            let file = self.folder.path().join("candidates.csv");
            std::fs::write(file, template.stdout).expect("a file");
        } else if command.contains("candidates import") {
            let export = self.run("relais export");
            let export = String::from_utf8(export.stdout).expect("UTF-8");
            let mut lines = export
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
            let candidate = lines.find(|line| line["kind"] == "candidate");
            let candidate = candidate.expect("the template holds a candidate");
            let id = text(&candidate["value"], "candidate_id");
            self.variables.push(("CANDIDATE", id));
        } else if command.contains("JobPosting") {
            assert!(text(&json(output), "case_ref").starts_with("LG-"));
        } else if command.contains("offers:import") {
            assert!(said.contains("LG-"), "{said}");
        } else if command.contains("calendar due") {
            assert!(said.contains("Wednesday 6 May 2026 15:20"), "{said}");
        } else if command.contains("--deliver") {
            self.once_printed("relais mails list --state offer", "offres");
            self.once_printed("find dovecot/home -path '*.Relais.offers/*' -size +0", "=");
            let acknowledged = "grep -rl 'To: .*anne@batir.example' relais-data || true";
            self.once_printed(acknowledged, "mail-out");
        } else if command.starts_with("mv") {
            self.once_printed("find relais-data/mail-in/*", "offers/offre.eml");
        } else if command.starts_with("python3") {
            let offers = self.run("relais mails list --state offer --json");
            let offers = String::from_utf8_lossy(&offers.stdout).lines().count();
            assert_eq!(offers, 1, "one mail opens one case, whichever way it comes");
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(mut dovecot) = self.dovecot.take() {
            let stopped = Command::new("kill").arg(dovecot.id().to_string()).status();
            assert!(stopped.expect("kill runs").success());
            dovecot.wait().expect("it ends");
        }
    }
}

/// Starts a server that prints a line once it answers.
fn until_ready(mut command: Command) -> Child {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("it is installed");
    let stdout = child.stdout.take().expect("its output");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    assert!(line.starts_with("ready"), "{line}");
    child
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().expect("a text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_readme_does_what_it_says() {
    let mut reader = Reader::new();
    let commands = commands();
    for command in &commands {
        let is_dovecot = command.starts_with("tests/servers") && !command.contains("--deliver");
        if command.starts_with("relais serve") || is_dovecot {
            reader.start(command).await;
            continue;
        }
        let endless = command.starts_with("relais events tail");
        let run = if endless {
            format!("{} --no-follow", command.trim())
        } else {
            command.clone()
        };
        let output = reader.run(&run);
        reader.look_at(command, &output);
    }
    reader.site.terminate().await;
    assert!(commands.len() >= 26, "the README shows: {commands:#?}");
}
