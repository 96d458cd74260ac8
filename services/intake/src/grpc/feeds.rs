//! The door of those who run the relay: the feeds of employers.

use relais_proto::intake::feeds_server::Feeds;
use relais_proto::intake::{
    AddFeedRequest, Feed, ListFeedsRequest, ListFeedsResponse, ListPullsRequest, ListPullsResponse,
    PauseFeedRequest, PullFeedRequest, RemoveFeedRequest, RemoveFeedResponse, ResumeFeedRequest,
};
use relais_runtime::door::to_status;
use tonic::{Request, Response, Status, async_trait};

use super::{answer, require_service};
use crate::Intake;
use crate::use_cases::some_employer;

/// The generated service over the use cases.
pub(super) struct Door(pub Intake);

#[async_trait]
impl Feeds for Door {
    async fn add_feed(&self, request: Request<AddFeedRequest>) -> Result<Response<Feed>, Status> {
        require_service(&request)?;
        answer(self.0.add_feed(request.get_ref()).await)
    }

    async fn list_feeds(
        &self,
        request: Request<ListFeedsRequest>,
    ) -> Result<Response<ListFeedsResponse>, Status> {
        require_service(&request)?;
        let employer = some_employer(&request.get_ref().employer_id);
        let employer = employer.map_err(|error| to_status(&error))?;
        let feeds = self.0.feeds(employer).await;
        answer(feeds.map(|feeds| ListFeedsResponse { feeds }))
    }

    async fn pause_feed(
        &self,
        request: Request<PauseFeedRequest>,
    ) -> Result<Response<Feed>, Status> {
        require_service(&request)?;
        answer(self.0.set_feed_due(&request.get_ref().feed_id, true).await)
    }

    async fn resume_feed(
        &self,
        request: Request<ResumeFeedRequest>,
    ) -> Result<Response<Feed>, Status> {
        require_service(&request)?;
        answer(self.0.set_feed_due(&request.get_ref().feed_id, false).await)
    }

    async fn pull_feed(&self, request: Request<PullFeedRequest>) -> Result<Response<Feed>, Status> {
        require_service(&request)?;
        answer(self.0.set_feed_due(&request.get_ref().feed_id, false).await)
    }

    async fn remove_feed(
        &self,
        request: Request<RemoveFeedRequest>,
    ) -> Result<Response<RemoveFeedResponse>, Status> {
        require_service(&request)?;
        let removed = self.0.remove_feed(&request.get_ref().feed_id).await;
        answer(removed.map(|()| RemoveFeedResponse {}))
    }

    async fn list_pulls(
        &self,
        request: Request<ListPullsRequest>,
    ) -> Result<Response<ListPullsResponse>, Status> {
        require_service(&request)?;
        let pulls = self.0.pulls(&request.get_ref().feed_id, None).await;
        answer(pulls.map(|pulls| ListPullsResponse { pulls }))
    }
}
