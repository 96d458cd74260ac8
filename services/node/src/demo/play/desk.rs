//! The people who are played: workers who look at their shortlists, and the SPOC.

use std::fmt::Write as _;

use rand::RngExt as _;
use relais_proto::events::{Criterion, Explanation, Finding, Part, ShortlistComputed};
use relais_proto::matching::RankCandidatesRequest;
use relais_proto::matching::matching_client::MatchingClient;
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{
    Answer, AnswerRequest, Case, Consent, GetCaseRequest, ListCasesRequest, NominateRequest,
    PassOverRequest,
};
use relais_skills::{Language, Taxonomy};

use super::{Offer, Play};
use crate::demo::patience::patiently;
use crate::demo::world::World;

/// From this score on a played worker asks the candidate (a real one uses their judgement).
const ASK_FROM: u32 = 450;
/// How many candidates a played worker puts forward for one offer.
const NOMINATED: usize = 2;
/// Reasons told for one candidate.
const REASONS: usize = 4;

impl Play<'_> {
    /// A worker looks at their own candidates for the offer, asks the best, and nominates.
    pub(super) async fn nominate(&mut self, offer: &str, organisation: &str) -> anyhow::Result<()> {
        let Some(known) = self.world.organisations.get(organisation) else {
            return Ok(());
        };
        let worker = &known.worker;
        let request = RankCandidatesRequest {
            offer_id: offer.to_owned(),
            organisation_id: organisation.to_owned(),
            limit: 5,
        };
        let matching = MatchingClient::new(worker.peer.clone());
        let ranked = patiently(async || matching.clone().rank_candidates(request.clone()).await);
        let shortlist = match ranked.await {
            Ok(reply) => reply.into_inner().shortlist.unwrap_or_default(),
            // Closed meanwhile.
            Err(status) if status.code() == tonic::Code::NotFound => return Ok(()),
            Err(status) => return Err(status.into()),
        };
        let ranked = shortlist
            .organisations
            .into_iter()
            .flat_map(|it| it.candidates);
        let relay = RelayClient::new(worker.peer.clone());
        let mut nominated = 0;
        for candidate in ranked {
            let agrees = candidate.score >= ASK_FROM && self.rng.random_ratio(4, 5);
            let name = self.name(&candidate.candidate_id);
            if agrees && nominated < NOMINATED {
                nominated += 1;
                let request = NominateRequest {
                    case: offer.to_owned(),
                    candidate_id: candidate.candidate_id,
                    consent: Some(Consent {
                        means: "phone".to_owned(),
                        ..Consent::default()
                    }),
                    worker_id: String::new(),
                };
                let called = async || relay.clone().nominate(request.clone()).await;
                allow_late(patiently(called).await)?;
                self.tell(offer, |case| {
                    format!(
                        "{case}  {} (played) nominates {name}, who agreed by telephone",
                        worker.name
                    )
                });
            } else if candidate.score >= ASK_FROM {
                let request = PassOverRequest {
                    case: offer.to_owned(),
                    candidate_id: candidate.candidate_id,
                    kind: "not_now".to_owned(),
                    ..PassOverRequest::default()
                };
                let called = async || relay.clone().pass_over(request.clone()).await;
                allow_late(patiently(called).await)?;
                self.tell(offer, |case| {
                    format!("{case}  {} (played) says not now for {name}", worker.name)
                });
            }
        }
        Ok(())
    }

    /// The SPOC merges the nominations into an answer.
    pub(super) async fn answer(&mut self, offer: &str) -> anyhow::Result<()> {
        let relay = RelayClient::new(self.world.spoc.peer.clone());
        let request = GetCaseRequest {
            case: offer.to_owned(),
        };
        let look = async || relay.clone().get_case(request.clone()).await;
        let case = patiently(look).await?.into_inner();
        if case.stage == "answered" || case.stage == "closed" {
            self.settle(offer, &case);
            return Ok(());
        }
        let nominated = case.nominations.iter().filter(|it| it.state == "nominated");
        let nomination_ids: Vec<String> = nominated.map(|it| it.nomination_id.clone()).collect();
        let proposed = nomination_ids.len();
        let answer = if nomination_ids.is_empty() {
            let unlock = vec!["training".to_owned(), "internship".to_owned()];
            Answer {
                kind: "none".to_owned(),
                why: "no_profile".to_owned(),
                unlock,
                ..Answer::default()
            }
        } else {
            Answer {
                kind: "proposed".to_owned(),
                nomination_ids,
                ..Answer::default()
            }
        };
        let request = AnswerRequest {
            case: offer.to_owned(),
            answer: Some(answer),
        };
        let answered = patiently(async || relay.clone().answer(request.clone()).await).await;
        if let Err(status) = answered {
            // A call that got no reply may have been heard.
            let case = patiently(look).await?.into_inner();
            anyhow::ensure!(case.stage == "answered", status);
        }
        let spoc = &self.world.spoc.name;
        self.tell(offer, |case| match proposed {
            0 => format!("{case}  {spoc} (played) answers: nobody yet; a training or an internship would unlock it"),
            n => format!("{case}  {spoc} (played) answers: {n} candidate(s) proposed"),
        });
        Ok(())
    }

    /// Counts a case that an earlier run has answered.
    fn settle(&mut self, offer: &str, case: &Case) {
        let Some(known) = self.offers.get_mut(offer).filter(|known| !known.answered) else {
            return;
        };
        known.answered = true;
        let figures = self.report.channels.entry(known.channel).or_default();
        if case.answered_in_time {
            figures.in_time += 1;
        } else {
            figures.late += 1;
        }
    }

    /// Goes on with the cases that an earlier run in the same folder left open.
    pub(super) async fn plan_open_cases(&mut self) -> anyhow::Result<()> {
        let mut relay = RelayClient::new(self.world.spoc.peer.clone());
        let mut page_token = String::new();
        loop {
            let request = ListCasesRequest {
                limit: 200,
                page_token,
                all: false,
            };
            let page = relay.list_cases(request).await?.into_inner();
            for case in page.cases {
                self.take_up(case)?;
            }
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(());
            }
        }
    }

    fn take_up(&mut self, case: Case) -> anyhow::Result<()> {
        let offer = Offer {
            case_ref: case.case_ref,
            channel: "earlier run",
            due_at: jiff::Timestamp::from_microsecond(case.due_at)?,
            sent: None,
            diffused: !case.diffusions.is_empty(),
            answered: false,
        };
        self.report
            .channels
            .entry(offer.channel)
            .or_default()
            .offers += 1;
        self.offers.insert(case.offer_id.clone(), offer);
        if case.diffusions.is_empty() {
            return Ok(()); // Its diffusion is still to come, and plans the rest.
        }
        let asked = case
            .diffusions
            .into_iter()
            .filter(|it| it.ranked > 0 && it.responded_at == 0);
        self.plan_people(&case.offer_id, asked.map(|it| it.organisation_id).collect());
        Ok(())
    }

    fn name(&self, candidate: &str) -> String {
        self.world
            .candidates
            .get(candidate)
            .cloned()
            .unwrap_or_else(|| candidate.to_owned())
    }

    fn tell(&self, offer: &str, line: impl FnOnce(&str) -> String) {
        if let Some(offer) = self.offers.get(offer) {
            self.narrator.tell(|| line(&offer.case_ref));
        }
    }
}

/// A worker who comes after the answer, or asks somebody who was asked before, is told so; that
/// is part of the play.
fn allow_late<T>(outcome: Result<T, tonic::Status>) -> anyhow::Result<()> {
    match outcome {
        Err(status)
            if status.code() != tonic::Code::Aborted
                && status.code() != tonic::Code::FailedPrecondition =>
        {
            Err(status.into())
        }
        _ => Ok(()),
    }
}

/// The shortlist in words, with the reasons for each candidate.
pub(super) fn shortlist_story(case: &str, shortlist: &ShortlistComputed, world: &World) -> String {
    let mut story = format!("{case}  ranked {} candidates", shortlist.eligible);
    for organisation in &shortlist.organisations {
        let known = world.organisations.get(&organisation.organisation_id);
        for candidate in organisation.candidates.iter().take(2) {
            let name = world.candidates.get(&candidate.candidate_id);
            let reasons = candidate
                .explanation
                .as_ref()
                .map(reasons)
                .unwrap_or_default();
            let _ = write!(
                story,
                "\n{case}    {:>4} {} ({}): {reasons}",
                candidate.score,
                name.map_or("?", String::as_str),
                known.map_or("?", |it| it.name.as_str()),
            );
        }
    }
    if shortlist.organisations.is_empty() {
        story.push_str(", none fits: the organisations get it for information");
    }
    story
}

fn reasons(explanation: &Explanation) -> String {
    let known = |part: &&Part| matches!(part.finding(), Finding::Met | Finding::Partly);
    let mut parts: Vec<_> = explanation.parts.iter().filter(known).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.points));
    let mut told: Vec<_> = parts.into_iter().take(REASONS).map(reason).collect();
    if let Some(gap) = explanation.gaps.first() {
        told.push(format!("no sign of {}", label(&gap.wanted)));
    }
    told.join("; ")
}

fn reason(part: &Part) -> String {
    let wanted = label(&part.wanted);
    match part.criterion() {
        Criterion::Place => return format!("{} km away", part.km),
        Criterion::Availability => return "can start in time".to_owned(),
        Criterion::Language if part.finding() == Finding::Partly => {
            return format!("{wanted} {} of {}", part.held_cefr, part.wanted_cefr);
        }
        _ => {}
    }
    if part.held != part.wanted && !part.held.is_empty() {
        return format!("{wanted}: near, has {}", label(&part.held));
    }
    if part.held_level > 0 {
        let evidence = part
            .evidence()
            .as_str_name()
            .trim_start_matches("EVIDENCE_KIND_");
        return format!(
            "{wanted}, level {} {}",
            part.held_level,
            evidence.to_lowercase()
        );
    }
    wanted
}

fn label(id: &str) -> String {
    if let Some(commune) = id.parse().ok().and_then(relais_domain::place::commune) {
        return commune.name.to_owned();
    }
    let taxonomy = Taxonomy::builtin();
    let labels = taxonomy
        .skill(id)
        .map(|skill| &skill.labels)
        .or_else(|| taxonomy.occupation(id).map(|occupation| &occupation.labels));
    labels.map_or_else(
        || id.to_owned(),
        |labels| labels.preferred(Language::En).to_owned(),
    )
}
