//! Mails that say that a mail of ours did not arrive.

use std::sync::LazyLock;

use regex::Regex;

use crate::lines::folded;
use crate::mime::{Mail, RecipientReport, Report};

use super::Reason;

/// Recipients that are read from a notice in words.
const MAX_RECIPIENTS: usize = 20;

/// A mail of ours that did not reach a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedDelivery {
    /// The address that it did not reach, where the notice tells it.
    pub recipient: Option<String>,
    /// The id of the mail, where the notice tells it.
    pub original_message_id: Option<String>,
    /// Whether it will not work later either: the address is to be held unreachable. False while
    /// the server still tries, and where it only was full or out of order.
    pub is_permanent: bool,
}

static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"undeliver|delivery (?:status|failure|has failed)|returned mail|mail delivery|failure notice|non remis|non distribu|echec de (?:la )?remise|onbestelbaar|niet bezorgd|unzustellbar|nicht zugestellt",
    )
    .expect("the pattern is a constant")
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+").expect("a constant")
});
static PERMANENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b|unknown user|user unknown|no such user|does not exist|n'existe pas|bestaat niet|existiert nicht|adresse introuvable|address not found|n'a pas ete trouve")
        .expect("a constant")
});

/// The deliveries that a mail says have failed, and why it is held to say so. A report of success
/// or of relaying is a bounce without failures.
pub(super) fn read(mail: &Mail) -> Option<(Vec<FailedDelivery>, Reason)> {
    if let Some(Report::Delivery(report)) = &mail.report {
        let original = report
            .original
            .clone()
            .or_else(|| mail.in_reply_to.first().cloned());
        let failed = report
            .recipients
            .iter()
            .filter(|recipient| failed(recipient));
        let failed = failed.map(|recipient| FailedDelivery {
            recipient: Some(recipient.address.clone()),
            original_message_id: original.clone(),
            is_permanent: recipient.action == "failed" && recipient.status.starts_with('5'),
        });
        return Some((failed.collect(), Reason::Report));
    }
    is_notice(mail).then(|| (from_words(mail), Reason::MailSystem))
}

fn failed(recipient: &RecipientReport) -> bool {
    matches!(recipient.action.as_str(), "failed" | "delayed")
}

/// Whether the mail system itself wrote, in words only.
fn is_notice(mail: &Mail) -> bool {
    let is_system = mail.from.one().is_some_and(|from| {
        let local = from
            .address
            .split('@')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        [
            "mailer-daemon",
            "postmaster",
            "mail-daemon",
            "microsoftexchange",
        ]
        .into_iter()
        .any(|name| local.starts_with(name))
    });
    is_system
        && (SUBJECT.is_match(&folded(&mail.subject))
            || mail.headers.first("x-failed-recipients").is_some())
}

fn from_words(mail: &Mail) -> Vec<FailedDelivery> {
    let text = &mail.body.text;
    let is_permanent = PERMANENT.is_match(&folded(text));
    let original = mail.in_reply_to.first().or(mail.references.last()).cloned();
    let own = |address: &str| mail.from.one().is_some_and(|from| from.address == address);
    let listed = mail
        .headers
        .first("x-failed-recipients")
        .unwrap_or_default();
    let source = if listed.is_empty() {
        text.as_str()
    } else {
        listed
    };
    // Below the first address stands the mail itself, with those of others.
    let recipient = ADDRESS
        .find_iter(source)
        .take(MAX_RECIPIENTS)
        .map(|found| found.as_str().to_owned())
        .find(|address| !own(address));
    vec![FailedDelivery {
        recipient,
        original_message_id: original,
        is_permanent,
    }]
}
