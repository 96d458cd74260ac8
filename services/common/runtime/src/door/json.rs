//! JSON, read within limits: bytes, depth, no key twice, UTF-8.

use std::cell::RefCell;
use std::fmt;

use relais_domain::{Error, ErrorCode, FieldError};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::fields::{child, item};

/// Characters of a pointer that an error repeats at most.
const MAX_POINTER_CHARS: usize = 200;

/// How much JSON to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonLimits {
    /// Bytes of the body.
    pub bytes: usize,
    /// Lists and objects inside each other; more than 127 counts as 127.
    pub depth: usize,
}

/// Reads bytes as one JSON document. A byte order mark in front is skipped.
///
/// # Errors
/// [`TooLarge`](ErrorCode::TooLarge) for too many bytes; otherwise
/// [`InvalidInput`](ErrorCode::InvalidInput) that names the byte, the line and column, or the
/// field.
pub fn parse_json(bytes: &[u8], limits: JsonLimits) -> Result<Value, Error> {
    if bytes.len() > limits.bytes {
        let message = format!("the document has more than {} bytes", limits.bytes);
        return Err(Error::new(ErrorCode::TooLarge, message));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("byte {} is not UTF-8", error.valid_up_to() + 1);
        Error::invalid_field("", message, "save the document as UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let state = State {
        depth: limits.depth,
        ..State::default()
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Seed {
        state: &state,
        depth: 0,
    }
    .deserialize(&mut deserializer);
    value
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| state.explain(&error))
}

/// Where the reading stands, and what a limit found there.
#[derive(Default)]
struct State {
    depth: usize,
    pointer: RefCell<Vec<Token>>,
    finding: RefCell<Option<FieldError>>,
}

enum Token {
    Name(String),
    Index(usize),
}

impl State {
    fn pointer(&self) -> String {
        let tokens = self.pointer.borrow();
        let pointer = tokens
            .iter()
            .fold(String::new(), |pointer, token| match token {
                Token::Name(name) => child(&pointer, name),
                Token::Index(index) => item(&pointer, *index),
            });
        match pointer.char_indices().nth(MAX_POINTER_CHARS) {
            Some((end, _)) => format!("{}…", &pointer[..end]),
            None => pointer,
        }
    }

    /// Notes what a limit found, and gives the error that ends the reading.
    fn refuse<E: serde::de::Error>(&self, message: &str, remedy: String) -> E {
        *self.finding.borrow_mut() = Some(FieldError::new(self.pointer(), message, remedy));
        E::custom(message)
    }

    fn explain(&self, error: &serde_json::Error) -> Error {
        if let Some(finding) = self.finding.take() {
            return Error::invalid(vec![finding]);
        }
        let message = format!("broken JSON: {error}");
        Error::invalid_field("", message, "send one well-formed JSON document")
    }

    fn within<T>(&self, token: Token, read: impl FnOnce() -> T) -> T {
        self.pointer.borrow_mut().push(token);
        let value = read();
        self.pointer.borrow_mut().pop();
        value
    }
}

#[derive(Clone, Copy)]
struct Seed<'s> {
    state: &'s State,
    depth: usize,
}

impl Seed<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= self.state.depth {
            let remedy = format!(
                "put at most {} lists and objects inside each other",
                self.state.depth
            );
            return Err(self.state.refuse("is too deep", remedy));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Vec::new();
        loop {
            let token = Token::Index(values.len());
            match self
                .state
                .within(token, || items.next_element_seed(inner))?
            {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            let token = Token::Name(name.clone());
            let value = self.state.within(token, || {
                if values.contains_key(&name) {
                    return Err(self
                        .state
                        .refuse("is given twice", "give it once".to_owned()));
                }
                entries.next_value_seed(inner)
            })?;
            values.insert(name, value);
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const LIMITS: JsonLimits = JsonLimits {
        bytes: 1000,
        depth: 3,
    };

    fn parse(text: &str) -> Result<Value, Error> {
        parse_json(text.as_bytes(), LIMITS)
    }

    fn field(text: &str) -> FieldError {
        let error = parse(text).expect_err("refused");
        assert_eq!(error.code(), ErrorCode::InvalidInput);
        error.fields()[0].clone()
    }

    #[test]
    fn a_document_as_deep_as_the_limit_is_read() {
        assert_eq!(parse("[[{}]]").expect("three deep"), json!([[{}]]));
    }

    #[test]
    fn a_deeper_document_is_refused_at_the_place_where_it_is_too_deep() {
        let field = field(r#"{"a":[1,[[]]]}"#);
        assert_eq!(field.pointer, "/a/1/0");
        assert_eq!(field.message, "is too deep");
    }

    #[test]
    fn a_key_given_twice_is_refused_by_name() {
        let field = field(r#"{"a":{"x/y":1,"x/y":2}}"#);
        assert_eq!(
            (field.pointer.as_str(), field.message.as_str()),
            ("/a/x~1y", "is given twice")
        );
    }

    #[test]
    fn broken_json_is_refused_by_line_and_column() {
        let field = field("{\n  \"a\": yes\n}");
        assert_eq!(field.pointer, "");
        assert!(field.message.contains("line 2"), "{}", field.message);
    }

    #[test]
    fn something_after_the_document_is_refused() {
        assert!(field("{} {}").message.contains("trailing"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused_by_place() {
        let error = parse_json(b"\"caf\xe9\"", LIMITS).expect_err("Latin-1");
        assert_eq!(error.fields()[0].message, "byte 5 is not UTF-8");
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(parse("\u{feff}1").expect("a number"), json!(1));
    }

    #[test]
    fn a_long_key_is_not_repeated_in_full() {
        let key = "k".repeat(400);
        assert!(
            field(&format!(r#"{{"{key}":[[[]]]}}"#))
                .pointer
                .chars()
                .count()
                <= 201
        );
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("\\PC{0,4}", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn depth(value: &Value) -> usize {
        match value {
            Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
            Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
            _ => 0,
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let limits = JsonLimits { bytes: 150, depth: 3 };
            if let Ok(value) = parse_json(&bytes, limits) {
                prop_assert!(depth(&value) <= 3 && bytes.len() <= 150);
            }
        }

        #[test]
        fn any_nesting_of_brackets_is_read_or_refused_without_a_panic(
            text in "[\\[\\]{}\",:a1 ]{0,300}",
        ) {
            if let Ok(value) = parse(&text) {
                prop_assert!(depth(&value) <= LIMITS.depth);
            }
        }

        #[test]
        fn a_document_is_read_exactly_when_it_is_not_too_deep(value in any_json(), limit in 0_usize..6) {
            let limits = JsonLimits { bytes: usize::MAX, depth: limit };
            let read = parse_json(value.to_string().as_bytes(), limits);
            if depth(&value) <= limit {
                prop_assert_eq!(read.expect("within the limit"), value);
            } else {
                prop_assert!(read.is_err());
            }
        }
    }
}
