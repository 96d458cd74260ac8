//! Loading: layers are merged, read, checked; every problem is reported at once.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_path_to_error::Segment;

use super::layers::{Layers, Origin};
use super::problem::{ConfigError, Problem, explain};
use super::{Config, check};

/// The prefix of the environment variables that set a key: `RELAIS__HTTP__ADDR` sets `http.addr`.
const VARIABLE_PREFIX: &str = "RELAIS__";

/// The largest configuration file that is read, in bytes.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Collects the layers of a configuration. Later layers win: file, environment, overrides.
///
/// An environment variable and an override are read as TOML where they are a boolean, a number, a
/// list or a table (`RELAIS__MATCHING__ENABLED=false`), and as plain text otherwise
/// (`RELAIS__HTTP__ADDR=0.0.0.0:80`).
#[derive(Debug, Default)]
pub struct Loader {
    file: Option<PathBuf>,
    variables: Vec<(OsString, OsString)>,
    overrides: Vec<(String, String)>,
}

impl Loader {
    /// Reads this TOML file. It must exist.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Reads the variables named `RELAIS__SECTION__KEY` out of an environment, as that of
    /// [`std::env::vars_os`]; all others are left alone.
    #[must_use]
    pub fn environment(
        mut self,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Self {
        let ours = |name: &OsString| name.to_string_lossy().starts_with(VARIABLE_PREFIX);
        self.variables
            .extend(variables.into_iter().filter(|(name, _)| ours(name)));
        self
    }

    /// Sets one key (dotted path), as an option of the command line does.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.overrides.push((key.into(), value.into()));
        self
    }

    /// Merges the layers and reads the configuration.
    ///
    /// # Errors
    /// Every problem that was found, each with its place and a remedy.
    pub fn load(self) -> Result<Config, ConfigError> {
        let mut layers = Layers::default();
        let mut problems = Vec::new();
        if let Some(path) = &self.file {
            match read_file(path) {
                Ok(text) => {
                    problems.extend(layers.add_file(path, &text).err().into_iter().flatten());
                }
                Err(problem) => problems.push(problem),
            }
        }
        for (name, value) in &self.variables {
            problems.extend(add_variable(&mut layers, name, value).err());
        }
        for (key, value) in &self.overrides {
            problems.extend(layers.set(key, value, &Origin::Override).err());
        }
        let mut config = read(&mut layers, &mut problems);
        config.mail.transport.resolve_folder(&config.data_dir);
        for mailbox in config.mailboxes.values_mut() {
            mailbox.resolve_folder(&config.data_dir);
        }
        check::check(&config, &layers, &mut problems);
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError { problems })
        }
    }
}

fn read_file(path: &Path) -> Result<String, Problem> {
    let problem = |message: String, remedy: &str| Problem {
        origin: Origin::File {
            path: path.to_owned(),
            line: 0,
        },
        key: String::new(),
        message,
        remedy: remedy.to_owned(),
    };
    let unreadable = |error: std::io::Error| {
        problem(
            format!("cannot be read: {error}"),
            "name a TOML file that this user may read",
        )
    };
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > MAX_FILE_BYTES {
        let message = format!("has {length} bytes; a configuration has {MAX_FILE_BYTES} at most");
        return Err(problem(message, "name the configuration file"));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

fn add_variable(layers: &mut Layers, name: &OsString, value: &OsString) -> Result<(), Problem> {
    let origin = Origin::Environment(name.to_string_lossy().into_owned());
    let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else {
        return Err(Problem {
            origin,
            key: String::new(),
            message: "is not UTF-8 text".to_owned(),
            remedy: "set it again, or unset it".to_owned(),
        });
    };
    let path = name.strip_prefix(VARIABLE_PREFIX).unwrap_or(name);
    layers.set(&path.to_lowercase().replace("__", "."), value, &origin)
}

/// Reads the tree; each value that does not fit is noted and left out, and the rest read again,
/// so that one run finds them all. Ends because each turn takes a value away.
fn read(layers: &mut Layers, problems: &mut Vec<Problem>) -> Config {
    loop {
        let error = match serde_path_to_error::deserialize(layers.value()) {
            Ok(config) => return config,
            Err(error) => error,
        };
        let key = dotted(error.path());
        if layers.restore_text(&key) {
            continue;
        }
        problems.push(explain(
            layers.origin(&key),
            &key,
            &error.inner().to_string(),
        ));
        if !layers.remove(&key) {
            return Config::default();
        }
    }
}

/// The path up to the first list: items of a list cannot be left out one by one without the
/// others changing places.
fn dotted(path: &serde_path_to_error::Path) -> String {
    let names = path.iter().map_while(|segment| match segment {
        Segment::Map { key } => Some(key.as_str()),
        Segment::Enum { variant } => Some(variant.as_str()),
        Segment::Seq { .. } | Segment::Unknown => None,
    });
    names.collect::<Vec<_>>().join(".")
}
