//! Our mails that did not arrive.

use relais_domain::Error;
use relais_domain::ids::OfferId;
use relais_proto::relay as proto;
use relais_store::Tx;

use crate::access::Actor;
use crate::outgoing::{self, Means, OurMail, Outgoing, Purpose, Queued, Recipient};
use crate::service::Relay;
use crate::store;

impl Relay {
    /// Marks the address that did not take one of our mails, so that no other is wasted on it, and
    /// tells the SPOCs.
    pub(crate) async fn record_bounce(
        &self,
        actor: Actor,
        request: proto::RecordBounceRequest,
    ) -> Result<proto::RecordBounceResponse, Error> {
        actor.only_service()?;
        let Some(returned) = self.returned(&request.message_id).await? else {
            return Ok(proto::RecordBounceResponse::default());
        };
        let offer = returned.message.offer;
        let case = self.load(offer).await?;
        let address = if request.permanent {
            self.failed_address(&returned, &request.address).await?
        } else {
            None
        };
        if let Some((address, is_only_one)) = &address {
            self.give_up(returned, self.sources().tag_of(address), *is_only_one)
                .await?;
        }
        Ok(proto::RecordBounceResponse {
            case_ref: Some(case.opening.reference.to_string()),
            unreachable: address.is_some(),
        })
    }

    /// The message that came back, where it is one of ours.
    async fn returned(&self, message_id: &str) -> Result<Option<Queued>, Error> {
        let Some(ours) = OurMail::parse(message_id) else {
            return Ok(None);
        };
        outgoing::find_mail(&mut self.store().read().await?, ours).await
    }

    /// Which address a message went to that did not take it, and whether it went to no other.
    /// Only an address that we wrote to counts, whatever a report says.
    async fn failed_address(
        &self,
        returned: &Queued,
        reported: &str,
    ) -> Result<Option<(String, bool)>, Error> {
        let mut addresses = self.composer().addresses(returned, self.now()).await?;
        let is_only_one = addresses.len() == 1;
        let at = addresses
            .iter()
            .position(|address| address.eq_ignore_ascii_case(reported.trim()))
            // Where mail is passed on, the report names the address behind.
            .or(is_only_one.then_some(0));
        Ok(at.map(|at| (addresses.swap_remove(at), is_only_one)))
    }

    async fn give_up(&self, returned: Queued, tag: String, is_only_one: bool) -> Result<(), Error> {
        let relay = self.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if is_only_one {
                        outgoing::send_back(tx, returned.id).await?;
                    }
                    relay.mark_and_tell(tx, &returned, &tag).await
                })
            })
            .await?;
        self.wake_courier();
        Ok(())
    }

    async fn mark_and_tell(&self, tx: &mut Tx, returned: &Queued, tag: &str) -> Result<(), Error> {
        let (offer, now) = (returned.message.offer, self.now());
        let marked = store::mark_unreachable(tx, tag, offer, returned.id, now).await?;
        if let Some(number) = marked {
            let notice = notice(offer, returned, number);
            self.recorder(now, None).queue(tx, notice).await?;
        }
        Ok(())
    }
}

fn notice(offer: OfferId, returned: &Queued, number: u64) -> Outgoing {
    Outgoing {
        offer,
        purpose: Purpose::Unreachable,
        recipient: Recipient::Spocs,
        means: Means::Mail,
        case_version: number,
        nomination: None,
        detail: Some(returned.id.to_string()),
    }
}
