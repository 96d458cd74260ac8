//! What is wrong with a configuration, in words that name the place and the way out.

use std::fmt;

use super::layers::Origin;

/// One thing that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file and line, variable or option that it came from.
    pub origin: Origin,
    /// The dotted path of the key, as in `http.addr`; empty for the whole document.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.origin != Origin::Default {
            write!(f, "{}: ", self.origin)?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}\n    remedy: {}", self.message, self.remedy)
    }
}

/// Everything that is wrong with a configuration, at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The problems in the order in which they were found; never empty.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => f.write_str("the configuration has a problem:")?,
            many => write!(f, "the configuration has {many} problems:")?,
        }
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Turns the message of a value that did not fit into a problem with a remedy.
pub(super) fn explain(origin: Origin, key: &str, message: &str) -> Problem {
    let message = message.trim().lines().next().unwrap_or_default();
    let names = backticked(message);
    let (message, remedy) = if message.starts_with("unknown field") {
        (
            format!("unknown key `{}`", last_of(key, &names)),
            suggestion(&names, "keys here are"),
        )
    } else if message.starts_with("unknown variant") {
        (
            format!("unknown value {}", quoted(names.first())),
            suggestion(&names, "values are"),
        )
    } else if message.starts_with("missing field") {
        let field = names.first().copied().unwrap_or_default();
        (
            format!("`{field}` is missing"),
            format!("add `{field}` under [{key}]"),
        )
    } else if key.ends_with("password") {
        // The message would repeat it.
        ("is not a text".to_owned(), "put it in quotes".to_owned())
    } else {
        (message.to_owned(), expected(key).to_owned())
    };
    Problem {
        origin,
        key: key.to_owned(),
        message,
        remedy,
    }
}

fn last_of<'a>(key: &'a str, names: &[&'a str]) -> &'a str {
    names.first().copied().unwrap_or(key)
}

fn quoted(name: Option<&&str>) -> String {
    name.map_or_else(String::new, |name| format!("`{name}`"))
}

/// The names between backticks in a message of serde: first the one that was found, then those
/// that are known.
fn backticked(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// From this likeness on (Jaro-Winkler, 0 to 1) a wrong name is taken for a slip of the hand.
const SLIP: f64 = 0.8;

fn suggestion(names: &[&str], lead: &str) -> String {
    let Some((found, known)) = names.split_first() else {
        return "remove it".to_owned();
    };
    let likeness = |name: &str| strsim::jaro_winkler(found, name);
    let closest = known
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match closest {
        Some(name) if likeness(name) >= SLIP => format!("did you mean `{name}`?"),
        Some(_) => format!("{lead} {}", known.join(", ")),
        None => "remove it: there are no keys here".to_owned(),
    }
}

/// What a key expects, for the remedy when its value does not fit.
fn expected(key: &str) -> &'static str {
    const ADDRESS: &str = "give an IP address and a port, like \"127.0.0.1:7280\"";
    const DURATION: &str = "give a number with its unit in quotes, like \"20s\" or \"5m\"";
    const SIZE: &str = "give a whole number of bytes above 0, like 1048576";
    match key {
        "http.addr" | "grpc.addr" => ADDRESS,
        "shutdown_grace" | "webhooks.timeout" | "webhooks.retry" => DURATION,
        "limits.offer_bytes" | "limits.array_bytes" | "matching.ram_budget_bytes" => SIZE,
        "roles" => "give a list out of intake, profiles, matching and relay",
        "mail.transport" => "give one of [mail.transport.smtp] and [mail.transport.folder]",
        "mail.transport.smtp.port" => "give a port from 1 to 65535, like 587",
        "data_dir" => "give a folder in quotes, like \"./relais-data\"",
        _ if key.starts_with("limits.") => "give a whole number above 0",
        _ => "give a value of the kind that is expected; texts are in quotes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_answered_with_the_right_name() {
        let problem = explain(
            Origin::Default,
            "http.adr",
            "unknown field `adr`, expected `addr` or `public_url`",
        );
        assert_eq!(problem.message, "unknown key `adr`");
        assert_eq!(problem.remedy, "did you mean `addr`?");
    }

    #[test]
    fn another_word_is_answered_with_the_names_there_are() {
        let problem = explain(
            Origin::Default,
            "http.listen",
            "unknown field `listen`, expected `addr` or `public_url`",
        );
        assert_eq!(problem.remedy, "keys here are addr, public_url");
    }

    #[test]
    fn an_error_lists_every_problem() {
        let problem = |key: &str| Problem {
            origin: Origin::Override,
            key: key.to_owned(),
            message: "wrong".to_owned(),
            remedy: "right".to_owned(),
        };
        let error = ConfigError {
            problems: vec![problem("a"), problem("b")],
        };
        assert_eq!(
            error.to_string(),
            "the configuration has 2 problems:\n  command line: a: wrong\n    remedy: right\
             \n  command line: b: wrong\n    remedy: right"
        );
    }
}
