//! The door of those who look at mails, and of the service that answers them.

use relais_proto::intake::mails_server::Mails;
use relais_proto::intake::{
    GetMailRequest, IgnoreMailRequest, ListMailsRequest, ListMailsResponse, Mail,
    SubmitOfferResponse, TurnIntoOfferRequest, UnderstoodOfferRequest, UnderstoodOfferResponse,
};
use tonic::{Request, Response, Status, async_trait};

use super::{answer, require_service, require_spoc};
use crate::Intake;

/// The generated service over the use cases.
pub(super) struct Door(pub Intake);

#[async_trait]
impl Mails for Door {
    async fn understood_offer(
        &self,
        request: Request<UnderstoodOfferRequest>,
    ) -> Result<Response<UnderstoodOfferResponse>, Status> {
        require_service(&request)?;
        answer(self.0.understood_offer(&request.get_ref().offer_id).await)
    }

    async fn list_mails(
        &self,
        request: Request<ListMailsRequest>,
    ) -> Result<Response<ListMailsResponse>, Status> {
        require_spoc(&request)?;
        answer(self.0.list_mails(request.get_ref()).await)
    }

    async fn get_mail(&self, request: Request<GetMailRequest>) -> Result<Response<Mail>, Status> {
        require_spoc(&request)?;
        answer(self.0.mail(&request.get_ref().mail_id).await)
    }

    async fn turn_into_offer(
        &self,
        request: Request<TurnIntoOfferRequest>,
    ) -> Result<Response<SubmitOfferResponse>, Status> {
        require_spoc(&request)?;
        let TurnIntoOfferRequest {
            mail_id,
            employer_id,
            content,
        } = request.into_inner();
        let content = content.unwrap_or_default();
        let turned = self.0.turn_into_offer(&mail_id, &employer_id, content);
        answer(turned.await.map(|receipt| self.0.response(receipt)))
    }

    async fn ignore_mail(
        &self,
        request: Request<IgnoreMailRequest>,
    ) -> Result<Response<Mail>, Status> {
        require_spoc(&request)?;
        answer(self.0.ignore_mail(&request.get_ref().mail_id).await)
    }
}
