//! The table of mails, as the doors that take them and the one who understands them use it.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use relais_domain::entropy::random;
use relais_domain::ids::MailId;
use relais_domain::{Entropy, Error};
use relais_runtime::SharedClock;
use relais_store::{Store, Tx};
use tokio::sync::watch;

use super::fingerprint::Fingerprint;
use super::{Fetched, MailKey, Past, Sealer, Shelf};
use crate::store::mails::{self as table, MailRow, NewRow};
use crate::store::{mail_offers, mailboxes};

/// The state of mails that a person has to look at.
pub(crate) const ATTENTION: &str = "attention";
/// Days for which what lay in a mailbox at first is taken for offers that still stand.
const FRESH_DAYS: i64 = 30;

/// The mails that came in. Cheap to clone.
#[derive(Clone)]
pub struct Mails {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: SharedClock,
    entropy: Arc<dyn Entropy>,
    sealer: Sealer,
    arrived: watch::Sender<u64>,
    decided: watch::Sender<u64>,
}

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id here.
    pub id: MailId,
    /// The mailbox that it came by, as the configuration names it.
    pub mailbox: String,
    /// Its Message-ID without brackets; empty where it has none.
    pub message_id: String,
    /// When its server, or else we, received it. Never later than we did.
    pub received_at: Timestamp,
    /// How many bytes all of it has.
    pub size: u64,
    /// Whether it was too large, and only its header was kept.
    pub header_only: bool,
    /// What it was found to be; `None` until then.
    pub outcome: Option<Outcome>,
}

/// What a mail was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It brought an offer.
    Offer,
    /// It answered a mail of ours.
    Reply,
    /// It opens nothing, for this reason (a code, as `auto_reply`).
    Ignored(String),
    /// A person has to look at it, for this reason (a code, as `scanned`).
    Attention(String),
}

/// What came of taking a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is new, under this id.
    New(MailId),
    /// It came before: under the same key, or by another way.
    Known,
}

impl Outcome {
    /// The name of the state, and the reason where it has one.
    pub(crate) fn state(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Offer => ("offer", None),
            Self::Reply => ("reply", None),
            Self::Ignored(reason) => ("ignored", Some(reason)),
            Self::Attention(reason) => (ATTENTION, Some(reason)),
        }
    }

    fn of(state: &str, reason: Option<String>) -> Option<Self> {
        let reason = reason.unwrap_or_default();
        match state {
            "offer" => Some(Self::Offer),
            "reply" => Some(Self::Reply),
            "ignored" => Some(Self::Ignored(reason)),
            ATTENTION => Some(Self::Attention(reason)),
            _ => None,
        }
    }
}

/// The shelf for mails of this state.
pub(super) fn shelf(state: &str) -> Shelf {
    match state {
        "offer" => Shelf::Offers,
        "reply" => Shelf::Replies,
        "ignored" => Shelf::Ignored,
        _ => Shelf::Attention,
    }
}

impl From<MailRow> for Mail {
    fn from(row: MailRow) -> Self {
        Self {
            id: row.mail_id,
            mailbox: row.mailbox,
            message_id: row.message_id,
            received_at: row.received_at,
            size: u64::try_from(row.size).unwrap_or_default(),
            header_only: row.header_only,
            outcome: Outcome::of(&row.state, row.reason),
        }
    }
}

impl Mails {
    /// The mails in this store. Their tables are there.
    pub(crate) fn new(
        store: Store,
        clock: SharedClock,
        entropy: Arc<dyn Entropy>,
        sealer: Sealer,
    ) -> Self {
        let inner = Inner {
            store,
            clock,
            entropy,
            sealer,
            arrived: watch::Sender::new(0),
            decided: watch::Sender::new(0),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The clock that mails are taken by.
    pub(crate) fn clock(&self) -> &SharedClock {
        &self.inner.clock
    }

    /// What lay in a mailbox before it was first watched; it is, at this mark, where nothing is
    /// known of it.
    pub(super) async fn past(&self, mailbox: &str, mark: String) -> Result<Past, Error> {
        let mut connection = self.inner.store.read().await?;
        if let Some(past) = mailboxes::past(&mut connection, mailbox).await? {
            return Ok(past);
        }
        drop(connection);
        let today = self.inner.clock.now().to_zoned(TimeZone::UTC).date();
        let past = Past {
            before: today.saturating_sub(FRESH_DAYS.days()),
            mark,
        };
        let (mailbox, kept) = (mailbox.to_owned(), past.clone());
        let write = self.inner.store.write(move |tx| {
            Box::pin(async move { Ok(mailboxes::keep(tx, &mailbox, &kept).await?) })
        });
        write.await?;
        Ok(past)
    }

    /// Those of these keys under which the mailbox has brought no mail yet.
    pub(super) async fn unknown<'k>(
        &self,
        mailbox: &str,
        keys: &'k [MailKey],
    ) -> Result<Vec<&'k MailKey>, Error> {
        let mut connection = self.inner.store.read().await?;
        let mut unknown = Vec::new();
        for key in keys {
            if !table::is_known(&mut connection, mailbox, &key.0).await? {
                unknown.push(key);
            }
        }
        Ok(unknown)
    }

    /// Takes a mail. Once this returns, the mail is durable.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn take(
        &self,
        mailbox: &str,
        key: &MailKey,
        fetched: &Fetched,
        filed: bool,
    ) -> Result<Taken, Error> {
        let row = self.row(mailbox, key, fetched, filed)?;
        let mail = row.mail_id;
        let taken = self
            .inner
            .store
            .write(move |tx| Box::pin(insert(tx, row)))
            .await?;
        if !taken {
            return Ok(Taken::Known);
        }
        self.inner.arrived.send_modify(|count| *count += 1);
        Ok(Taken::New(mail))
    }

    fn row(
        &self,
        mailbox: &str,
        key: &MailKey,
        fetched: &Fetched,
        filed: bool,
    ) -> Result<NewRow, Error> {
        let now = self.inner.clock.now();
        let mail_id = MailId::new(now, random(&*self.inner.entropy));
        let fingerprint = Fingerprint::of(&fetched.bytes);
        let length = fetched.bytes.len() as u64;
        let size = fetched.too_large.unwrap_or(length).max(length);
        let sealed = self
            .inner
            .sealer
            .seal(mail_id, &fetched.bytes, &*self.inner.entropy);
        Ok(NewRow {
            mail_id,
            mailbox: mailbox.to_owned(),
            key: key.0.clone(),
            digest: fingerprint.digest,
            message_id: fingerprint.message_id,
            received_at: fetched.received_at.map_or(now, |at| at.min(now)),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            original: Some(sealed.map_err(Error::internal)?),
            header_only: fetched.too_large.is_some(),
            filed,
        })
    }

    /// Mails that wait to be understood, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn waiting(&self, after: Option<MailId>, limit: u32) -> Result<Vec<Mail>, Error> {
        self.in_state(table::NEW, after, limit).await
    }

    /// How many mails wait to be understood.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn count_waiting(&self) -> Result<u64, Error> {
        let mut connection = self.inner.store.read().await?;
        let count = table::count(&mut connection, table::NEW).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Mails that wait for a person, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn needing_attention(
        &self,
        after: Option<MailId>,
        limit: u32,
    ) -> Result<Vec<Mail>, Error> {
        self.in_state(ATTENTION, after, limit).await
    }

    /// Mails in the state of this name, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn in_state(
        &self,
        state: &str,
        after: Option<MailId>,
        limit: u32,
    ) -> Result<Vec<Mail>, Error> {
        let mut connection = self.inner.store.read().await?;
        let rows = table::in_state(&mut connection, state, after, limit).await?;
        Ok(rows.into_iter().map(Mail::from).collect())
    }

    /// One mail.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn find(&self, mail: MailId) -> Result<Option<Mail>, Error> {
        let mut connection = self.inner.store.read().await?;
        let row = table::by_id(&mut connection, mail).await?;
        Ok(row.map(Mail::from))
    }

    /// The original of a mail; `None` once it is no longer kept.
    ///
    /// # Errors
    /// `Internal` where it does not open with this installation's key; those of the store.
    pub async fn original(&self, mail: MailId) -> Result<Option<Vec<u8>>, Error> {
        let mut connection = self.inner.store.read().await?;
        let sealed = table::original(&mut connection, mail).await?;
        let opened = sealed.map(|sealed| self.inner.sealer.open(mail, &sealed));
        opened.transpose().map_err(Error::internal)
    }

    /// Decides what a mail that waits is, in the transaction of what follows from it. Call
    /// [`Mails::announce`] once the transaction is through. Says whether it still waited: of
    /// several who decide, one does.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn decide(tx: &mut Tx, mail: MailId, outcome: &Outcome) -> Result<bool, Error> {
        let (state, reason) = outcome.state();
        Ok(table::decide(tx, mail, table::NEW, state, reason).await?)
    }

    /// As [`Mails::decide`], for a person who looks at a mail that needs attention.
    pub(crate) async fn settle(
        tx: &mut Tx,
        mail: MailId,
        outcome: &Outcome,
    ) -> Result<bool, Error> {
        let (state, reason) = outcome.state();
        Ok(table::decide(tx, mail, ATTENTION, state, reason).await?)
    }

    /// Encrypts what was understood of a mail, as its original is.
    pub(crate) fn seal(&self, mail: MailId, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let inner = &self.inner;
        let sealed = inner.sealer.seal(mail, bytes, &*inner.entropy);
        sealed.map_err(Error::internal)
    }

    /// The opposite of [`Mails::seal`].
    pub(crate) fn unseal(&self, mail: MailId, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        self.inner
            .sealer
            .open(mail, sealed)
            .map_err(Error::internal)
    }

    /// Tells those who file mails that some were decided.
    pub fn announce(&self) {
        self.inner.decided.send_modify(|count| *count += 1);
    }

    /// Changes whenever a mail was taken.
    pub fn arrivals(&self) -> watch::Receiver<u64> {
        self.inner.arrived.subscribe()
    }

    /// Changes whenever mails were decided.
    pub(super) fn decisions(&self) -> watch::Receiver<u64> {
        self.inner.decided.subscribe()
    }

    /// Mails of a mailbox that are decided and not filed.
    pub(super) async fn to_file(
        &self,
        mailbox: &str,
        after: Option<MailId>,
        limit: u32,
    ) -> Result<Vec<(MailId, MailKey, Shelf)>, Error> {
        let mut connection = self.inner.store.read().await?;
        let rows = table::to_file(&mut connection, mailbox, after, limit).await?;
        let read = rows.into_iter().map(|row| {
            let shelf = shelf(&row.state);
            (row.mail_id, MailKey(row.key), shelf)
        });
        Ok(read.collect())
    }

    /// Notes that a mail was filed.
    pub(super) async fn set_filed(&self, mail: MailId) -> Result<(), Error> {
        let write = self
            .inner
            .store
            .write(move |tx| Box::pin(async move { Ok(table::set_filed(tx, mail).await?) }));
        write.await
    }

    /// Forgets originals that were received longer ago than this. Those of mails that wait, for us
    /// or for a person, are kept.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget_originals(&self, keep: SignedDuration) -> Result<u64, Error> {
        let now = self.inner.clock.now();
        let before = now.saturating_sub(keep).unwrap_or(Timestamp::MIN);
        let write = self.inner.store.write(move |tx| {
            Box::pin(async move {
                let forgotten = table::forget_originals(tx, before).await?;
                mail_offers::forget(tx).await?;
                Ok(forgotten)
            })
        });
        write.await
    }
}

/// Adds a mail unless it is known; whether it is new.
async fn insert(tx: &mut Tx, mut row: NewRow) -> Result<bool, Error> {
    if table::is_known(tx, &row.mailbox, &row.key).await? {
        return Ok(false);
    }
    let first = table::first_like(tx, &row.digest, &row.message_id).await?;
    if first.is_some() {
        // The original is kept once.
        row.original = None;
    }
    let is_new = first.is_none();
    table::insert(tx, row, first).await?;
    Ok(is_new)
}
