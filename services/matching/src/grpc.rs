//! The gRPC door.

use std::str::FromStr;

use relais_domain::Error;
use relais_proto::matching as proto;
use relais_runtime::auth::principal_of;
use relais_runtime::door::to_status;
use tonic::{Request, Response, Status};

use crate::access;
use crate::service::Matching;

/// Results that a caller gets who does not say how many.
const USUAL_LIMIT: u32 = 10;
/// Ranked candidates (of each organisation) or offers at most.
const MOST_RANKED: u32 = 100;
/// Found concepts at most.
const MOST_FOUND: u32 = 50;

pub(crate) struct Door {
    matching: Matching,
}

impl Door {
    pub fn new(matching: Matching) -> Self {
        Self { matching }
    }

    async fn rank_candidates(
        &self,
        request: Request<proto::RankCandidatesRequest>,
    ) -> Result<proto::RankCandidatesResponse, Error> {
        let principal = principal_of(&request)?;
        let request = request.into_inner();
        let offer = id(&request.offer_id, "/offer_id")?;
        let organisation = match request.organisation_id.as_str() {
            "" => None,
            text => Some(id(text, "/organisation_id")?),
        };
        let limit = limit(request.limit, MOST_RANKED)?;
        let ranked = self
            .matching
            .rank_candidates(principal, offer, organisation, limit)
            .await?;
        Ok(proto::RankCandidatesResponse {
            shortlist: Some(ranked),
        })
    }

    async fn rank_offers(
        &self,
        request: Request<proto::RankOffersRequest>,
    ) -> Result<proto::RankOffersResponse, Error> {
        let principal = principal_of(&request)?;
        let request = request.into_inner();
        let candidate = id(&request.candidate_id, "/candidate_id")?;
        let limit = limit(request.limit, MOST_RANKED)?;
        let offers = self
            .matching
            .rank_offers(principal, candidate, limit)
            .await?;
        Ok(proto::RankOffersResponse { offers })
    }

    fn explain(
        &self,
        request: Request<proto::ExplainRequest>,
    ) -> Result<proto::ExplainResponse, Error> {
        let principal = principal_of(&request)?;
        let request = request.into_inner();
        let offer = id(&request.offer_id, "/offer_id")?;
        let candidate = id(&request.candidate_id, "/candidate_id")?;
        self.matching.explain(principal, offer, candidate)
    }

    async fn traces_of(
        &self,
        request: Request<proto::TracesOfRequest>,
    ) -> Result<proto::TracesOfResponse, Error> {
        access::only_service(principal_of(&request)?)?;
        let candidate = id(&request.get_ref().candidate_id, "/candidate_id")?;
        let traces = self.matching.traces_of(candidate).await?;
        Ok(proto::TracesOfResponse { traces })
    }

    async fn search_skills(
        &self,
        request: Request<proto::SearchSkillsRequest>,
    ) -> Result<proto::SearchSkillsResponse, Error> {
        principal_of(&request)?;
        let request = request.into_inner();
        let language = request.language.parse().map_err(|_| {
            Error::invalid_field(
                "/language",
                "not a language of the taxonomy",
                "give fr, en, nl or de",
            )
        })?;
        let limit = limit(request.limit, MOST_FOUND)?;
        let (text, occupations) = (request.text, request.include_occupations);
        let labels = self.matching.inner.labels.clone();
        let found =
            tokio::task::spawn_blocking(move || labels.search(&text, language, limit, occupations));
        let concepts = found
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        Ok(proto::SearchSkillsResponse { concepts })
    }
}

fn id<I: FromStr>(text: &str, pointer: &str) -> Result<I, Error> {
    text.parse().map_err(|_| {
        Error::invalid_field(
            pointer,
            "not an id",
            "give the id as it was returned, like 0198c0de-7a50-7000-8000-00805f9b34fb",
        )
    })
}

fn limit(asked: u32, most: u32) -> Result<usize, Error> {
    let limit = if asked == 0 { USUAL_LIMIT } else { asked };
    if limit > most {
        return Err(Error::invalid_field(
            "/limit",
            format!("{asked} is too many"),
            format!("give 1 to {most}, or leave it out for {USUAL_LIMIT}"),
        ));
    }
    usize::try_from(limit).map_err(Error::internal)
}

fn answer<T>(outcome: Result<T, Error>) -> Result<Response<T>, Status> {
    outcome
        .map(Response::new)
        .map_err(|error| to_status(&error))
}

#[tonic::async_trait]
impl proto::matching_server::Matching for Door {
    async fn rank_candidates(
        &self,
        request: Request<proto::RankCandidatesRequest>,
    ) -> Result<Response<proto::RankCandidatesResponse>, Status> {
        answer(Self::rank_candidates(self, request).await)
    }

    async fn rank_offers(
        &self,
        request: Request<proto::RankOffersRequest>,
    ) -> Result<Response<proto::RankOffersResponse>, Status> {
        answer(Self::rank_offers(self, request).await)
    }

    async fn explain(
        &self,
        request: Request<proto::ExplainRequest>,
    ) -> Result<Response<proto::ExplainResponse>, Status> {
        answer(Self::explain(self, request))
    }

    async fn search_skills(
        &self,
        request: Request<proto::SearchSkillsRequest>,
    ) -> Result<Response<proto::SearchSkillsResponse>, Status> {
        answer(Self::search_skills(self, request).await)
    }

    async fn get_index(
        &self,
        request: Request<proto::GetIndexRequest>,
    ) -> Result<Response<proto::GetIndexResponse>, Status> {
        answer(principal_of(&request).map(|_| self.matching.index_state()))
    }

    async fn traces_of(
        &self,
        request: Request<proto::TracesOfRequest>,
    ) -> Result<Response<proto::TracesOfResponse>, Status> {
        answer(Self::traces_of(self, request).await)
    }
}
