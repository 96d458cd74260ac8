//! What went out to the employers.

use std::time::{Duration, Instant};

use relais_proto::relay::outbox_client::OutboxClient;
use relais_proto::relay::{ListMessagesRequest, Message};

use super::Play;
use crate::demo::mails;
use crate::demo::patience::patiently;

/// How long the last mails may take, in real time: what an instance was about to send when it was
/// killed, another one takes up minutes later.
const LAST_MAILS: Duration = Duration::from_mins(6);

impl Play<'_> {
    /// Waits until the mails to employers have gone out, counts the acknowledgements, and shows
    /// the two mails of one case.
    pub(super) async fn look_at_mails(&mut self) -> anyhow::Result<()> {
        let offers: Vec<(String, &'static str)> = self
            .offers
            .iter()
            .map(|(id, offer)| (id.clone(), offer.channel))
            .collect();
        let began = Instant::now();
        let mut shown = false;
        for (offer, channel) in offers {
            let mut messages = self.messages(&offer).await?;
            while messages.iter().any(is_waiting) && began.elapsed() < LAST_MAILS {
                tokio::time::sleep(Duration::from_millis(20)).await;
                messages = self.messages(&offer).await?;
            }
            let sent = |purpose: &str| {
                messages
                    .iter()
                    .find(|it| it.purpose == purpose && it.state == "sent")
            };
            let (acknowledgement, answer) = (sent("acknowledgement"), sent("answer"));
            let figures = self.report.channels.entry(channel).or_default();
            figures.acknowledged += u64::from(acknowledgement.is_some());
            figures.answered += u64::from(answer.is_some());
            if let (Some(acknowledgement), Some(answer), false) = (acknowledgement, answer, shown) {
                shown = true;
                self.show(acknowledgement)?;
                self.show(answer)?;
            }
        }
        Ok(())
    }

    async fn messages(&self, offer: &str) -> anyhow::Result<Vec<Message>> {
        let request = ListMessagesRequest {
            offer_id: offer.to_owned(),
            limit: 200,
        };
        let outbox = OutboxClient::new(self.ground.inside.clone());
        let listed = patiently(async || outbox.clone().list_messages(request.clone()).await);
        Ok(listed.await?.into_inner().messages)
    }

    fn show(&self, message: &Message) -> anyhow::Result<()> {
        let Some(folder) = &self.ground.mails else {
            return Ok(()); // They went to a mail server.
        };
        let mail = mails::read(folder, &message.message_id)?;
        self.narrator
            .tell(|| format!("\nThe {} as it went out:\n{mail}", message.purpose));
        Ok(())
    }
}

fn is_waiting(message: &Message) -> bool {
    message.state == "pending" && matches!(message.purpose.as_str(), "acknowledgement" | "answer")
}
