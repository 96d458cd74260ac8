//! What processes on the same schema tell each other: how far each topic has come.
//!
//! Notifications go out after the commit, over a session of their own: inside the transaction
//! they would make all commits of the server wait for each other. Those that are lost are made up
//! for by looking.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_postgres::Notification;

use super::link::Link;
use super::server::{Purpose, Server};
use crate::{Heads, StoreError, args, topics};

/// How often to look without having been told.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// The pause before the server is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// A session that hears and tells.
pub(crate) struct News {
    server: Arc<Server>,
    heads: watch::Sender<Heads>,
    link: Link,
    notifications: mpsc::Receiver<Notification>,
    /// The last offset that was looked at, of any topic.
    looked: i64,
    /// What others have been told, or have told themselves.
    told: Heads,
}

impl News {
    /// Begins to listen. `heads` is what the writer of this process raises too.
    pub async fn open(
        server: Arc<Server>,
        heads: watch::Sender<Heads>,
    ) -> Result<Self, StoreError> {
        let (mut link, notifications) = server.listen(Purpose::News).await?;
        link.batch(&format!("LISTEN \"{}\"", server.schema)).await?;
        let looked = last(&mut link).await?;
        let told = heads.borrow().clone();
        Ok(Self {
            server,
            heads,
            link,
            notifications,
            looked,
            told,
        })
    }

    /// Goes on until the session is lost.
    async fn follow(&mut self, own: &mut watch::Receiver<Heads>) -> Result<(), StoreError> {
        let mut look = ticks();
        loop {
            tokio::select! {
                changed = own.changed() => match changed {
                    Ok(()) => self.tell(own).await?,
                    Err(_) => return Ok(()),
                },
                heard = self.notifications.recv() => match heard {
                    Some(notification) => self.hear(notification.payload()),
                    None => return Err(StoreError::Unavailable("the connection was lost".to_owned())),
                },
                _ = look.tick() => self.look().await?,
            }
        }
    }

    /// Tells others what grew.
    async fn tell(&mut self, own: &mut watch::Receiver<Heads>) -> Result<(), StoreError> {
        let heads = own.borrow_and_update().clone();
        for (topic, offset) in heads.grown_since(&self.told) {
            let payload = format!("{topic}:{offset}");
            let values = args![self.server.schema.as_str(), payload];
            let sql = "SELECT pg_notify($1, $2)";
            self.link.execute(None, sql, &values).await?;
        }
        self.told = heads;
        Ok(())
    }

    /// Takes in what another process, or this one, has told.
    fn hear(&mut self, payload: &str) {
        let told = payload.split_once(':');
        let told = told.and_then(|(name, offset)| Some((name, offset.parse().ok()?)));
        if let Some((name, offset)) = told {
            self.raise(name, offset);
        }
    }

    /// Looks what came since the last look.
    async fn look(&mut self) -> Result<(), StoreError> {
        let rows = self
            .link
            .fetch(
                None,
                "SELECT topic, MAX(seq) FROM events WHERE seq > $1 GROUP BY topic",
                &[self.looked.into()],
                usize::MAX,
            )
            .await?;
        for row in rows {
            let (topic, offset): (String, i64) = (row.get(0)?, row.get(1)?);
            self.looked = self.looked.max(offset);
            self.raise(&topic, offset);
        }
        Ok(())
    }

    fn raise(&mut self, name: &str, offset: i64) {
        let Some(topic) = topics::ALL.iter().find(|topic| topic.name == name) else {
            return;
        };
        self.told.raise(&[(topic.name, offset)]);
        self.heads
            .send_if_modified(|heads| heads.raise(&[(topic.name, offset)]));
    }

    /// Makes the session anew; what was missed meanwhile is looked for.
    async fn reopen(&mut self) -> Result<(), StoreError> {
        let opened = Self::open(self.server.clone(), self.heads.clone()).await?;
        *self = Self {
            looked: self.looked,
            ..opened
        };
        Ok(())
    }
}

/// Spreads the news until `ended` turns to `true`.
pub(crate) async fn spread(
    mut news: News,
    mut own: watch::Receiver<Heads>,
    mut ended: watch::Receiver<bool>,
) {
    let forever = async {
        loop {
            let Err(error) = news.follow(&mut own).await else {
                return;
            };
            tracing::warn!(error = %error, "other processes' commits are not heard of, will try again");
            while let Err(error) = news.reopen().await {
                tracing::debug!(error = %error, "the server is not there");
                tokio::time::sleep(AGAIN).await;
            }
        }
    };
    tokio::select! {
        () = forever => {}
        // An error means that the writer is gone too.
        _ = ended.wait_for(|ended| *ended) => {}
    }
}

fn ticks() -> Interval {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn last(link: &mut Link) -> Result<i64, StoreError> {
    let rows = link
        .fetch(None, "SELECT COALESCE(MAX(seq), 0) FROM events", &[], 1)
        .await?;
    rows.first().ok_or(StoreError::NoRow)?.get(0)
}
