//! The door of those who run the relay: employers and their keys.

use jiff::SignedDuration;
use relais_proto::intake::employers_server::Employers;
use relais_proto::intake::{
    AddEmployerRequest, AddEmployerResponse, AmendOfferRequest, AuthenticateRequest,
    AuthenticateResponse, ConfirmEmployerRequest, Correspondence, Employer,
    GetCorrespondenceRequest, GetEmployerRequest, ListAllOffersRequest, ListEmployersRequest,
    ListEmployersResponse, ListOffersResponse, RevokeKeysRequest, RevokeKeysResponse,
    RotateKeyRequest, RotateKeyResponse, SetWebhookRequest, SetWebhookResponse,
    SubmitOfferResponse,
};
use relais_runtime::door::to_status;
use tonic::{Request, Response, Status, async_trait};

use super::{answer, require_service, require_spoc};
use crate::Intake;
use crate::use_cases::{Page, Viewer};

/// The generated service over the use cases.
pub(super) struct Door(pub Intake);

#[async_trait]
impl Employers for Door {
    async fn add_employer(
        &self,
        request: Request<AddEmployerRequest>,
    ) -> Result<Response<AddEmployerResponse>, Status> {
        require_service(&request)?;
        let added = self.0.add_employer(request.get_ref()).await;
        answer(added.map(|(employer, key)| AddEmployerResponse {
            employer: Some(employer),
            api_key: key.expose(),
        }))
    }

    async fn list_employers(
        &self,
        request: Request<ListEmployersRequest>,
    ) -> Result<Response<ListEmployersResponse>, Status> {
        require_spoc(&request)?;
        let unconfirmed = request.get_ref().unconfirmed;
        let employers = self.0.employers(unconfirmed).await;
        answer(employers.map(|employers| ListEmployersResponse { employers }))
    }

    async fn confirm_employer(
        &self,
        request: Request<ConfirmEmployerRequest>,
    ) -> Result<Response<Employer>, Status> {
        require_spoc(&request)?;
        let request = request.into_inner();
        let confirmed = self.0.confirm_employer(&request.employer_id, &request.name);
        answer(confirmed.await)
    }

    async fn get_employer(
        &self,
        request: Request<GetEmployerRequest>,
    ) -> Result<Response<Employer>, Status> {
        require_service(&request)?;
        answer(self.0.employer(&request.get_ref().employer_id).await)
    }

    async fn rotate_key(
        &self,
        request: Request<RotateKeyRequest>,
    ) -> Result<Response<RotateKeyResponse>, Status> {
        require_service(&request)?;
        let request = request.into_inner();
        let grace = SignedDuration::from_secs(request.grace_seconds.into());
        let key = self.0.rotate_key(&request.employer_id, grace).await;
        answer(key.map(|key| RotateKeyResponse {
            api_key: key.expose(),
        }))
    }

    async fn revoke_keys(
        &self,
        request: Request<RevokeKeysRequest>,
    ) -> Result<Response<RevokeKeysResponse>, Status> {
        require_service(&request)?;
        let revoked = self.0.revoke_keys(&request.get_ref().employer_id).await;
        answer(revoked.map(|revoked| RevokeKeysResponse { revoked }))
    }

    async fn set_webhook(
        &self,
        request: Request<SetWebhookRequest>,
    ) -> Result<Response<SetWebhookResponse>, Status> {
        require_service(&request)?;
        let request = request.into_inner();
        let secret = self.0.set_webhook(&request.employer_id, &request.url).await;
        answer(secret.map(|secret| SetWebhookResponse { secret }))
    }

    async fn authenticate(
        &self,
        request: Request<AuthenticateRequest>,
    ) -> Result<Response<AuthenticateResponse>, Status> {
        require_service(&request)?;
        answer(self.0.holder_of(&request.get_ref().key_hash).await)
    }

    async fn get_correspondence(
        &self,
        request: Request<GetCorrespondenceRequest>,
    ) -> Result<Response<Correspondence>, Status> {
        require_service(&request)?;
        answer(self.0.correspondence(&request.get_ref().offer_id).await)
    }

    async fn correct_offer(
        &self,
        request: Request<AmendOfferRequest>,
    ) -> Result<Response<SubmitOfferResponse>, Status> {
        require_service(&request)?;
        let corrected = self.0.correct(request.into_inner()).await;
        answer(corrected.map(|receipt| self.0.response(receipt)))
    }

    async fn list_all_offers(
        &self,
        request: Request<ListAllOffersRequest>,
    ) -> Result<Response<ListOffersResponse>, Status> {
        require_spoc(&request)?;
        let request = request.into_inner();
        let page = Page::new(request.limit, &request.page_token);
        let page = page.map_err(|error| to_status(&error))?;
        answer(self.0.offers(Viewer::Everything, &page).await)
    }
}
