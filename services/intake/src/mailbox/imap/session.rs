//! What is done in an open mailbox.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_imap::types::{Capabilities, Fetch};
use async_trait::async_trait;
use futures::TryStreamExt as _;
use futures::future::BoxFuture;
use jiff::Timestamp;
use jiff::civil::Date;
use relais_runtime::SharedClock;

use super::super::{
    Fetched, MailKey, Mailbox, MailboxError, Past, Portion, Shelf, TOGETHER, TOGETHER_BYTES,
};
use super::past::{EVERYTHING, Mark, searches};
use super::{ImapAt, ImapSession, failure, watch};

/// How long the server may take over one command.
const PATIENCE: Duration = Duration::from_mins(2);
/// Of a mail that is too large, so much is kept; a header is seldom longer.
const HEADER_BYTES: u64 = 64 << 10;

/// A mailbox that is open.
pub(super) struct OpenImap {
    /// Away only while it is watched.
    session: Option<ImapSession>,
    /// Numbers of mails hold for this validity of the folder; when the server renumbers, it
    /// changes.
    validity: u32,
    /// What came later has this number or a higher one, where the server tells.
    next_uid: Option<u32>,
    /// From this day on what lay there is taken.
    since: Option<Date>,
    /// The search for what is not left alone.
    wanted: String,
    /// The shelves that are known to be there.
    shelves: BTreeSet<Shelf>,
    filed: String,
    delimiter: String,
    server: Server,
    max_bytes: u64,
    poll: Duration,
    clock: SharedClock,
}

/// What the server can do beyond the basics.
struct Server {
    idles: bool,
    moves: bool,
    expunges_one: bool,
}

impl Server {
    fn of(capabilities: &Capabilities) -> Self {
        Self {
            idles: capabilities.has_str("IDLE"),
            moves: capabilities.has_str("MOVE"),
            expunges_one: capabilities.has_str("UIDPLUS"),
        }
    }
}

/// Runs a command with a limit on its time.
async fn ask<T>(
    command: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, MailboxError> {
    match tokio::time::timeout(PATIENCE, command).await {
        Ok(answer) => answer.map_err(failure),
        Err(_) => Err(MailboxError::lost("the server does not answer")),
    }
}

impl OpenImap {
    /// Opens the folder that mails arrive in.
    pub(super) async fn new(mut session: ImapSession, at: &ImapAt) -> Result<Self, MailboxError> {
        let server = Server::of(&ask(session.capabilities()).await?);
        let delimiter = ask(async {
            let names = session.list(Some(""), Some("")).await?;
            names.try_collect::<Vec<_>>().await
        });
        let delimiter = delimiter
            .await?
            .first()
            .and_then(|root| root.delimiter().map(str::to_owned));
        let inbox = ask(session.select(&at.imap.inbox))
            .await
            .map_err(no_inbox)?;
        let validity = inbox.uid_validity;
        Ok(Self {
            session: Some(session),
            validity: validity
                .ok_or_else(|| no_inbox(MailboxError::lost("it has no UIDVALIDITY")))?,
            next_uid: inbox.uid_next,
            since: at.imap.since,
            wanted: EVERYTHING.to_owned(),
            shelves: BTreeSet::new(),
            filed: at.imap.filed.clone(),
            delimiter: delimiter.unwrap_or_else(|| "/".to_owned()),
            server,
            max_bytes: at.max_bytes as u64,
            poll: at.imap.poll,
            clock: at.clock.clone(),
        })
    }

    fn session(&mut self) -> Result<&mut ImapSession, MailboxError> {
        self.session
            .as_mut()
            .ok_or_else(|| MailboxError::lost("the session is over"))
    }

    fn key(&self, uid: u32) -> MailKey {
        MailKey(format!("{}:{uid}", self.validity))
    }

    /// The number of a mail; `None` where the server has numbered anew since.
    fn uid(&self, key: &MailKey) -> Option<u32> {
        let (validity, uid) = key.0.split_once(':')?;
        let is_current = validity.parse() == Ok(self.validity);
        is_current.then(|| uid.parse().ok()).flatten()
    }

    /// The first of these numbers whose mails come together: so few that their sizes do not add up
    /// to much.
    async fn portion(&mut self, uids: &[u32]) -> Result<(Vec<u32>, Option<u64>), MailboxError> {
        let answers = self.ask_fetch(uids, "(UID RFC822.SIZE)").await?;
        let sizes: BTreeMap<u32, u64> = answers
            .iter()
            .filter_map(|it| Some((it.uid?, u64::from(it.size?))))
            .collect();
        let mut portion = Vec::new();
        let mut bytes = 0;
        for uid in uids {
            // A mail that is no longer there has none.
            let size = sizes.get(uid).copied().unwrap_or_default();
            bytes += size;
            let is_too_large = size > self.max_bytes;
            if (bytes > TOGETHER_BYTES || is_too_large) && !portion.is_empty() {
                break;
            }
            portion.push(*uid);
            if is_too_large {
                return Ok((portion, Some(size)));
            }
        }
        Ok((portion, None))
    }

    async fn ask_fetch(&mut self, uids: &[u32], what: &str) -> Result<Vec<Fetch>, MailboxError> {
        let uids: Vec<String> = uids.iter().map(u32::to_string).collect();
        let session = self.session()?;
        let fetched = async {
            session
                .uid_fetch(uids.join(","), what)
                .await?
                .try_collect()
                .await
        };
        ask(fetched).await
    }

    /// Makes the folder of a shelf where it is missing, and returns its name.
    async fn shelf(&mut self, shelf: Shelf) -> Result<String, MailboxError> {
        let name = format!("{}{}{}", self.filed, self.delimiter, shelf.name());
        if self.shelves.contains(&shelf) {
            return Ok(name);
        }
        let session = self.session()?;
        match ask(session.create(&name)).await {
            // Mail programs show the folders that are subscribed to.
            Ok(()) => drop(ask(session.subscribe(&name)).await),
            // It is there already; if it is not, moving will say so.
            Err(MailboxError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
        self.shelves.insert(shelf);
        Ok(name)
    }

    async fn put(&mut self, uid: &str, folder: &str) -> Result<(), MailboxError> {
        let (moves, expunges_one) = (self.server.moves, self.server.expunges_one);
        let session = self.session()?;
        if moves {
            return ask(session.uid_mv(uid, folder)).await;
        }
        ask(session.uid_copy(uid, folder)).await?;
        ask(async {
            let flagged = session.uid_store(uid, "+FLAGS.SILENT (\\Deleted)").await?;
            flagged.try_collect::<Vec<_>>().await
        })
        .await?;
        ask(async {
            // Without UIDPLUS all mails that anybody has flagged go; nothing shows them any more.
            if expunges_one {
                let gone = session.uid_expunge(uid).await?;
                gone.try_collect::<Vec<_>>().await
            } else {
                let gone = session.expunge().await?;
                gone.try_collect::<Vec<_>>().await
            }
        })
        .await
        .map(drop)
    }
}

#[async_trait]
impl Mailbox for OpenImap {
    fn mark(&self) -> Option<String> {
        let mark = Mark {
            validity: self.validity,
            // A server that does not tell leaves it to the dates.
            next_uid: self.next_uid.unwrap_or(u32::MAX),
        };
        Some(mark.text())
    }

    async fn leave(&mut self, past: &Past) -> Result<usize, MailboxError> {
        let (left, wanted) = searches(past, self.since, self.validity);
        self.wanted = wanted;
        let session = self.session()?;
        Ok(ask(session.uid_search(left)).await?.len())
    }

    async fn list(&mut self) -> Result<Vec<MailKey>, MailboxError> {
        let wanted = self.wanted.clone();
        let session = self.session()?;
        // Gives the server the occasion to tell of what has come.
        ask(session.noop()).await?;
        // What it has told of up to here is in the list.
        while session.unsolicited_responses.try_recv().is_ok() {}
        let found = ask(session.uid_search(&wanted)).await?;
        let found: BTreeSet<u32> = found.into_iter().collect();
        Ok(found.into_iter().map(|uid| self.key(uid)).collect())
    }

    async fn fetch(&mut self, keys: &[&MailKey]) -> Result<Portion, MailboxError> {
        let keys = &keys[..keys.len().min(TOGETHER)];
        let uids: Vec<u32> = keys.iter().filter_map(|key| self.uid(key)).collect();
        if uids.is_empty() {
            return Ok(Portion {
                asked: keys.len(),
                mails: Vec::new(),
            });
        }
        let (wanted, too_large) = self.portion(&uids).await?;
        let most = too_large.map_or(self.max_bytes, |_| HEADER_BYTES);
        let what = format!("(UID INTERNALDATE BODY.PEEK[]<0.{most}>)");
        let answers = self.ask_fetch(&wanted, &what).await?;
        // The server may tell of other mails meanwhile.
        let wanted_mail = |answer: &&Fetch| answer.uid.is_some_and(|uid| wanted.contains(&uid));
        let mails = answers.iter().filter(wanted_mail).filter_map(|answer| {
            let received = answer.internal_date();
            let fetched = Fetched {
                bytes: answer.body()?.to_vec(),
                too_large,
                received_at: received.and_then(|at| Timestamp::from_second(at.timestamp()).ok()),
            };
            Some((self.key(answer.uid?), fetched))
        });
        let last = wanted.last().copied();
        let is_last = |key: &&MailKey| self.uid(key) == last;
        Ok(Portion {
            asked: keys
                .iter()
                .position(is_last)
                .map_or(keys.len(), |at| at + 1),
            mails: mails.collect(),
        })
    }

    async fn file(&mut self, key: &MailKey, shelf: Shelf) -> Result<(), MailboxError> {
        let Some(uid) = self.uid(key) else {
            return Ok(());
        };
        let folder = self.shelf(shelf).await?;
        let put = self.put(&uid.to_string(), &folder).await;
        if matches!(put, Err(MailboxError::Refused(_))) {
            // Somebody may have removed the folder.
            self.shelves.remove(&shelf);
        }
        put
    }

    async fn wait(&mut self, interrupt: BoxFuture<'_, ()>) -> Result<(), MailboxError> {
        if !self.server.idles {
            return watch::by_polling(&self.clock, self.poll, interrupt).await;
        }
        let session = self.session.take();
        let session = session.ok_or_else(|| MailboxError::lost("the session is over"))?;
        self.session = Some(watch::by_idle(session, interrupt).await?);
        Ok(())
    }
}

/// Without the folder that mails arrive in, there is nothing to do.
fn no_inbox(error: MailboxError) -> MailboxError {
    match error {
        MailboxError::Refused(why) => {
            MailboxError::Denied(format!("the inbox does not open: {why}"))
        }
        error => error,
    }
}
