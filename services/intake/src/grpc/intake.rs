//! The door of employers.

use futures::StreamExt as _;
use futures::stream::BoxStream;
use relais_domain::ids::EmployerId;
use relais_proto::intake::intake_server::Intake as IntakeService;
use relais_proto::intake::{
    AmendOfferRequest, GetOfferRequest, ListOffersRequest, ListOffersResponse, Offer,
    SubmitOfferRequest, SubmitOfferResponse, SubmitOffersResponse, WatchOfferRequest,
    WithdrawOfferRequest,
};
use relais_runtime::auth::{Principal, principal_of};
use relais_runtime::door::to_status;
use tonic::{Request, Response, Status, Streaming, async_trait};

use super::{answer, denied};
use crate::Intake;
use crate::offer::Channel;
use crate::use_cases::{Bulk, Page, Viewer};

/// The generated service over the use cases.
pub(super) struct Door(pub Intake);

/// The employer who calls; only employers submit offers.
fn employer<T>(request: &Request<T>) -> Result<EmployerId, Status> {
    match principal_of(request).map_err(|error| to_status(&error))? {
        Principal::Employer(id) => Ok(id),
        _ => Err(denied(
            "offers are sent and kept with the key of an employer",
        )),
    }
}

/// Who looks: employers see their own offers, those who answer them see all.
fn viewer<T>(request: &Request<T>) -> Result<Viewer, Status> {
    match principal_of(request).map_err(|error| to_status(&error))? {
        Principal::Employer(id) => Ok(Viewer::Employer(id)),
        Principal::Spoc(_) | Principal::Service => Ok(Viewer::Everything),
        Principal::Worker { .. } | Principal::Coordinator(_) => Err(denied(
            "offers are shown to their employer and to those who answer it",
        )),
    }
}

#[async_trait]
impl IntakeService for Door {
    async fn submit_offer(
        &self,
        request: Request<SubmitOfferRequest>,
    ) -> Result<Response<SubmitOfferResponse>, Status> {
        let employer = employer(&request)?;
        let content = request.into_inner().content.unwrap_or_default();
        let receipt = self.0.submit(employer, Channel::Grpc, &content).await;
        answer(receipt.map(|receipt| self.0.response(receipt)))
    }

    async fn submit_offers(
        &self,
        request: Request<Streaming<SubmitOfferRequest>>,
    ) -> Result<Response<SubmitOffersResponse>, Status> {
        let employer = employer(&request)?;
        let mut stream = request.into_inner();
        let mut bulk = Bulk::new(self.0.clone(), employer);
        while let Some(request) = stream.message().await? {
            let content = request.content.unwrap_or_default();
            bulk.push(content)
                .await
                .map_err(|error| to_status(&error))?;
        }
        answer(bulk.finish().await)
    }

    async fn amend_offer(
        &self,
        request: Request<AmendOfferRequest>,
    ) -> Result<Response<SubmitOfferResponse>, Status> {
        let employer = employer(&request)?;
        let amended = self.0.amend_own(employer, request.into_inner()).await;
        answer(amended.map(|receipt| self.0.response(receipt)))
    }

    async fn withdraw_offer(
        &self,
        request: Request<WithdrawOfferRequest>,
    ) -> Result<Response<Offer>, Status> {
        let employer = employer(&request)?;
        answer(self.0.withdraw(employer, &request.get_ref().offer_id).await)
    }

    async fn get_offer(
        &self,
        request: Request<GetOfferRequest>,
    ) -> Result<Response<Offer>, Status> {
        let viewer = viewer(&request)?;
        answer(self.0.offer(viewer, &request.get_ref().offer_id).await)
    }

    async fn list_offers(
        &self,
        request: Request<ListOffersRequest>,
    ) -> Result<Response<ListOffersResponse>, Status> {
        let viewer = Viewer::Employer(employer(&request)?);
        let request = request.into_inner();
        let page = Page::new(request.limit, &request.page_token);
        let page = page.map_err(|error| to_status(&error))?;
        answer(self.0.offers(viewer, &page).await)
    }

    type WatchOfferStream = BoxStream<'static, Result<Offer, Status>>;

    async fn watch_offer(
        &self,
        request: Request<WatchOfferRequest>,
    ) -> Result<Response<Self::WatchOfferStream>, Status> {
        let viewer = viewer(&request)?;
        let changes = self.0.watch(viewer, &request.get_ref().offer_id).await;
        answer(changes.map(|changes| {
            let changes = changes.map(|change| change.map_err(|error| to_status(&error)));
            changes.boxed()
        }))
    }
}
