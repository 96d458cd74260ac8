//! The message files agree with each other and with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const LANGUAGES: [&str; 4] = ["fr", "en", "nl", "de"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the crate") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The variables of every message of a language, by its key.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&folder("locales").join(language), "ftl") {
        let text = fs::read_to_string(&file).expect("a text");
        fluent_bundle::FluentResource::try_new(text.clone()).expect("a file without mistakes");
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                name.clone_into(&mut key);
                let again = messages.insert(key.clone(), BTreeSet::new());
                assert!(again.is_none(), "{language} has {key} twice");
            }
            let names = line.split('$').skip(1).map(|rest| {
                rest.chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect::<String>()
            });
            messages.entry(key.clone()).or_default().extend(names);
        }
    }
    messages.remove("");
    messages
}

#[test]
fn every_language_has_the_same_messages_with_the_same_variables() {
    let french = messages("fr");
    assert!(
        french.len() > 200,
        "only {} messages were read",
        french.len()
    );
    for language in LANGUAGES {
        let other = messages(language);
        let keys = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&other), keys(&french), "keys of {language}");
        for (key, variables) in &french {
            assert_eq!(&other[key], variables, "variables of {key} in {language}");
        }
    }
}

#[test]
fn every_message_is_used_and_every_used_key_is_a_message() {
    let source: String = files(&folder("src"), "rs")
        .iter()
        .map(|file| fs::read_to_string(file).expect("a text"))
        .collect();
    let known = messages("fr");
    for key in known.keys() {
        assert!(source.contains(&format!("\"{key}\"")), "nobody uses {key}");
    }
    let keys = [
        "text(language, \"",
        "about.text(\"",
        "about.with(\"",
        "about.letter(\"",
    ];
    for call in keys {
        for rest in source.split(call).skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            assert!(known.contains_key(key), "no message {key}");
        }
    }
}

#[test]
fn no_message_is_left_in_another_language_by_mistake() {
    let french = texts("fr");
    for language in ["en", "nl", "de"] {
        let same: Vec<String> = texts(language)
            .into_iter()
            .filter(|line| line.split_whitespace().count() > 5 && french.contains(line))
            .collect();
        assert_eq!(same, Vec::<String>::new(), "{language}");
    }
}

fn texts(language: &str) -> BTreeSet<String> {
    files(&folder("locales").join(language), "ftl")
        .iter()
        .flat_map(|file| {
            let text = fs::read_to_string(file).expect("a text");
            text.lines()
                .map(|line| line.trim().to_owned())
                .collect::<Vec<_>>()
        })
        // What has a variable may be the same in two languages: "{ $hours } h".
        .filter(|line| !line.contains('{') && line.contains(' '))
        .collect()
}
