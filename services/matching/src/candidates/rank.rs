//! The best candidates for an offer, of each organisation or of one.
//!
//! The walk over the postings gives every candidate the exact points of occupation and skills; from
//! the most of these downwards candidates are scored in full, until nobody who is left can still be
//! among the best of their organisation. Where too many could be, those with most in common are
//! scored, equals in the order of the lot.

use prost::Message as _;
use relais_proto::events::{CandidateChanged, RankedCandidate, RankedOrganisation};
use uuid::Uuid;

use crate::index::{Hit, IndexError, Scratch, View};
use crate::rank::{Day, Facts, Part, Place, Wanted, assess, draw, explain, fold};
use crate::vocabulary::{Vocabulary, WHOLE};

use super::query::query;
use super::selection::{Best, Bounds, Scored, Source};

/// How many candidates are scored in full at most, over all organisations.
const SCORED: usize = 6000;
/// For each place on a shortlist this many are scored, however many organisations there are.
const SCORED_PER_PLACE: usize = 10;

/// What is to be ranked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The offer.
    pub offer: Uuid,
    /// What it asks for.
    pub wanted: &'a Wanted,
    /// Today.
    pub today: Day,
    /// Only the candidates of this organisation.
    pub organisation: Option<Uuid>,
    /// How many of each organisation.
    pub limit: usize,
}

/// A ranking.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// How many candidates could be ranked: consent given and available.
    pub eligible: usize,
    /// Per organisation its best, best first; organisations in the order of their ids.
    pub organisations: Vec<RankedOrganisation>,
}

/// Memory of a ranking, kept for the next.
#[derive(Default)]
pub struct Workspace {
    scratch: Scratch,
    gathered: Vec<Gathered>,
    order: Vec<u32>,
    facts: Facts,
    parts: Vec<Part>,
}

impl Workspace {
    /// The memory of a walk.
    pub fn scratch(&mut self) -> &mut Scratch {
        &mut self.scratch
    }
}

#[derive(Clone, Copy)]
struct Gathered {
    hit: Hit,
    gain: u16,
}

/// Ranks the candidates of `view`.
///
/// # Errors
/// [`IndexError`] where the disk cannot be read.
pub fn rank(
    view: &View,
    request: &Request<'_>,
    vocabulary: &Vocabulary,
    workspace: &mut Workspace,
) -> Result<Ranking, IndexError> {
    let needed_on = request.wanted.needed_on(request.today);
    let groups = view.groups();
    let only = match request.organisation.map(|id| view.group_number(id)) {
        Some(None) => {
            return Ok(Ranking {
                eligible: view.eligible(needed_on),
                ..Ranking::default()
            });
        }
        Some(only) => only,
        None => None,
    };
    let looked_at = if only.is_some() {
        1
    } else {
        groups.len().max(1)
    };
    let limit = request.limit;
    let bounds = Bounds {
        limit,
        scored: (SCORED / looked_at).max(limit * SCORED_PER_PLACE),
    };
    let mut search = Search {
        view,
        request,
        vocabulary,
        workspace,
        needed_on,
        only,
        bounds,
        least: request.wanted.least_in_common(),
        best: groups.iter().map(|_| Best::default()).collect(),
    };
    search.score_fresh();
    search.gather()?;
    search.score_gathered();
    let best = std::mem::take(&mut search.best);
    let mut organisations = Vec::new();
    for (id, best) in groups.iter().zip(best) {
        let candidates = search.told(best)?;
        if !candidates.is_empty() {
            organisations.push(RankedOrganisation {
                organisation_id: id.to_string(),
                candidates,
            });
        }
    }
    organisations.sort_by(|a, b| a.organisation_id.cmp(&b.organisation_id));
    Ok(Ranking {
        eligible: view.eligible(needed_on),
        organisations,
    })
}

struct Search<'a> {
    view: &'a View,
    request: &'a Request<'a>,
    vocabulary: &'a Vocabulary,
    workspace: &'a mut Workspace,
    needed_on: Day,
    only: Option<u16>,
    bounds: Bounds,
    least: u32,
    best: Vec<Best>,
}

impl Search<'_> {
    /// Scores everybody whom no segment has yet.
    fn score_fresh(&mut self) {
        for (group, entry) in self.view.fresh() {
            let wanted = self.only.is_none_or(|only| only == group);
            if wanted && entry.until >= self.needed_on {
                self.workspace.facts.read(entry.words.iter().copied());
                self.place(group, entry.lot(), Source::Fresh(entry.clone()));
            }
        }
    }

    /// Finds everybody in the segments who has enough in common with the offer.
    fn gather(&mut self) -> Result<(), IndexError> {
        let Workspace {
            scratch, gathered, ..
        } = &mut *self.workspace;
        gathered.clear();
        let query = query(self.request.wanted, self.vocabulary);
        let least = self.least;
        self.view.gather(&query, scratch, |hit, gain| {
            if u32::from(gain) >= least {
                gathered.push(Gathered { hit, gain });
            }
        })
    }

    /// Scores those who were gathered, from the most in common downwards.
    fn score_gathered(&mut self) {
        let gathered = std::mem::take(&mut self.workspace.gathered);
        let mut order = std::mem::take(&mut self.workspace.order);
        let buckets = by_gain(&gathered, &mut order);
        let rest = self.request.wanted.blank() + self.request.wanted.other_possible();
        for (gain, bucket) in buckets {
            let at_most = (gain + rest).min(WHOLE);
            if self.all_settled(at_most) {
                break;
            }
            let found = order[bucket]
                .iter()
                .filter_map(|at| gathered.get(usize::try_from(*at).ok()?));
            self.score_equals(found.map(|found| found.hit), at_most);
        }
        self.workspace.gathered = gathered;
        self.workspace.order = order;
    }

    /// Scores those who have equally much in common with the offer, in the order of the lot, and so
    /// `at_most` this many points.
    fn score_equals(&mut self, hits: impl Iterator<Item = Hit>, at_most: u32) {
        let (view, offer) = (self.view, fold(self.request.offer));
        let mut equals: Vec<(u64, Hit)> = hits
            .filter(|hit| !self.is_settled(view.group(*hit), at_most))
            .filter(|hit| view.until(*hit) >= self.needed_on)
            .map(|hit| (draw(view.lot(hit), offer), hit))
            .collect();
        equals.sort_unstable_by_key(|(draw, _)| *draw);
        for (_, hit) in equals {
            let group = view.group(hit);
            if !self.is_settled(group, at_most) {
                self.workspace.facts.read(view.words(hit));
                self.place(group, view.lot(hit), Source::Stored(hit));
            }
        }
    }

    /// Whether nobody with at most this many points can still be among the best of a group that is
    /// looked at.
    fn all_settled(&self, at_most: u32) -> bool {
        match self.only {
            Some(group) => self.is_settled(group, at_most),
            None => self
                .best
                .iter()
                .all(|best| best.is_settled(at_most, self.bounds)),
        }
    }

    fn is_settled(&self, group: u16, at_most: u32) -> bool {
        let best = self.best.get(usize::from(group));
        let looked_at = self.only.is_none_or(|only| only == group);
        !looked_at || best.is_none_or(|best| best.is_settled(at_most, self.bounds))
    }

    /// Scores the facts that were read and gives their owner a place, if they have enough in
    /// common with the offer.
    fn place(&mut self, group: u16, lot: u64, source: Source) {
        let Workspace { facts, parts, .. } = &mut *self.workspace;
        let score = assess(self.request.wanted, facts, self.vocabulary, parts);
        let Some(best) = self.best.get_mut(usize::from(group)) else {
            return;
        };
        if matches!(source, Source::Stored(_)) {
            best.note_scored();
        }
        if score.in_common >= self.least {
            let draw = draw(lot, fold(self.request.offer));
            best.offer(Scored::new(score.points, draw, source), self.bounds);
        }
    }

    /// The best of a group with their facts and the reasons, best first.
    fn told(&mut self, best: Best) -> Result<Vec<RankedCandidate>, IndexError> {
        let mut told = Vec::new();
        for scored in best.into_vec() {
            let payload = match &scored.source {
                Source::Stored(hit) => self.view.payload(*hit)?,
                Source::Fresh(entry) => entry.payload.clone(),
            };
            let state = CandidateChanged::decode(payload.as_slice());
            let state = state.map_err(|_| IndexError::Incomplete("readable payload"))?;
            told.push(self.tell(state)?);
        }
        told.sort_by_key(|(place, _)| *place);
        Ok(told.into_iter().map(|(_, candidate)| candidate).collect())
    }

    fn tell(&mut self, state: CandidateChanged) -> Result<(Place, RankedCandidate), IndexError> {
        let id = Uuid::parse_str(&state.candidate_id);
        let id = id.map_err(|_| IndexError::Incomplete("candidate id"))?;
        let wanted = self.request.wanted;
        let facts = Facts::of(&state, self.vocabulary);
        let score = assess(wanted, &facts, self.vocabulary, &mut self.workspace.parts);
        let explanation = explain(wanted, &facts, self.vocabulary, &self.workspace.parts);
        let ranked = RankedCandidate {
            candidate_id: state.candidate_id.clone(),
            score: score.points,
            facts: Some(state),
            explanation: Some(explanation),
        };
        Ok((Place::new(score.points, id, self.request.offer), ranked))
    }
}

/// Sorts by gain, the greatest first: `order` holds places in `gathered`; each bucket is a gain and
/// the range of `order` that has it.
fn by_gain(gathered: &[Gathered], order: &mut Vec<u32>) -> Vec<(u32, std::ops::Range<usize>)> {
    let most = gathered.iter().map(|found| found.gain).max().unwrap_or(0);
    let mut ends = vec![0_usize; usize::from(most) + 2];
    let bucket = |gain: u16| usize::from(most - gain);
    for found in gathered {
        ends[bucket(found.gain) + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    order.clear();
    order.resize(gathered.len(), 0);
    let starts = ends.clone();
    for (at, found) in (0..).zip(gathered) {
        let next = &mut ends[bucket(found.gain)];
        order[*next] = at;
        *next += 1;
    }
    let ranges = starts
        .windows(2)
        .zip(0..)
        .map(|(ends, below)| (u32::from(most) - below, ends[0]..ends[1]));
    ranges.filter(|(_, range)| !range.is_empty()).collect()
}
