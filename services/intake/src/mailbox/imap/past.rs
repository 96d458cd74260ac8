//! What lay in a mailbox before it was watched, in the terms of IMAP's SEARCH.

use jiff::civil::Date;

use super::super::Past;

/// The highest number that a mail can have.
const LAST_UID: u32 = u32::MAX;

/// Whatever is not being taken away.
pub(super) const EVERYTHING: &str = "UNDELETED";

/// The numbers from here on are given to mails that come later, as long as this validity holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub validity: u32,
    pub next_uid: u32,
}

impl Mark {
    pub(super) fn text(self) -> String {
        format!("{}:{}", self.validity, self.next_uid)
    }

    fn of(text: &str) -> Option<Self> {
        let (validity, next_uid) = text.split_once(':')?;
        Some(Self {
            validity: validity.parse().ok()?,
            next_uid: next_uid.parse().ok()?,
        })
    }
}

/// Two searches: for the mails that are left alone, and for all others. A mail that came later is
/// none of the former whatever its date says: somebody may have put an old one back. Where the
/// server has numbered anew since, the date alone tells.
pub(super) fn searches(past: &Past, since: Option<Date>, validity: u32) -> (String, String) {
    let day = since.unwrap_or(past.before).strftime("%-d-%b-%Y");
    let mark = Mark::of(&past.mark).filter(|mark| mark.validity == validity);
    match mark.map(|mark| mark.next_uid) {
        Some(next) => (
            format!("{EVERYTHING} BEFORE {day} NOT UID {next}:{LAST_UID}"),
            format!("{EVERYTHING} OR SINCE {day} UID {next}:{LAST_UID}"),
        ),
        None => (
            format!("{EVERYTHING} BEFORE {day}"),
            format!("{EVERYTHING} SINCE {day}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn past() -> Past {
        let mark = Mark {
            validity: 7,
            next_uid: 40,
        };
        Past {
            before: date(2026, 4, 3),
            mark: mark.text(),
        }
    }

    #[test]
    fn what_came_later_is_taken_whatever_its_date() {
        let (left, taken) = searches(&past(), None, 7);
        assert_eq!(left, "UNDELETED BEFORE 3-Apr-2026 NOT UID 40:4294967295");
        assert_eq!(taken, "UNDELETED OR SINCE 3-Apr-2026 UID 40:4294967295");
    }

    #[test]
    fn once_the_server_numbers_anew_the_date_tells() {
        let (left, taken) = searches(&past(), None, 8);
        assert_eq!(left, "UNDELETED BEFORE 3-Apr-2026");
        assert_eq!(taken, "UNDELETED SINCE 3-Apr-2026");
    }

    #[test]
    fn the_day_of_the_configuration_comes_first() {
        let (_, taken) = searches(&past(), Some(date(2025, 12, 24)), 8);
        assert_eq!(taken, "UNDELETED SINCE 24-Dec-2025");
    }
}
