//! The clock of the cases.

use jiff::ToSpan as _;
use relais_domain::clock::to_micros;

use crate::people::nobody;
use crate::profiles::{candidate, organisation};
use crate::world::{DUE, Person, World, instant};

#[tokio::test]
async fn a_case_that_nobody_answers_warns_three_times_and_is_breached() {
    let world = World::new().await;
    let offer = world.submit().await;
    world.clock_to(instant(DUE)).await;
    assert_eq!(
        world.kinds(offer).await,
        ["opened", "warned", "warned", "warned"]
    );
    world.clock_to(instant(DUE) + 1.microsecond()).await;
    assert_eq!(world.kinds(offer).await.last(), Some(&"breached"));
    assert_eq!(world.messages_for(offer, "warning").await, 3);
    assert_eq!(world.messages_for(offer, "breach").await, 1);
}

#[tokio::test]
async fn two_relays_on_one_store_fire_each_timer_once() {
    let world = World::new().await;
    let _other = world.another_relay().await;
    let mut offers = Vec::new();
    for _ in 0..20 {
        offers.push(world.submit().await);
    }
    world.clock_to(instant(DUE) + 1.second()).await;
    for offer in offers {
        let once = ["opened", "warned", "warned", "warned", "breached"];
        assert_eq!(world.kinds(offer).await, once);
        assert_eq!(world.messages_for(offer, "breach").await, 1);
    }
}

#[tokio::test]
async fn an_answer_after_the_breach_is_late() {
    let world = World::new().await;
    let offer = world.submit().await;
    world.clock_to(instant(DUE) + 1.hour()).await;
    let case = world.case(Person::Spoc, offer).await.expect("the case");
    assert_eq!(case.working_micros_left, -60 * 60 * 1_000_000);
    let case = world
        .answer(Person::Spoc, offer, nobody(""))
        .await
        .expect("an answer");
    assert!(case.breached && !case.answered_in_time);
    let figures = world.figures(Person::Spoc).await.expect("figures");
    assert_eq!((figures.answered_in_time, figures.answered_late), (0, 1));
}

#[tokio::test]
async fn an_answer_in_time_silences_the_clock() {
    let world = World::new().await;
    let offer = world.submit().await;
    let case = world
        .answer(Person::Spoc, offer, nobody(""))
        .await
        .expect("an answer");
    assert!(case.answered_in_time);
    world.clock_to(instant(DUE) + 24.hours()).await;
    assert_eq!(world.kinds(offer).await, ["opened", "answered"]);
}

#[tokio::test]
async fn a_pause_of_one_working_day_moves_the_due_instant_by_one() {
    let world = World::new().await;
    let offer = world.submit().await;
    world.clock_to(instant("2026-05-04T10:00:00+02")).await;
    let paused = world.pause(Person::Spoc, offer).await.expect("a pause");
    assert_eq!(paused.pause_reason, "awaiting_clarification");
    world.clock_to(instant("2026-05-05T10:00:00+02")).await;
    let still = world.case(Person::Spoc, offer).await.expect("the case");
    assert_eq!(
        still.working_micros_left, paused.working_micros_left,
        "a pause holds it still"
    );
    let resumed = world.resume(offer).await.expect("a resume");
    assert_eq!(resumed.due_at, to_micros(instant("2026-05-07T15:20:00+02")));
    assert_eq!(world.messages_for(offer, "pause").await, 1);
    assert_eq!(world.messages_for(offer, "resume").await, 1);
}

#[tokio::test]
async fn the_silence_of_an_organisation_with_ranked_candidates_is_noted_once() {
    let world = World::new().await;
    let (silent, active) = (world.diffused().await, world.diffused().await);
    world
        .nominate(Person::WorkerOf(0), active, candidate(0, 0))
        .await
        .expect("a nomination");
    world.clock_to(instant(DUE)).await;
    let noted = |kinds: Vec<&str>| {
        kinds
            .into_iter()
            .filter(|it| *it == "silence_noted")
            .count()
    };
    assert_eq!(noted(world.kinds(silent).await), 1);
    assert_eq!(noted(world.kinds(active).await), 0);
    let case = world.case(Person::Spoc, silent).await.expect("the case");
    let silent_ones: Vec<_> = case.diffusions.iter().filter(|it| it.silent).collect();
    assert_eq!(
        silent_ones.len(),
        1,
        "who had nobody to put forward is not silent"
    );
    assert_eq!(silent_ones[0].organisation_id, organisation(0).to_string());
    assert_eq!(world.messages_for(silent, "silence").await, 1);
}

#[tokio::test]
async fn a_clock_set_back_fires_nothing_again_and_forgets_nothing() {
    let world = World::new().await;
    let offer = world.submit().await;
    world.clock_to(instant("2026-05-05T16:00:00+02")).await;
    let before = world.kinds(offer).await;
    assert_eq!(before, ["opened", "warned"]);
    world.clock_to(instant("2026-04-30T15:10:00+02")).await;
    let later = world.submit().await;
    assert_eq!(world.kinds(offer).await, before);
    world.clock_to(instant(DUE) + 1.second()).await;
    let once = ["opened", "warned", "warned", "warned", "breached"];
    assert_eq!(world.kinds(offer).await, once);
    assert_eq!(
        world.kinds(later).await,
        once,
        "both are due before Wednesday evening"
    );
}

#[tokio::test]
async fn a_relay_that_starts_late_catches_up_with_the_clock() {
    let world = World::new().await;
    let (offer, submitted) = world.offer(false);
    world.clock.set(instant(DUE) + 1.hour());
    let kind = "relais.offer.submitted.v1";
    world
        .append(
            relais_events::topics::OFFERS,
            kind,
            offer.to_string(),
            submitted,
        )
        .await;
    world.until_told(offer, "breached").await;
    let once = ["opened", "warned", "warned", "warned", "breached"];
    assert_eq!(world.kinds(offer).await, once);
}
