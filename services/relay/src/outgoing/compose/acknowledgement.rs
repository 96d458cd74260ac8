//! To the employer, at once: the offers that came in, and what was understood of them.

use relais_domain::ids::OfferId;
use relais_messages::mail::{self, Acknowledged, Field, Understood, UnderstoodField, Wanted};
use relais_messages::page::Action;
use relais_messages::{Composed, Language};
use relais_proto::intake::{Confidence, Correspondence, UnderstoodOffer};

use super::wanted::wanted;
use super::{Matter, title_of};
use crate::outgoing::setback::Setback;

/// One offer of the acknowledgement, with everything that its part of the mail is made of.
struct Part {
    reference: String,
    title: String,
    wanted: Wanted,
    understood: Option<UnderstoodOffer>,
    correct: String,
    no_longer_open: String,
}

impl Matter<'_> {
    /// The acknowledgement of an offer, or of all that came in its mail.
    pub(super) async fn acknowledgement(&self, language: Language) -> Result<Composed, Setback> {
        let opening = &self.case.opening;
        let calendar = self.composer.calendars.of(&opening.rule);
        // A rule that was changed since, or taken away, no longer tells how the promise was made.
        let count = calendar
            .count(opening.received_at)
            .ok()
            .filter(|count| count.due == opening.due_at && calendar.rule().id == opening.rule.id);
        let reference = opening.reference.to_string();
        let own = self.part(language, opening.offer, reference, &self.correspondence);
        let (own, others) = (own.await?, self.others(language).await?);
        let others: Vec<Acknowledged<'_>> = others.iter().map(Part::acknowledged).collect();
        let mail = mail::Acknowledgement {
            contact_name: self.contact_name(),
            received_at: opening.received_at,
            due_at: opening.due_at,
            count: count.as_ref().map(|count| (calendar.rule(), count)),
            offer: own.acknowledged(),
            others: &others,
        };
        Ok(mail.compose(&self.about(language)))
    }

    /// The other offers that came in the same mail.
    async fn others(&self, language: Language) -> Result<Vec<Part>, Setback> {
        let offer = self.case.opening.offer;
        let mut others = Vec::new();
        for fellow in self.sources().offers_of_its_mail(offer).await? {
            if fellow.offer != offer {
                let correspondence = self.sources().correspondence(fellow.offer).await?;
                let reference = fellow.reference.to_string();
                let part = self.part(language, fellow.offer, reference, &correspondence);
                others.push(part.await?);
            }
        }
        Ok(others)
    }

    async fn part(
        &self,
        language: Language,
        offer: OfferId,
        reference: String,
        correspondence: &Correspondence,
    ) -> Result<Part, Setback> {
        let known = correspondence.offer.as_ref();
        Ok(Part {
            reference,
            title: title_of(known),
            wanted: wanted(language, known.and_then(|offer| offer.understood.as_ref())),
            understood: self.sources().understood(correspondence).await?,
            correct: self.correction_link(language, offer)?,
            no_longer_open: self.link_about(offer, language, Action::NoLongerOpen, None)?,
        })
    }
}

impl Part {
    fn acknowledged(&self) -> Acknowledged<'_> {
        let understood = self.understood.as_ref();
        Acknowledged {
            reference: &self.reference,
            title: &self.title,
            wanted: &self.wanted,
            understood: understood.map(|understood| told(understood, &self.correct)),
            no_longer_open: &self.no_longer_open,
        }
    }
}

/// Fields that an earlier or later version knows are left out, not shown by their codes.
fn told<'a>(understood: &'a UnderstoodOffer, correct: &'a str) -> Understood<'a> {
    let fields = understood.fields.iter().filter_map(|it| {
        Some(UnderstoodField {
            field: Field::from_code(&it.name)?,
            value: &it.value,
            quote: &it.quote,
            is_guess: it.confidence() == Confidence::Low,
        })
    });
    let missing = understood.missing.iter();
    Understood {
        fields: fields.collect(),
        missing: missing.filter_map(|code| Field::from_code(code)).collect(),
        correct,
    }
}
