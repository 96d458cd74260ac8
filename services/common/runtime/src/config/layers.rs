//! The layers that make up a configuration (file, environment, command line), merged into one
//! tree that remembers where each value came from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the configuration file, counted from 1.
    File {
        /// The file as it was named by the caller.
        path: PathBuf,
        /// The line in it; 0 when the file as a whole is meant.
        line: usize,
    },
    /// An environment variable.
    Environment(String),
    /// An override given by the caller, as from the command line.
    Override,
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: 0 } => write!(f, "{}", path.display()),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment(variable) => write!(f, "environment variable {variable}"),
            Self::Override => f.write_str("command line"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The merged tree. Keys are dotted paths, as in `http.addr`.
#[derive(Debug, Default)]
pub(super) struct Layers {
    values: toml::Table,
    origins: BTreeMap<String, Origin>,
    /// The text of each value that was given as text and then read as something else.
    texts: BTreeMap<String, String>,
}

impl Layers {
    /// Adds the configuration file.
    pub(super) fn add_file(&mut self, path: &Path, text: &str) -> Result<(), Vec<Problem>> {
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors
                .iter()
                .map(|error| syntax_problem(path, text, error))
                .collect());
        }
        let lines = Lines { path, text };
        lines.record(document.get_ref(), "", &mut self.origins);
        self.values =
            toml::from_str(text).map_err(|error| vec![syntax_problem(path, text, &error)])?;
        Ok(())
    }

    /// Sets one key from a text: read as a TOML boolean, number, list or table where it is one,
    /// and as plain text otherwise.
    pub(super) fn set(&mut self, key: &str, text: &str, origin: &Origin) -> Result<(), Problem> {
        let mut segments: Vec<&str> = key.split('.').collect();
        let last = segments.pop().unwrap_or_default();
        let mut table = &mut self.values;
        for segment in segments {
            let entry = table
                .entry(segment)
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
            table = entry.as_table_mut().ok_or_else(|| Problem {
                origin: origin.clone(),
                key: key.to_owned(),
                message: format!("`{segment}` is a value and has no keys of its own"),
                remedy: "remove one of the two".to_owned(),
            })?;
        }
        let value = value_of(text);
        if !value.is_str() {
            self.texts.insert(key.to_owned(), text.to_owned());
        }
        table.insert(last.to_owned(), value);
        self.origins.insert(key.to_owned(), origin.clone());
        Ok(())
    }

    /// The tree as one value, to be read into the configuration.
    pub(super) fn value(&self) -> toml::Value {
        toml::Value::Table(self.values.clone())
    }

    /// Where the value of a key came from: its own origin or that of the closest table around it.
    pub(super) fn origin(&self, key: &str) -> Origin {
        let mut key = key;
        loop {
            if let Some(origin) = self.origins.get(key) {
                return origin.clone();
            }
            match key.rsplit_once('.') {
                Some((parent, _)) => key = parent,
                None => return Origin::Default,
            }
        }
    }

    /// Puts back the plain text of a value that was read as something else, so that a password of
    /// digits stays a text. False when there is nothing to put back.
    pub(super) fn restore_text(&mut self, key: &str) -> bool {
        let Some(text) = self.texts.remove(key) else {
            return false;
        };
        if let Some((table, last)) = self.parent_of(key) {
            table.insert(last, toml::Value::String(text));
        }
        true
    }

    /// Removes a key, and the tables that it leaves empty. False when it was not there.
    pub(super) fn remove(&mut self, key: &str) -> bool {
        let Some((table, last)) = self.parent_of(key) else {
            return false;
        };
        let removed = table.remove(&last).is_some();
        let left_empty = table.is_empty();
        match key.rsplit_once('.') {
            Some((parent, _)) if removed && left_empty => self.remove(parent),
            _ => removed,
        }
    }

    fn parent_of(&mut self, key: &str) -> Option<(&mut toml::Table, String)> {
        let mut table = &mut self.values;
        let (parents, last) = match key.rsplit_once('.') {
            Some((parents, last)) => (parents, last),
            None => ("", key),
        };
        for segment in parents.split('.').filter(|segment| !segment.is_empty()) {
            table = table.get_mut(segment)?.as_table_mut()?;
        }
        Some((table, last.to_owned()))
    }
}

fn value_of(text: &str) -> toml::Value {
    let parsed = toml::de::ValueDeserializer::parse(text)
        .and_then(toml::Value::deserialize)
        .ok()
        .filter(|value| !matches!(value, toml::Value::Datetime(_)));
    parsed.unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

fn syntax_problem(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let line = error.span().map_or(0, |span| line_at(text, span.start));
    Problem {
        origin: Origin::File {
            path: path.to_owned(),
            line,
        },
        key: String::new(),
        message: error.message().replace('\n', ", "),
        remedy: "mend the TOML syntax; texts are in quotes, sections in [brackets]".to_owned(),
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count()
}

/// Finds the line of every key of a file.
struct Lines<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Lines<'_> {
    fn record(&self, table: &DeTable<'_>, prefix: &str, origins: &mut BTreeMap<String, Origin>) {
        for (name, value) in table {
            let key = join(prefix, name.get_ref());
            let line = line_at(self.text, name.span().start);
            if let DeValue::Table(inner) = value.get_ref() {
                self.record(inner, &key, origins);
            }
            origins.insert(
                key,
                Origin::File {
                    path: self.path.to_owned(),
                    line,
                },
            );
        }
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(text: &str) -> Layers {
        let mut layers = Layers::default();
        layers
            .add_file(Path::new("relais.toml"), text)
            .expect("well-formed");
        layers
    }

    #[test]
    fn a_key_knows_its_line_and_an_unset_one_the_line_of_its_section() {
        let layers = layers("\n[http]\n# where to listen\naddr = \"x\"\n");
        let at = |line| Origin::File {
            path: "relais.toml".into(),
            line,
        };
        assert_eq!(layers.origin("http.addr"), at(4));
        assert_eq!(layers.origin("http.missing"), at(2));
        assert_eq!(layers.origin("grpc.addr"), Origin::Default);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut layers = layers("[http]\naddr = \"file\"\n");
        let origin = Origin::Environment("RELAIS__HTTP__ADDR".to_owned());
        layers.set("http.addr", "env", &origin).expect("a table");
        assert_eq!(layers.value()["http"]["addr"].as_str(), Some("env"));
        assert_eq!(layers.origin("http.addr"), origin);
    }

    #[test]
    fn removing_the_last_key_of_a_table_removes_the_table() {
        let mut layers = layers("[mail.transport.smtp]\nport = 25\n");
        assert!(layers.remove("mail.transport.smtp.port"));
        assert_eq!(layers.value(), toml::Value::Table(toml::Table::new()));
        assert!(!layers.remove("mail"));
    }

    #[test]
    fn every_syntax_error_names_its_line() {
        let errors = Layers::default()
            .add_file(Path::new("relais.toml"), "a = \n[http\nb = 1\n")
            .expect_err("broken");
        let lines: Vec<String> = errors
            .iter()
            .map(|problem| problem.origin.to_string())
            .collect();
        assert!(lines.contains(&"relais.toml:1".to_owned()), "{lines:?}");
        assert!(lines.contains(&"relais.toml:2".to_owned()), "{lines:?}");
    }
}
