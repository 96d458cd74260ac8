//! Looking for an erased person in the bytes of the database.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use relais_domain::Error;
use relais_proto::profiles::ErasedPlace;
use relais_store::Store;

use super::{Traces, place};
use crate::store::candidates;

/// Where a person stood.
const TABLES: [&str; 3] = ["profiles_candidates", "profiles_facts", "events"];
/// How often scrubbing is tried, and the wait between.
const TRIES: u32 = 20;
const TRY_EVERY: Duration = Duration::from_millis(100);
/// Candidates that are read at a time to see what others share.
const PAGE: u32 = 500;

/// Scrubs the tables, so that nothing that was deleted is left in them or in the write-ahead log,
/// and counts the traces in the files before and after.
pub(crate) async fn look_in_files(store: &Store, traces: Traces) -> Vec<ErasedPlace> {
    // The person is erased by now: where a file cannot be read, the report is to say so.
    look(store, traces).await.unwrap_or_else(|error| {
        tracing::warn!(error = %error, "the data files could not be searched after an erasure");
        vec![place("files that could not be read", 0, 1)]
    })
}

async fn look(store: &Store, traces: Traces) -> Result<Vec<ErasedPlace>, Error> {
    let traces = Arc::new(traces);
    let files = store.files();
    let before = count_each(&files, &traces).await?;
    let is_scrubbed = scrub(store).await;
    if files.is_empty() {
        return Ok(on_server(is_scrubbed));
    }
    let after = count_each(&files, &traces).await?;
    let is_clean = after.iter().flatten().all(|count| *count == 0);
    let shared = if is_clean {
        vec![false; traces.len()]
    } else {
        shared(store, &traces).await?
    };
    let own = |counts: &[u64]| -> u64 {
        let counts = counts.iter().zip(&shared);
        counts
            .filter(|(_, shared)| !**shared)
            .map(|(count, _)| count)
            .sum()
    };
    let places = files.iter().zip(before.iter().zip(&after));
    Ok(places
        .map(|(file, (before, after))| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let (before, after) = (own(before), own(after));
            place(format!("file {name}"), before.saturating_sub(after), after)
        })
        .collect())
}

/// The files of a server cannot be read from here: what is known is whether it wrote the tables
/// anew without the person.
fn on_server(is_scrubbed: bool) -> Vec<ErasedPlace> {
    vec![
        place(
            "deleted rows in the server's tables",
            0,
            (!is_scrubbed).into(),
        ),
        place(
            "write-ahead log and backups of the server (not looked at: they go with its retention)",
            0,
            0,
        ),
    ]
}

/// Tries for a while: a reader may hold on to an old state. `false` where one held on to the end;
/// what is then left in a file is counted like everything else.
async fn scrub(store: &Store) -> bool {
    for _ in 0..TRIES {
        match store.scrub(&TABLES).await {
            Ok(()) => return true,
            Err(error) => tracing::debug!(error = %error, "will scrub the tables again"),
        }
        tokio::time::sleep(TRY_EVERY).await;
    }
    tracing::warn!("what was erased could not be scrubbed from the data");
    false
}

async fn count_each(files: &[PathBuf], traces: &Arc<Traces>) -> Result<Vec<Vec<u64>>, Error> {
    let mut counts = Vec::with_capacity(files.len());
    for file in files {
        counts.push(count(file, traces).await?);
    }
    Ok(counts)
}

async fn count(file: &Path, traces: &Arc<Traces>) -> Result<Vec<u64>, Error> {
    let (file, traces) = (file.to_owned(), traces.clone());
    let count = move || match File::open(&file) {
        Ok(open) => traces.count_in(open),
        // No write-ahead log is an empty one.
        Err(error) if error.kind() == ErrorKind::NotFound => traces.count_in(std::io::empty()),
        Err(error) => Err(error),
    };
    tokio::task::spawn_blocking(count)
        .await
        .map_err(Error::internal)?
        .map_err(|error| Error::unavailable("the data files cannot be read").with_source(error))
}

/// Which traces a candidate who is there has too.
async fn shared(store: &Store, traces: &Traces) -> Result<Vec<bool>, Error> {
    let mut shared = vec![false; traces.len()];
    let mut after = String::new();
    loop {
        // The connection is given back between pages, so that no long read holds up a fold.
        let page = candidates::page(&mut store.read().await?, None, &after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(shared);
        };
        after.clone_from(&last.candidate_id);
        for candidate in &page {
            traces.mark_shared(candidate, &mut shared);
        }
    }
}
