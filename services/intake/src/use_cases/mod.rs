//! What can be asked of the service, whatever the door.

mod amend;
mod bulk;
mod employers;
mod feeds;
mod look;
mod mails;
mod submit;
mod watch;

use relais_domain::Error;
use relais_domain::entropy::random;
use relais_domain::ids::{EmployerId, OfferId};

pub(crate) use amend::{Stale, with_key_of};
pub(crate) use bulk::Bulk;
pub(crate) use feeds::some_employer;
pub(crate) use look::{Page, Viewer};
pub(crate) use submit::{Placed, Receipt, WRITTEN_TOGETHER, place_all, revise};

use crate::Intake;

impl Intake {
    /// Where an offer can be looked up.
    pub(crate) fn status_url(&self, offer_id: &str) -> String {
        format!("{}/v1/offers/{offer_id}", self.inner.base_url)
    }

    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        random(&*self.inner.entropy)
    }
}

/// An id that somebody gives; what is no id names nothing.
fn offer_id(text: &str) -> Result<OfferId, Error> {
    text.parse().map_err(|_| Error::not_found("offer"))
}

/// An employer's id that somebody gives; what is no id names nothing.
fn employer_id(text: &str) -> Result<EmployerId, Error> {
    text.parse().map_err(|_| Error::not_found("employer"))
}
