//! What a write does, and what it leaves when it fails.

use std::future::Future as _;
use std::task::{Context, Poll, Waker};

use relais_domain::{Error, ErrorCode};

use super::{Engine, OFFERS, event, mark, marked, marks, numbers};
use crate::{Migration, args};

/// A reader sees both or neither.
pub async fn state_and_event_commit_together(engine: &impl Engine) {
    let store = marked(engine).await;
    store
        .write(|tx| {
            Box::pin(async move {
                mark(tx, "offer", 1).await?;
                tx.append(event(OFFERS, "offer", 1)).await?;
                Ok(())
            })
        })
        .await
        .expect("the write is done");
    assert_eq!(marks(&store).await, [("offer".to_owned(), 1)]);
    assert_eq!(numbers(&store, OFFERS, "offer").await, [1]);
}

/// An error after the changes takes them all back.
pub async fn a_failed_write_leaves_neither_state_nor_event(engine: &impl Engine) {
    let store = marked(engine).await;
    let outcome = store
        .write(|tx| {
            Box::pin(async move {
                mark(tx, "offer", 1).await?;
                tx.append(event(OFFERS, "offer", 1)).await?;
                Err::<(), _>(Error::denied("not yours"))
            })
        })
        .await;
    let error = outcome.expect_err("the write fails");
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    assert_eq!(marks(&store).await, []);
    assert_eq!(numbers(&store, OFFERS, "offer").await, [0_i64; 0]);
}

/// Writes that share a commit do not share their failures.
pub async fn a_failed_write_takes_back_only_its_own_changes(engine: &impl Engine) {
    let store = marked(engine).await;
    let writes = (0..300_i64).map(|number| {
        store.write(move |tx| {
            Box::pin(async move {
                mark(tx, format!("{number:03}"), number).await?;
                tx.append(event(OFFERS, "offer", number)).await?;
                if number % 3 == 0 {
                    return Err(Error::conflict("every third fails"));
                }
                Ok(number)
            })
        })
    });
    let outcomes = futures::future::join_all(writes).await;
    for (number, outcome) in (0..300_i64).zip(outcomes) {
        assert_eq!(outcome.ok(), (number % 3 != 0).then_some(number));
    }
    let kept: Vec<i64> = (0..300).filter(|number| number % 3 != 0).collect();
    let marked: Vec<i64> = marks(&store)
        .await
        .iter()
        .map(|(_, value)| *value)
        .collect();
    assert_eq!(marked, kept);
    let mut appended = numbers(&store, OFFERS, "offer").await;
    appended.sort_unstable();
    assert_eq!(appended, kept);
}

/// Neither the panicking write's neighbours nor its successors suffer.
pub async fn a_panic_in_a_write_is_an_error_and_the_writer_goes_on(engine: &impl Engine) {
    let store = marked(engine).await;
    let panicking = store.write(|tx| {
        Box::pin(async move {
            mark(tx, "panicking", 1).await?;
            let offset = tx.append(event(OFFERS, "offer", 1)).await?;
            assert!(offset < 0, "a bug in a use case");
            Ok(())
        })
    });
    let calm = store.write(|tx| Box::pin(async move { Ok(mark(tx, "calm", 2).await?) }));
    let (panicking, calm) = futures::future::join(panicking, calm).await;
    let error = panicking.expect_err("the write fails");
    assert_eq!(error.code(), ErrorCode::Internal);
    calm.expect("its neighbour does not");
    store
        .write(|tx| Box::pin(async move { Ok(mark(tx, "later", 3).await?) }))
        .await
        .expect("nor does what comes after");
    let expected = [("calm".to_owned(), 2), ("later".to_owned(), 3)];
    assert_eq!(marks(&store).await, expected);
}

/// A request that is broken off leaves a whole write, not half a one, and harms no other.
pub async fn a_write_whose_caller_goes_away_is_whole(engine: &impl Engine) {
    let store = marked(engine).await;
    for number in 0..50_i64 {
        let mut write = Box::pin(store.write(move |tx| {
            Box::pin(async move {
                mark(tx, format!("{number:02}"), number).await?;
                tx.append(event(OFFERS, "offer", number)).await?;
                Ok(())
            })
        }));
        let polled = write.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Pending), "a write takes a commit");
    }
    store
        .write(|tx| Box::pin(async move { Ok(mark(tx, "last", 50).await?) }))
        .await
        .expect("the writer goes on");
    let marked = marks(&store).await.len();
    assert_eq!(marked, 51, "a write that waits its turn is run");
    assert_eq!(numbers(&store, OFFERS, "offer").await.len(), 50);
}

/// Who lines several writes up finds them done in that order, and need not wait for each.
pub async fn writes_that_are_lined_up_run_in_their_order(engine: &impl Engine) {
    let store = marked(engine).await;
    let mut lined_up = Vec::new();
    for number in 0..50_i64 {
        let write = store.enqueue(move |tx| {
            Box::pin(async move {
                tx.append(event(OFFERS, "offer", number)).await?;
                Ok(number)
            })
        });
        lined_up.push(write.await.expect("it has its place"));
    }
    // One whose outcome nobody asks for stands all the same.
    drop(lined_up.remove(20));
    for (write, number) in lined_up.into_iter().zip((0..50).filter(|it| *it != 20)) {
        assert_eq!(write.settled().await.expect("it is durable"), number);
    }
    let expected: Vec<i64> = (0..50).collect();
    assert_eq!(numbers(&store, OFFERS, "offer").await, expected);
}

/// A key that is taken is told apart from our own mistakes.
pub async fn a_unique_key_that_is_taken_is_a_conflict(engine: &impl Engine) {
    let store = marked(engine).await;
    let write = || store.write(|tx| Box::pin(async move { Ok(mark(tx, "offer", 1).await?) }));
    write().await.expect("the first is taken");
    let error = write().await.expect_err("the second is refused");
    assert_eq!(error.code(), ErrorCode::Conflict);
}

/// What one engine cannot keep, no engine takes.
pub async fn a_text_with_a_nul_is_refused(engine: &impl Engine) {
    let store = marked(engine).await;
    let write = store.write(|tx| Box::pin(async move { Ok(mark(tx, "a\0b", 1).await?) }));
    let error = write.await.expect_err("it is refused");
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    assert!(marks(&store).await.is_empty());
}

/// A server gives up what follows a failed statement; nobody is told that it was done.
pub async fn a_write_that_goes_on_after_a_failed_statement_is_taken_back(engine: &impl Engine) {
    let store = marked(engine).await;
    let write = store.write(|tx| {
        Box::pin(async move {
            mark(tx, "before", 1).await?;
            let again = mark(tx, "before", 2).await;
            assert!(again.is_err(), "the name is taken");
            Ok(())
        })
    });
    let beside = store.write(|tx| Box::pin(async move { Ok(mark(tx, "beside", 3).await?) }));
    let (write, beside) = futures::future::join(write, beside).await;
    assert!(write.is_err());
    beside.expect("the other is kept");
    assert_eq!(marks(&store).await, [("beside".to_owned(), 3)]);
}

/// In the same order wherever it runs, and in the order in which Rust compares.
pub async fn texts_sort_by_their_bytes(engine: &impl Engine) {
    let store = marked(engine).await;
    let names = ["a-b", "ab", "aC", "B", "é", "z", "_", ""];
    store
        .write(move |tx| {
            Box::pin(async move {
                for name in names {
                    mark(tx, name, 1).await?;
                }
                Ok(())
            })
        })
        .await
        .expect("the marks are written");
    let mut sorted = names;
    sorted.sort_unstable();
    let found: Vec<String> = marks(&store).await.into_iter().map(|mark| mark.0).collect();
    assert_eq!(found, sorted);
}

const VALUES: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE suite_values (
              id BIGINT PRIMARY KEY, number BIGINT, words TEXT, bytes BLOB, flag BIGINT
          )",
}];

/// Numbers at their ends, text of all scripts, bytes of all values, and nothing at all.
pub async fn values_come_back_as_they_went_in(engine: &impl Engine) {
    let store = engine.open().await.expect("the store opens");
    store
        .migrate("suite_values", VALUES)
        .await
        .expect("the table is made");
    let texts = [
        "",
        "'; DROP TABLE events; --",
        "Ça, là: ﷽ \u{1F469}\u{200D}\u{1F527} \u{202E}x",
    ];
    store
        .write(move |tx| {
            Box::pin(async move {
                const INSERT: &str = "INSERT INTO suite_values (id, number, words, bytes, flag)
                                      VALUES ($1, $2, $3, $4, $5)";
                for (id, number) in [(0_i64, i64::MIN), (1, 0), (2, i64::MAX)] {
                    let text = texts[usize::try_from(id).expect("0 to 2")];
                    let bytes: Vec<u8> = (0..=255).collect();
                    tx.execute(INSERT, args![id, number, text, bytes, id == 1])
                        .await?;
                }
                let (number, text, bytes) = (None::<i64>, None::<String>, None::<Vec<u8>>);
                tx.execute(INSERT, args![3_i64, number, text, bytes, None::<bool>])
                    .await?;
                Ok(())
            })
        })
        .await
        .expect("the values are written");
    let rows = store
        .read()
        .await
        .expect("a connection")
        .fetch(
            "SELECT number, words, bytes, flag FROM suite_values ORDER BY id",
            args![],
        )
        .await
        .expect("the values are read");
    for (row, (number, text)) in rows.iter().zip([i64::MIN, 0, i64::MAX].iter().zip(texts)) {
        assert_eq!(row.get::<i64>(0).expect("a number"), *number);
        assert_eq!(row.get::<String>(1).expect("a text"), text);
        let bytes: Vec<u8> = row.get(2).expect("bytes");
        assert_eq!(bytes, (0..=255).collect::<Vec<u8>>());
        assert_eq!(row.get::<bool>(3).expect("a flag"), *number == 0);
    }
    assert_eq!(rows[3].get::<Option<i64>>(0).expect("no number"), None);
    assert_eq!(rows[3].get::<Option<String>>(1).expect("no text"), None);
    assert_eq!(rows[3].get::<Option<Vec<u8>>>(2).expect("no bytes"), None);
    assert!(rows[3].get::<i64>(0).is_err(), "NULL is not a number");
}
