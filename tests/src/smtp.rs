//! A real mail server on loopback, and the mails that it took.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use mail_parser::{Message, MessageParser};
use tempfile::TempDir;

/// How long the server may take to answer, and a mail to come.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);

/// How the server wants to be spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// In the clear.
    None,
    /// In the clear at first; no mail is taken before the connection is encrypted.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
}

/// A running mail server. It ends with the value.
#[derive(Debug)]
pub struct SmtpServer {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl SmtpServer {
    /// Starts a server on a free port of this machine, with a certificate of its own.
    ///
    /// # Errors
    /// Where the server or openssl is not installed (`tests/run setup` does it), or does not start.
    pub fn start(security: Security) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        make_certificate(folder.path())?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let child = spawn(security, port, folder.path())?;
        let mut server = Self {
            child,
            address: port,
            folder,
        };
        server.wait_until_up()?;
        Ok(server)
    }

    fn wait_until_up(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(self.address).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the mail server ended with {status}");
            }
            ensure!(Instant::now() < deadline, "the mail server does not answer");
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// The port, on 127.0.0.1 and `localhost`.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The certificate that the server shows; it is good for `localhost` and 127.0.0.1.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// The mails that were taken, in no particular order.
    ///
    /// # Errors
    /// Where one cannot be read as a mail.
    pub fn mails(&self) -> anyhow::Result<Vec<Mail>> {
        let new = self.folder.path().join("mails").join("new");
        if !new.exists() {
            return Ok(Vec::new());
        }
        std::fs::read_dir(new)?
            .map(|entry| Mail::read(&entry?.path()))
            .collect()
    }

    /// Waits for a mail like `wanted`, and returns it.
    ///
    /// # Errors
    /// Where none comes in half a minute; the subjects of those that came are told.
    pub async fn wait_for(&self, wanted: impl Fn(&Mail) -> bool) -> anyhow::Result<Mail> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mails = self.mails()?;
            let subjects: Vec<String> = mails.iter().map(Mail::subject).collect();
            if let Some(mail) = mails.into_iter().find(&wanted) {
                return Ok(mail);
            }
            ensure!(
                Instant::now() < deadline,
                "no such mail came, only {subjects:?}"
            );
            tokio::time::sleep(PAUSE).await;
        }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(security: Security, address: SocketAddr, folder: &Path) -> anyhow::Result<Child> {
    let python = python();
    let mut command = Command::new(&python);
    command.args(["-m", "aiosmtpd", "--nosetuid", "--listen"]);
    command.arg(address.to_string());
    let (cert, key) = match security {
        Security::None => ("", ""),
        Security::Starttls => ("--tlscert", "--tlskey"),
        Security::Tls => ("--smtpscert", "--smtpskey"),
    };
    if security != Security::None {
        command.arg(cert).arg(folder.join("cert.pem"));
        command.arg(key).arg(folder.join("key.pem"));
    }
    command.args(["--class", "aiosmtpd.handlers.Mailbox"]);
    command.arg(folder.join("mails"));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{}: run `tests/run setup`", python.display()))
}

/// The Python that the mail server was installed for.
fn python() -> PathBuf {
    let named = std::env::var_os("RELAIS_TESTS_PYTHON");
    named.map_or_else(|| PathBuf::from("/usr/bin/python3"), PathBuf::from)
}

const CERTIFICATE: &str = "[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
";

/// Writes `cert.pem` and `key.pem` into `folder`.
fn make_certificate(folder: &Path) -> anyhow::Result<()> {
    std::fs::write(folder.join("openssl.cnf"), CERTIFICATE)?;
    let made = Command::new("openssl")
        .current_dir(folder)
        .args(["req", "-x509", "-config", "openssl.cnf", "-days", "2"])
        .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-noenc", "-keyout", "key.pem", "-out", "cert.pem"])
        .stdin(Stdio::null())
        .output()
        .context("openssl: run `tests/run setup`")?;
    ensure!(
        made.status.success(),
        "openssl: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    Ok(())
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Mail {
    message: Message<'static>,
}

impl Mail {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let raw = std::fs::read(path)?;
        let message = MessageParser::default().parse(&raw);
        let message = message.with_context(|| format!("{} is not a mail", path.display()))?;
        Ok(Self {
            message: message.into_owned(),
        })
    }

    /// The decoded subject.
    pub fn subject(&self) -> String {
        self.message.subject().unwrap_or_default().to_owned()
    }

    /// The plain text.
    pub fn text(&self) -> String {
        let text = self.message.body_text(0);
        text.map(std::borrow::Cow::into_owned).unwrap_or_default()
    }

    /// Whether it went to this address.
    pub fn is_to(&self, address: &str) -> bool {
        let to = self.message.to();
        to.is_some_and(|to| to.contains(address))
    }

    /// The `Message-ID`, without its brackets.
    pub fn id(&self) -> String {
        self.message.message_id().unwrap_or_default().to_owned()
    }

    /// A header as it stands in the mail, where there is one.
    pub fn header(&self, name: &str) -> Option<String> {
        self.message
            .header_raw(name)
            .map(|raw| raw.trim().to_owned())
    }

    /// Links in the plain text, in their order.
    pub fn links(&self) -> Vec<String> {
        let text = self.text();
        text.split_whitespace()
            .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
            .map(|word| word.trim_end_matches(['.', ',', ')', '>']).to_owned())
            .collect()
    }
}
