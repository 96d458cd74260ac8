//! The feeds of employers: which there are, and what became of their pulls.

use relais_domain::Error;
use relais_domain::clock::to_micros;
use relais_domain::ids::{EmployerId, FeedId};
use relais_proto::intake::{AddFeedRequest, Feed, FeedPull};
use relais_runtime::outward;

use super::employer_id;
use super::employers::refused_url;
use crate::Intake;
use crate::feeds::{Format, SOURCE};
use crate::jobposting::slug;
use crate::store::feeds::{self, StoredFeed};

/// Seconds between pulls: a quarter of an hour to a week, an hour where nothing is said.
const EVERY_SECONDS: std::ops::RangeInclusive<u32> = 15 * 60..=7 * 24 * 60 * 60;
const USUAL_SECONDS: u32 = 60 * 60;

impl Intake {
    /// Adds a feed, which is due at once.
    ///
    /// # Errors
    /// `NotFound` where there is no such employer; `InvalidInput` with what is wrong; those of the
    /// store.
    pub(crate) async fn add_feed(&self, request: &AddFeedRequest) -> Result<Feed, Error> {
        let employer = self.employer(&request.employer_id).await?;
        let allow_private = self.inner.config.feeds.allow_private_targets;
        let url = outward::target(&request.url, allow_private).map_err(refused_url)?;
        let now = self.inner.clock.now();
        let feed = Feed {
            feed_id: FeedId::new(now, self.random()).to_string(),
            employer_id: employer.employer_id,
            url: url.to_string(),
            format: format(&request.format)?.as_str().to_owned(),
            source: source(&request.source)?,
            every_seconds: every(request.every_seconds)?,
            paused: false,
            created_at: to_micros(now),
            next_pull_at: to_micros(now),
            pulls: 0,
            failures: 0,
        };
        let added = feed.clone();
        self.inner
            .store
            .write(move |tx| Box::pin(async move { Ok(feeds::insert(tx, &added).await?) }))
            .await?;
        self.inner.feed_due.notify_one();
        Ok(feed)
    }

    /// The feeds of one employer, or of all.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn feeds(&self, employer: Option<EmployerId>) -> Result<Vec<Feed>, Error> {
        let mut connection = self.inner.store.read().await?;
        let listed = feeds::list(&mut connection, employer).await?;
        Ok(listed.into_iter().map(|stored| stored.feed).collect())
    }

    /// Stops pulling a feed, or begins again: it is then due at once.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn set_feed_due(&self, id: &str, paused: bool) -> Result<Feed, Error> {
        let (feed_id, now) = (feed_id(id)?, self.inner.clock.now());
        let set = self.inner.store.write(move |tx| {
            Box::pin(async move { Ok(feeds::set_due(tx, &feed_id, paused, now).await?) })
        });
        let stored = set.await?.ok_or_else(|| Error::not_found("feed"))?;
        self.inner.feed_due.notify_one();
        Ok(stored.feed)
    }

    /// Ends a feed. Its offers stay as they are.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn remove_feed(&self, id: &str) -> Result<(), Error> {
        let feed_id = feed_id(id)?;
        let removed = self
            .inner
            .store
            .write(move |tx| Box::pin(async move { Ok(feeds::remove(tx, &feed_id).await?) }));
        if removed.await? {
            return Ok(());
        }
        Err(Error::not_found("feed"))
    }

    /// What became of the pulls of a feed, newest first; an employer sees only its own.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn pulls(
        &self,
        id: &str,
        employer: Option<EmployerId>,
    ) -> Result<Vec<FeedPull>, Error> {
        let stored = self.stored_feed(id, employer).await?;
        let mut connection = self.inner.store.read().await?;
        Ok(feeds::pulls(&mut connection, &stored.feed.feed_id).await?)
    }

    async fn stored_feed(
        &self,
        id: &str,
        employer: Option<EmployerId>,
    ) -> Result<StoredFeed, Error> {
        let feed_id = feed_id(id)?;
        let mut connection = self.inner.store.read().await?;
        feeds::by_id(&mut connection, &feed_id)
            .await?
            .filter(|stored| employer.is_none_or(|id| stored.feed.employer_id == id.to_string()))
            .ok_or_else(|| Error::not_found("feed"))
    }
}

/// An employer's id, where one is given.
///
/// # Errors
/// `NotFound` where it is none.
pub(crate) fn some_employer(text: &str) -> Result<Option<EmployerId>, Error> {
    let given = Some(text).filter(|text| !text.is_empty());
    given.map(employer_id).transpose()
}

/// A feed's id that somebody gives, as the store writes it; what is no id names nothing.
fn feed_id(text: &str) -> Result<String, Error> {
    let id: FeedId = text.parse().map_err(|_| Error::not_found("feed"))?;
    Ok(id.to_string())
}

fn format(name: &str) -> Result<Format, Error> {
    let name = if name.is_empty() { "auto" } else { name };
    let known = Format::NAMES.iter().find(|(known, _)| *known == name);
    known.map(|(_, format)| *format).ok_or_else(|| {
        let names = Format::NAMES.map(|(name, _)| name).join(", ");
        let remedy = format!("give one of {names}");
        Error::invalid_field("/format", "is no format of a feed", remedy)
    })
}

fn source(name: &str) -> Result<String, Error> {
    if name.is_empty() {
        return Ok(SOURCE.to_owned());
    }
    if slug(name) != name {
        let remedy = "use up to 50 of the letters a-z, digits, dot, hyphen and underscore";
        return Err(Error::invalid_field(
            "/source",
            "is not the name of a source",
            remedy,
        ));
    }
    Ok(name.to_owned())
}

fn every(seconds: u32) -> Result<u32, Error> {
    match seconds {
        0 => Ok(USUAL_SECONDS),
        seconds if EVERY_SECONDS.contains(&seconds) => Ok(seconds),
        seconds => Err(Error::invalid_field(
            "/every_seconds",
            format!("is {seconds}"),
            "give 15 minutes to 7 days",
        )),
    }
}
