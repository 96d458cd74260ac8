//! The mails that went out, as their readers see them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use mail_parser::MessageParser;

/// The mail of a message in the folder of outgoing mail: subject and plain text.
///
/// # Errors
/// When there is no such mail, or it cannot be read.
pub fn read(folder: &Path, message_id: &str) -> anyhow::Result<String> {
    let file: PathBuf = folder.join(format!("{message_id}.eml"));
    let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let mail = MessageParser::default()
        .parse(&bytes)
        .context("a mail of our own")?;
    let to = mail
        .to()
        .and_then(|to| to.first())
        .and_then(|to| to.address())
        .unwrap_or_default();
    let (subject, text) = (
        mail.subject().unwrap_or_default(),
        mail.body_text(0).unwrap_or_default(),
    );
    let lines = text.replace('\n', "\n  | ");
    Ok(format!(
        "  | To: {to}\n  | Subject: {subject}\n  |\n  | {lines}"
    ))
}
