//! Who calls, and what they may see and do.

use relais_domain::Error;
use relais_domain::case::{Case, Nomination};
use relais_domain::ids::{NominationId, OrganisationId, WorkerId};
use relais_runtime::auth::{Principal, principal_of};

/// The header in which another part of this system says for whom it acts.
pub const ACTING_WORKER: &str = "x-relais-acting-worker";

/// A caller of the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    /// A worker of one organisation.
    Worker {
        /// The person.
        id: WorkerId,
        /// Whose candidates they see.
        organisation: OrganisationId,
    },
    /// A single point of contact.
    Spoc(WorkerId),
    /// A coordinator, who sees counts.
    Coordinator,
    /// Another part of this system, for a person or for itself.
    Service(Option<WorkerId>),
}

/// How much of a case a caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Everything.
    All,
    /// What belongs to one organisation.
    Of(OrganisationId),
}

impl Actor {
    /// Who sent a request.
    pub(crate) fn of<T>(request: &tonic::Request<T>) -> Result<Self, Error> {
        match principal_of(request)? {
            Principal::Worker { id, organisation } => Ok(Self::Worker { id, organisation }),
            Principal::Spoc(id) => Ok(Self::Spoc(id)),
            Principal::Coordinator(_) => Ok(Self::Coordinator),
            Principal::Service => Ok(Self::Service(acting_worker(request)?)),
            Principal::Employer(_) => Err(Error::denied("employers follow their offers at intake")),
        }
    }

    /// How much of a case this caller sees. A case that was not diffused to a worker's
    /// organisation is not there for them.
    pub(crate) fn sight(self, case: &Case) -> Result<Sight, Error> {
        match self.horizon()? {
            Sight::Of(organisation) if !case.diffusions.contains_key(&organisation) => {
                Err(Error::not_found("case"))
            }
            sight => Ok(sight),
        }
    }

    /// How much of any case this caller sees at most.
    pub(crate) fn horizon(self) -> Result<Sight, Error> {
        match self {
            Self::Worker { organisation, .. } => Ok(Sight::Of(organisation)),
            Self::Spoc(_) | Self::Service(_) => Ok(Sight::All),
            Self::Coordinator => Err(Error::denied("coordinators see figures, not cases")),
        }
    }

    /// Refuses everybody but the other parts of this system.
    pub(crate) fn only_service(self) -> Result<(), Error> {
        match self {
            Self::Service(_) => Ok(()),
            _ => Err(Error::denied("this is for the other services")),
        }
    }

    /// The SPOC who speaks to the employer: in person, or through another part of this system.
    pub(crate) fn spoc(self) -> Result<WorkerId, Error> {
        match self {
            Self::Spoc(id) | Self::Service(Some(id)) => Ok(id),
            Self::Service(None) => Err(nobody_behind()),
            Self::Worker { .. } | Self::Coordinator => {
                Err(Error::denied("only a SPOC may do this"))
            }
        }
    }

    /// The person who accompanies a nomination of this case: a worker of its organisation, or a
    /// SPOC.
    pub(crate) fn accompanies(
        self,
        case: &Case,
        nomination: NominationId,
    ) -> Result<WorkerId, Error> {
        self.sees_nomination(case, nomination)?;
        self.person()
    }

    /// The nomination, where this caller may know of it.
    pub(crate) fn sees_nomination(
        self,
        case: &Case,
        nomination: NominationId,
    ) -> Result<&Nomination, Error> {
        let sight = self.sight(case)?;
        case.nominations
            .get(&nomination)
            .filter(|it| sight.covers(it.organisation))
            .ok_or_else(|| Error::not_found("nomination in this case"))
    }

    /// The person who acts.
    pub(crate) fn person(self) -> Result<WorkerId, Error> {
        match self {
            Self::Worker { id, .. } | Self::Spoc(id) | Self::Service(Some(id)) => Ok(id),
            Self::Service(None) => Err(nobody_behind()),
            Self::Coordinator => Err(Error::denied("coordinators see figures, not cases")),
        }
    }

    /// Speaking of an offer as a whole may end it: that is not for a worker to write down.
    pub(crate) fn speaks_for_the_whole_offer(self) -> Result<(), Error> {
        match self {
            Self::Worker { .. } => Err(Error::denied(
                "say which nomination it is about; a SPOC may leave it out",
            )),
            _ => Ok(()),
        }
    }

    /// Who looks after the queue of messages.
    pub(crate) fn keeps_the_queue(self) -> Result<(), Error> {
        match self {
            Self::Spoc(_) | Self::Service(_) => Ok(()),
            Self::Worker { .. } | Self::Coordinator => {
                Err(Error::denied("the queue of messages is for SPOCs"))
            }
        }
    }

    /// Whether this caller may read counts as they are. Small counts are hidden from coordinators.
    pub(crate) fn counts_everybody(self) -> Result<bool, Error> {
        match self {
            Self::Spoc(_) | Self::Service(_) => Ok(true),
            Self::Coordinator => Ok(false),
            Self::Worker { .. } => Err(Error::denied("figures are for SPOCs and coordinators")),
        }
    }
}

impl Sight {
    /// Whether what belongs to an organisation can be seen.
    pub(crate) fn covers(self, organisation: OrganisationId) -> bool {
        match self {
            Self::All => true,
            Self::Of(own) => own == organisation,
        }
    }
}

fn nobody_behind() -> Error {
    Error::denied(format!(
        "say for whom you act, in the header {ACTING_WORKER}"
    ))
}

fn acting_worker<T>(request: &tonic::Request<T>) -> Result<Option<WorkerId>, Error> {
    let Some(value) = request.metadata().get(ACTING_WORKER) else {
        return Ok(None);
    };
    let wrong = || {
        let message = format!("the header {ACTING_WORKER} is not the id of a worker");
        Error::invalid_field("", message, "give the worker's id, or leave the header out")
    };
    let text = value.to_str().map_err(|_| wrong())?;
    text.parse().map(Some).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use relais_domain::ErrorCode;

    use super::*;

    fn request(principal: Principal, acting: Option<&'static str>) -> tonic::Request<()> {
        let mut request = tonic::Request::new(());
        request.extensions_mut().insert(principal);
        if let Some(worker) = acting {
            request.metadata_mut().insert(
                ACTING_WORKER,
                tonic::metadata::MetadataValue::from_static(worker),
            );
        }
        request
    }

    #[test]
    fn a_service_acts_for_the_worker_it_names() {
        let worker = "0198c0de-7a50-7000-8000-00805f9b34fb";
        let actor = Actor::of(&request(Principal::Service, Some(worker))).expect("a service");
        assert_eq!(actor.spoc().expect("a SPOC").to_string(), worker);
    }

    #[test]
    fn a_service_that_names_nobody_does_not_speak_to_employers() {
        let actor = Actor::of(&request(Principal::Service, None)).expect("a service");
        assert_eq!(
            actor.spoc().expect_err("nobody").code(),
            ErrorCode::PermissionDenied
        );
    }

    #[test]
    fn a_worker_cannot_act_for_somebody_else() {
        let worker: WorkerId = "0198c0de-7a50-7000-8000-000000000001"
            .parse()
            .expect("an id");
        let organisation = "0198c0de-7a50-7000-8000-000000000002"
            .parse()
            .expect("an id");
        let principal = Principal::Worker {
            id: worker,
            organisation,
        };
        let acting = Some("0198c0de-7a50-7000-8000-00805f9b34fb");
        let actor = Actor::of(&request(principal, acting)).expect("a worker");
        assert_eq!(actor.person().expect("the worker"), worker);
    }

    #[test]
    fn an_employer_is_sent_to_intake() {
        let employer = "0198c0de-7a50-7000-8000-000000000003"
            .parse()
            .expect("an id");
        let error = Actor::of(&request(Principal::Employer(employer), None)).expect_err("denied");
        assert_eq!(error.code(), ErrorCode::PermissionDenied);
    }
}
