//! A mail server on this machine that says what it is told to say.

use std::sync::{Arc, Mutex, PoisonError};

use relais_runtime::config::{MailTransport, Smtp, SmtpSecurity};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server has seen, and how it answers recipients.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) connections: usize,
    pub(super) mails: Vec<String>,
    /// The answer to every recipient; accepts where it is empty.
    pub(super) answer: &'static str,
}

pub(super) struct MailServer {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    serving: JoinHandle<()>,
}

impl MailServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let shared = seen.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                lock(&shared).connections += 1;
                tokio::spawn(talk(stream, shared.clone()));
            }
        });
        Self {
            port,
            seen,
            serving,
        }
    }

    pub(super) fn transport(&self) -> MailTransport {
        MailTransport::Smtp(Smtp {
            host: "127.0.0.1".to_owned(),
            port: Some(self.port),
            security: SmtpSecurity::None,
            username: None,
            password: None,
            password_file: None,
            ca_file: None,
        })
    }

    pub(super) fn answer(&self, answer: &'static str) {
        lock(&self.seen).answer = answer;
    }

    pub(super) fn mails(&self) -> Vec<String> {
        lock(&self.seen).mails.clone()
    }

    pub(super) fn connections(&self) -> usize {
        lock(&self.seen).connections
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(seen: &Mutex<Seen>) -> std::sync::MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn talk(stream: TcpStream, seen: Arc<Mutex<Seen>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await?;
    let mut mail: Option<String> = None;
    while let Some(line) = lines.next_line().await? {
        if let Some(text) = &mut mail {
            if line != "." {
                text.push_str(&line);
                text.push('\n');
                continue;
            }
            lock(&seen).mails.extend(mail.take());
            write.write_all(b"250 taken\r\n").await?;
            continue;
        }
        let answer = lock(&seen).answer;
        let reply = match line.get(..4).unwrap_or_default() {
            "RCPT" if !answer.is_empty() => answer,
            "DATA" => {
                mail = Some(String::new());
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        write.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}
