//! The doors: who calls, and which use case answers.

mod directory;
mod profiles;

pub(crate) use directory::DirectoryDoor;
pub(crate) use profiles::ProfilesDoor;

use relais_domain::Error;
use relais_runtime::auth::principal_of;
use relais_runtime::door::to_status;
use tonic::{Request, Response, Status};

use crate::caller::Caller;

/// The outcome of a use case as a gRPC answer.
fn answer<T>(outcome: Result<T, Error>) -> Result<Response<T>, Status> {
    outcome
        .map(Response::new)
        .map_err(|error| to_status(&error))
}

/// The caller of a request about candidates.
fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    principal_of(request)
        .and_then(Caller::of)
        .map_err(|error| to_status(&error))
}
