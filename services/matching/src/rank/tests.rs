//! The ranker's promises.

use proptest::prelude::*;
use relais_proto::events::{
    CandidateChanged, Criterion, EvidenceKind, Finding, LanguageStanding, OccupationStanding,
    RankedCandidate, RankedOrganisation, Requirements, ShortlistComputed, WantedConcept,
    WantedLanguage,
};
use uuid::Uuid;

use super::samples::{candidate, held, requirements, skill, skill_ids};
use super::*;

fn score(
    offer: &Requirements,
    candidate: &CandidateChanged,
) -> (Score, relais_proto::events::Explanation) {
    let vocabulary = Vocabulary::builtin();
    let wanted = Wanted::of(offer, vocabulary);
    let facts = Facts::of(candidate, vocabulary);
    let mut parts = Vec::new();
    let score = assess(&wanted, &facts, vocabulary, &mut parts);
    (score, explain(&wanted, &facts, vocabulary, &parts))
}

fn points(offer: &Requirements, candidate: &CandidateChanged) -> u32 {
    score(offer, candidate).0.points
}

fn wants(id: &str, level: u32) -> WantedConcept {
    WantedConcept {
        id: id.to_owned(),
        found_in: 1,
        weight: 100,
        level,
    }
}

proptest! {
    #[test]
    fn the_parts_add_up_to_the_score_and_no_part_exceeds_what_is_possible(
        offer in requirements(), candidate in candidate(),
    ) {
        let (score, explanation) = score(&offer, &candidate);
        let sum: u32 = explanation.parts.iter().map(|part| part.points).sum();
        prop_assert_eq!(sum, score.points);
        prop_assert!(score.points <= 1000);
        prop_assert!(explanation.parts.iter().all(|part| part.points <= part.possible));
    }

    #[test]
    fn another_skill_never_lowers_the_score(
        offer in requirements(), candidate in candidate(), more in skill(),
    ) {
        prop_assume!(candidate.skills.iter().all(|held| held.skill != more.skill));
        let mut richer = candidate.clone();
        richer.skills.push(more);
        prop_assert!(points(&offer, &richer) >= points(&offer, &candidate));
    }

    #[test]
    fn stronger_evidence_never_lowers_the_score(
        offer in requirements(), candidate in candidate(), skill in skill(),
    ) {
        let mut of_kind = [EvidenceKind::Declared, EvidenceKind::Badge, EvidenceKind::Observed,
            EvidenceKind::Tested, EvidenceKind::Certified].map(|kind| {
            let mut candidate = candidate.clone();
            candidate.skills = vec![held(&skill.skill, kind, skill.level)];
            points(&offer, &candidate)
        }).into_iter();
        let weakest = of_kind.next().expect("five kinds");
        prop_assert!(of_kind.try_fold(weakest, |last, next| (next >= last).then_some(next)).is_some());
    }

    #[test]
    fn what_is_not_known_counts_at_least_what_is_known_not_to_be_there(
        offer in requirements(), candidate in candidate(),
    ) {
        let blank = CandidateChanged { consents_to_matching: true, ..CandidateChanged::default() };
        let (_, unknown) = score(&offer, &blank);
        let (_, known) = score(&offer, &candidate);
        prop_assert!(unknown.parts.iter().all(|part| part.finding() == Finding::Unknown));
        for (known, unknown) in known.parts.iter().zip(&unknown.parts) {
            prop_assert!(known.finding() != Finding::NotMet || known.points <= unknown.points);
            prop_assert!(known.finding() != Finding::Met || known.points >= unknown.points);
        }
    }

    #[test]
    fn the_order_of_the_facts_does_not_matter(offer in requirements(), candidate in candidate()) {
        // Two statements about one language may contradict each other: the first counts.
        let mut candidate = candidate;
        candidate.languages.truncate(1);
        let mut turned = candidate.clone();
        turned.skills.reverse();
        turned.occupations.reverse();
        turned.licences.reverse();
        prop_assert_eq!(score(&offer, &turned), score(&offer, &candidate));
    }

    #[test]
    fn gaps_name_what_is_unknown_or_not_met_the_most_important_first(
        offer in requirements(), candidate in candidate(),
    ) {
        let (_, explanation) = score(&offer, &candidate);
        let lacking = |part: &&relais_proto::events::Part| {
            matches!(part.finding(), Finding::Unknown | Finding::NotMet)
        };
        prop_assert_eq!(explanation.gaps.len(), explanation.parts.iter().filter(lacking).count());
        let worth = |gap: &relais_proto::events::Gap| explanation.parts.iter()
            .find(|part| part.criterion == gap.criterion && part.wanted == gap.wanted)
            .map(|part| part.possible);
        let worths: Option<Vec<u32>> = explanation.gaps.iter().map(worth).collect();
        prop_assert!(worths.expect("each gap has its part").is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn a_logged_ranking_is_the_same_when_computed_again(
        offer in requirements(), candidate in candidate(),
    ) {
        let logged = logged(&offer, vec![candidate]);
        let vocabulary = Vocabulary::builtin();
        prop_assert_eq!(replay(&logged, vocabulary), Ok(vec![]));
        for ranked in logged.organisations.iter().flat_map(|one| &one.candidates) {
            let mut forged = logged.clone();
            forged.organisations[0].candidates[0].score += 1;
            let difference = Difference::Score {
                candidate_id: ranked.candidate_id.clone(),
                logged: ranked.score + 1,
                computed: ranked.score,
            };
            prop_assert_eq!(replay(&forged, vocabulary), Ok(vec![difference]));
        }
    }
}

/// The log of a ranking of those of `candidates` who have something in common with the offer.
fn logged(offer: &Requirements, candidates: Vec<CandidateChanged>) -> ShortlistComputed {
    let vocabulary = Vocabulary::builtin();
    let least = Wanted::of(offer, vocabulary).least_in_common();
    let id = Uuid::from_u128(99);
    let mut ranked = Vec::new();
    for facts in candidates {
        let (score, explanation) = score(offer, &facts);
        if score.in_common < least {
            continue;
        }
        let candidate = Uuid::parse_str(&facts.candidate_id).expect("an id");
        let place = Place::new(score.points, candidate, id);
        let (candidate_id, explanation) = (facts.candidate_id.clone(), Some(explanation));
        let (score, facts) = (score.points, Some(facts));
        ranked.push((
            place,
            RankedCandidate {
                candidate_id,
                score,
                facts,
                explanation,
            },
        ));
    }
    ranked.sort_by_key(|(place, _)| *place);
    let candidates = ranked.into_iter().map(|(_, candidate)| candidate).collect();
    ShortlistComputed {
        offer_id: id.to_string(),
        computed_at: 1_777_000_000_000_000,
        ranker_version: version(vocabulary),
        requirements: Some(offer.clone()),
        organisations: vec![RankedOrganisation {
            organisation_id: Uuid::from_u128(1).to_string(),
            candidates,
        }],
        ..ShortlistComputed::default()
    }
}

fn person(id: u128, occupation: &str, skills: &[&str]) -> CandidateChanged {
    let skills = skills
        .iter()
        .map(|skill| held(skill, EvidenceKind::Observed, 3));
    let occupation = OccupationStanding {
        occupation: occupation.to_owned(),
        wished: true,
        done: true,
        months: 24,
    };
    CandidateChanged {
        candidate_id: Uuid::from_u128(id).to_string(),
        consents_to_matching: true,
        skills: skills.collect(),
        occupations: vec![occupation],
        ..CandidateChanged::default()
    }
}

fn bricklaying() -> Requirements {
    Requirements {
        occupations: vec![wants("bricklayer", 0)],
        skills: vec![wants("masonry", 3), wants("read-plans", 2)],
        languages: vec![WantedLanguage {
            code: "fr".to_owned(),
            cefr: "A2".to_owned(),
            required: true,
        }],
        place_ins: 62063,
        ..Requirements::default()
    }
}

#[test]
fn a_bricklayer_ranks_above_a_cook_for_bricklaying_and_the_reasons_say_why() {
    let bricklayer = person(1, "bricklayer", &["masonry", "read-plans"]);
    let cook = person(2, "cook", &["cooking"]);
    let (best, reasons) = score(&bricklaying(), &bricklayer);
    let (other, _) = score(&bricklaying(), &cook);
    assert!(best.points > 2 * other.points, "{best:?} {other:?}");
    let occupation = &reasons.parts[0];
    assert_eq!(occupation.criterion(), Criterion::Occupation);
    assert_eq!(
        (occupation.wanted.as_str(), occupation.held.as_str()),
        ("bricklayer", "bricklayer")
    );
    assert_eq!(occupation.finding(), Finding::Met);
    let gaps: Vec<Criterion> = reasons
        .gaps
        .iter()
        .map(relais_proto::events::Gap::criterion)
        .collect();
    assert_eq!(
        gaps,
        [Criterion::Language, Criterion::Place],
        "both are unknown, neither is held against"
    );
}

#[test]
fn a_formworker_is_nearer_to_bricklaying_than_a_cook() {
    let formworker = person(1, "formworker", &["formwork"]);
    let cook = person(2, "cook", &["cooking"]);
    assert!(points(&bricklaying(), &formworker) > points(&bricklaying(), &cook));
}

#[test]
fn someone_with_nothing_in_common_is_not_ranked_by_where_they_live() {
    let neighbour = CandidateChanged {
        place_ins: 62063,
        languages: vec![LanguageStanding {
            code: "fr".to_owned(),
            speaking: "C2".to_owned(),
            ..LanguageStanding::default()
        }],
        ..person(1, "cook", &[])
    };
    let (score, _) = score(&bricklaying(), &neighbour);
    assert!(score.in_common < Wanted::of(&bricklaying(), Vocabulary::builtin()).least_in_common());
}

#[test]
fn one_declared_skill_of_ten_is_enough_to_be_ranked() {
    let asked: Vec<String> = skill_ids().into_iter().take(10).collect();
    let offer = Requirements {
        skills: asked.iter().map(|id| wants(id, 0)).collect(),
        ..Requirements::default()
    };
    let mut candidate = person(1, "", &[]);
    candidate.skills = vec![held(&asked[9], EvidenceKind::Declared, 0)];
    let (score, _) = score(&offer, &candidate);
    assert!(score.in_common >= Wanted::of(&offer, Vocabulary::builtin()).least_in_common());
}

#[test]
fn a_language_below_the_asked_level_counts_less_than_one_at_it_and_far_below_is_not_met() {
    let offer = Requirements {
        languages: vec![WantedLanguage {
            code: "fr".to_owned(),
            cefr: "C1".to_owned(),
            required: true,
        }],
        ..Requirements::default()
    };
    let speaks = |level: &str| CandidateChanged {
        languages: vec![LanguageStanding {
            code: "FR".to_owned(),
            listening: level.to_owned(),
            reading: level.to_owned(),
            speaking: level.to_owned(),
            writing: level.to_owned(),
        }],
        ..CandidateChanged::default()
    };
    let found = |level| {
        let (score, explanation) = score(&offer, &speaks(level));
        (score.points, explanation.parts[0].finding())
    };
    assert_eq!(found("C1"), (1000, Finding::Met));
    assert_eq!(found("B2"), (650, Finding::Partly));
    assert_eq!(found("A1"), (0, Finding::NotMet));
    assert_eq!(found(""), (400, Finding::Unknown));
}

#[test]
fn within_reach_is_met_and_beyond_falls_off() {
    let offer = Requirements {
        place_ins: 62063,
        ..Requirements::default()
    };
    let lives = |place_ins, mobility_km| {
        let candidate = CandidateChanged {
            place_ins,
            mobility_km,
            ..CandidateChanged::default()
        };
        score(&offer, &candidate).1.parts.remove(0)
    };
    let brussels = 21004;
    assert_eq!(lives(62063, 0).finding(), Finding::Met);
    assert_eq!(lives(brussels, 120).finding(), Finding::Met);
    assert_eq!(lives(brussels, 75).finding(), Finding::Partly);
    assert_eq!(lives(brussels, 20).finding(), Finding::NotMet);
    assert_eq!(lives(brussels, 0).finding(), Finding::Unknown);
    assert!((80..100).contains(&lives(brussels, 0).km));
}

#[test]
fn a_first_day_after_the_start_counts_less_the_later_it_is() {
    let offer = Requirements {
        start_on: "2026-05-01".to_owned(),
        ..Requirements::default()
    };
    let from = |day: &str| {
        let available_from = day.to_owned();
        points(
            &offer,
            &CandidateChanged {
                available_from,
                ..CandidateChanged::default()
            },
        )
    };
    assert_eq!(
        ["2026-05-01", "2026-05-31", "2026-08-01", ""].map(from),
        [1000, 500, 0, 500]
    );
}

#[test]
fn only_consent_and_availability_exclude() {
    let available = CandidateChanged {
        consents_to_matching: true,
        ..CandidateChanged::default()
    };
    let needed_on = day(jiff::civil::date(2026, 5, 1));
    let by = |candidate: CandidateChanged| exclusions(&candidate, needed_on);
    assert_eq!(by(available.clone()), []);
    assert_eq!(
        by(CandidateChanged {
            unavailable: true,
            ..available.clone()
        }),
        [Exclusion::Unavailable]
    );
    let until = |day: &str| CandidateChanged {
        available_until: day.to_owned(),
        ..available.clone()
    };
    assert_eq!(by(until("2026-04-30")), [Exclusion::Unavailable]);
    assert_eq!(by(until("2026-05-01")), []);
    assert_eq!(by(CandidateChanged::default()), [Exclusion::NoConsent]);
}

#[test]
fn another_version_is_not_replayed_and_a_missing_input_is_named() {
    let whole = logged(&bricklaying(), vec![person(1, "bricklayer", &["masonry"])]);
    let other = ShortlistComputed {
        ranker_version: "0".to_owned(),
        ..whole.clone()
    };
    assert!(matches!(
        replay(&other, Vocabulary::builtin()),
        Err(ReplayError::OtherVersion { .. })
    ));
    let mut lacking = whole;
    lacking.organisations[0].candidates[0].facts = None;
    assert_eq!(
        replay(&lacking, Vocabulary::builtin()),
        Err(ReplayError::Incomplete("facts"))
    );
}

#[test]
fn a_shuffled_log_is_noticed() {
    let people = vec![
        person(1, "bricklayer", &["masonry"]),
        person(2, "bricklayer", &[]),
    ];
    let mut shuffled = logged(&bricklaying(), people);
    shuffled.organisations[0].candidates.reverse();
    let differences = replay(&shuffled, Vocabulary::builtin());
    assert!(
        matches!(differences.as_deref(), Ok([Difference::Order { .. }])),
        "{differences:?}"
    );
}
