//! `relais health`, as a container engine asks it.

use std::process::{Command, Output};

use crate::site::Site;

fn health(site: &Site) -> Output {
    Command::new(env!("CARGO_BIN_EXE_relais"))
        .args(["health", "--http", &site.http.to_string()])
        .output()
        .expect("the binary runs")
}

#[tokio::test]
async fn health_succeeds_while_a_site_can_work_and_fails_without_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(folder.path());
    let before = health(&site);
    assert!(!before.status.success());
    let said = String::from_utf8_lossy(&before.stderr);
    assert!(said.contains("no relais answers at"), "{said}");

    site.start().await;
    let during = health(&site);
    let said = String::from_utf8_lossy(&during.stdout);
    assert!(
        during.status.success() && said.contains("\"ready\":true"),
        "{said}"
    );
    site.terminate().await;
}
