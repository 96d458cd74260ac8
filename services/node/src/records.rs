//! The gRPC service of records that were set aside; for the command line.

use std::sync::Arc;

use relais_domain::Error;
use relais_events::{DeadLetter, Place, Repair, Replayed};
use relais_proto::events as proto;
use relais_proto::events::records_server::Records;
use relais_runtime::auth::{Principal, principal_of};
use relais_runtime::door::to_status;
use tonic::{Request, Response, Status};

/// Records in one answer, when the caller does not say, and at most.
const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// What the services of this process set aside. Cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<[Repair]>);

impl Door {
    /// A door to the dead letters of these services.
    pub fn new(services: impl IntoIterator<Item = Repair>) -> Self {
        Self(services.into_iter().collect())
    }

    fn of(&self, consumer: &str) -> Result<&Repair, Error> {
        let found = self.0.iter().find(|it| it.consumer() == consumer);
        found.ok_or_else(|| {
            let remedy = "name a service that follows the log and runs in this process";
            Error::invalid_field("/consumer", "sets nothing aside here", remedy)
        })
    }

    async fn list(
        &self,
        request: proto::ListSetAsideRequest,
    ) -> Result<proto::ListSetAsideResponse, Error> {
        let limit = match request.limit {
            0 => DEFAULT_LIMIT,
            limit => limit.min(MAX_LIMIT),
        };
        let after = request.after.map(place).unwrap_or_default();
        let letters = self.of(&request.consumer)?.letters(&after, limit).await?;
        Ok(proto::ListSetAsideResponse {
            records: letters.iter().map(set_aside).collect(),
        })
    }

    async fn replay(
        &self,
        request: proto::ReplaySetAsideRequest,
    ) -> Result<proto::ReplaySetAsideResponse, Error> {
        let repair = self.of(&request.consumer)?;
        let replayed = match request.place {
            Some(wanted) => vec![repair.replay(&place(wanted)).await?],
            None => repair.replay_all().await?,
        };
        Ok(proto::ReplaySetAsideResponse {
            records: replayed.iter().map(outcome).collect(),
        })
    }
}

/// Refuses everybody but the parts of this system, one of which the command line is.
fn only_service<T>(request: Request<T>) -> Result<T, Status> {
    match principal_of(&request).map_err(|error| to_status(&error))? {
        Principal::Service => Ok(request.into_inner()),
        _ => Err(to_status(&Error::denied(
            "only the operators of the relay may do this",
        ))),
    }
}

#[tonic::async_trait]
impl Records for Door {
    async fn list_set_aside(
        &self,
        request: Request<proto::ListSetAsideRequest>,
    ) -> Result<Response<proto::ListSetAsideResponse>, Status> {
        let listed = self.list(only_service(request)?).await;
        listed.map(Response::new).map_err(|error| to_status(&error))
    }

    async fn replay_set_aside(
        &self,
        request: Request<proto::ReplaySetAsideRequest>,
    ) -> Result<Response<proto::ReplaySetAsideResponse>, Status> {
        let replayed = self.replay(only_service(request)?).await;
        replayed
            .map(Response::new)
            .map_err(|error| to_status(&error))
    }
}

fn place(place: proto::Place) -> Place {
    Place {
        topic: place.topic,
        partition: place.partition,
        offset: place.offset,
    }
}

fn set_aside(letter: &DeadLetter) -> proto::SetAside {
    let record = &letter.record;
    proto::SetAside {
        consumer: letter.consumer.clone(),
        place: Some(proto::Place {
            topic: record.topic.clone(),
            partition: record.partition,
            offset: record.offset,
        }),
        stream: record.stream.clone(),
        r#type: record.kind.clone(),
        time: record.time_micros,
        reason: letter.reason.clone(),
    }
}

fn outcome(replayed: &Replayed) -> proto::Replayed {
    let error = replayed
        .outcome
        .as_ref()
        .err()
        .map(relais_events::reason_of);
    proto::Replayed {
        record: Some(set_aside(&replayed.letter)),
        error: error.unwrap_or_default(),
    }
}
