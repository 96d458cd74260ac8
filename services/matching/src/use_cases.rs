//! What the service does for its callers.

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::clock::to_micros;
use relais_domain::ids::{CandidateId, OfferId, OrganisationId};
use relais_domain::{Error, ErrorCode};
use relais_proto::events::{CandidateChanged, Explanation, Requirements, ShortlistComputed};
use relais_proto::matching::{ExplainResponse, GetIndexResponse, RankedOffer};
use relais_runtime::auth::Principal;

use crate::access;
use crate::candidates::{self, Request};
use crate::index::IndexError;
use crate::offers;
use crate::rank::{Exclusion, Facts, Wanted, assess, day_of, exclusions, explain, version};
use crate::service::Matching;

/// An offer to be ranked.
pub(crate) struct Ask {
    pub offer: OfferId,
    pub offer_version: u64,
    pub requirements: Requirements,
    /// Only the candidates of this organisation.
    pub organisation: Option<uuid::Uuid>,
    /// How many of each organisation.
    pub limit: usize,
    pub at: Timestamp,
}

impl Matching {
    /// The best candidates for an offer; nobody while matching is suspended.
    pub(crate) async fn shortlist(&self, ask: Ask) -> Result<ShortlistComputed, Error> {
        let suspended = !self.inner.config.matching.enabled;
        let vocabulary = self.inner.vocabulary;
        let mut shortlist = ShortlistComputed {
            offer_id: ask.offer.to_string(),
            computed_at: to_micros(ask.at),
            ranker_version: version(vocabulary),
            offer_version: ask.offer_version,
            suspended,
            ..ShortlistComputed::default()
        };
        if suspended {
            shortlist.requirements = Some(ask.requirements);
            return Ok(shortlist);
        }
        let index = self.inner.candidates.clone();
        let (ranking, requirements) = self
            .inner
            .workers
            .run(move |workspace| {
                let wanted = Wanted::of(&ask.requirements, vocabulary);
                let request = Request {
                    offer: ask.offer.0,
                    wanted: &wanted,
                    today: day_of(ask.at),
                    organisation: ask.organisation,
                    limit: ask.limit,
                };
                let ranking = candidates::rank(&index.view(), &request, vocabulary, workspace)?;
                Ok((ranking, ask.requirements))
            })
            .await?;
        shortlist.requirements = Some(requirements);
        shortlist.eligible = u64::try_from(ranking.eligible).unwrap_or(u64::MAX);
        shortlist.organisations = ranking.organisations;
        Ok(shortlist)
    }

    /// The best candidates for an open offer, as far as the caller may see them.
    pub(crate) async fn rank_candidates(
        &self,
        principal: Principal,
        offer: OfferId,
        organisation: Option<OrganisationId>,
        limit: usize,
    ) -> Result<ShortlistComputed, Error> {
        let organisation = access::candidates_of(principal, organisation)?;
        let (offer_version, requirements) = self.open_offer(offer)?;
        let at = self.inner.clock.now();
        self.shortlist(Ask {
            offer,
            offer_version,
            requirements,
            organisation,
            limit,
            at,
        })
        .await
    }

    /// The open offers that fit a candidate best; none for one who cannot be ranked at present.
    pub(crate) async fn rank_offers(
        &self,
        principal: Principal,
        candidate: CandidateId,
        limit: usize,
    ) -> Result<Vec<RankedOffer>, Error> {
        let state = self.candidate_for(principal, candidate)?;
        self.check_enabled()?;
        let today = day_of(self.inner.clock.now());
        let (index, vocabulary) = (self.inner.offers.clone(), self.inner.vocabulary);
        self.inner
            .workers
            .run(move |workspace| {
                let candidate = (candidate.0, &state);
                let scratch = workspace.scratch();
                let ranked =
                    offers::rank(&index.view(), candidate, today, limit, vocabulary, scratch)?;
                Ok(ranked)
            })
            .await
    }

    /// One open offer against one candidate. Without consent to matching there is nothing to
    /// explain: no facts are kept.
    pub(crate) fn explain(
        &self,
        principal: Principal,
        offer: OfferId,
        candidate: CandidateId,
    ) -> Result<ExplainResponse, Error> {
        let state = self.candidate_for(principal, candidate)?;
        self.check_enabled()?;
        let (_, requirements) = self.open_offer(offer)?;
        let vocabulary = self.inner.vocabulary;
        let wanted = Wanted::of(&requirements, vocabulary);
        let needed_on = wanted.needed_on(day_of(self.inner.clock.now()));
        let excluded = exclusions(&state, needed_on);
        let excluded_by = excluded
            .iter()
            .map(|reason| reason.name().to_owned())
            .collect();
        let ranker_version = version(vocabulary);
        if excluded.contains(&Exclusion::NoConsent) {
            let explanation = Some(Explanation::default());
            return Ok(ExplainResponse {
                score: 0,
                explanation,
                ranker_version,
                excluded_by,
            });
        }
        let facts = Facts::of(&state, vocabulary);
        let mut parts = Vec::new();
        let score = assess(&wanted, &facts, vocabulary, &mut parts);
        Ok(ExplainResponse {
            score: score.points,
            explanation: Some(explain(&wanted, &facts, vocabulary, &parts)),
            ranker_version,
            excluded_by,
        })
    }

    /// How fresh and how large the index is.
    pub(crate) fn index_state(&self) -> GetIndexResponse {
        let (candidates, mut offsets) = {
            let view = self.inner.candidates.view();
            (view.eligible(0), view.cursors().clone())
        };
        let open_offers = {
            let view = self.inner.offers.view();
            offsets.advance(view.cursors());
            view.eligible(0)
        };
        GetIndexResponse {
            candidates: u64::try_from(candidates).unwrap_or(u64::MAX),
            open_offers: u64::try_from(open_offers).unwrap_or(u64::MAX),
            ranker_version: version(self.inner.vocabulary),
            taxonomy_version: self.inner.vocabulary.version().to_owned(),
            offsets: offsets
                .iter()
                .map(|(topic, offset)| (topic.to_owned(), offset))
                .collect(),
            suspended: !self.inner.config.matching.enabled,
        }
    }

    fn check_enabled(&self) -> Result<(), Error> {
        if self.inner.config.matching.enabled {
            return Ok(());
        }
        Err(Error::new(
            ErrorCode::Conflict,
            "ranking is suspended in this system",
        ))
    }

    /// The version and requirements of an open offer.
    fn open_offer(&self, offer: OfferId) -> Result<(u64, Requirements), Error> {
        let found = self.inner.offers.view().get(offer.0)?;
        let found = found.ok_or_else(|| Error::not_found("open offer"))?;
        let read = offers::requirements_of(&found.payload).map_err(Error::internal)?;
        Ok((read.1, read.2))
    }

    /// A candidate's state, if the caller may see how they rank.
    fn candidate_for(
        &self,
        principal: Principal,
        candidate: CandidateId,
    ) -> Result<CandidateChanged, Error> {
        access::may_see_candidates(principal)?;
        let found = self.inner.candidates.view().get(candidate.0)?;
        let found = found.ok_or_else(|| Error::not_found("candidate"))?;
        access::one_candidate_of(principal, found.group)?;
        CandidateChanged::decode(found.payload.as_slice())
            .map_err(|_| IndexError::Incomplete("readable payload").into())
    }
}
