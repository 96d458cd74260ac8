//! What the same machine does without us: the floor that the figures stand on.

use std::time::Instant;

use relais_store::{Options, Store, args};

use crate::{line, rate};

/// Rows of this many bytes, as an offer and its event have.
const BYTES: usize = 2_000;

/// Prints how fast the machine takes durable rows in and answers empty calls.
pub async fn print(count: usize) {
    println!("\n== peers: the same machine without the relay");
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), &Options::default())
        .await
        .expect("a store");
    store
        .write(|tx| {
            Box::pin(async move {
                tx.execute(
                    "CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB)",
                    args![],
                )
                .await?;
                Ok(())
            })
        })
        .await
        .expect("a table");
    for writers in [1, 64] {
        let each = count / 4 / writers;
        let began = Instant::now();
        let tasks: Vec<_> = (0..writers)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    for _ in 0..each {
                        store.write(|tx| Box::pin(insert(tx))).await.expect("a row");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("a writer ends well");
        }
        rate(
            &format!("bare durable rows, {writers} writers"),
            each * writers,
            began.elapsed(),
        );
    }
    line("bytes of a bare row", &format!("{BYTES:>10}"));
    store.close().await;
}

async fn insert(tx: &mut relais_store::Tx) -> Result<(), relais_domain::Error> {
    tx.execute(
        "INSERT INTO bare (body) VALUES ($1)",
        args![vec![7_u8; BYTES]],
    )
    .await?;
    Ok(())
}
