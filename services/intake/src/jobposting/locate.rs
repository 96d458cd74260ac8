//! Pointers of the full form of a posting, brought to the form in which it was written.

use relais_runtime::door::child;
use serde_json::Value;

/// Names that stand for each other: the first is that of the full form.
const SYNONYMS: [(&str, &[&str]); 2] = [("identifier", &["vatID", "taxID"]), ("title", &["name"])];

/// The place in `posting` that `pointer` means, where the pointer is that of the full form: a
/// list of places, an organisation that is an object. The result exists in the posting, or is a
/// field that its parent lacks.
pub(super) fn locate(posting: &Value, pointer: &str) -> String {
    let mut at = posting;
    let mut found = String::new();
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let index = name.parse::<usize>().ok();
        match (at, index) {
            (Value::Array(values), Some(index)) => match values.get(index) {
                Some(value) => (at, found) = (value, format!("{found}/{index}")),
                None => break,
            },
            (Value::Array(values), None) => {
                let Some(first) = values.first() else { break };
                let Some(value) = first.get(&name) else { break };
                (at, found) = (value, format!("{found}/0/{token}"));
            }
            (Value::Object(fields), index) => match known_as(fields, &name) {
                Some((known, value)) => {
                    (at, found) = (value, child(&found, known));
                }
                // One value stands for a list of one.
                None if index.is_some() => {}
                None => return format!("{found}/{token}"),
            },
            _ => break,
        }
    }
    found
}

fn known_as<'v, 'n>(
    fields: &'v serde_json::Map<String, Value>,
    name: &'n str,
) -> Option<(&'n str, &'v Value)> {
    let synonyms = SYNONYMS.iter().find(|(full, _)| *full == name);
    let others = synonyms.map_or(&[][..], |(_, others)| *others);
    std::iter::once(name)
        .chain(others.iter().copied())
        .find_map(|name| Some((name, fields.get(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pointer_follows_the_form_in_which_the_posting_was_written() {
        let posting = json!({
            "name": "Cook",
            "jobLocation": {"address": {"addressLocality": "Liège"}},
            "hiringOrganization": {"vatID": "0"},
            "baseSalary": {"value": 1},
            "skills": "a, b",
            "employmentType": "FULL",
        });
        for (full, written) in [
            ("/title", "/name"),
            (
                "/jobLocation/0/address/postalCode",
                "/jobLocation/address/postalCode",
            ),
            (
                "/hiringOrganization/identifier",
                "/hiringOrganization/vatID",
            ),
            ("/baseSalary/value/minValue", "/baseSalary/value"),
            ("/baseSalary/currency", "/baseSalary/currency"),
            ("/skills/1", "/skills"),
            ("/employmentType/0", "/employmentType"),
            ("/description", "/description"),
            ("", ""),
        ] {
            assert_eq!(locate(&posting, full), written, "{full}");
        }
    }

    #[test]
    fn a_pointer_that_is_there_stays_as_it_is() {
        let posting = json!({"jobLocation": [{"address": 1}, {"address": {"a/b": 2}}]});
        let pointer = "/jobLocation/1/address/a~1b";
        assert_eq!(locate(&posting, pointer), pointer);
    }
}
