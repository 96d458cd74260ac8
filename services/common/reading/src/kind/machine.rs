//! The signs by which a mail shows that a machine sent it.

use crate::lines::folded;
use crate::mime::Mail;

use super::Reason;

/// Servers that a mail passes through at most; loops pass through more.
const MAX_HOPS: usize = 30;

/// How the subjects of absence notices begin, or what they hold.
const AWAY_SUBJECTS: [&str; 13] = [
    "absence du bureau",
    "absence de",
    "absent du",
    "absent(e)",
    "message d'absence",
    "out of office",
    "out of the office",
    "afwezig",
    "afwezigheid",
    "niet op kantoor",
    "abwesend",
    "abwesenheit",
    "nicht im buro",
];
/// How the subjects of automatic answers begin.
const AUTOMATIC_SUBJECTS: [&str; 12] = [
    "reponse automatique",
    "reponse auto",
    "automatic reply",
    "auto-reply",
    "autoreply",
    "auto:",
    "automatisch antwoord",
    "automatische antwoord",
    "automatische antwort",
    "automatisches antwort",
    "accuse de reception automatique",
    "autosvar",
];
/// Words of a text that says its writer is away.
const AWAY_WORDS: [&str; 14] = [
    "absent",
    "absente",
    "en conges",
    "en conge",
    "de retour le",
    "hors du bureau",
    "afwezig",
    "met verlof",
    "terug op",
    "abwesend",
    "im urlaub",
    "out of office",
    "out of the office",
    "on leave",
];

pub(super) fn has_too_many_hops(mail: &Mail) -> bool {
    mail.headers.all("received").count() > MAX_HOPS
}

pub(super) fn is_spam(mail: &Mail) -> bool {
    let says = |name: &str, words: &[&str]| {
        mail.headers.first(name).is_some_and(|value| {
            words
                .iter()
                .any(|word| value.to_lowercase().starts_with(word))
        })
    };
    says("x-spam-flag", &["yes"])
        || says("x-spam-status", &["yes"])
        || says("x-spam", &["yes", "spam"])
        || says("x-bogosity", &["spam", "yes"])
}

/// Why a mail is held to be an answer that nobody wrote.
pub(super) fn answers_by_itself(mail: &Mail) -> Option<Reason> {
    let headers = &mail.headers;
    let submitted = headers
        .first("auto-submitted")
        .unwrap_or_default()
        .to_lowercase();
    let is_marked = submitted.starts_with("auto-replied")
        || submitted.starts_with("auto-notified")
        || ["x-autoreply", "x-autorespond", "x-autoreply-from", "x-auto-reply"]
            .into_iter()
            .any(|name| headers.first(name).is_some_and(|value| value != "no"))
        || headers.first("precedence").is_some_and(|value| value.eq_ignore_ascii_case("auto_reply"))
        // Exchange asks for silence in its automatic answers, but so do systems that write first.
        || headers.first("x-auto-response-suppress").is_some() && !mail.in_reply_to.is_empty()
            && submitted.starts_with("auto");
    if is_marked {
        return Some(Reason::AutoSubmitted);
    }
    let subject = bare_subject(&mail.subject);
    let begins = |starts: &[&str]| starts.iter().any(|start| subject.starts_with(start));
    (begins(&AUTOMATIC_SUBJECTS) || begins(&AWAY_SUBJECTS)).then_some(Reason::AutomaticSubject)
}

/// Whether an automatic answer says that its writer is away.
pub(super) fn is_away(mail: &Mail) -> bool {
    let subject = folded(&mail.subject);
    let text = folded(&mail.body.text);
    AWAY_SUBJECTS.iter().any(|word| subject.contains(word))
        || AWAY_WORDS.iter().any(|word| text.contains(word))
}

/// Why a mail is held to be sent to a list.
pub(super) fn is_newsletter(mail: &Mail) -> Option<Reason> {
    let headers = &mail.headers;
    let list = [
        "list-id",
        "list-unsubscribe",
        "list-post",
        "x-mailchimp-id",
        "feedback-id",
    ];
    if list.into_iter().any(|name| headers.first(name).is_some()) {
        return Some(Reason::ListHeader);
    }
    let bulk = ["bulk", "list", "junk"];
    headers
        .all("precedence")
        .any(|value| bulk.contains(&value.to_lowercase().as_str()))
        .then_some(Reason::Precedence)
}

/// Whether a machine says that it wrote the mail of its own accord.
pub(super) fn is_generated(mail: &Mail) -> bool {
    mail.headers
        .first("auto-submitted")
        .is_some_and(|value| value.to_lowercase().starts_with("auto-generated"))
}

/// A subject as it is compared, without the prefixes of replies.
fn bare_subject(subject: &str) -> String {
    let mut subject = folded(subject).trim().to_owned();
    while let Some(rest) = ["re:", "re :", "aw:", "antw:", "[external]", "[externe]"]
        .into_iter()
        .find_map(|prefix| subject.strip_prefix(prefix))
    {
        subject = rest.trim_start().to_owned();
    }
    subject
}
