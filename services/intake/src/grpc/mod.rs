//! The gRPC doors.

mod employers;
mod feeds;
mod intake;
mod mails;

use relais_domain::Error;
use relais_proto::intake::employers_server::EmployersServer;
use relais_proto::intake::feeds_server::FeedsServer;
use relais_proto::intake::intake_server::IntakeServer;
use relais_proto::intake::mails_server::MailsServer;
use relais_runtime::auth::{Principal, principal_of};
use relais_runtime::door::to_status;
use tonic::service::RoutesBuilder;
use tonic::{Request, Response, Status};

use crate::Intake;

/// Adds the services, with the size of a message limited to that of one offer.
pub(crate) fn add(service: &Intake, routes: &mut RoutesBuilder) {
    let max_bytes = service.inner.config.limits.offer_bytes;
    let intake = IntakeServer::new(intake::Door(service.clone()));
    let employers = EmployersServer::new(employers::Door(service.clone()));
    let feeds = FeedsServer::new(feeds::Door(service.clone()));
    let mails = MailsServer::new(mails::Door(service.clone()));
    routes.add_service(mails.max_decoding_message_size(max_bytes));
    routes.add_service(feeds.max_decoding_message_size(max_bytes));
    routes.add_service(intake.max_decoding_message_size(max_bytes));
    routes.add_service(employers.max_decoding_message_size(max_bytes));
}

/// Refuses everybody but the parts of this system.
fn require_service<T>(request: &Request<T>) -> Result<(), Status> {
    match principal_of(request).map_err(|error| to_status(&error))? {
        Principal::Service => Ok(()),
        _ => Err(denied("only the operators of the relay may do this")),
    }
}

/// Refuses everybody but those who answer employers, and the parts of this system.
fn require_spoc<T>(request: &Request<T>) -> Result<(), Status> {
    match principal_of(request).map_err(|error| to_status(&error))? {
        Principal::Spoc(_) | Principal::Service => Ok(()),
        _ => Err(denied("only those who answer employers may do this")),
    }
}

fn denied(message: &str) -> Status {
    to_status(&Error::denied(message))
}

fn answer<T>(outcome: Result<T, Error>) -> Result<Response<T>, Status> {
    outcome
        .map(Response::new)
        .map_err(|error| to_status(&error))
}
