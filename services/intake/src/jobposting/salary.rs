//! Salaries.

use relais_proto::intake::BaseSalary;
use serde_json::Value;

use super::reader::{Node, Reader};

/// Digits of an amount before the decimal sign; the limits of an offer are far below.
const MAX_DIGITS: usize = 12;

impl Reader {
    /// A number, or a `MonetaryAmount` whose value is a number or a `QuantitativeValue`.
    pub(super) fn salary(&mut self, node: Option<Node<'_>>) -> Option<BaseSalary> {
        let node = node?.items().into_iter().next()?;
        if !node.is_object() {
            return Some(self.exactly(&node));
        }
        let currency = self.text_at(node.first_of(&["currency", "priceCurrency"]));
        let salary = match node
            .get("value")
            .and_then(|value| value.items().into_iter().next())
        {
            Some(value) if value.is_object() => self.range(&value),
            Some(value) => BaseSalary {
                unit: self.text_at(node.get("unitText")),
                ..self.exactly(&value)
            },
            None => self.range(&node),
        };
        Some(BaseSalary { currency, ..salary })
    }

    fn exactly(&mut self, node: &Node<'_>) -> BaseSalary {
        let cents = self.cents(node);
        BaseSalary {
            min_cents: cents,
            max_cents: cents,
            ..BaseSalary::default()
        }
    }

    fn range(&mut self, node: &Node<'_>) -> BaseSalary {
        let exact = node.get("value").map(|value| self.cents(&value));
        let mut bound = |name: &str| node.get(name).map(|value| self.cents(&value));
        let (min, max) = (bound("minValue"), bound("maxValue"));
        BaseSalary {
            min_cents: min.or(exact).unwrap_or_default(),
            max_cents: max.or(exact).unwrap_or_default(),
            unit: self.text_at(node.first_of(&["unitText", "unitCode"])),
            currency: String::new(),
        }
    }

    fn cents(&mut self, node: &Node<'_>) -> i64 {
        let cents = match node.value {
            Value::Number(number) => in_cents(&number.to_string()),
            // "2.500" is two and a half thousand to some, two and a half to others.
            Value::String(text) if has_three_decimals(text) => None,
            Value::String(text) => in_cents(text),
            _ => {
                self.wrong(node, "a number");
                return 0;
            }
        };
        cents.unwrap_or_else(|| {
            self.findings.wrong(
                node.pointer.as_str(),
                "is not an amount",
                "give a number without a currency sign, like 2500 or 17.35",
            );
            0
        })
    }
}

pub(crate) fn has_three_decimals(text: &str) -> bool {
    let fraction = text
        .trim()
        .split_once(['.', ','])
        .map(|(_, fraction)| fraction);
    fraction.is_some_and(|fraction| fraction.len() == 3)
}

/// An amount in hundredths; digits beyond these are cut off. Read digit by digit, since a binary
/// fraction would not hold it exactly.
pub(crate) fn in_cents(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((&text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > MAX_DIGITS || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let hundredths: String = fraction.chars().chain("00".chars()).take(2).collect();
    Some(whole.parse::<i64>().ok()? * 100 + hundredths.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        for (text, cents) in [
            ("2500", 250_000),
            ("17.35", 1_735),
            ("17,3", 1_730),
            ("2 500.0", 250_000),
        ] {
            assert_eq!(in_cents(text), Some(cents), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in ["-5", "1e30", "2500 EUR", "", ".", "2.5.0", "9999999999999"] {
            assert_eq!(in_cents(text), None, "{text}");
        }
    }
}
