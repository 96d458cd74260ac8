//! Numbers of the Belgian register of enterprises (BCE/KBO).

/// The ten digits of an enterprise number, written with or without dots, spaces and `BE`; `None`
/// if it is not one. The last two digits are 97 less the rest of the first eight divided by 97;
/// nine digits are an old number without its leading zero.
pub fn enterprise_number(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text
        .strip_prefix("BE")
        .or_else(|| text.strip_prefix("be"))
        .unwrap_or(text);
    let mut digits: String = bare
        .chars()
        .filter(|c| !matches!(c, '.' | ' ' | '-'))
        .collect();
    if digits.len() == 9 {
        digits.insert(0, '0');
    }
    let sound = digits.len() == 10
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.starts_with(['0', '1']);
    if !sound {
        return None;
    }
    let (number, check) = digits.split_at(8);
    let expected = 97 - number.parse::<u64>().ok()? % 97;
    (check.parse() == Ok(expected)).then_some(digits)
}

/// Whether a number carries the prefix of another country's tax register, as `FR…`.
pub fn is_foreign(text: &str) -> bool {
    let prefix: Vec<char> = text.trim().chars().take(2).collect();
    prefix.len() == 2
        && prefix.iter().all(char::is_ascii_alphabetic)
        && !prefix.iter().collect::<String>().eq_ignore_ascii_case("BE")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for text in [
            "0202.239.951",
            "BE 0202.239.951",
            "0202239951",
            "202239951",
            "be0202239951",
        ] {
            assert_eq!(
                enterprise_number(text).as_deref(),
                Some("0202239951"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_of_another_country_is_told_apart() {
        assert!(is_foreign("FR40303265045"));
        assert!(!is_foreign("BE0202239951") && !is_foreign("0202.239.951"));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(number in 0_u64..20_000_000, at in 0_usize..10, other in 0_u8..10) {
            let right = format!("{number:08}{:02}", 97 - number % 97);
            prop_assert_eq!(enterprise_number(&right), Some(right.clone()));
            let mut wrong = right.clone();
            wrong.replace_range(at..=at, &other.to_string());
            prop_assume!(wrong != right);
            prop_assert_eq!(enterprise_number(&wrong), None);
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "\\PC{0,20}") {
            let _ = (enterprise_number(&text), is_foreign(&text));
        }
    }
}
