//! Whoever is erased leaves every case, and every word about them goes.

use relais_store::args;

use crate::people::proposed;
use crate::profiles::candidate;
use crate::world::{Person, World};

#[tokio::test]
async fn whoever_is_erased_while_nominated_is_no_longer_put_forward() {
    let world = World::new().await;
    let offer = world.diffused().await;
    let gone = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await;
    let gone = gone.expect("a nomination").nomination_id;
    let stays = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 1))
        .await;
    let stays = stays.expect("a nomination").nomination_id;
    world.erase(candidate(0, 0)).await;
    world.until_told(offer, "nomination_withdrawn").await;
    let refused = world
        .answer(Person::Spoc, offer, proposed(&[&gone, &stays]))
        .await;
    assert_eq!(
        refused.expect_err("erased").message(),
        "the nomination is withdrawn"
    );
    world
        .answer(Person::Spoc, offer, proposed(&[&stays]))
        .await
        .expect("an answer");
}

#[tokio::test]
async fn every_word_about_an_erased_person_goes() {
    let world = World::new().await;
    let (hired, passed) = (world.diffused().await, world.diffused().await);
    let person = candidate(0, 0);
    let nominated = world.nominate(Person::WorkerOf(0), hired, person).await;
    let id = nominated.expect("a nomination").nomination_id;
    world
        .answer(Person::Spoc, hired, proposed(&[&id]))
        .await
        .expect("an answer");
    world
        .reply(Person::Spoc, hired, &id, "hired")
        .await
        .expect("a hiring");
    world.name_tutor(hired, &id).await.expect("a tutor");
    world.record_step(hired, &id).await.expect("a step");
    world
        .pass_over(Person::WorkerOf(0), passed, person, "Pas cette fois.")
        .await
        .expect("passed");
    let notes = "SELECT COUNT(*) FROM relay_notes";
    assert_eq!(
        world.count(notes, args![]).await,
        4,
        "answer, reply, step and reason"
    );

    world.erase(person).await;
    world
        .until("the notes are gone", async || {
            world.count(notes, args![]).await == 0
        })
        .await;
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM relay_tutors", args![])
            .await,
        0
    );
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM relay_candidates", args![])
            .await,
        0
    );
    let case = world.case(Person::Spoc, hired).await.expect("the case");
    assert_eq!(case.nominations[0].state, "withdrawn");
    assert_eq!(case.answer.expect("that there was one").message, "");
}

#[tokio::test]
async fn nobody_is_nominated_after_their_erasure() {
    let world = World::new().await;
    let offer = world.diffused().await;
    world.erase(candidate(0, 0)).await;
    let error = world
        .nominate(Person::WorkerOf(0), offer, candidate(0, 0))
        .await;
    assert_eq!(
        error.expect_err("nobody there").message(),
        "no such candidate"
    );
}
