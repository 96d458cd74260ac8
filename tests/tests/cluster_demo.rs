//! The demonstration over Kafka, with every service in a process of its own, while instances are
//! killed in the middle of it.

use std::process::Command;
use std::time::Duration;

use relais_tests::cluster::{Cluster, binary};
use serde_json::Value;

/// How many offers the demonstration sends of its own.
const OFFERS: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_that_instances_are_killed() {
    let mut cluster = Cluster::start().await.expect("every service is ready");
    let mut demo = Command::new(binary().expect("the binary"));
    demo.args(["demo", "--json", "--speed", "20000", "--running"])
        .arg(cluster.config())
        .args(["--rest", &cluster.doors.http()]);
    let playing = tokio::task::spawn_blocking(move || demo.output());
    while !playing.is_finished() && told(&cluster, "relais.offers").len() < 3 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    cluster.kill("matching-2").expect("it ran");
    cluster.kill("relay-1").expect("it ran");

    let played = playing.await.expect("no panic").expect("it runs");
    let story = String::from_utf8_lossy(&played.stderr);
    assert!(played.status.success(), "{story}");
    let report: Value = serde_json::from_slice(&played.stdout).expect("one JSON object");
    for figure in ["offers", "acknowledged", "answered_in_time"] {
        assert_eq!(report[figure], OFFERS, "{figure}: {report}\n{story}");
    }
    let channels = &report["channels"];
    assert!(channels["rest"]["offers"].as_u64() > Some(0), "{channels}");
    assert!(channels["grpc"]["offers"].as_u64() > Some(0), "{channels}");
    let submitted = told(&cluster, "relais.offers");
    let is_submitted = |event: &&Value| event["type"] == "relais.offer.submitted.v1";
    assert_eq!(submitted.iter().filter(is_submitted).count(), OFFERS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_with_organisations_of_its_own_is_not_played_on() {
    let cluster = Cluster::start().await.expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");
    let played = Command::new(binary().expect("the binary"))
        .args(["demo", "--running"])
        .arg(cluster.config())
        .output()
        .expect("it runs");
    assert!(!played.status.success());
    let said = String::from_utf8_lossy(&played.stderr);
    assert!(said.contains("organisations that are not those"), "{said}");
    // What comes too late to be true has had time to come.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let candidates = cast.worker.candidates().await.expect("the candidates");
    assert_eq!(candidates.len(), 1);
    assert!(told(&cluster, "relais.offers").is_empty());
}

/// What a topic of the cluster's log tells.
fn told(cluster: &Cluster, topic: &str) -> Vec<Value> {
    let arguments = ["events", "tail", "--no-follow", "--json", "--topic", topic];
    let output = cluster.command(&arguments).expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = output.stdout.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).expect("an event in each line"))
        .collect()
}
