//! `relais admin feed`, as an operator uses it on a site that runs.

use serde_json::Value;

use crate::site::Site;

fn said(output: &std::process::Output) -> String {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
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
    let grpc = format!("http://{}", site.http);
    let of_neighbour = site.run(&["admin", "feed", "add", &grpc, "--employer", &employer]);
    assert!(!of_neighbour.status.success(), "{}", said(&of_neighbour));
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
        let output = site.run(&["admin", "feed", command, &feed]);
        assert!(output.status.success(), "{command}: {}", said(&output));
    }
    let left = site.run(&["admin", "feed", "list", "--json"]);
    assert!(
        left.status.success() && left.stdout.is_empty(),
        "{}",
        said(&left)
    );
    site.kill();
}
