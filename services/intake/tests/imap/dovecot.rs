//! A Dovecot of one test.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use relais_intake::mailbox::{ImapAt, Mailbox as OpenMailbox, MailboxAt as _, MailboxError};
use relais_runtime::SystemClock;
use relais_runtime::config::{Imap, ImapLogin, Mailbox, Secret};
use tempfile::TempDir;

/// Bytes of one mail.
pub const MAX_BYTES: usize = 1 << 20;

/// A running server. It ends with the value.
pub struct Dovecot {
    folder: TempDir,
    process: Option<Child>,
    port: u16,
}

impl Dovecot {
    pub fn start() -> Self {
        let mut server = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            process: None,
            port: 0,
        };
        server.restart();
        server
    }

    /// Starts it (again) on the same folder and ports.
    pub fn restart(&mut self) {
        self.stop();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/servers/dovecot");
        let child = Command::new(script)
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
        let port = ready
            .split_once("imaps=")
            .and_then(|(_, rest)| rest.split(' ').next());
        self.port = port.and_then(|port| port.parse().ok()).expect("a port");
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
            port: self.port,
            username: user.to_owned(),
            login: ImapLogin::Password(Secret::new("secret")),
            ca_file: Some(self.folder.path().join("cert.pem")),
            inbox: "INBOX".to_owned(),
            filed: "Relais".to_owned(),
            poll: Duration::from_millis(50),
        }
    }

    pub fn mailbox(&self, user: &str) -> Mailbox {
        Mailbox::Imap(self.imap(user))
    }

    /// Opens a user's mailbox.
    pub async fn open(&self, user: &str) -> Box<dyn OpenMailbox> {
        open(self.imap(user)).await.expect("the mailbox opens")
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

    /// Puts a mail into a user's inbox, as a delivery does.
    pub fn deliver(&self, user: &str, name: &str, text: &str) {
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
        fs::write(&draft, text).expect("written");
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

/// Opens a mailbox.
pub async fn open(imap: Imap) -> Result<Box<dyn OpenMailbox>, MailboxError> {
    let at = ImapAt {
        imap,
        max_bytes: MAX_BYTES,
        clock: std::sync::Arc::new(SystemClock),
    };
    at.open().await
}

fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill")
        .arg(format!("-{name}"))
        .arg(pid.to_string())
        .status();
    assert!(sent.expect("kill runs").success());
}
