//! To colleagues: organisations, single points of contact and workers.

use jiff::SignedDuration;
use relais_domain::case::{self, CaseEvent, Stage};
use relais_domain::ids::{OrganisationId, WorkerId};
use relais_messages::mail::{self, Standing};
use relais_messages::{Composed, Language};
use relais_proto::profiles::Worker;

use super::wanted::wanted;
use super::{Draft, Matter, given, misaddressed};
use crate::outgoing::Purpose;
use crate::outgoing::setback::Setback;
use crate::outgoing::sources::Colleagues;

impl Matter<'_> {
    pub(super) async fn to_organisation(&self, id: OrganisationId) -> Result<Draft, Setback> {
        if self.queued.message.purpose != Purpose::Diffusion {
            return Err(misaddressed());
        }
        let colleagues = self.sources().colleagues().await?;
        let organisation = colleagues
            .organisation(id)
            .ok_or(Setback::Skip("no organisation"))?;
        if self.case.stage == Stage::Closed {
            return Err(Setback::Skip("closed"));
        }
        let language = Language::first_of([organisation.language.as_str()]);
        let offer = self.correspondence.offer.as_ref();
        let mail = mail::Diffusion {
            ranked: self.case.diffusions.get(&id).map_or(0, |it| it.ranked),
            employer: &self.correspondence.employer_name,
            due_at: self.case.due_at,
            wanted: &wanted(language, offer.and_then(|offer| offer.understood.as_ref())),
        };
        Ok(Draft {
            language,
            composed: mail.compose(&self.about(language)),
        })
    }

    pub(super) async fn to_spocs(&self) -> Result<Draft, Setback> {
        let colleagues = self.sources().colleagues().await?;
        let spocs: Vec<&Worker> = colleagues
            .spocs()
            .filter(|it| !it.email.is_empty())
            .collect();
        let language = common_language(&spocs);
        let purpose = self.queued.message.purpose;
        let composed = match purpose {
            Purpose::EmployerReplied => self.employer_replied(language).await?,
            Purpose::Warning | Purpose::Breach | Purpose::Silence | Purpose::FurtherDue => {
                self.alarm(purpose, language, &colleagues)?
            }
            Purpose::MailJoined => self.mail_joined(language).await?,
            Purpose::Unreachable => self.unreachable(language).await?,
            _ => return Err(misaddressed()),
        };
        Ok(Draft { language, composed })
    }

    pub(super) async fn to_worker(&self, id: WorkerId) -> Result<Draft, Setback> {
        let colleagues = self.sources().colleagues().await?;
        let worker = colleagues.worker(id).ok_or(Setback::Skip("no worker"))?;
        let language = Language::first_of([worker.language.as_str()]);
        let composed = match self.queued.message.purpose {
            Purpose::EmployerReplied => self.employer_replied(language).await?,
            Purpose::FollowUpDue => self.follow_up_due(language, worker).await?,
            _ => return Err(misaddressed()),
        };
        Ok(Draft { language, composed })
    }

    /// What makes a SPOC act. Where the employer has been answered meanwhile, nothing does.
    fn alarm(
        &self,
        purpose: Purpose,
        language: Language,
        colleagues: &Colleagues,
    ) -> Result<Composed, Setback> {
        let about = self.about(language);
        let names = |ids: Vec<OrganisationId>| -> Vec<String> {
            let names = ids
                .into_iter()
                .map(|id| colleagues.organisation_name(id).to_owned());
            names.filter(|name| !name.is_empty()).collect()
        };
        let silent = names(self.case.silent().collect());
        let left = self.composer.calendars.left(&self.case, self.now);
        let standing = Standing {
            due_at: self.case.due_at,
            left: Some(left).filter(SignedDuration::is_positive),
            nominations: self.case.proposable().count(),
            silent: &silent,
        };
        if purpose == Purpose::FurtherDue {
            if self.case.stage != Stage::PartlyAnswered {
                return Err(Setback::Skip("answered"));
            }
            return Ok(mail::FurtherDue { standing }.compose(&about));
        }
        if self.case.first_answer_at.is_some() || self.case.stage == Stage::Closed {
            return Err(Setback::Skip("answered"));
        }
        Ok(match (purpose, self.event()?) {
            (Purpose::Breach, _) => mail::Breach { standing }.compose(&about),
            (Purpose::Silence, Some(CaseEvent::SilenceNoted { organisations })) => {
                let organisations = names(organisations);
                mail::Silence {
                    organisations: &organisations,
                    standing,
                }
                .compose(&about)
            }
            (Purpose::Silence, _) => mail::Silence {
                organisations: &silent,
                standing,
            }
            .compose(&about),
            (_, Some(CaseEvent::Warned { share })) => {
                mail::Warning { share, standing }.compose(&about)
            }
            _ => mail::Warning {
                share: case::Warning::Half,
                standing,
            }
            .compose(&about),
        })
    }

    async fn employer_replied(&self, language: Language) -> Result<Composed, Setback> {
        let Some(CaseEvent::EmployerReplied {
            nomination,
            reply,
            note,
            ..
        }) = self.event()?
        else {
            return Err(Setback::Dead("detail".to_owned()));
        };
        let person = self.person(nomination).await?;
        let words = self.sources().note(note).await?;
        let mail = mail::EmployerReplied {
            reply,
            candidate: person.as_ref().and_then(|it| given(&it.name)),
            words: words.as_deref(),
        };
        Ok(mail.compose(&self.about(language)))
    }

    async fn follow_up_due(
        &self,
        language: Language,
        worker: &Worker,
    ) -> Result<Composed, Setback> {
        let Some(CaseEvent::FollowUpDue {
            nomination,
            milestone,
        }) = self.event()?
        else {
            return Err(Setback::Dead("detail".to_owned()));
        };
        let person = self.person(Some(nomination)).await?;
        let person = person.ok_or(Setback::Skip("erased"))?;
        let mail = mail::FollowUpDue {
            worker_name: given(&worker.name),
            candidate: given(&person.name),
            milestone,
        };
        Ok(mail.compose(&self.about(language)))
    }
}

/// The language that all of them read, or else French.
fn common_language(workers: &[&Worker]) -> Language {
    let mut languages = workers
        .iter()
        .map(|it| Language::first_of([it.language.as_str()]));
    let first = languages.next().unwrap_or_default();
    if languages.all(|it| it == first) {
        first
    } else {
        Language::Fr
    }
}
