//! Rankings diffuse offers. Only how many candidates of each organisation rank is kept: who they
//! are and why is matching's to show, and stands in the log.

use std::collections::BTreeMap;

use async_trait::async_trait;
use relais_domain::Error;
use relais_domain::case::Command;
use relais_domain::clock::from_micros;
use relais_domain::ids::{OfferId, OrganisationId};
use relais_events::{EventRecord, Handler, UnknownType};
use relais_proto::events::ShortlistOutline;
use relais_store::Tx;

use super::{payload, perform};
use crate::service::Relay;
use crate::store;

pub(super) struct Shortlists(pub(super) Relay);

#[async_trait]
impl Handler for Shortlists {
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        if record.kind != "relais.shortlist.computed.v1" {
            return Err(UnknownType::of(record).into());
        }
        let shortlist: ShortlistOutline = payload(record)?;
        let offer: OfferId = shortlist.offer_id.parse().map_err(Error::internal)?;
        let Some(stored) = store::load_stored(tx, offer).await? else {
            return Err(Error::not_found("case"));
        };
        let at = from_micros(shortlist.computed_at)?;
        let command = Command::Diffuse {
            organisations: self.organisations(&shortlist)?,
        };
        perform(&self.0, tx, record, &stored, command, at).await
    }

    async fn committed(&self, _records: &[EventRecord]) {
        self.0.wake();
    }
}

impl Shortlists {
    /// Everybody is shown the offer: those with ranked candidates to act on it, all others for
    /// information, so that a machine's ranking shuts nobody out.
    fn organisations(
        &self,
        shortlist: &ShortlistOutline,
    ) -> Result<Vec<(OrganisationId, u32)>, Error> {
        let all = self.0.directory().organisations();
        let all = all.ok_or_else(|| Error::unavailable("the organisations are not known yet"))?;
        let mut counts: BTreeMap<OrganisationId, u32> = all.iter().map(|id| (*id, 0)).collect();
        for organisation in &shortlist.organisations {
            let id = organisation
                .organisation_id
                .parse()
                .map_err(Error::internal)?;
            let ranked = u32::try_from(organisation.candidates.len()).unwrap_or(u32::MAX);
            counts.insert(id, ranked);
        }
        Ok(counts.into_iter().collect())
    }
}
