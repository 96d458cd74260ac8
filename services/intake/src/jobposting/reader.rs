//! Reading values in the shapes that publishers use, noting what has another type.

use relais_runtime::door::{child, item, wrong_type};
use serde_json::{Map, Value};

use crate::content::Findings;

use super::document::is_job_posting;

/// A value and where it stands in its posting.
#[derive(Debug, Clone)]
pub(super) struct Node<'v> {
    pub(super) pointer: String,
    pub(super) value: &'v Value,
}

impl<'v> Node<'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        Self {
            pointer: String::new(),
            value,
        }
    }

    /// A property; `None` where it is missing or null.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self {
            pointer: child(&self.pointer, name),
            value,
        })
    }

    /// The first property that is there.
    pub(super) fn first_of(&self, names: &[&str]) -> Option<Self> {
        names.iter().find_map(|name| self.get(name))
    }

    /// The items of a list; a single value is a list of one.
    pub(super) fn items(&self) -> Vec<Self> {
        let Value::Array(values) = self.value else {
            return vec![self.clone()];
        };
        let numbered = values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_null());
        numbered
            .map(|(index, value)| Self {
                pointer: item(&self.pointer, index),
                value,
            })
            .collect()
    }

    pub(super) fn is_object(&self) -> bool {
        self.value.is_object()
    }

    fn fields(&self) -> Option<&'v Map<String, Value>> {
        self.value.as_object()
    }
}

/// Reads values and gathers what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) findings: Findings,
}

impl Reader {
    /// Notes that a value has another type than expected.
    pub(super) fn wrong(&mut self, node: &Node<'_>, expected: &str) {
        self.findings
            .add(wrong_type(node.pointer.as_str(), node.value, expected));
    }

    /// Whether the node is an object that says, or does not deny, that it is a `JobPosting`.
    pub(super) fn is_posting(&mut self, node: &Node<'_>) -> bool {
        if !node.is_object() {
            self.wrong(node, "a JobPosting");
            return false;
        }
        if let Some(kind) = node.get("@type")
            && !is_job_posting(kind.value)
        {
            self.findings.wrong(
                kind.pointer,
                "is not a JobPosting",
                "set it to \"JobPosting\"",
            );
        }
        if let Some(context) = node.get("@context")
            && !is_schema_org(context.value)
        {
            self.findings.wrong(
                context.pointer,
                "is not that of schema.org",
                "set it to \"https://schema.org\"",
            );
        }
        true
    }

    /// A text, also as a JSON-LD value object.
    pub(super) fn text(&mut self, node: &Node<'_>) -> String {
        let value = node.value.get("@value").unwrap_or(node.value);
        if let Value::String(text) = value {
            return text.clone();
        }
        self.wrong(node, "a text");
        String::new()
    }

    pub(super) fn text_at(&mut self, node: Option<Node<'_>>) -> String {
        node.map_or_else(String::new, |node| self.text(&node))
    }

    /// A text that some write as a number: a postal code, an identifier.
    pub(super) fn code_at(&mut self, node: Option<Node<'_>>) -> String {
        match node {
            Some(Node {
                value: Value::Number(number),
                ..
            }) => number.to_string(),
            other => self.text_at(other),
        }
    }

    pub(super) fn flag(&mut self, node: Option<Node<'_>>) -> bool {
        let Some(node) = node else { return false };
        match node.value {
            Value::Bool(flag) => *flag,
            Value::String(text) if text.eq_ignore_ascii_case("true") => true,
            Value::String(text) if text.eq_ignore_ascii_case("false") => false,
            _ => {
                self.wrong(&node, "true or false");
                false
            }
        }
    }

    /// Words: a list of texts or of terms with a name, or one text with commas in it.
    pub(super) fn words(&mut self, node: Option<Node<'_>>) -> Vec<String> {
        let Some(node) = node else { return Vec::new() };
        if let Value::String(text) = node.value {
            return split(text);
        }
        let mut words = Vec::new();
        for node in node.items() {
            let named = node
                .first_of(&["name", "termCode", "@id"])
                .filter(|_| node.is_object());
            words.push(self.text(&named.unwrap_or(node)));
        }
        words
    }

    /// The first of a text's own and of the texts that an object names by `names`.
    pub(super) fn named(&mut self, node: &Node<'_>, names: &[&str]) -> String {
        if node
            .fields()
            .is_some_and(|fields| !fields.contains_key("@value"))
        {
            return self.text_at(node.first_of(names));
        }
        self.text(node)
    }
}

fn split(text: &str) -> Vec<String> {
    text.split([',', ';', '\n', '•'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_schema_org(context: &Value) -> bool {
    match context {
        Value::String(text) => {
            let text = text.trim_end_matches(['/', '#']);
            matches!(
                text.rsplit("://").next(),
                Some(
                    "schema.org"
                        | "www.schema.org"
                        | "schema.org/docs/jsonldcontext.json"
                        | "schema.org/docs/jsonldcontext.jsonld"
                )
            )
        }
        Value::Array(values) => values
            .iter()
            .any(|value| value.is_string() && is_schema_org(value)),
        // A context of one's own, whose terms are then taken by their names.
        Value::Object(_) => true,
        _ => false,
    }
}
