//! What the log tells while the play goes on, each thing with the moment at which it was read.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use prost::Message as _;
use relais_domain::Error;
use relais_events::{Cursor, EventLog, Topic, topics};
use relais_proto::events::{CaseChanged, ShortlistComputed};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Events read at once.
const BATCH: usize = 256;

/// One thing that the log tells.
#[derive(Debug)]
pub enum News {
    /// Something happened to a case.
    Case(CaseChanged),
    /// A ranking was made, and read at this moment.
    Shortlist(ShortlistComputed, Instant),
}

/// Reads the log beside the play.
pub struct Newsroom {
    news: mpsc::UnboundedReceiver<Result<News, Error>>,
    readers: [JoinHandle<()>; 2],
}

impl Newsroom {
    /// Begins to read cases and rankings at the end of the log.
    ///
    /// # Errors
    /// When the log does not answer.
    pub async fn open(log: &Arc<dyn EventLog>) -> anyhow::Result<Self> {
        let (sender, news) = mpsc::unbounded_channel();
        let cases = read(log, topics::CASES, sender.clone(), |payload, _| {
            CaseChanged::decode(payload).map(News::Case)
        });
        let shortlists = read(log, topics::SHORTLISTS, sender, |payload, at| {
            ShortlistComputed::decode(payload).map(|shortlist| News::Shortlist(shortlist, at))
        });
        Ok(Self {
            news,
            readers: [cases.await?, shortlists.await?],
        })
    }

    /// The next news; waits for it.
    ///
    /// # Errors
    /// When the log can no longer be read.
    pub async fn next(&mut self) -> anyhow::Result<News> {
        Ok(self.news.recv().await.context("the log has ended")??)
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        self.readers.iter().for_each(JoinHandle::abort);
    }
}

async fn read(
    log: &Arc<dyn EventLog>,
    topic: Topic,
    sender: mpsc::UnboundedSender<Result<News, Error>>,
    decode: fn(&[u8], Instant) -> Result<News, prost::DecodeError>,
) -> anyhow::Result<JoinHandle<()>> {
    let ends = log.ends(topic).await?;
    let at_end = |(partition, offset)| (partition, Cursor { offset, seq: 0 });
    let from = ends.into_iter().map(at_end).collect();
    let mut reader = log.follow(topic, from).await?;
    Ok(tokio::spawn(async move {
        loop {
            let batch = match reader.next(BATCH).await {
                Ok(batch) => batch,
                Err(error) => {
                    // Nobody listens once the play is over.
                    let _ = sender.send(Err(error));
                    return;
                }
            };
            let at = Instant::now();
            for record in batch.records {
                let news = decode(&record.payload, at).map_err(Error::internal);
                if sender.send(news).is_err() {
                    return;
                }
            }
        }
    }))
}
