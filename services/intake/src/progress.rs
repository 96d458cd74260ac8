//! How far the cases of offers have come, as the topic `relais.cases` tells it.

use async_trait::async_trait;
use prost::Message as _;
use relais_domain::Error;
use relais_domain::clock::from_micros;
use relais_events::{EventRecord, Handler, UnknownType};
use relais_proto::events::CaseChanged;
use relais_proto::events::case_changed::What;
use relais_proto::intake::OfferStatus;
use relais_store::Tx;

use crate::store::offers;
use crate::watchers::Watchers;

/// The kind of an answer after which more is to come.
const PARTIAL: &str = "partial";

/// Keeps the status of offers, and wakes those who watch them.
pub(crate) struct Progress {
    pub watchers: Watchers,
}

#[async_trait]
impl Handler for Progress {
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let change = CaseChanged::decode(record.payload.as_slice()).map_err(Error::internal)?;
        let offer_id = change.offer_id.as_str();
        match change.what {
            Some(What::Diffused(_)) => offers::relayed(tx, offer_id).await?,
            Some(What::Paused(pause)) => offers::paused(tx, offer_id, &pause.reason).await?,
            Some(What::Resumed(_)) => {
                offers::resumed(tx, offer_id, from_micros(change.due_at)?).await?;
            }
            Some(What::Answered(answer)) => {
                let status = match answer.kind.as_str() {
                    PARTIAL => OfferStatus::PartlyAnswered,
                    _ => OfferStatus::Answered,
                };
                offers::answered(tx, offer_id, &answer.kind, status, change.at).await?;
            }
            Some(What::Closed(_)) => offers::closed(tx, offer_id).await?,
            None => return Err(UnknownType::of(record).into()),
            // What happens between the relay and the organisations is not for employers.
            _ => {}
        }
        Ok(())
    }

    async fn committed(&self, records: &[EventRecord]) {
        for record in records {
            self.watchers.changed(&record.stream);
        }
    }
}
