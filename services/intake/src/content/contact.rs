//! Whether an address or a number could reach somebody.

/// The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less its brackets).
const MAX_EMAIL_CHARS: usize = 254;
/// The longest part before the `@` (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL_CHARS: usize = 64;

/// Whether mail could be delivered to the address: one `@`, a domain with a dot, no white space
/// and nothing that a mail header would misread.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_local = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= MAX_EMAIL_CHARS
        && (1..=MAX_LOCAL_CHARS).contains(&local.len())
        && local.chars().all(is_local)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// Whether a number could be dialled: 6 to 15 digits (ITU-T E.164), a plus only in front, and the
/// signs that people part digits with.
pub fn is_telephone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    let is_part = |c: char| c.is_ascii_digit() || " ./-()".contains(c);
    (6..=15).contains(&digits) && rest.chars().all(is_part) && text.len() <= 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_could_be_delivered_to_are_taken() {
        for text in [
            "jobs@trasis.example",
            "j.d+rh@mail.trasis.example",
            "à@société.example",
        ] {
            assert!(is_email(text), "{text}");
        }
    }

    #[test]
    fn what_a_mail_header_would_misread_is_no_address() {
        for text in [
            "jobs",
            "@a.be",
            "a@b",
            "a b@c.be",
            "a@b@c.be",
            "a@b..be",
            "a,b@c.be",
            "a@-b.be",
            "a@b.be\r\nBcc: c@d.be",
            "<a@b.be>",
            ".a@b.be",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for text in ["+32 4 123 45 67", "04/123.45.67", "(04) 123-45-67"] {
            assert!(is_telephone(text), "{text}");
        }
        for text in [
            "12345",
            "call me",
            "+32 4 123 45 67 ext 8",
            "1234567890123456",
        ] {
            assert!(!is_telephone(text), "{text}");
        }
    }
}
