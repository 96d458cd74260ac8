//! A file that an employer sends to be imported.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use relais_domain::Error;
use relais_domain::ids::EmployerId;
use relais_proto::intake::ImportReport;

use super::account::{Account, Place};
use super::batch::Batch;
use super::item::{Item, Rules};
use super::likeness::Likeness;
use super::pipeline::{Origin, Parsed, Prepare, Reading, Verdict};
use super::read::Format;
use crate::Intake;
use crate::offer::Channel;

/// The source of items that name none.
pub(crate) const SOURCE: &str = "feed";
/// How long a sender may pause.
const MAX_PAUSE: Duration = Duration::from_secs(30);

impl Intake {
    /// Imports a file as it comes, and tells what became of each item. Where it cannot be read to
    /// its end, what was read before stands, and the report says so.
    ///
    /// # Errors
    /// Those of the store. What was written before stands; repeating is harmless.
    pub(crate) async fn import(
        &self,
        employer: EmployerId,
        body: Body,
        format: Format,
        charset: Option<String>,
    ) -> Result<ImportReport, Error> {
        let origin = Origin {
            bytes: unhurried(body),
            is_gzip: false,
            max_bytes: self.inner.config.feeds.import_bytes,
            format,
            charset,
        };
        let rules = self.feed_rules(SOURCE.to_owned(), None);
        let mut reading = Reading::begin(origin, rules, self.preparing(employer));
        let mut account = Account::default();
        let mut batch = Batch::new(self.clone());
        while let Some(parsed) = reading.next().await? {
            let (place, likeness) = (Place::of(&parsed), parsed.likeness);
            match parsed.verdict {
                Verdict::Refused(fields) => account.refuse(place, &fields),
                Verdict::Same => account.same(),
                Verdict::Ready(offer) => batch.push(place, likeness, *offer),
            }
            if batch.is_full() {
                batch.write(&mut account).await?;
            }
        }
        batch.write(&mut account).await?;
        account.end(&reading.finish().await?);
        Ok(account.finish())
    }

    /// The rules by which feeds are read here.
    pub(crate) fn feed_rules(&self, source: String, page: Option<String>) -> Rules {
        let limits = &self.inner.config.limits;
        Rules {
            source,
            page,
            max_skills: limits.skills_per_offer,
            item_bytes: limits.offer_bytes,
            document_bytes: limits.array_bytes,
            json_depth: limits.json_depth,
        }
    }

    fn preparing(&self, employer: EmployerId) -> Prepare {
        let intake = self.clone();
        Box::new(move |item, number| intake.prepared(employer, item, number))
    }

    /// An item as an offer that may be new.
    ///
    /// # Errors
    /// `Internal` where its due instant lies past the year 9999.
    pub(crate) fn prepared(
        &self,
        employer: EmployerId,
        item: Item,
        number: u64,
    ) -> Result<Parsed, Error> {
        let mut parsed = Parsed {
            number,
            line: item.line,
            source: String::new(),
            identifier: item.identifier,
            likeness: Likeness::default(),
            verdict: Verdict::Same,
        };
        parsed.verdict = match item.content {
            Err(fields) => Verdict::Refused(fields),
            Ok(content) => {
                parsed.likeness = Likeness::of(&content);
                parsed.source.clone_from(&content.source);
                parsed.identifier.clone_from(&content.identifier);
                let received = self.received_now()?;
                Verdict::Ready(Box::new(self.new_offer(
                    employer,
                    Channel::Feed,
                    content,
                    received,
                )))
            }
        };
        Ok(parsed)
    }
}

/// The bytes of a body, whose sender may not pause for long. While we do not ask for more, it may.
fn unhurried(body: Body) -> BoxStream<'static, io::Result<Bytes>> {
    let stream = stream::unfold(Some(body.into_data_stream()), |stream| async move {
        let mut stream = stream?;
        match tokio::time::timeout(MAX_PAUSE, stream.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(stream))),
            Ok(Some(Err(error))) => {
                let broken = io::Error::other(format!("the body breaks off: {error}"));
                Some((Err(broken), None))
            }
            Err(_) => {
                let seconds = MAX_PAUSE.as_secs();
                let paused = io::Error::other(format!("nothing more came for {seconds} s"));
                Some((Err(paused), None))
            }
        }
    });
    stream.boxed()
}
