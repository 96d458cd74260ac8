//! The ways by which a mail comes in, and how each shows what became of it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use jiff::SignedDuration;
use relais_runtime::Config;
use relais_runtime::config::{DropFolder, Lmtp, Mailbox};
use relais_tests::dovecot;
use relais_tests::sandbox::Sandbox;
use tempfile::TempDir;

use crate::in_state;

/// Where mails for the relay are sent to.
pub const ADDRESS: &str = "offres@relais.example";

/// A way in.
pub enum Way {
    /// A folder that files are put into.
    Folder(TempDir),
    /// Our own port, which a mail server delivers to.
    Lmtp(SocketAddr),
    /// A mailbox on a Dovecot, which it is delivered to by LMTP and watched by IMAP.
    #[cfg(feature = "servers")]
    Dovecot(dovecot::Dovecot),
}

impl Way {
    pub fn folder() -> Self {
        Self::Folder(tempfile::tempdir().expect("a folder"))
    }

    pub fn lmtp() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        Self::Lmtp(free.local_addr().expect("its address"))
    }

    #[cfg(feature = "servers")]
    pub fn dovecot() -> Self {
        Self::Dovecot(dovecot::Dovecot::start())
    }

    /// A site that mails come to this way.
    pub async fn site(&self) -> Sandbox {
        let mailbox = match self {
            Self::Folder(folder) => Mailbox::Folder(DropFolder {
                path: folder.path().to_owned(),
                poll: Duration::from_secs(1),
            }),
            Self::Lmtp(addr) => Mailbox::Lmtp(Lmtp { addr: *addr }),
            #[cfg(feature = "servers")]
            Self::Dovecot(server) => server.mailbox("offres"),
        };
        let change = |config: &mut Config| {
            config.mail.reply_address = Some("offres+{case}@relais.example".to_owned());
            config.mailboxes.insert("offres".to_owned(), mailbox);
        };
        let sandbox = Sandbox::start_with(change).await;
        sandbox.expect("a site")
    }

    /// Sends a mail to one of the relay's addresses. The name is that of its file, where it is one.
    pub fn send(&self, name: &str, to: &str, mail: &[u8]) {
        match self {
            Self::Folder(folder) => {
                let draft = folder.path().join(format!(".{name}"));
                std::fs::write(&draft, mail).expect("written");
                let file = folder.path().join(format!("{name}.eml"));
                std::fs::rename(draft, file).expect("renamed");
            }
            Self::Lmtp(port) => dovecot::deliver(*port, to, mail),
            #[cfg(feature = "servers")]
            Self::Dovecot(server) => dovecot::deliver(server.lmtp(), to, mail),
        }
    }

    /// Waits until so many mails were found to be this, and lie in the folder of that name where
    /// the way has folders.
    pub async fn filed(&self, sandbox: &Sandbox, state: &str, count: usize) {
        let folder = match state {
            "offer" => "offers",
            "reply" => "replies",
            state => state,
        };
        let what = format!("{count} mails in {folder}");
        let found = sandbox.until(&what, async || {
            // A folder is looked at as the clock goes.
            sandbox.pass(SignedDuration::from_secs(1));
            let now = match self {
                Self::Folder(mails) => {
                    std::fs::read_dir(mails.path().join(folder)).map_or(0, Iterator::count)
                }
                Self::Lmtp(_) => in_state(sandbox, state).await.len(),
                #[cfg(feature = "servers")]
                Self::Dovecot(server) => server.files("offres", &format!("Relais/{folder}")).len(),
            };
            Ok((now == count).then_some(()))
        });
        found.await.expect("filed mails");
    }

    /// How many mails lie where they came in.
    pub fn left(&self) -> usize {
        match self {
            Self::Folder(folder) => {
                let entries = std::fs::read_dir(folder.path()).expect("the folder");
                let mails = entries.flatten().map(|entry| entry.path());
                mails
                    .filter(|path| path.extension().is_some_and(|it| it == "eml"))
                    .count()
            }
            Self::Lmtp(_) => 0,
            #[cfg(feature = "servers")]
            Self::Dovecot(server) => server.files("offres", "INBOX").len(),
        }
    }
}
