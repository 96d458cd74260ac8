//! Every command of the README works as it stands there, in its order.

use std::path::Path;
use std::process::{Command, Output};

use crate::site::Site;
use serde_json::Value;

/// The commands that the README shows, apart from the two that run and test the project as a
/// whole, which have a test run of their own.
fn commands() -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(readme).expect("the README");
    let mut commands: Vec<String> = Vec::new();
    let mut open = String::new();
    for line in readme.lines() {
        let Some(line) = line.strip_prefix("    ") else {
            continue;
        };
        open.push_str(line);
        open.push('\n');
        let quotes = open.matches('\'').count();
        if quotes.is_multiple_of(2) && !line.ends_with('\\') {
            commands.push(std::mem::take(&mut open));
        }
    }
    commands.retain(|command| {
        let first = command.split_whitespace().next().expect("a word");
        first == "relais" || first == "curl"
    });
    commands
}

/// A shell in the site's folder, with `relais` on its path and the site's ports.
fn shell(site: &Site, folder: &Path, variables: &[(&str, String)], command: &str) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_relais"));
    let path = std::env::var("PATH").expect("a path");
    let folders = format!("{}:{path}", binary.parent().expect("a folder").display());
    let command = command.replace("127.0.0.1:7280", &site.http.to_string());
    Command::new("bash")
        .args(["-c", &command])
        .current_dir(folder)
        .env("PATH", folders)
        .env("RELAIS__HTTP__ADDR", site.http.to_string())
        .env("RELAIS__GRPC__ADDR", site.grpc.to_string())
        .envs(
            variables
                .iter()
                .map(|(name, value)| (*name, value.as_str())),
        )
        .output()
        .expect("bash runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().expect("a text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_readme_does_what_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(&folder.path().join("relais-data"));
    std::fs::create_dir_all(&site.data).expect("a folder");
    let mut variables: Vec<(&str, String)> = Vec::new();
    let mut seen = Vec::new();
    for command in commands() {
        // Written out for one machine; here everything stays in the folder.
        let command = command.replace("/backups/", "./backups-");
        if command.starts_with("relais serve") {
            site.start().await;
            continue;
        }
        let endless = command.starts_with("relais events tail");
        let run = if endless {
            format!("{} --no-follow", command.trim())
        } else {
            command.clone()
        };
        let output = shell(&site, folder.path(), &variables, &run);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}\n{told}");
        if command.contains("employer add") {
            variables.push(("KEY", text(&json(&output), "api_key")));
        } else if command.contains("organisation add") {
            variables.push(("ORG", text(&json(&output), "id")));
            let template = shell(
                &site,
                folder.path(),
                &[],
                "relais admin candidates template",
            );
            std::fs::write(folder.path().join("candidates.csv"), template.stdout).expect("a file");
        } else if command.contains("candidates import") {
            let export = shell(&site, folder.path(), &[], "relais export");
            let export = String::from_utf8(export.stdout).expect("UTF-8");
            let lines = export
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
            let candidate = lines.into_iter().find(|line| line["kind"] == "candidate");
            let candidate = candidate.expect("the template holds a candidate");
            variables.push(("CANDIDATE", text(&candidate["value"], "candidate_id")));
        } else if command.starts_with("curl") {
            assert!(text(&json(&output), "case_ref").starts_with("LG-"));
        } else if command.contains("calendar due") {
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(told.contains("Wednesday 6 May 2026 15:20"), "{told}");
        }
        seen.push(command);
    }
    site.terminate().await;
    assert!(seen.len() >= 12, "the README shows its commands: {seen:#?}");
}
