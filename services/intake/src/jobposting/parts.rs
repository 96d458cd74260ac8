//! The properties of a posting that come in several shapes.

use relais_proto::intake::{ApplicationContact, HiringOrganization};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::reader::{Node, Reader};
use crate::content::is_foreign;

/// Characters of a source that is made from a name.
const MAX_SOURCE_CHARS: usize = 50;

impl Reader {
    /// Source and identifier: a text, or a `PropertyValue` whose name is that of the source.
    pub(super) fn identifier(&mut self, posting: &Node<'_>) -> (String, String) {
        let Some(node) = posting.get("identifier") else {
            return Default::default();
        };
        let Some(node) = node.items().into_iter().next() else {
            return Default::default();
        };
        if !node.is_object() {
            return (String::new(), self.code_at(Some(node)));
        }
        let source = self.text_at(node.first_of(&["name", "propertyID"]));
        let identifier = self.code_at(node.first_of(&["value", "@value"]));
        (slug(&source), identifier)
    }

    /// An organisation: its name, or an object with its number in the register of enterprises.
    pub(super) fn organisation(&mut self, node: Option<Node<'_>>) -> Option<HiringOrganization> {
        let node = node?.items().into_iter().next()?;
        let name = self.named(&node, &["name", "legalName"]);
        let number = if node.is_object() {
            self.enterprise_number(&node)
        } else {
            String::new()
        };
        Some(HiringOrganization {
            name,
            bce_number: number,
        })
    }

    /// A number of another country's register is no mistake, but none that we know.
    fn enterprise_number(&mut self, organisation: &Node<'_>) -> String {
        let Some(node) = organisation.first_of(&["identifier", "vatID", "taxID"]) else {
            return String::new();
        };
        let Some(node) = node.items().into_iter().next() else {
            return String::new();
        };
        let number = if node.is_object() {
            self.code_at(node.get("value"))
        } else {
            self.code_at(Some(node))
        };
        if is_foreign(&number) {
            String::new()
        } else {
            number
        }
    }

    /// The day of the start; one who must start at once does so on the day of posting.
    pub(super) fn start(&mut self, posting: &Node<'_>) -> String {
        let at_once = self.flag(posting.get("jobImmediateStart"));
        match posting.get("jobStartDate") {
            None if at_once => self.text_at(posting.get("datePosted")),
            start => self.text_at(start),
        }
    }

    /// A number of posts, also as a numeric text.
    pub(super) fn openings(&mut self, node: Option<Node<'_>>) -> u32 {
        let Some(node) = node else { return 0 };
        let text = match node.value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => {
                self.wrong(&node, "a whole number");
                return 0;
            }
        };
        let count = text.strip_suffix(".0").unwrap_or(&text).parse();
        let count = count.ok().filter(|count| *count > 0);
        count.unwrap_or_else(|| {
            self.findings.wrong(
                node.pointer,
                "is not a number of posts",
                "give a whole number from 1 on",
            );
            0
        })
    }

    /// Requirements: texts, or objects that say what diploma or experience is asked.
    pub(super) fn requirements(&mut self, node: Option<Node<'_>>) -> Vec<String> {
        let nodes = node.map(|node| node.items()).unwrap_or_default();
        let mut requirements = Vec::new();
        for node in nodes {
            if node.is_object() && node.get("@value").is_none() {
                requirements.extend(self.requirement(&node));
            } else {
                requirements.push(self.text(&node));
            }
        }
        requirements
    }

    fn requirement(&mut self, node: &Node<'_>) -> Vec<String> {
        let mut texts = Vec::new();
        for name in [
            "name",
            "credentialCategory",
            "educationalLevel",
            "description",
        ] {
            let values = node
                .get(name)
                .map(|value| value.items())
                .unwrap_or_default();
            for value in values {
                texts.push(self.named(&value, &["name", "termCode", "@id"]));
            }
        }
        if let Some(months) = node.get("monthsOfExperience") {
            let text = self.code_at(Some(months.clone()));
            let text = text.trim();
            match text.strip_suffix(".0").unwrap_or(text).parse::<u16>() {
                Ok(months) => texts.push(format!("{months} months")),
                Err(_) => self.findings.wrong(
                    months.pointer,
                    "is not a number of months",
                    "give a whole number",
                ),
            }
        }
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// Occupations: texts, or codes of a list with their names.
    pub(super) fn categories(&mut self, node: Option<Node<'_>>) -> Vec<String> {
        let nodes = node.map(|node| node.items()).unwrap_or_default();
        let mut categories = Vec::new();
        for node in nodes {
            if !node.is_object() || node.get("@value").is_some() {
                categories.push(self.code_at(Some(node)));
                continue;
            }
            for name in ["codeValue", "url", "name"] {
                let text = self.code_at(node.get(name));
                if !text.is_empty() {
                    categories.push(text);
                }
            }
        }
        categories
    }

    /// A contact: an object, or an address or number alone.
    pub(super) fn contact(&mut self, node: Option<Node<'_>>) -> Option<ApplicationContact> {
        let node = node?.items().into_iter().next()?;
        if node.is_object() {
            return Some(ApplicationContact {
                name: self.text_at(node.get("name")),
                email: mail_address(&self.text_at(node.get("email"))),
                telephone: self.code_at(node.get("telephone")),
            });
        }
        let text = self.text(&node);
        let (email, telephone) = if text.contains('@') {
            (mail_address(&text), String::new())
        } else {
            (String::new(), text)
        };
        Some(ApplicationContact {
            email,
            telephone,
            ..ApplicationContact::default()
        })
    }

    /// A language: its tag, or an object that holds it.
    pub(super) fn language(&mut self, node: Option<Node<'_>>) -> String {
        let first = node.and_then(|node| node.items().into_iter().next());
        first.map_or_else(String::new, |node| {
            self.named(&node, &["alternateName", "identifier", "name"])
        })
    }
}

fn mail_address(text: &str) -> String {
    text.strip_prefix("mailto:").unwrap_or(text).to_owned()
}

/// A name in the letters that a source may have: `Société X` is `societe-x`.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        let lower = c.to_ascii_lowercase();
        if lower.is_ascii_lowercase() || lower.is_ascii_digit() || "._-".contains(lower) {
            slug.push(lower);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() == MAX_SOURCE_CHARS {
            break;
        }
    }
    if slug != name {
        slug.truncate(slug.trim_end_matches('-').len());
    }
    slug
}
