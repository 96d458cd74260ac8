//! Looking at offers.

use relais_domain::Error;
use relais_domain::ids::{EmployerId, OfferId};
use relais_proto::intake::{ListOffersResponse, Offer};

use super::offer_id;
use crate::Intake;
use crate::store::offers::{self, StoredOffer};

/// Offers of a page when no number is asked for, and at most.
const USUAL_PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1_000;

/// After every id.
const NEWEST: &str = "~";

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Viewer {
    /// An employer, who sees only its own offers.
    Employer(EmployerId),
    /// One who may see every offer.
    Everything,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    limit: u32,
    before: String,
}

impl Page {
    /// At most `limit` offers (0: as many as usual) from where `token` says.
    ///
    /// # Errors
    /// `InvalidInput` for a limit above 1,000, or a token that was not given out.
    pub fn new(limit: u32, token: &str) -> Result<Self, Error> {
        if limit > LARGEST_PAGE {
            let remedy = format!("give 1 to {LARGEST_PAGE}, and ask for the next page");
            return Err(Error::invalid_field(
                "/limit",
                format!("is {limit}"),
                remedy,
            ));
        }
        let before = match token {
            "" => NEWEST.to_owned(),
            token => token
                .parse::<OfferId>()
                .map_err(|_| {
                    let remedy = "give next_page_token as it was returned, or nothing";
                    Error::invalid_field("/page_token", "is not that of a page", remedy)
                })?
                .to_string(),
        };
        let limit = if limit == 0 { USUAL_PAGE } else { limit };
        Ok(Self { limit, before })
    }
}

impl Intake {
    /// An offer that the viewer may see.
    ///
    /// # Errors
    /// `NotFound` where there is none; those of the store.
    pub(crate) async fn offer(&self, viewer: Viewer, id: &str) -> Result<Offer, Error> {
        Ok(self.told(self.visible_offer(viewer, id).await?))
    }

    /// An offer as it is stored, if the viewer may see it.
    ///
    /// # Errors
    /// `NotFound` where there is none; those of the store.
    pub(crate) async fn visible_offer(
        &self,
        viewer: Viewer,
        id: &str,
    ) -> Result<StoredOffer, Error> {
        let id = offer_id(id)?;
        let mut connection = self.inner.store.read().await?;
        offers::by_id(&mut connection, id)
            .await?
            .filter(|offer| match viewer {
                Viewer::Employer(employer) => offer.employer_id == employer.to_string(),
                Viewer::Everything => true,
            })
            .ok_or_else(|| Error::not_found("offer"))
    }

    /// Offers that the viewer may see, newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn offers(
        &self,
        viewer: Viewer,
        page: &Page,
    ) -> Result<ListOffersResponse, Error> {
        let mut connection = self.inner.store.read().await?;
        let (before, one_more) = (page.before.as_str(), page.limit + 1);
        let mut found = match viewer {
            Viewer::Employer(employer) => {
                offers::of_employer(&mut connection, employer, before, one_more).await?
            }
            Viewer::Everything => offers::of_all(&mut connection, before, one_more).await?,
        };
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let is_last = found.len() <= limit;
        found.truncate(limit);
        let last = found.last().filter(|_| !is_last);
        Ok(ListOffersResponse {
            next_page_token: last.map_or_else(String::new, |offer| offer.offer_id.clone()),
            offers: found.into_iter().map(|offer| self.told(offer)).collect(),
        })
    }

    fn told(&self, offer: StoredOffer) -> Offer {
        let status_url = self.status_url(&offer.offer_id);
        offer.into_offer(status_url)
    }
}
