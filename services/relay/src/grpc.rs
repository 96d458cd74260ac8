//! The gRPC door.

use relais_domain::Error;
use relais_proto::relay as proto;
use relais_proto::relay::outbox_server::{Outbox, OutboxServer};
use relais_proto::relay::relay_server::{Relay as Service, RelayServer};
use relais_proto::relay::threads_server::{Threads, ThreadsServer};
use relais_runtime::door::to_status;
use tonic::service::RoutesBuilder;
use tonic::{Request, Response, Status};

use crate::access::Actor;
use crate::input;
use crate::service::Relay;

/// Bytes of one request: a free text of a page, or a list of ids, with room to spare.
const MAX_REQUEST_BYTES: usize = 256 * 1024;

type Answered<T> = Result<Response<T>, Status>;

impl Relay {
    /// Adds the gRPC services of the relay.
    pub fn grpc(&self, routes: &mut RoutesBuilder) {
        let relay = RelayServer::new(self.clone()).max_decoding_message_size(MAX_REQUEST_BYTES);
        let outbox = OutboxServer::new(self.clone()).max_decoding_message_size(MAX_REQUEST_BYTES);
        let threads = ThreadsServer::new(self.clone()).max_decoding_message_size(MAX_REQUEST_BYTES);
        routes
            .add_service(relay)
            .add_service(outbox)
            .add_service(threads);
    }
}

/// Runs a use case for whoever sent the request.
async fn answer<Q, A, F>(
    request: Request<Q>,
    use_case: impl FnOnce(Actor, Q) -> F + Send,
) -> Answered<A>
where
    F: Future<Output = Result<A, Error>> + Send,
{
    let actor = Actor::of(&request).map_err(|error| to_status(&error))?;
    let answer = use_case(actor, request.into_inner()).await;
    answer.map(Response::new).map_err(|error| to_status(&error))
}

#[tonic::async_trait]
impl Service for Relay {
    async fn get_case(&self, request: Request<proto::GetCaseRequest>) -> Answered<proto::Case> {
        answer(request, |actor, it| self.get_case(actor, it)).await
    }

    async fn list_cases(
        &self,
        request: Request<proto::ListCasesRequest>,
    ) -> Answered<proto::ListCasesResponse> {
        answer(request, |actor, it| self.list_cases(actor, it)).await
    }

    async fn nominate(
        &self,
        request: Request<proto::NominateRequest>,
    ) -> Answered<proto::NominateResponse> {
        answer(request, |actor, it| self.nominate(actor, it)).await
    }

    async fn pass_over(&self, request: Request<proto::PassOverRequest>) -> Answered<proto::Case> {
        answer(request, |actor, it| self.pass_over(actor, it)).await
    }

    async fn withdraw_nomination(
        &self,
        request: Request<proto::WithdrawNominationRequest>,
    ) -> Answered<proto::Case> {
        answer(request, |actor, it| self.withdraw_nomination(actor, it)).await
    }

    async fn pause(&self, request: Request<proto::PauseRequest>) -> Answered<proto::Case> {
        answer(request, |actor, it| self.pause(actor, it)).await
    }

    async fn resume(&self, request: Request<proto::ResumeRequest>) -> Answered<proto::Case> {
        answer(request, |actor, it| self.resume(actor, it)).await
    }

    async fn answer(&self, request: Request<proto::AnswerRequest>) -> Answered<proto::Case> {
        answer(request, |actor, it| self.answer(actor, it)).await
    }

    async fn record_reply(
        &self,
        request: Request<proto::RecordReplyRequest>,
    ) -> Answered<proto::Case> {
        answer(request, |actor, it| self.record_reply(actor, it)).await
    }

    async fn name_tutor(&self, request: Request<proto::NameTutorRequest>) -> Answered<proto::Case> {
        answer(request, |actor, it| self.name_tutor(actor, it)).await
    }

    async fn record_step(
        &self,
        request: Request<proto::RecordStepRequest>,
    ) -> Answered<proto::Case> {
        answer(request, |actor, it| self.record_step(actor, it)).await
    }

    async fn record_follow_up(
        &self,
        request: Request<proto::RecordFollowUpRequest>,
    ) -> Answered<proto::Case> {
        answer(request, |actor, it| self.record_follow_up(actor, it)).await
    }

    async fn close_case(&self, request: Request<proto::CloseCaseRequest>) -> Answered<proto::Case> {
        answer(request, |actor, it| self.close_case(actor, it)).await
    }

    async fn get_figures(
        &self,
        request: Request<proto::GetFiguresRequest>,
    ) -> Answered<proto::Figures> {
        answer(request, |actor, it| self.get_figures(actor, it)).await
    }

    async fn traces_of(
        &self,
        request: Request<proto::TracesOfRequest>,
    ) -> Answered<proto::TracesOfResponse> {
        answer(request, async |actor, it| {
            actor.only_service()?;
            let candidate = input::id("/candidate_id", &it.candidate_id)?;
            let traces = self.count_traces(candidate).await?;
            Ok(proto::TracesOfResponse { traces })
        })
        .await
    }
}

#[tonic::async_trait]
impl Outbox for Relay {
    async fn list_messages(
        &self,
        request: Request<proto::ListMessagesRequest>,
    ) -> Answered<proto::ListMessagesResponse> {
        answer(request, |actor, it| self.list_messages(actor, it)).await
    }

    async fn list_dead_letters(
        &self,
        request: Request<proto::ListDeadLettersRequest>,
    ) -> Answered<proto::ListMessagesResponse> {
        answer(request, |actor, it| self.list_dead_letters(actor, it)).await
    }

    async fn replay_dead_letters(
        &self,
        request: Request<proto::ReplayDeadLettersRequest>,
    ) -> Answered<proto::ReplayDeadLettersResponse> {
        answer(request, |actor, it| self.replay_dead_letters(actor, it)).await
    }
}

#[tonic::async_trait]
impl Threads for Relay {
    async fn find_thread(
        &self,
        request: Request<proto::FindThreadRequest>,
    ) -> Answered<proto::FindThreadResponse> {
        answer(request, |actor, it| self.find_thread(actor, it)).await
    }

    async fn join_mail(
        &self,
        request: Request<proto::JoinMailRequest>,
    ) -> Answered<proto::JoinMailResponse> {
        answer(request, |actor, it| self.join_mail(actor, it)).await
    }

    async fn record_bounce(
        &self,
        request: Request<proto::RecordBounceRequest>,
    ) -> Answered<proto::RecordBounceResponse> {
        answer(request, |actor, it| self.record_bounce(actor, it)).await
    }
}
