//! Which postings a JSON document holds.

use relais_domain::{Error, FieldError};
use relais_runtime::door::{child, item, wrong_type};
use serde_json::Value;

use super::locate::locate;

/// A posting and where in its document it stands.
#[derive(Debug, Clone)]
pub struct Posting<'v> {
    /// JSON pointer to the posting; empty where it is the document.
    pub pointer: String,
    /// The posting.
    pub value: &'v Value,
}

/// The postings of a document.
#[derive(Debug, Clone)]
pub enum Document<'v> {
    /// The document is one posting.
    One(Posting<'v>),
    /// The document is a list of postings.
    Many(Vec<Posting<'v>>),
}

impl<'v> Document<'v> {
    /// One posting, a list of them, or a `@graph` that holds some among other things.
    ///
    /// # Errors
    /// `InvalidInput` where the document is neither an object nor a list, or has no posting.
    pub fn of(value: &'v Value) -> Result<Self, Error> {
        match value {
            Value::Array(values) => Ok(Self::Many(numbered("", values).collect())),
            Value::Object(fields) => match fields.get("@graph") {
                None => Ok(Self::One(Posting {
                    pointer: String::new(),
                    value,
                })),
                Some(Value::Array(values)) => Self::of_graph(values),
                Some(one @ Value::Object(_)) => Ok(Self::One(Posting {
                    pointer: child("", "@graph"),
                    value: one,
                })),
                Some(other) => Err(refusal("/@graph", other)),
            },
            other => Err(refusal("", other)),
        }
    }

    fn of_graph(values: &'v [Value]) -> Result<Self, Error> {
        let mut postings: Vec<Posting<'v>> = numbered("/@graph", values)
            .filter(|posting| posting.value.get("@type").is_some_and(is_job_posting))
            .collect();
        match postings.len() {
            0 => Err(Error::invalid_field(
                "/@graph",
                "has no JobPosting",
                "put an object with \"@type\": \"JobPosting\" into it",
            )),
            1 => Ok(Self::One(postings.remove(0))),
            _ => Ok(Self::Many(postings)),
        }
    }
}

fn numbered<'v>(parent: &str, values: &'v [Value]) -> impl Iterator<Item = Posting<'v>> {
    values
        .iter()
        .enumerate()
        .map(move |(index, value)| Posting {
            pointer: item(parent, index),
            value,
        })
}

fn refusal(pointer: &str, found: &Value) -> Error {
    Error::invalid(vec![wrong_type(
        pointer,
        found,
        "a JobPosting or a list of them",
    )])
}

/// Whether a `@type` is, or is among others, `JobPosting`.
pub(crate) fn is_job_posting(kind: &Value) -> bool {
    match kind {
        Value::String(name) => name.rsplit(['/', ':', '#']).next() == Some("JobPosting"),
        Value::Array(names) => names
            .iter()
            .any(|name| name.is_string() && is_job_posting(name)),
        _ => false,
    }
}

impl Posting<'_> {
    /// An error about this posting with pointers into the whole document.
    pub(super) fn locate(&self, error: &Error) -> Error {
        let fields = error.fields().iter().map(|field| FieldError {
            pointer: format!("{}{}", self.pointer, locate(self.value, &field.pointer)),
            ..field.clone()
        });
        Error::invalid(fields.collect())
    }
}
