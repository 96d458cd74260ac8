//! A Dovecot of one test: IMAP over TLS, and LMTP to deliver by.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use relais_runtime::config::{Imap, ImapLogin, Mailbox, Secret};
use tempfile::TempDir;

/// A running server. It ends with the value.
pub struct Dovecot {
    folder: TempDir,
    process: Option<Child>,
    imaps: u16,
    lmtp: u16,
}

impl Dovecot {
    /// Starts a server with the users `offres`, `plain` and `full`.
    pub fn start() -> Self {
        let mut server = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            process: None,
            imaps: 0,
            lmtp: 0,
        };
        server.restart();
        server
    }

    /// Starts it (again) on the same folder and ports.
    pub fn restart(&mut self) {
        self.stop();
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|folder| folder.join("tests/servers/dovecot"))
            .find(|script| script.exists());
        let child = Command::new(script.expect("the script is in the project"))
            .arg(self.folder.path())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.expect("the script runs");
        let stdout = child.stdout.take().expect("its output");
        self.process = Some(child);
        let mut ready = String::new();
        BufReader::new(stdout)
            .read_line(&mut ready)
            .expect("a line");
        let port = |name: &str| {
            let mut ports = ready.split_ascii_whitespace();
            let port = ports.find_map(|word| word.strip_prefix(name));
            port.and_then(|port| port.parse().ok()).expect("a port")
        };
        self.imaps = port("imaps=");
        self.lmtp = port("lmtp=");
    }

    /// Ends it in good order.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            signal(process.id(), "TERM");
            process.wait().expect("it ends");
        }
    }

    /// Kills it without a last word.
    pub fn kill(&mut self) {
        let pid = fs::read_to_string(self.folder.path().join("run/master.pid"));
        let pid = pid
            .expect("a running server")
            .trim()
            .parse()
            .expect("a number");
        signal(pid, "KILL");
        let mut process = self.process.take().expect("a running server");
        process.wait().expect("it ends");
    }

    /// How a user's mailbox is reached.
    pub fn imap(&self, user: &str) -> Imap {
        Imap {
            host: "localhost".to_owned(),
            port: self.imaps,
            username: user.to_owned(),
            login: ImapLogin::Password(Secret::new("secret")),
            ca_file: Some(self.folder.path().join("cert.pem")),
            since: None,
            inbox: "INBOX".to_owned(),
            filed: "Relais".to_owned(),
            poll: Duration::from_millis(50),
        }
    }

    /// The same, as a configuration names it.
    pub fn mailbox(&self, user: &str) -> Mailbox {
        Mailbox::Imap(self.imap(user))
    }

    /// The port that mails are delivered to.
    pub fn lmtp(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.lmtp).into()
    }

    fn home(&self, user: &str) -> PathBuf {
        self.folder.path().join("home").join(user)
    }

    /// Where the mails of a folder lie.
    pub fn maildir(&self, user: &str, folder: &str) -> PathBuf {
        let maildir = self.home(user).join("Maildir");
        match folder {
            "INBOX" => maildir,
            folder => maildir.join(format!(".{}", folder.replace('/', "."))),
        }
    }

    /// Puts a mail into a user's inbox as a file, under this name.
    pub fn put(&self, user: &str, name: &str, text: &str) {
        self.put_received(user, name, text, SystemTime::now());
    }

    /// The same, as received at this instant.
    pub fn put_received(&self, user: &str, name: &str, text: &str, at: SystemTime) {
        let owner = fs::metadata(self.home(user)).expect("a user");
        let maildir = self.maildir(user, "INBOX");
        for folder in [
            maildir.clone(),
            maildir.join("tmp"),
            maildir.join("new"),
            maildir.join("cur"),
        ] {
            if !folder.exists() {
                fs::create_dir(&folder).expect("a folder");
                chown(&folder, Some(owner.uid()), Some(owner.gid())).expect("its owner");
            }
        }
        let draft = maildir.join("tmp").join(name);
        let mut file = File::create(&draft).expect("a file");
        file.write_all(text.as_bytes()).expect("written");
        file.set_modified(at).expect("its date");
        chown(&draft, Some(owner.uid()), Some(owner.gid())).expect("its owner");
        fs::rename(draft, maildir.join("new").join(name)).expect("delivered");
    }

    /// The files of the mails in a folder.
    pub fn files(&self, user: &str, folder: &str) -> Vec<PathBuf> {
        let maildir = self.maildir(user, folder);
        let folders = ["new", "cur"].map(|it| fs::read_dir(maildir.join(it)));
        let entries = folders.into_iter().flatten().flatten();
        entries.map(|entry| entry.expect("a file").path()).collect()
    }

    /// Makes the server forget what it knows of a user's inbox: it numbers the mails anew.
    pub fn renumber(&self, user: &str) {
        for entry in fs::read_dir(self.maildir(user, "INBOX")).expect("an inbox") {
            let path = entry.expect("a file").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.starts_with("dovecot") {
                fs::remove_file(path).expect("removed");
            }
        }
        let validity = self.maildir(user, "INBOX").join("dovecot-uidlist");
        fs::write(
            &validity,
            "3 V2000000000 N1 G0123456789abcdef0123456789abcdef\n",
        )
        .expect("written");
        let owner = fs::metadata(self.home(user)).expect("a user");
        chown(&validity, Some(owner.uid()), Some(owner.gid())).expect("its owner");
    }

    /// Changes what the server knows of its users.
    pub fn change_users(&self, change: impl FnOnce(String) -> String) {
        let file = self.folder.path().join("users");
        let users = fs::read_to_string(&file).expect("the users");
        fs::write(file, change(users)).expect("written");
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Delivers a mail by LMTP, as mail servers do: by a client that its keepers have seen more of
/// LMTP with than we have. Fails where a recipient is refused.
pub fn deliver(port: SocketAddr, recipient: &str, mail: &[u8]) {
    let client = "import smtplib, sys\n\
        with smtplib.LMTP(sys.argv[1], int(sys.argv[2])) as server:\n    \
            server.sendmail('', [sys.argv[3]], sys.stdin.buffer.read())";
    let child = Command::new("python3")
        .args([
            "-c",
            client,
            &port.ip().to_string(),
            &port.port().to_string(),
        ])
        .arg(recipient)
        .stdin(Stdio::piped())
        .spawn();
    let mut child = child.expect("Python runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(mail).expect("it reads");
    drop(input);
    assert!(child.wait().expect("it ends").success(), "not delivered");
}

fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill")
        .arg(format!("-{name}"))
        .arg(pid.to_string())
        .status();
    assert!(sent.expect("kill runs").success());
}
