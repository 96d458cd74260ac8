//! The service: what it is made of, and how it starts.

use std::path::Path;
use std::sync::Arc;

use relais_domain::Error;
use relais_domain::ids::CandidateId;
use relais_events::{EventLog, Repair, topics};
use relais_proto::matching::matching_server::MatchingServer;
use relais_runtime::{Config, Lifecycle, SharedClock};
use relais_store::Store;

use crate::candidates;
use crate::events::Follower;
use crate::grpc::Door;
use crate::index::{Index, IndexError, TopicEnds};
use crate::offers;
use crate::search::Labels;
use crate::shortlists::{self, Shortlists};
use crate::vocabulary::Vocabulary;
use crate::workers::Workers;

/// Bytes of one call: ids and short texts.
const MAX_REQUEST_BYTES: usize = 64 * 1024;
/// Memory for writing the index of offers, of which there are few.
const OFFERS_RAM_BYTES: usize = 15_000_000;

/// What the service needs.
pub struct Context {
    /// Where shortlists are appended, with the cursor of the offers that they are for.
    pub store: Store,
    /// The log that it follows.
    pub log: Arc<dyn EventLog>,
    /// The present instant.
    pub clock: SharedClock,
    /// Where the index is, and how long shortlists are.
    pub config: Arc<Config>,
}

/// Rankings. Cheap to clone.
#[derive(Clone)]
pub struct Matching {
    pub(crate) inner: Arc<Inner>,
    store: Store,
}

pub(crate) struct Inner {
    pub log: Arc<dyn EventLog>,
    pub clock: SharedClock,
    pub config: Arc<Config>,
    pub vocabulary: &'static Vocabulary,
    pub candidates: Index,
    pub offers: Index,
    pub labels: Labels,
    pub workers: Workers,
}

impl Matching {
    /// Opens the index, or begins it anew, and follows the log until the process stops.
    ///
    /// # Errors
    /// Where the index cannot be opened or the log does not answer.
    pub async fn start(context: Context, lifecycle: &Lifecycle) -> Result<Self, Error> {
        let Context {
            store,
            log,
            clock,
            config,
        } = context;
        let mut ends = TopicEnds::new();
        for topic in [topics::CANDIDATES, topics::OFFERS, topics::CASES] {
            ends.insert(topic.name, log.ends(topic).await?);
        }
        let (folder, ram) = (
            config.data_dir.join("matching"),
            config.matching.ram_budget_bytes,
        );
        let source = log.identity();
        let open = move || open(&folder, &source, &ends, ram);
        // The threads that write the index come from here.
        let (candidates, offers) = lifecycle
            .behind()
            .spawn_blocking(open)
            .await
            .map_err(Error::internal)??;
        let inner = Inner {
            log,
            clock,
            config,
            vocabulary: Vocabulary::builtin(),
            candidates,
            offers,
            labels: Labels::default(),
            workers: Workers::default(),
        };
        let matching = Self {
            inner: Arc::new(inner),
            store,
        };
        matching.follow(lifecycle);
        Ok(matching)
    }

    fn follow(&self, lifecycle: &Lifecycle) {
        let Inner {
            log,
            candidates,
            offers,
            ..
        } = &*self.inner;
        let candidates = Follower {
            name: "matching.candidates",
            log: log.clone(),
            index: candidates.clone(),
            topic: topics::CANDIDATES,
            after: None,
            reader: |record| candidates::update_of(record, Vocabulary::builtin()).map(Some),
        };
        let submitted = Follower {
            name: "matching.offers",
            log: log.clone(),
            index: offers.clone(),
            topic: topics::OFFERS,
            after: None,
            reader: |record| offers::update_of(record, Vocabulary::builtin()),
        };
        let closed = Follower {
            name: "matching.offers",
            log: log.clone(),
            index: offers.clone(),
            topic: topics::CASES,
            after: Some(topics::OFFERS),
            reader: offers::closed,
        };
        lifecycle.spawn_behind(
            "matching follows candidates",
            candidates.run(lifecycle.stopping()),
        );
        lifecycle.spawn_behind(
            "matching follows offers",
            submitted.run(lifecycle.stopping()),
        );
        lifecycle.spawn_behind("matching follows cases", closed.run(lifecycle.stopping()));
        let shortlists = Shortlists::new(self.clone(), self.store.in_background());
        lifecycle.spawn_behind("matching ranks", shortlists.run(lifecycle.stopping()));
    }

    /// The offers that could not be ranked.
    pub fn repair(&self) -> Repair {
        shortlists::repair(self, self.store.clone())
    }

    /// Adds the gRPC service.
    pub fn grpc(&self, routes: &mut tonic::service::RoutesBuilder) {
        let server = MatchingServer::new(Door::new(self.clone()));
        routes.add_service(server.max_decoding_message_size(MAX_REQUEST_BYTES));
    }

    /// How many traces of a candidate there are in the files and the memory of the index, once
    /// everything that the log told of them has been taken in: 0 for one who was erased.
    ///
    /// # Errors
    /// Where the log does not answer or the index cannot be read.
    pub async fn traces_of(&self, candidate: CandidateId) -> Result<u64, Error> {
        let topic = topics::CANDIDATES;
        let index = &self.inner.candidates;
        let ends = self.inner.log.ends(topic).await?;
        index.reached(topic.name, &ends).await;
        index.flush().await?;
        let traces = index.view().traces(candidate.0)?;
        Ok(traces)
    }
}

/// Opens the indexes in `folder`. They are of one log, `source`, whose topics end at `ends`.
fn open(
    folder: &Path,
    source: &str,
    ends: &TopicEnds,
    ram_bytes: usize,
) -> Result<(Index, Index), IndexError> {
    let version = Vocabulary::builtin().version();
    let index = |name: &str, format: &str, ram_bytes| {
        Index::open(
            &folder.join(name),
            &format!("{format}+{version}+{source}"),
            ends,
            ram_bytes,
        )
    };
    let candidates = index("candidates", candidates::FORMAT, ram_bytes)?;
    Ok((
        candidates,
        index("offers", offers::FORMAT, OFFERS_RAM_BYTES)?,
    ))
}
