//! One pull of one feed, from its server to the offers.

use relais_domain::ids::EmployerId;
use relais_domain::{Error, FieldError};
use relais_proto::intake::Reidentified;
use reqwest::Url;
use tokio::time::Instant;

use super::fetch::{Failure, Fetched, Page};
use super::memory::{Key, Memory, Told};
use crate::Intake;
use crate::feeds::account::{Account, LISTED, Place};
use crate::feeds::batch::{Batch, Written};
use crate::feeds::item::Broken;
use crate::feeds::likeness::{Likeness, renamed};
use crate::feeds::pipeline::{Origin, Parsed, Reading, Verdict};
use crate::feeds::read::{Format, Kind, Outcome};
use crate::offer::NewOffer;
use crate::store::feed_items::{self, FeedItem};
use crate::store::feeds::{StoredFeed, Validators};

/// Sitemaps that an index of them may lead to.
const MAX_SITEMAPS: usize = 20;

/// A pull that is under way.
pub(super) struct Pull {
    pub(super) intake: Intake,
    pub(super) stored: StoredFeed,
    pub(super) memory: Memory,
    pub(super) account: Account,
    pub(super) reidentified: Vec<Reidentified>,
    pub(super) pages: u64,
    items: usize,
    employer: EmployerId,
    deadline: Instant,
    batch: Batch,
    /// Offers that are new, unless they turn out to be known under another identifier.
    held: Vec<(Place, Likeness, NewOffer)>,
}

/// How a pull ended.
pub(super) struct Ended {
    /// What the feed told.
    pub told: Told,
    /// What went wrong; empty where nothing did.
    pub problem: String,
    /// By what a newer one is known.
    pub validators: Validators,
}

impl Ended {
    fn failed(problem: &impl ToString) -> Self {
        Self {
            told: Told::Some,
            problem: problem.to_string(),
            validators: Validators::default(),
        }
    }
}

impl Pull {
    /// A pull that begins.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn begin(intake: Intake, stored: StoredFeed) -> Result<Self, Error> {
        let config = &intake.inner.config.feeds;
        let deadline = Instant::now() + config.pull_timeout;
        let limit = u32::try_from(config.pull_items.saturating_mul(2)).unwrap_or(u32::MAX);
        let mut connection = intake.inner.store.read().await?;
        let known = feed_items::of_feed(&mut connection, &stored.feed.feed_id, limit).await?;
        let employer = stored.feed.employer_id.parse().map_err(Error::internal)?;
        Ok(Self {
            batch: Batch::new(intake.clone()),
            memory: Memory::of(known),
            account: Account::default(),
            reidentified: Vec::new(),
            pages: 0,
            items: 0,
            held: Vec::new(),
            intake,
            stored,
            employer,
            deadline,
        })
    }

    /// Reads the feed and takes its offers in.
    ///
    /// # Errors
    /// Those of the store; what is wrong with the feed is no error.
    pub(super) async fn run(&mut self) -> Result<Ended, Error> {
        let (url, known) = (self.stored.feed.url.clone(), self.stored.validators.clone());
        let fetched = self
            .intake
            .inner
            .fetcher
            .get(&url, &known, self.deadline)
            .await;
        let page = match fetched {
            Err(failure) => return Ok(Ended::failed(&failure)),
            Ok(Fetched::NotModified) => {
                return Ok(Ended {
                    told: Told::SameAsBefore,
                    problem: String::new(),
                    validators: known,
                });
            }
            Ok(Fetched::Page(page)) => page,
        };
        let (validators, base) = (page.validators(), page.url.clone());
        let format = self.format(&page);
        let outcome = self.take(page, format).await?;
        self.account.end(&outcome);
        let ended = match outcome {
            Err(broken) => Ended::failed(&broken),
            Ok(outcome) if matches!(outcome.kind, Kind::Sitemap | Kind::SitemapIndex) => {
                self.follow(outcome, &base).await?
            }
            Ok(_) => Ended {
                told: Told::All,
                problem: String::new(),
                validators,
            },
        };
        let ended = if ended.told == Told::All && self.memory.has_vanished() {
            let count = self.memory.len();
            Ended::failed(&format!(
                "the feed is empty and held {count} offers before: none is asked about"
            ))
        } else {
            ended
        };
        self.take_held(ended.told).await?;
        self.write().await?;
        Ok(ended)
    }

    /// The format that the employer named, or else what the server says where that can be trusted.
    fn format(&self, page: &Page) -> Format {
        let named = Format::NAMES
            .iter()
            .find(|(name, _)| *name == self.stored.feed.format);
        match named {
            Some((_, format)) if *format != Format::Auto => *format,
            _ if page.essence() == "text/csv" => Format::Csv,
            _ => Format::Auto,
        }
    }

    /// Takes the items of one document in.
    async fn take(
        &mut self,
        page: Box<Page>,
        format: Format,
    ) -> Result<Result<Outcome, Broken>, Error> {
        let config = &self.intake.inner.config.feeds;
        let (limit, url) = (config.pull_items, page.url.to_string());
        let origin = Origin {
            is_gzip: page.is_gzip(),
            max_bytes: config.pull_bytes,
            format,
            charset: page.charset(),
            bytes: page.bytes(self.deadline),
        };
        let rules = self
            .intake
            .feed_rules(self.stored.feed.source.clone(), Some(url));
        let (intake, employer) = (self.intake.clone(), self.employer);
        let hashes = self.memory.hashes();
        let prepare = move |item, number| intake.prepared_anew(employer, item, number, &hashes);
        let mut reading = Reading::begin(origin, rules, Box::new(prepare));
        while let Some(parsed) = reading.next().await? {
            self.items += 1;
            if self.items > limit {
                return Ok(Err(Broken::at(
                    parsed.line,
                    format!("it has more than {limit} offers"),
                )));
            }
            self.take_one(parsed).await?;
        }
        reading.finish().await
    }

    async fn take_one(&mut self, parsed: Parsed) -> Result<(), Error> {
        let place = Place::of(&parsed);
        let key: Key = (parsed.source, parsed.identifier);
        if let Verdict::Refused(fields) = parsed.verdict {
            self.memory.see_wrong(&key.1);
            self.account.refuse(place, &fields);
            return Ok(());
        }
        if !self.memory.see(&key) {
            let remedy = "give each offer an identifier of its own";
            let twice = FieldError::new("identifier", "is that of an offer above", remedy);
            self.account.refuse(place, &[twice]);
            return Ok(());
        }
        match parsed.verdict {
            Verdict::Ready(offer) if self.memory.len() == 0 || self.memory.knows(&key) => {
                self.batch.push(place, parsed.likeness, *offer);
            }
            Verdict::Ready(offer) => self.held.push((place, parsed.likeness, *offer)),
            _ => self.account.same(),
        }
        if self.batch.is_full() {
            self.write().await?;
        }
        Ok(())
    }

    /// Takes in what is new, or known under another identifier.
    async fn take_held(&mut self, told: Told) -> Result<(), Error> {
        let missing: Vec<FeedItem> = match told {
            Told::All => self.memory.missing().into_iter().cloned().collect(),
            _ => Vec::new(),
        };
        let vanished: Vec<Likeness> = missing.iter().map(|item| Likeness(item.likeness)).collect();
        let new: Vec<Likeness> = self.held.iter().map(|(_, likeness, _)| *likeness).collect();
        let mut names: Vec<Option<&FeedItem>> = vec![None; new.len()];
        for (was, is) in renamed(self.memory.len(), &vanished, &new) {
            names[is] = Some(&missing[was]);
        }
        let held = std::mem::take(&mut self.held);
        for ((place, likeness, offer), was) in held.into_iter().zip(names) {
            match was {
                Some(was) => self.rename(place, likeness, offer, was).await?,
                None => self.batch.push(place, likeness, offer),
            }
            if self.batch.is_full() {
                self.write().await?;
            }
        }
        Ok(())
    }

    /// Lets an offer go on under another identifier, if it still can.
    async fn rename(
        &mut self,
        place: Place,
        likeness: Likeness,
        offer: NewOffer,
        was: &FeedItem,
    ) -> Result<(), Error> {
        let feed_id = self.stored.feed.feed_id.clone();
        let renamed = self
            .intake
            .rename_offer(feed_id, was.clone(), offer.clone(), likeness);
        let Some(receipt) = renamed.await? else {
            self.batch.push(place, likeness, offer);
            return Ok(());
        };
        self.memory.forget(was);
        self.account.take(place, &receipt);
        if self.reidentified.len() < LISTED {
            self.reidentified.push(Reidentified {
                offer_id: receipt.offer_id,
                was: was.identifier.clone(),
                is: offer.identifier,
            });
        }
        Ok(())
    }

    /// Writes what waits, and remembers it.
    async fn write(&mut self) -> Result<(), Error> {
        let written = self.batch.write(&mut self.account).await?;
        if written.is_empty() {
            return Ok(());
        }
        let feed_id = self.stored.feed.feed_id.clone();
        let store = &self.intake.inner.store;
        store
            .write(move |tx| {
                Box::pin(async move {
                    for item in written {
                        feed_items::remember(tx, &feed_id, &item.into()).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Reads the pages that a sitemap, or an index of sitemaps, leads to on its own host.
    async fn follow(&mut self, outcome: Outcome, base: &Url) -> Result<Ended, Error> {
        let mut ended = Ended {
            told: Told::All,
            problem: String::new(),
            validators: Validators::default(),
        };
        let mut pages = Vec::new();
        if outcome.kind == Kind::SitemapIndex {
            for sitemap in on_host(&outcome.links, base).take(MAX_SITEMAPS) {
                match self.visit(&sitemap, Format::Xml).await? {
                    Ok(found) => pages.extend(found.links),
                    Err(problem) => ended = Ended::failed(&problem),
                }
            }
        } else {
            pages = outcome.links;
        }
        let limit = self.intake.inner.config.feeds.sitemap_pages;
        let pages: Vec<String> = on_host(&pages, base).collect();
        if pages.len() > limit {
            let problem = format!("it leads to {} pages; {limit} were read", pages.len());
            ended = Ended::failed(&problem);
        }
        for page in pages.iter().take(limit) {
            if let Err(problem) = self.visit(page, Format::Page).await? {
                ended = Ended::failed(&problem);
            }
            self.pages += 1;
        }
        Ok(ended)
    }

    /// Takes the items of a page in. One that is gone, or tells of no job, has none.
    async fn visit(&mut self, url: &str, format: Format) -> Result<Result<Outcome, String>, Error> {
        let nothing = || Outcome {
            kind: Kind::Page,
            unknown_columns: Vec::new(),
            links: Vec::new(),
        };
        let fetcher = &self.intake.inner.fetcher;
        let fetched = fetcher
            .get(url, &Validators::default(), self.deadline)
            .await;
        match fetched {
            Ok(Fetched::Page(page)) => match self.take(page, format).await? {
                Err(broken) if broken.is_empty => Ok(Ok(nothing())),
                outcome => Ok(outcome.map_err(|broken| format!("{url}: {broken}"))),
            },
            Ok(Fetched::NotModified) | Err(Failure::Status(404 | 410)) => Ok(Ok(nothing())),
            Err(failure) => Ok(Err(format!("{url}: {failure}"))),
        }
    }
}

/// The addresses on the same host, each once.
fn on_host<'l>(links: &'l [String], base: &'l Url) -> impl Iterator<Item = String> + 'l {
    let mut seen = std::collections::HashSet::new();
    links.iter().filter_map(move |link| {
        let url = base.join(link.trim()).ok()?;
        let is_ours = url.scheme() == base.scheme()
            && url.host_str() == base.host_str()
            && url.port_or_known_default() == base.port_or_known_default();
        (is_ours && seen.insert(url.to_string())).then(|| url.to_string())
    })
}

impl From<Written> for FeedItem {
    fn from(written: Written) -> Self {
        Self {
            source: written.source,
            identifier: written.identifier,
            offer_id: written.offer_id,
            likeness: written.likeness.0,
            content_hash: written.content_hash,
            missed: 0,
            is_asked: false,
            questions: 0,
        }
    }
}
