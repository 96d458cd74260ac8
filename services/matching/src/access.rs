//! Who may see which rankings.

use relais_domain::Error;
use relais_domain::ids::OrganisationId;
use relais_runtime::auth::Principal;
use uuid::Uuid;

/// Whose candidates a caller may see ranked for an offer, who asks for those of `asked` (`None` for
/// every organisation): a worker their own organisation's only, the single point of contact and the
/// system's parts anybody's.
///
/// # Errors
/// `PermissionDenied` for everybody else: employers never see a score.
pub fn candidates_of(
    principal: Principal,
    asked: Option<OrganisationId>,
) -> Result<Option<Uuid>, Error> {
    match principal {
        Principal::Service | Principal::Spoc(_) => Ok(asked.map(|id| id.0)),
        Principal::Worker { organisation, .. } if asked.is_none_or(|id| id == organisation) => {
            Ok(Some(organisation.0))
        }
        Principal::Worker { .. } => Err(Error::denied(
            "workers see the candidates of their own organisation only",
        )),
        Principal::Employer(_) | Principal::Coordinator(_) => Err(no_scores()),
    }
}

/// Checks that a caller is a part of this system.
///
/// # Errors
/// `PermissionDenied`.
pub fn only_service(principal: Principal) -> Result<(), Error> {
    match principal {
        Principal::Service => Ok(()),
        _ => Err(Error::denied("this is for the other services")),
    }
}

/// Checks that a caller may see how one candidate of `organisation` ranks.
///
/// # Errors
/// `NotFound` for a worker of another organisation, who does not learn that there is such a
/// candidate; `PermissionDenied` for everybody else.
pub fn one_candidate_of(principal: Principal, organisation: Uuid) -> Result<(), Error> {
    match principal {
        Principal::Service => Ok(()),
        Principal::Worker {
            organisation: own, ..
        } if own.0 == organisation => Ok(()),
        Principal::Worker { .. } => Err(Error::not_found("candidate")),
        Principal::Spoc(_) | Principal::Employer(_) | Principal::Coordinator(_) => Err(no_scores()),
    }
}

/// Checks that a caller is one who may see a single candidate's ranking at all, before anything is
/// looked up.
///
/// # Errors
/// `PermissionDenied`.
pub fn may_see_candidates(principal: Principal) -> Result<(), Error> {
    match principal {
        Principal::Service | Principal::Worker { .. } => Ok(()),
        Principal::Spoc(_) | Principal::Employer(_) | Principal::Coordinator(_) => Err(no_scores()),
    }
}

fn no_scores() -> Error {
    Error::denied("rankings are for those who accompany the candidates")
}
