//! Days as publishers write them.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, Zoned};

/// Characters of `YYYY-MM-DD`.
const DAY_CHARS: usize = 10;

/// The day that an ISO 8601 date, or a date with a time, names as it is written; `None` if there
/// is no such day.
pub fn day(text: &str) -> Option<Date> {
    let (date, time) = text.split_at_checked(DAY_CHARS)?;
    let shape = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let is_time = || {
        time.starts_with(['T', 't', ' '])
            && (text.parse::<DateTime>().is_ok()
                || text.parse::<Timestamp>().is_ok()
                || text.parse::<Zoned>().is_ok())
    };
    if !shape || !(time.is_empty() || is_time()) {
        return None;
    }
    date.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_day_is_taken_as_it_is_written_whatever_the_offset() {
        let expected = Some(date(2026, 4, 30));
        for text in [
            "2026-04-30",
            "2026-04-30T23:59",
            "2026-04-30T23:59:59Z",
            "2026-04-30T23:59:59.000+02:00",
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-30",
            "2025-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-4-30",
            "30/04/2026",
            "2026-04-30T25:00",
            "2026-04-30 or so",
            "20260430",
            "tomorrow",
            "",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9TZ:+ é-]{0,30}") {
            let _ = day(&text);
        }
    }
}
