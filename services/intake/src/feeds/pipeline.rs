//! The bytes of a feed on one side, offers that are ready to be written on the other; between
//! them a thread that reads and understands, and holds no more than a few items.

use std::io::{self, Read};
use std::ops::ControlFlow;

use axum::body::Bytes;
use flate2::read::MultiGzDecoder;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use relais_domain::{Error, FieldError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::io::{StreamReader, SyncIoBridge};
use tracing::Span;

use super::item::{Broken, Item, Rules};
use super::likeness::Likeness;
use super::meter::Capped;
use super::read::{Format, Outcome, read};
use crate::offer::NewOffer;

/// Items that may wait to be written.
const WAITING: usize = 64;

/// Where a feed comes from.
pub(crate) struct Origin {
    /// Its bytes as they come. An error in it ends the reading there.
    pub bytes: BoxStream<'static, io::Result<Bytes>>,
    /// Whether they are compressed.
    pub is_gzip: bool,
    /// How many there may be, unpacked.
    pub max_bytes: u64,
    /// The format, where it is known.
    pub format: Format,
    /// The charset, where it is named.
    pub charset: Option<String>,
}

/// An item that was read, with its place.
pub(crate) struct Parsed {
    /// Its place among the items, from 1.
    pub number: u64,
    /// The line on which it begins; 0 where there are none.
    pub line: u64,
    /// Its source; empty where it is wrong.
    pub source: String,
    /// Its identifier in the feed, as far as it has one.
    pub identifier: String,
    /// By what it is known again under another identifier.
    pub likeness: Likeness,
    /// What is to be done with it.
    pub verdict: Verdict,
}

/// What is to be done with an item.
pub(crate) enum Verdict {
    /// It is wrong.
    Refused(Vec<FieldError>),
    /// It is as it was when it was last taken in.
    Same,
    /// It is an offer.
    Ready(Box<NewOffer>),
}

/// Makes an item ready; on the thread that reads, since understanding takes a while.
pub(crate) type Prepare = Box<dyn FnMut(Item, u64) -> Result<Parsed, Error> + Send>;

/// A feed that is being read.
pub(crate) struct Reading {
    items: mpsc::Receiver<Result<Parsed, Error>>,
    outcome: JoinHandle<Result<Outcome, Broken>>,
}

impl Reading {
    /// Begins to read. Dropping it ends the reading at the next item.
    pub fn begin(origin: Origin, rules: Rules, prepare: Prepare) -> Self {
        let (sender, items) = mpsc::channel(WAITING);
        let span = Span::current();
        let outcome = tokio::task::spawn_blocking(move || {
            span.in_scope(|| run(origin, &rules, prepare, &sender))
        });
        Self { items, outcome }
    }

    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// `Internal` where an item could not be made ready, which is our fault.
    pub async fn next(&mut self) -> Result<Option<Parsed>, Error> {
        self.items.recv().await.transpose()
    }

    /// How the reading ended.
    ///
    /// # Errors
    /// `Internal` where the reader panicked.
    pub async fn finish(self) -> Result<Result<Outcome, Broken>, Error> {
        drop(self.items);
        self.outcome.await.map_err(Error::internal)
    }
}

fn run(
    origin: Origin,
    rules: &Rules,
    mut prepare: Prepare,
    sender: &mpsc::Sender<Result<Parsed, Error>>,
) -> Result<Outcome, Broken> {
    let bytes = SyncIoBridge::new(StreamReader::new(origin.bytes.fuse()));
    let bytes: Box<dyn Read> = if origin.is_gzip {
        Box::new(MultiGzDecoder::new(bytes))
    } else {
        Box::new(bytes)
    };
    let bytes = Capped::new(bytes, origin.max_bytes);
    let mut number = 0;
    let charset = origin.charset.as_deref();
    read(origin.format, charset, bytes, rules, &mut |item| {
        number += 1;
        let parsed = prepare(item, number);
        let has_failed = parsed.is_err();
        match sender.blocking_send(parsed) {
            Ok(()) if !has_failed => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    })
}
