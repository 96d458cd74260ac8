//! The offers of a demonstration: the project's own, or a file or folder of others.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The project's own dozen.
const SAMPLES: &str = include_str!("../../data/offers.jsonl");
/// Bytes of one file that are read.
const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// Offers as `JobPosting` JSON, at most `limit`.
///
/// # Errors
/// A file that cannot be read, by its name and line.
pub fn load(path: Option<&Path>, limit: Option<usize>) -> anyhow::Result<Vec<Value>> {
    let mut offers = match path {
        None => parse(SAMPLES).context("the sample offers")?,
        Some(path) => read(path)?,
    };
    offers.truncate(limit.unwrap_or(usize::MAX));
    ensure!(!offers.is_empty(), "there is no offer to send");
    Ok(offers)
}

/// The same offers under identifiers that no other run has used: one that begins at another
/// instant.
pub fn of_run(mut offers: Vec<Value>, began: Timestamp) -> Vec<Value> {
    for (number, offer) in offers.iter_mut().enumerate() {
        offer["identifier"] = json!(format!("demo-{}-{number}", began.as_microsecond()));
    }
    offers
}

fn read(path: &Path) -> anyhow::Result<Vec<Value>> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = std::fs::read_dir(path)
            .with_context(|| path.display().to_string())?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<PathBuf>, _>>()?;
        files.retain(|file| {
            let extension = file.extension().and_then(|it| it.to_str());
            matches!(extension, Some("json" | "jsonl" | "jsonld"))
        });
        files.sort();
    }
    let mut offers = Vec::new();
    for file in files {
        let name = || file.display().to_string();
        let size = std::fs::metadata(&file).with_context(name)?.len();
        ensure!(
            size <= MAX_FILE_BYTES,
            "{}: more than {MAX_FILE_BYTES} bytes",
            name()
        );
        let text = std::fs::read_to_string(&file).with_context(name)?;
        offers.extend(parse(&text).with_context(name)?);
    }
    Ok(offers)
}

/// One JSON document (an offer or a list), or one in each line.
fn parse(text: &str) -> anyhow::Result<Vec<Value>> {
    if let Ok(whole) = serde_json::from_str::<Value>(text) {
        let list = match whole {
            Value::Array(list) => list,
            one => vec![one],
        };
        return Ok(list.into_iter().map(as_job_posting).collect());
    }
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            let offer = serde_json::from_str(line).with_context(|| format!("line {}", at + 1))?;
            Ok(as_job_posting(offer))
        })
        .collect()
}

/// An ad of an open data set (`id`, `title`, `description`, `place`, …) as a `JobPosting`; what is
/// one already stays as it is.
fn as_job_posting(offer: Value) -> Value {
    if offer.get("@type").is_some() {
        return offer;
    }
    let text = |key: &str| offer.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut posting = json!({
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": text("title"),
        "description": text("description"),
    });
    for (from, to) in [
        ("id", "identifier"),
        ("identifier", "identifier"),
        ("hours", "workHours"),
    ] {
        if let Some(value) = offer.get(from).filter(|value| value.is_string()) {
            posting[to] = value.clone();
        }
    }
    // "75 - Paris": the number of the département, then the place.
    let place = text("place");
    let locality = place
        .split_once(" - ")
        .map_or(place, |(_, locality)| locality);
    if !locality.is_empty() {
        posting["jobLocation"] = json!({ "address": { "addressLocality": locality } });
    }
    posting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_offers_are_a_dozen_with_titles() {
        let offers = load(None, None).expect("the samples");
        assert_eq!(offers.len(), 12);
        assert!(offers.iter().all(|offer| offer["title"].is_string()));
    }

    #[test]
    fn an_ad_with_title_and_description_becomes_a_job_posting() {
        let ads = "{\"id\": \"7\", \"title\": \"Cariste\", \"description\": \"Quai\", \"place\": \"59 - Lille\"}\n\n";
        let offers = parse(ads).expect("a line");
        assert_eq!(offers[0]["identifier"], "7");
        assert_eq!(
            offers[0]["jobLocation"]["address"]["addressLocality"],
            "Lille"
        );
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = parse("{\"title\": \"a\"}\n{broken").expect_err("the second line");
        assert!(format!("{error:#}").starts_with("line 2"));
    }
}
