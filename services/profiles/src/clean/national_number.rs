//! Belgian national-register and BIS numbers, to keep them out.

/// Digits of a number: the day of birth, a serial number, and a check.
const DIGITS: usize = 11;

/// Whether a text holds a national-register number: eleven digits, together or apart by single
/// dots, dashes, slashes or spaces, of which the last two are 97 less the rest of the first nine
/// modulo 97 — with a 2 before them for those born from 2000 on (Royal Decree of 3 April 1984,
/// art. 1). Digits after a plus sign are a telephone number.
pub(crate) fn holds_national_number(text: &str) -> bool {
    runs(text).any(|run| has_number(&run))
}

/// The runs of groups of digits in a text; only a single separator stands between two groups.
fn runs(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split(|c: char| !is_part(c))
        .filter(|run| !run.starts_with('+'))
        .flat_map(|run| {
            let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).collect();
            groups
                .split(|group| group.is_empty())
                .map(<[&str]>::to_vec)
                .collect::<Vec<_>>()
        })
}

fn is_part(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | ' ' | '+')
}

/// Whether groups that stand next to each other make up a number.
fn has_number(groups: &[&str]) -> bool {
    (0..groups.len()).any(|start| {
        let mut digits = String::new();
        for group in &groups[start..] {
            digits.push_str(group);
            if digits.len() >= DIGITS {
                break;
            }
        }
        digits.len() == DIGITS && checks(&digits)
    })
}

fn checks(digits: &str) -> bool {
    let (number, check) = digits.split_at(DIGITS - 2);
    let (Ok(number), Ok(check)) = (number.parse::<u64>(), check.parse::<u64>()) else {
        return false;
    };
    [number, 2_000_000_000 + number]
        .into_iter()
        .any(|number| 97 - number % 97 == check)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The number with this beginning; made up for the test.
    fn number(first_nine: u64, from_2000_on: bool) -> String {
        let prefix = if from_2000_on { 2_000_000_000 } else { 0 };
        format!("{first_nine:09}{:02}", 97 - (prefix + first_nine) % 97)
    }

    fn dotted(number: &str) -> String {
        let part = |range: std::ops::Range<usize>| &number[range];
        format!(
            "{}.{}.{}-{}.{}",
            part(0..2),
            part(2..4),
            part(4..6),
            part(6..9),
            part(9..11)
        )
    }

    proptest! {
        #[test]
        fn a_number_is_found_however_it_is_written(
            first_nine in 0_u64..1_000_000_000,
            from_2000_on: bool,
        ) {
            let number = number(first_nine, from_2000_on);
            prop_assert!(holds_national_number(&number));
            prop_assert!(holds_national_number(&dotted(&number)));
            let text = format!("RN {} (vu le 2026-05-01)", dotted(&number));
            prop_assert!(holds_national_number(&text));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in any::<String>()) {
            let _ = holds_national_number(&text);
        }
    }

    #[test]
    fn a_wrong_check_a_date_and_a_telephone_number_are_no_national_numbers() {
        let right = number(850_730_033, false);
        let wrong = number(850_730_033, false).replace(&right[9..], "99");
        for text in [
            wrong.as_str(),
            "2026-05-01",
            "0470 12 34 56",
            "",
            "-",
            "12345678901234567890",
        ] {
            assert!(!holds_national_number(text), "{text}");
        }
    }

    #[test]
    fn a_number_behind_a_plus_sign_is_a_telephone_number() {
        let digits = number(324_701_234, false);
        assert!(holds_national_number(&digits));
        assert!(!holds_national_number(&format!("+{digits}")));
    }
}
