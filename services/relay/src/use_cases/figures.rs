//! Counts for the evaluation of the platform.

use relais_domain::Error;
use relais_proto::relay as proto;

use crate::access::Actor;
use crate::service::Relay;
use crate::store::{self, Figures};

/// Counts of people below this are hidden from coordinators: so few could be recognised.
const SMALLEST_SHOWN: u64 = 5;

impl Relay {
    /// On-time rate and funnel. Coordinators read 0 in the place of 1 to 4 nominations, hirings or
    /// people still employed; counts of cases say nothing of a person and stay as they are.
    pub(crate) async fn get_figures(
        &self,
        actor: Actor,
        _request: proto::GetFiguresRequest,
    ) -> Result<proto::Figures, Error> {
        let everybody = actor.counts_everybody()?;
        let figures = store::figures(&mut self.store().read().await?).await?;
        Ok(shown(figures, everybody))
    }
}

fn shown(figures: Figures, everybody: bool) -> proto::Figures {
    let people = |count: u64| {
        if everybody || count >= SMALLEST_SHOWN {
            count
        } else {
            0
        }
    };
    proto::Figures {
        cases: figures.cases,
        acknowledged: figures.acknowledged,
        open: figures.open,
        answered_in_time: figures.answered_in_time,
        answered_late: figures.answered_late,
        breached_open: figures.breached_open,
        proposed: figures.proposed,
        partial: figures.partial,
        none: figures.none,
        nominations: people(figures.nominations),
        hired: people(figures.hired),
        employed_after_six_months: people(figures.employed_after_six_months),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coordinator_does_not_see_counts_that_could_name_somebody() {
        let figures = Figures {
            nominations: 5,
            hired: 4,
            cases: 3,
            ..Figures::default()
        };
        let seen = shown(figures, false);
        assert_eq!((seen.nominations, seen.hired, seen.cases), (5, 0, 3));
    }

    #[test]
    fn a_spoc_sees_every_count() {
        let figures = Figures {
            hired: 1,
            ..Figures::default()
        };
        assert_eq!(shown(figures, true).hired, 1);
    }
}
