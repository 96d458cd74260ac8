//! Who may use what. The folders say what a crate is: `services/common/*` is common ground,
//! `services/*` are services, `services/node` puts them together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

/// Crates that do neither I/O nor tell the time.
const PURE: [&str; 5] = [
    "relais-domain",
    "relais-skills",
    "relais-html",
    "relais-messages",
    "relais-reading",
];
/// What a pure crate may not even use by way of others.
const IMPURE: [&str; 5] = ["tokio", "rusqlite", "tonic", "axum", "reqwest"];
/// Crates of others that stay with their owner; the tests may use them too.
const OWNED: [(&str, &[&str]); 10] = [
    ("rusqlite", &["relais-store"]),
    ("tokio-postgres", &["relais-store"]),
    ("tantivy", &["relais-matching"]),
    ("rdkafka", &["relais-events"]),
    ("opentelemetry", &["relais-runtime"]),
    ("tracing-opentelemetry", &["relais-runtime"]),
    ("hayro-interpret", &["relais-documents"]),
    ("async-imap", &["relais-intake"]),
    ("lettre", &["relais-relay"]),
    (
        "reqwest",
        &["relais-runtime", "relais-intake", "relais-relay", "relais"],
    ),
];
const TESTS: &str = "relais-tests";

fn metadata() -> Metadata {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest)
        .exec()
        .expect("cargo tells of the workspace")
}

/// The folder of a crate, from the root of the workspace.
fn folder(metadata: &Metadata, package: &Package) -> PathBuf {
    let manifest = package.manifest_path.as_std_path();
    let folder = manifest.parent().expect("a folder");
    folder
        .strip_prefix(&metadata.workspace_root)
        .expect("a folder of the workspace")
        .to_owned()
}

fn is_common(folder: &Path) -> bool {
    folder.starts_with("services/common")
}

fn is_service(folder: &Path) -> bool {
    folder.starts_with("services") && !is_common(folder) && folder != Path::new("services/node")
}

/// The workspace crates that each workspace crate names, tests aside.
fn inside(metadata: &Metadata) -> BTreeMap<PathBuf, Vec<PathBuf>> {
    let packages = metadata.workspace_packages();
    let by_name: BTreeMap<&str, PathBuf> = packages
        .iter()
        .map(|package| (package.name.as_str(), folder(metadata, package)))
        .collect();
    let uses = |package: &Package| {
        let named = package.dependencies.iter();
        named
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .filter_map(|dependency| by_name.get(dependency.name.as_str()).cloned())
            .collect()
    };
    packages
        .iter()
        .map(|package| (folder(metadata, package), uses(package)))
        .collect()
}

#[test]
fn common_ground_stands_on_no_service() {
    for (folder, uses) in inside(&metadata()) {
        let wrong: Vec<_> = uses.iter().filter(|other| !is_common(other)).collect();
        assert!(
            !is_common(&folder) || wrong.is_empty(),
            "{folder:?} uses {wrong:?}"
        );
    }
}

#[test]
fn services_do_not_know_each_other() {
    let inside = inside(&metadata());
    assert!(inside.keys().filter(|folder| is_service(folder)).count() >= 4);
    for (folder, uses) in inside {
        let wrong: Vec<_> = uses.iter().filter(|other| !is_common(other)).collect();
        assert!(
            !is_service(&folder) || wrong.is_empty(),
            "{folder:?} uses {wrong:?}"
        );
    }
}

#[test]
fn only_the_tests_stand_on_the_node() {
    let node = PathBuf::from("services/node");
    for (folder, uses) in inside(&metadata()) {
        let may = folder == Path::new("tests");
        assert!(may || !uses.contains(&node), "{folder:?} uses the node");
    }
}

/// Names of all crates that `start` is built with, however far away.
fn reach(metadata: &Metadata, start: &PackageId) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("the dependencies");
    let mut seen: BTreeSet<&PackageId> = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = &resolve[id];
        let built = node.deps.iter().filter(|dependency| {
            let kinds = &dependency.dep_kinds;
            kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
        });
        waiting.extend(built.map(|dependency| &dependency.pkg));
    }
    seen.iter()
        .map(|id| metadata[id].name.to_string())
        .collect()
}

#[test]
fn pure_crates_reach_no_runtime_no_database_and_no_network() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        if !PURE.contains(&package.name.as_str()) {
            continue;
        }
        let reached = reach(&metadata, &package.id);
        assert!(reached.contains(package.name.as_str()));
        let wrong: Vec<_> = IMPURE
            .iter()
            .filter(|name| reached.contains(**name))
            .collect();
        assert!(wrong.is_empty(), "{} reaches {wrong:?}", package.name);
    }
}

#[test]
fn a_crate_of_others_stays_with_its_owner() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        if package.name == TESTS {
            continue;
        }
        for dependency in &package.dependencies {
            for (name, owners) in OWNED {
                let is_it = dependency.name == name
                    || name == "opentelemetry" && dependency.name.starts_with("opentelemetry");
                let may = owners.contains(&package.name.as_str());
                assert!(
                    !is_it || may,
                    "{} names {}, which belongs to {owners:?}",
                    package.name,
                    dependency.name
                );
            }
        }
    }
}

/// Calls that ask the machine for the time or for randomness.
const IMPURE_CALLS: [&str; 8] = [
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "Instant::now",
    "thread_rng",
    "rand::rng()",
    "new_v4()",
    "now_v7()",
];

/// The code whose logic must be told the time: all services and all common ground, but for the
/// runtime, whose clocks and measurements these are.
const TOLD_THE_TIME: [&str; 12] = [
    "services/common/documents/src",
    "services/common/domain/src",
    "services/common/events/src",
    "services/common/messages/src",
    "services/common/proto/src",
    "services/common/reading/src",
    "services/common/skills/src",
    "services/common/store/src",
    "services/intake/src",
    "services/matching/src",
    "services/profiles/src",
    "services/relay/src",
];

/// Places where how long something takes is measured or bounded: no date follows from it.
const MEASURING: [&str; 5] = [
    "services/common/store/src/lanes.rs",
    "services/common/store/src/postgres/session.rs",
    "services/common/store/src/writer.rs",
    "services/intake/src/feeds/pull/run.rs",
    "services/matching/src/shortlists.rs",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of code") {
        let path = entry.expect("a file").path();
        // A suite is a test that several crates run.
        if path.is_dir() && !path.ends_with("suite") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn time_and_randomness_are_arguments() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in TOLD_THE_TIME {
        let mut files = Vec::new();
        sources(&root.join(folder), &mut files);
        assert!(!files.is_empty(), "{folder} holds no code");
        for file in files {
            let measuring = MEASURING.iter().any(|place| file.ends_with(place));
            let text = std::fs::read_to_string(&file).expect("a file of code");
            for call in IMPURE_CALLS {
                let may = measuring && call == "Instant::now";
                assert!(
                    may || !text.contains(call),
                    "{} calls {call}",
                    file.display()
                );
            }
        }
    }
}
