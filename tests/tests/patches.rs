//! The patches that other builds are made with still fit.

use std::path::{Path, PathBuf};
use std::process::Command;

fn patches(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "patch"))
        .collect()
}

/// What git says against a patch; nothing where it fits.
fn misfit(patch: &Path) -> String {
    let checked = Command::new("git")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .args(["apply", "--check"])
        .arg(patch)
        .output()
        .expect("git runs");
    String::from_utf8_lossy(&checked.stderr).into_owned()
}

#[test]
fn every_patch_can_be_applied() {
    let (mutants, versions) = (patches("mutants"), patches("versions"));
    assert_eq!((mutants.len(), versions.len()), (6, 1));
    for patch in mutants.iter().chain(&versions) {
        assert_eq!(misfit(patch), "", "{}", patch.display());
    }
}

#[test]
fn every_mutant_says_which_test_must_find_it() {
    for patch in patches("mutants") {
        let text = std::fs::read_to_string(&patch).expect("a text");
        let mut lines = text.lines();
        assert!(lines.next().is_some_and(|about| about.ends_with('.')));
        assert!(lines.next().is_some_and(|line| line.starts_with("Test: ")));
        assert!(lines.next().is_some_and(|line| line.starts_with("Faults:")));
    }
}
