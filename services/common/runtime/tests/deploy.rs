//! The configuration files of `deploy/` are read by the code that reads them in earnest, and tell
//! of every key that there is.
#![expect(clippy::expect_used, reason = "tests say why something must hold")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use relais_runtime::Config;
use serde::Deserialize as _;

/// The files that a site is configured with.
const FILES: [&str; 5] = [
    "embedded.toml",
    "cluster.toml",
    "image.toml",
    "compose/relais.toml",
    "k8s/config/relais.toml",
];
/// Those that together tell of every key.
const GUIDES: [&str; 2] = ["embedded.toml", "cluster.toml"];
/// Folders of a server: what the files name there stands elsewhere in a test.
const PLACES: [&str; 2] = ["/etc/relais/", "/run/secrets/"];
/// Told of in words, since another stands in their place.
const IN_WORDS: [&str; 4] = [
    "mailboxes",
    "mail.transport.folder",
    "mail.transport.smtp.password",
    "events.kafka.password",
];

fn deployed(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../deploy")
        .join(name);
    std::fs::read_to_string(file).expect("the file")
}

/// The same with each key set that the file shows as it is when left out: `#key = value`.
fn with_every_key(text: &str) -> String {
    let bare = |line: &str| {
        let key = line.strip_prefix('#').filter(|rest| !rest.starts_with(' '));
        key.unwrap_or(line).to_owned()
    };
    text.lines().map(bare).collect::<Vec<_>>().join("\n")
}

/// Reads it, with the files that it names laid in `folder`.
fn load(text: &str, folder: &Path) -> Config {
    let mut text = text.to_owned();
    for place in PLACES {
        while let Some(at) = text.find(&format!("\"{place}")) {
            let end = at + 1 + text[at + 1..].find('"').expect("the end of a text");
            let named = PathBuf::from(&text[at + 1..end]);
            let file = folder.join(named.strip_prefix("/").expect("an absolute path"));
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(&file, "stands for another").expect("written");
            text.replace_range(at + 1..end, file.to_str().expect("a plain name"));
        }
    }
    let file = folder.join("relais.toml");
    std::fs::write(&file, text).expect("written");
    let loaded = Config::loader().file(file).load();
    loaded.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_file_is_read_as_it_stands() {
    for name in FILES {
        let folder = tempfile::tempdir().expect("a folder");
        load(&deployed(name), folder.path());
    }
}

#[test]
fn keys_that_are_shown_as_left_out_are_read_too() {
    for name in GUIDES {
        let folder = tempfile::tempdir().expect("a folder");
        load(&with_every_key(&deployed(name)), folder.path());
    }
}

#[test]
fn a_key_shown_as_left_out_has_the_value_that_it_has_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = deployed("embedded.toml");
    // Shown for those who have such a file or collector.
    let without_default = ["#ca_file", "#otlp_endpoint", "#port", "#reply_address"];
    let shown: String = text
        .lines()
        .filter(|line| !without_default.iter().any(|key| line.starts_with(key)))
        .flat_map(|line| [line, "\n"])
        .collect();
    assert_eq!(
        load(&with_every_key(&shown), folder.path()),
        load(&text, folder.path())
    );
}

/// The keys that the code knows in the section at `path`: it names them when it meets another.
fn known(path: &[String]) -> BTreeSet<String> {
    let mut section = toml::Table::from_iter([("zz".to_owned(), toml::Value::from(0))]);
    for name in path.iter().rev() {
        section = toml::Table::from_iter([(name.clone(), section.into())]);
    }
    let refusal = Config::deserialize(section).expect_err("no key is named zz");
    let message = refusal.message();
    let Some((_, expected)) = message.split_once("expected") else {
        panic!("{path:?}: {message}");
    };
    let quoted = expected.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

/// Adds to `missing` the keys that `told` is silent about.
fn compare(path: &[String], told: &[&toml::Table], missing: &mut Vec<String>) {
    for key in known(path) {
        let path = [path, std::slice::from_ref(&key)].concat();
        let values: Vec<_> = told.iter().filter_map(|table| table.get(&key)).collect();
        if values.is_empty() && !IN_WORDS.contains(&path.join(".").as_str()) {
            missing.push(path.join("."));
        }
        let sections: Vec<_> = values.iter().filter_map(|value| value.as_table()).collect();
        if !sections.is_empty() {
            compare(&path, &sections, missing);
        }
    }
}

#[test]
fn every_key_that_there_is_is_told_of() {
    let guides = GUIDES.map(|name| {
        let text = with_every_key(&deployed(name));
        toml::from_str::<toml::Table>(&text).expect("TOML")
    });
    let mut missing = Vec::new();
    compare(&[], &guides.iter().collect::<Vec<_>>(), &mut missing);
    assert!(missing.is_empty(), "{missing:?}");
}
