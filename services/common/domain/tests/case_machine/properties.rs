//! What holds whatever is asked, in whatever order, with whatever clock.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use relais_domain::case::{
    AnswerKind, Case, CaseEvent, Command, Milestone, NominationState, Stage, Warning,
};

use crate::random::{RandomStep, random_story, step};
use crate::story::Story;

/// Plays a random story to its end, and hands each change to `check`: the case before it and its
/// event, applied.
fn play(
    (mut story, steps): (Story, Vec<RandomStep>),
    mut check: impl FnMut(&Case, &CaseEvent, &Case) -> Result<(), TestCaseError>,
) -> Result<Story, TestCaseError> {
    for one in steps {
        let before = story.case.clone();
        let Ok(events) = step(&mut story, one) else {
            prop_assert_eq!(&story.case, &before, "a refusal changes nothing");
            continue;
        };
        let mut case = before;
        for event in &events {
            let mut after = case.clone();
            after.apply(event, story.now);
            check(&case, event, &after)?;
            case = after;
        }
    }
    Ok(story)
}

fn is_answer(event: &CaseEvent) -> bool {
    matches!(event, CaseEvent::Answered { .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_answer_is_never_lost(random in random_story()) {
        play(random, |before, event, after| {
            if is_answer(event) {
                prop_assert!(after.answer.is_some());
            } else {
                prop_assert_eq!(&after.answer, &before.answer);
            }
            if before.first_answer_at.is_some() {
                prop_assert_eq!(after.first_answer_at, before.first_answer_at);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_whole_answer_is_given_once(random in random_story()) {
        play(random, |before, event, _| {
            let whole = before.answer.as_ref().is_some_and(|it| it.kind != AnswerKind::Partial);
            prop_assert!(!(whole && is_answer(event)));
            Ok(())
        })?;
    }

    #[test]
    fn a_warning_and_a_breach_fire_once(random in random_story()) {
        let story = play(random, |_, _, _| Ok(()))?;
        for share in Warning::ALL {
            let count = story.count(|event| *event == CaseEvent::Warned { share: *share });
            prop_assert!(count <= 1, "{share:?} {count} times");
        }
        prop_assert!(story.count(|event| *event == CaseEvent::Breached) <= 1);
    }

    #[test]
    fn an_answer_is_in_time_exactly_when_the_due_instant_has_not_passed(random in random_story()) {
        play(random, |before, event, after| {
            if let CaseEvent::Answered { in_time, .. } = event {
                prop_assert_eq!(*in_time, before.breached_at.is_none());
                prop_assert_eq!(after.answered_in_time(), Some(*in_time));
                if before.clock_runs() && *in_time {
                    prop_assert!(after.last_at <= before.due_at);
                }
            }
            if *event == CaseEvent::Breached {
                prop_assert!(before.first_answer_at.is_none());
                prop_assert!(after.last_at > before.due_at);
            }
            if matches!(event, CaseEvent::Paused { .. }) {
                prop_assert!(after.last_at <= before.due_at, "a pause hides no breach");
            }
            Ok(())
        })?;
    }

    #[test]
    fn after_its_end_only_what_follows_a_hiring_happens_to_a_case(random in random_story()) {
        play(random, |before, event, _| {
            let follows = matches!(
                event,
                CaseEvent::TutorNamed { .. }
                    | CaseEvent::StepRecorded { .. }
                    | CaseEvent::FollowUpDue { .. }
                    | CaseEvent::FollowUpRecorded { .. }
                    | CaseEvent::NominationWithdrawn { .. }
            );
            prop_assert!(before.stage != Stage::Closed || follows, "{event:?}");
            Ok(())
        })?;
    }

    #[test]
    fn only_a_resume_moves_the_due_instant_and_never_back(random in random_story()) {
        play(random, |before, event, after| {
            if matches!(event, CaseEvent::Resumed { .. }) {
                prop_assert!(after.due_at >= before.due_at);
            } else {
                prop_assert_eq!(after.due_at, before.due_at);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_pause_moves_the_due_instant_by_the_working_time_it_took(random in random_story()) {
        let calendar = random.0.calendar.clone();
        play(random, |before, event, after| {
            if let (CaseEvent::Resumed { working_micros, .. }, Some(pause)) = (event, &before.pause) {
                let took = calendar.between(pause.since, after.last_at);
                prop_assert_eq!(i128::from(*working_micros), took.as_micros());
                prop_assert_eq!(calendar.between(before.due_at, after.due_at), took);
            }
            Ok(())
        })?;
    }

    #[test]
    fn time_in_a_case_never_runs_backwards(random in random_story()) {
        play(random, |before, _, after| {
            prop_assert!(after.last_at >= before.last_at);
            prop_assert_eq!(after.version, before.version + 1);
            Ok(())
        })?;
    }

    #[test]
    fn the_events_make_the_same_case_again(random in random_story()) {
        let story = play(random, |_, _, _| Ok(()))?;
        let mut events = story.history.iter();
        let Some((CaseEvent::Opened(opening), _)) = events.next() else {
            return Err(TestCaseError::fail("a case begins with its opening"));
        };
        let (mut again, _) = Case::open(opening.clone());
        for (event, at) in events {
            again.apply(event, *at);
        }
        prop_assert_eq!(again, story.case);
    }

    #[test]
    fn a_case_survives_being_stored(random in random_story()) {
        let story = play(random, |_, _, _| Ok(()))?;
        let json = serde_json::to_string(&story.case).expect("a case is plain data");
        let read: Case = serde_json::from_str(&json).expect("what was written");
        prop_assert_eq!(read, story.case);
    }

    #[test]
    fn a_timer_fires_at_its_instant_not_before_and_not_again(random in random_story()) {
        let mut story = play(random, |_, _, _| Ok(()))?;
        let Some(timer) = story.case.next_timer() else {
            let far = Timestamp::MAX;
            prop_assert_eq!(story.case.decide(Command::Tick, far, &story.calendar), Ok(vec![]));
            return Ok(());
        };
        let before = timer.saturating_sub(SignedDuration::from_micros(1)).expect("a duration");
        if before >= story.case.last_at {
            let early = story.case.decide(Command::Tick, before, &story.calendar);
            prop_assert_eq!(early, Ok(vec![]));
        }
        prop_assert!(!story.at(timer, Command::Tick).expect("a tick").is_empty());
        prop_assert!(story.ask(Command::Tick).expect("a tick").is_empty());
    }

    #[test]
    fn a_clock_that_runs_out_leaves_no_case_unanswered_and_unnoticed(random in random_story()) {
        let mut story = play(random, |_, _, _| Ok(()))?;
        let waited = story.case.clock_runs();
        story.run_out();
        prop_assert!(!waited || story.case.breached_at.is_some());
    }

    #[test]
    fn everybody_hired_is_followed_up_at_each_milestone_once(random in random_story()) {
        let mut story = play(random, |_, _, _| Ok(()))?;
        story.run_out();
        for (id, it) in &story.case.nominations {
            for milestone in Milestone::ALL {
                let due = CaseEvent::FollowUpDue { nomination: *id, milestone: *milestone };
                let count = story.count(|event| *event == due);
                prop_assert!(count <= 1);
                prop_assert!(count == 1 || it.state != NominationState::Hired);
            }
        }
    }

    #[test]
    fn whoever_is_erased_is_put_forward_no_more(random in random_story(), whom in 0_u8..4) {
        let mut story = play(random, |_, _, _| Ok(()))?;
        let candidate = crate::story::candidate(whom);
        story.ask(Command::EraseCandidate { candidate }).expect("never refused");
        let left = story.case.nominations.values().filter(|it| it.candidate == candidate);
        for nomination in left {
            prop_assert_eq!(nomination.state, NominationState::Withdrawn);
        }
        prop_assert_eq!(story.ask(Command::EraseCandidate { candidate }), Ok(vec![]));
    }

    #[test]
    fn a_candidate_is_put_forward_for_an_offer_once_at_a_time(random in random_story()) {
        let story = play(random, |_, _, _| Ok(()))?;
        let mut active: Vec<_> = story.case.nominations.values()
            .filter(|it| it.state != NominationState::Withdrawn)
            .map(|it| it.candidate)
            .collect();
        let count = active.len();
        active.sort_unstable();
        active.dedup();
        prop_assert_eq!(active.len(), count);
    }
}
