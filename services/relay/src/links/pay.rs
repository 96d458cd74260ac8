//! Pay as it is written into the form and read from it.

use relais_proto::intake::BaseSalary;

/// The currency of an offer that names none.
const EURO: &str = "EUR";
/// Units of time that are paid for.
const UNITS: [&str; 5] = ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"];
/// Digits of an amount, before its cents.
const MAX_DIGITS: usize = 7;

/// What the form says of the pay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pay {
    pub(super) min: String,
    pub(super) max: String,
    pub(super) unit: String,
}

/// What is said of the pay can be no pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoPay;

impl Pay {
    /// What an offer says.
    pub(super) fn of(salary: Option<&BaseSalary>) -> Self {
        let Some(salary) = salary else {
            return Self::default();
        };
        Self {
            min: amount(salary.min_cents),
            max: amount(salary.max_cents),
            unit: salary.unit.clone(),
        }
    }

    /// The pay, in the currency that the offer named before; `None` where none is said.
    pub(super) fn read(&self, before: Option<&BaseSalary>) -> Result<Option<BaseSalary>, NoPay> {
        let (min, max) = (cents(&self.min)?, cents(&self.max)?);
        let (Some(least), Some(most)) = (min.or(max), max.or(min)) else {
            return Ok(None);
        };
        if most < least || !UNITS.contains(&self.unit.as_str()) {
            return Err(NoPay);
        }
        let known = before.map(|it| it.currency.as_str());
        Ok(Some(BaseSalary {
            currency: known.filter(|it| !it.is_empty()).unwrap_or(EURO).to_owned(),
            min_cents: least,
            max_cents: most,
            unit: self.unit.clone(),
        }))
    }
}

/// An amount for the form; empty where it is not said.
fn amount(cents: i64) -> String {
    match (cents, cents % 100) {
        (0, _) => String::new(),
        (cents, 0) => (cents / 100).to_string(),
        (cents, rest) => format!("{}.{rest:02}", cents / 100),
    }
}

/// "2 500", "15,50", "15.50 €"; `None` where nothing is said.
fn cents(text: &str) -> Result<Option<i64>, NoPay> {
    let is_filler = |c: char| c.is_whitespace() || c == '€' || c == '\'';
    let text: String = text.chars().filter(|c| !is_filler(*c)).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, rest) = text.split_once([',', '.']).unwrap_or((&text, "0"));
    // "2.500" and "2,500" are thousands.
    let (whole, rest) = match rest.len() {
        3 => (format!("{whole}{rest}"), "0"),
        _ => (whole.to_owned(), rest),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if !is_number(&whole) || !is_number(rest) || whole.len() > MAX_DIGITS || rest.len() > 2 {
        return Err(NoPay);
    }
    let whole: i64 = whole.parse().map_err(|_| NoPay)?;
    let rest: i64 = format!("{rest:0<2}").parse().map_err(|_| NoPay)?;
    Ok(Some(whole * 100 + rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pay(min: &str, max: &str, unit: &str) -> Pay {
        Pay {
            min: min.to_owned(),
            max: max.to_owned(),
            unit: unit.to_owned(),
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, expected) in [
            ("15,50", Ok(Some(1_550))),
            ("15.5 €", Ok(Some(1_550))),
            ("2 500", Ok(Some(250_000))),
            ("2.500", Ok(Some(250_000))),
            ("", Ok(None)),
            ("beaucoup", Err(NoPay)),
            ("-3", Err(NoPay)),
            ("99999999", Err(NoPay)),
        ] {
            assert_eq!(cents(text), expected, "{text}");
        }
    }

    #[test]
    fn a_pay_needs_its_unit_and_amounts_in_order() {
        assert_eq!(pay("15", "", "").read(None), Err(NoPay));
        assert_eq!(pay("15", "14", "HOUR").read(None), Err(NoPay));
        assert_eq!(pay("", "", "").read(None), Ok(None));
        let read = pay("15", "", "HOUR")
            .read(None)
            .map(Option::unwrap_or_default);
        let read = read.map(|it| (it.currency, it.min_cents, it.max_cents));
        assert_eq!(read, Ok(("EUR".to_owned(), 1_500, 1_500)));
    }

    proptest! {
        #[test]
        fn what_the_form_shows_is_read_back_as_it_was(
            min in 1i64..100_000_000, more in 0i64..1_000_000, unit in 0..UNITS.len(),
        ) {
            let salary = BaseSalary {
                currency: "CHF".to_owned(),
                min_cents: min,
                max_cents: min + more,
                unit: UNITS[unit].to_owned(),
            };
            let shown = Pay::of(Some(&salary));
            prop_assert_eq!(shown.read(Some(&salary)), Ok(Some(salary)));
        }

        #[test]
        fn anything_is_read_without_a_panic(text: String) {
            let _ = cents(&text);
        }
    }
}
