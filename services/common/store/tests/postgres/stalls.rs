//! A process that stands still in the middle of a write.

use std::sync::mpsc;
use std::time::Duration;

use relais_domain::ErrorCode;
use relais_store::args;

use super::server::{note, notes, open, schema};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_stands_still_gives_way_to_others_and_cannot_commit_later() {
    let mut place = schema();
    place.stall = Duration::from_secs(1);
    let (stalled, other) = (open(place.clone()).await, open(place).await);
    let (began, has_begun) = tokio::sync::oneshot::channel();
    let (wake, woken) = mpsc::channel::<()>();
    let late = tokio::spawn({
        let stalled = stalled.clone();
        async move {
            stalled
                .write(move |tx| {
                    Box::pin(async move {
                        let sql = "INSERT INTO notes (id, word) VALUES (1, 'late')";
                        tx.execute(sql, args![]).await?;
                        began.send(()).expect("the test goes on");
                        // The whole thread stands still, as a stopped process does.
                        woken.recv().expect("it is woken");
                        Ok(())
                    })
                })
                .await
        }
    });
    has_begun.await.expect("it has begun");
    note(&other, 2, "meanwhile")
        .await
        .expect("the lock is free again");
    wake.send(()).expect("it is there");
    let error = late.await.expect("it ends").expect_err("it is too late");
    assert_eq!(error.code(), ErrorCode::Unavailable);
    assert_eq!(notes(&other).await, [2]);
    note(&stalled, 3, "again")
        .await
        .expect("it goes on writing");
    assert_eq!(notes(&other).await, [2, 3]);
    stalled.close().await;
    other.close().await;
}
