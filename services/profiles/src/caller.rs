//! Who calls, and whose candidates they reach.

use relais_domain::Error;
use relais_domain::ids::OrganisationId;
use relais_runtime::auth::Principal;

/// A caller who may work with candidates.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The only organisation whose candidates they reach; `None` for the system's own parts.
    pub organisation: Option<OrganisationId>,
    /// How the caller is noted in a record when the request names nobody.
    pub name: String,
}

impl Caller {
    /// The caller behind `principal`, where they may see candidates at all.
    ///
    /// # Errors
    /// `PermissionDenied` for employers, SPOCs and coordinators.
    pub fn of(principal: Principal) -> Result<Self, Error> {
        let organisation = match principal {
            Principal::Worker { organisation, .. } => Some(organisation),
            Principal::Service => None,
            Principal::Spoc(_) | Principal::Coordinator(_) | Principal::Employer(_) => {
                return Err(Error::denied(
                    "candidates are seen by the workers of their own organisation only",
                ));
            }
        };
        Ok(Self {
            organisation,
            name: principal.to_string(),
        })
    }

    /// Whether a candidate of `organisation` is theirs to see.
    pub fn reaches(&self, organisation: &str) -> bool {
        self.organisation
            .is_none_or(|own| own.to_string() == organisation)
    }

    /// The organisation that a request is about: the caller's own, or the one that it names.
    /// `None` where a part of the system names none.
    ///
    /// # Errors
    /// `InvalidInput` where `named` is not an id; `PermissionDenied` where it is another's.
    pub fn organisation(
        &self,
        named: &str,
        pointer: &str,
    ) -> Result<Option<OrganisationId>, Error> {
        let named: Option<OrganisationId> = match named.trim() {
            "" => None,
            text => Some(id(text, pointer)?),
        };
        match (self.organisation, named) {
            (Some(own), Some(other)) if own != other => {
                Err(Error::denied("this is another organisation than yours"))
            }
            (own, named) => Ok(own.or(named)),
        }
    }
}

/// Only the system's own parts may go on.
///
/// # Errors
/// `PermissionDenied` for everybody else.
pub(crate) fn only_service(principal: Principal) -> Result<(), Error> {
    match principal {
        Principal::Service => Ok(()),
        _ => Err(Error::denied(
            "this is for the command line and the system's own parts",
        )),
    }
}

/// Reads an id out of the field at `pointer`.
///
/// # Errors
/// `InvalidInput` that names the field.
pub(crate) fn id<T: std::str::FromStr<Err = Error>>(text: &str, pointer: &str) -> Result<T, Error> {
    text.trim().parse().map_err(|error: Error| {
        let remedy = error
            .fields()
            .first()
            .map_or("", |field| field.remedy.as_str());
        Error::invalid_field(pointer, error.message(), remedy)
    })
}
