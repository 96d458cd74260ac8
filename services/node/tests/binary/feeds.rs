//! `relais admin feed`, as an operator uses it on a site that runs.

use std::process::{Command, Output};

use serde_json::Value;

use crate::site::Site;

fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

fn admin(site: &Site, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_relais"))
        .args(["admin", "--data"])
        .arg(&site.data)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

#[tokio::test]
async fn a_feed_is_added_listed_paused_and_removed_by_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(folder.path());
    let employer = ["employer", "add", "Trasis", "--email", "rh@trasis.example"];
    let employer = site.admin(&employer)["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    site.start().await;
    let neighbour = format!("http://{}/feed.csv", site.http);
    let refused = admin(&site, &["feed", "add", &neighbour, "--employer", &employer]);
    assert!(!refused.status.success(), "{}", said(&refused));
    assert!(!said(&refused).contains("--help"), "{}", said(&refused));
    let url = "https://jobs.trasis.invalid/feed.xml";
    let added = site.admin(&["feed", "add", url, "--employer", &employer, "--every", "2h"]);
    let feed = added["id"].as_str().expect("an id").to_owned();
    let listed = site.admin(&["feed", "list"]);
    assert_eq!(
        (&listed["url"], &listed["every_seconds"]),
        (&url.into(), &7_200.into())
    );
    // The host does not exist, which is told and is no failure of the command.
    let pull = site.admin(&["feed", "pull", &feed]);
    assert_eq!(pull["outcome"], "failed", "{pull}");
    assert_ne!(pull["problem"], Value::Null, "{pull}");
    for command in ["pause", "resume", "remove"] {
        let output = admin(&site, &["feed", command, &feed]);
        assert!(output.status.success(), "{command}: {}", said(&output));
    }
    let left = admin(&site, &["feed", "list", "--json"]);
    assert!(
        left.status.success() && left.stdout.is_empty(),
        "{}",
        said(&left)
    );
    site.kill();
}
