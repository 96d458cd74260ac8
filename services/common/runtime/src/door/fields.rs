//! Words for what is wrong with a field, and pointers to it (RFC 6901).

use relais_domain::FieldError;
use serde_json::Value;

/// A pointer to the field of an object.
pub fn child(parent: &str, name: &str) -> String {
    format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// A pointer to the item of a list.
pub fn item(parent: &str, index: usize) -> String {
    format!("{parent}/{index}")
}

/// A field that must be there and is not.
pub fn missing(pointer: impl Into<String>, remedy: impl Into<String>) -> FieldError {
    FieldError::new(pointer, "is missing", remedy)
}

/// A value of another type than expected, as in "a text" or "a list of texts".
pub fn wrong_type(pointer: impl Into<String>, found: &Value, expected: &str) -> FieldError {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    FieldError::new(pointer, format!("is {found}"), format!("give {expected}"))
}

/// A list that is too long.
pub fn too_many(pointer: impl Into<String>, found: usize, limit: usize) -> FieldError {
    FieldError::new(
        pointer,
        format!("has {found} items"),
        format!("give {limit} at most"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrong_type_says_what_it_is_and_what_it_should_be() {
        let field = wrong_type(item(&child("", "skills"), 3), &json!(4), "a text");
        assert_eq!(
            field,
            FieldError::new("/skills/3", "is a number", "give a text")
        );
    }

    #[test]
    fn a_slash_or_tilde_in_a_name_is_escaped() {
        assert_eq!(child("/a", "b/c~d"), "/a/b~1c~0d");
    }
}
