//! Looking at cases.

use std::collections::BTreeMap;

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::{Case, NominationState};
use relais_domain::clock::from_micros;
use relais_domain::ids::OfferId;
use relais_proto::relay as proto;

use crate::access::{Actor, Sight};
use crate::service::Relay;
use crate::store::{self, Page, StoredCase};
use crate::view::Shown;

/// Cases on a page, when the caller does not say.
const DEFAULT_LIMIT: u32 = 100;
/// Cases on a page at most.
const MAX_LIMIT: u32 = 1000;

impl Relay {
    /// One case, as much as the caller may see of it.
    pub(crate) async fn get_case(
        &self,
        actor: Actor,
        request: proto::GetCaseRequest,
    ) -> Result<proto::Case, Error> {
        let offer = self.find(&request.case).await?;
        let case = self.load(offer).await?;
        self.show(actor, &case).await
    }

    /// Cases by the working time left, a page at a time. A worker's page may hold fewer than
    /// asked for, or none, and still have one after it: it leaves out what they may not see.
    pub(crate) async fn list_cases(
        &self,
        actor: Actor,
        request: proto::ListCasesRequest,
    ) -> Result<proto::ListCasesResponse, Error> {
        let horizon = actor.horizon()?;
        let limit = match request.limit {
            0 => DEFAULT_LIMIT,
            limit => limit.min(MAX_LIMIT),
        };
        let page = Page {
            all: request.all,
            after: page_start(&request.page_token)?,
            limit,
        };
        let cases = store::list_cases(&mut self.store().read().await?, page).await?;
        let full = u32::try_from(cases.len()).is_ok_and(|count| count == limit);
        let next_page_token = cases
            .last()
            .filter(|_| full)
            .map(page_token)
            .unwrap_or_default();
        let now = self.now();
        let seen = cases.iter().filter(|stored| match horizon {
            Sight::All => true,
            Sight::Of(own) => stored.case.diffusions.contains_key(&own),
        });
        Ok(proto::ListCasesResponse {
            cases: seen
                .map(|stored| self.summary(horizon, &stored.case, now))
                .collect(),
            next_page_token,
        })
    }

    /// A case in full, with the work standing of those put forward looked at again.
    pub(crate) async fn show(&self, actor: Actor, case: &Case) -> Result<proto::Case, Error> {
        let sight = actor.sight(case)?;
        let running = case.nominations.values().filter(|it| {
            sight.covers(it.organisation)
                && !matches!(
                    it.state,
                    NominationState::Withdrawn | NominationState::NotTaken
                )
        });
        // Without profiles the rest of the case is still worth showing.
        let candidates = self
            .directory()
            .candidates(running.map(|it| it.candidate))
            .await;
        let candidates = candidates
            .inspect_err(|error| tracing::warn!(error = %error, "work standings are not known"))
            .unwrap_or_default();
        let message = match (sight, case.answer.as_ref().and_then(|answer| answer.note)) {
            (Sight::All, Some(note)) => {
                store::note_text(&mut self.store().read().await?, note).await?
            }
            _ => None,
        };
        let mails = match sight {
            Sight::All => self.joined_mails(case.opening.offer).await?,
            Sight::Of(_) => Vec::new(),
        };
        let left = self.calendars().left(case, self.now());
        Ok(Shown {
            sight,
            left,
            message,
            mails,
            candidates: &candidates,
        }
        .case(case))
    }

    fn summary(&self, sight: Sight, case: &Case, now: Timestamp) -> proto::Case {
        let left = self.calendars().left(case, now);
        Shown {
            sight,
            left,
            message: None,
            mails: Vec::new(),
            candidates: &BTreeMap::new(),
        }
        .case(case)
    }
}

/// Where the next page begins: after this due instant and offer.
fn page_token(last: &StoredCase) -> String {
    format!(
        "{}.{}",
        last.case.due_at.as_microsecond(),
        last.case.opening.offer
    )
}

fn page_start(token: &str) -> Result<Option<(Timestamp, OfferId)>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    let start = token
        .split_once('.')
        .and_then(|(due, offer)| Some((from_micros(due.parse().ok()?).ok()?, offer.parse().ok()?)));
    start.map(Some).ok_or_else(|| {
        let remedy = "give next_page_token as it was returned";
        Error::invalid_field("/page_token", "is not the token of a page", remedy)
    })
}
