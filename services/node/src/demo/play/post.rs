//! Employers send offers by mail: as files in the folder that the site watches.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context as _;
use jiff::Timestamp;
use relais_domain::Clock as _;
use relais_intake::mailbox::Shelf;
use relais_proto::events::CaseChanged;
use relais_proto::events::case_changed::Opened;
use serde_json::Value;

use super::send::{Receipt, accepted_story};
use super::{Offer, Play};
use crate::demo::{letters, people};

/// What offers that came by mail are counted as.
const CHANNEL: &str = "mail";

/// A mail on its way.
pub(super) struct Letter {
    file: String,
    title: String,
}

impl Play<'_> {
    /// Writes an offer as a mail and puts it into the folder.
    pub(super) fn post(&mut self, posting: &Value, number: usize) -> anyhow::Result<()> {
        let folder = self.mail_in.as_deref().context("a folder for mails")?;
        let file = format!("offer-{number:05}.eml");
        if was_sent(folder, &file) {
            return Ok(()); // An earlier run did it; an open case of it was taken up.
        }
        let employer = people::EMPLOYERS[number % people::EMPLOYERS.len()];
        let mail = letters::letter(posting, number, employer);
        put(folder, &file, &mail, self.clock.now()).context("the folder for mails")?;
        let title = posting["title"].as_str().unwrap_or_default().to_owned();
        self.letters.push_back(Letter { file, title });
        Ok(())
    }

    /// A case was opened: where no door has told of its offer, it is that of the first mail.
    pub(super) fn on_opened(&mut self, change: &CaseChanged, opened: &Opened) {
        if self.offers.contains_key(&change.offer_id) {
            return;
        }
        let instants = [opened.received_at, change.due_at].map(Timestamp::from_microsecond);
        let [Ok(received_at), Ok(due_at)] = instants else {
            return;
        };
        let Some(letter) = self.letters.pop_front() else {
            return; // Of somebody who does not belong to the play.
        };
        self.report.channels.entry(CHANNEL).or_default().offers += 1;
        let receipt = Receipt {
            case_ref: change.case_ref.clone(),
            received_at,
            due_at,
            rule: opened.rule.as_ref().map_or("", |rule| &rule.id).to_owned(),
        };
        self.narrator
            .tell(|| accepted_story(&receipt, CHANNEL, &letter.title));
        let offer = Offer {
            case_ref: receipt.case_ref,
            channel: CHANNEL,
            due_at,
            sent: None,
            diffused: false,
            answered: false,
        };
        self.offers.insert(change.offer_id.clone(), offer);
    }

    /// Takes note of mails that were put aside: they bring no offer.
    pub(super) fn look_for_refused_mails(&mut self) {
        let Some(folder) = &self.mail_in else { return };
        let is_aside = |letter: &Letter| {
            let mut aside = [Shelf::Ignored, Shelf::Attention].into_iter();
            aside.any(|shelf| folder.join(shelf.name()).join(&letter.file).exists())
        };
        let (refused, on_their_way) = self.letters.drain(..).partition(is_aside);
        self.letters = on_their_way;
        for letter in Vec::<Letter>::from_iter(refused) {
            self.report.channels.entry(CHANNEL).or_default().refused += 1;
            let title = &letter.title;
            self.narrator.say(&format!(
                "refused    {title}: no offer could be read in the mail"
            ));
        }
    }
}

fn was_sent(folder: &Path, file: &str) -> bool {
    let shelves = [
        Shelf::Offers,
        Shelf::Replies,
        Shelf::Ignored,
        Shelf::Attention,
    ];
    let filed = shelves.map(|shelf| folder.join(shelf.name()).join(file));
    folder.join(file).exists() || filed.iter().any(|file| file.exists())
}

/// Puts a mail there as a whole. It is received when the clock of the demonstration says so.
fn put(folder: &Path, file: &str, mail: &str, at: Timestamp) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let draft: PathBuf = folder.join(format!(".{file}"));
    let mut open = File::create(&draft)?;
    open.write_all(mail.as_bytes())?;
    open.set_modified(SystemTime::from(at))?;
    fs::rename(draft, folder.join(file))
}
