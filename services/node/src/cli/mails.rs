//! `relais mails`: the mails that came in.

use clap::{Args, Subcommand};
use relais_domain::ids::{EmployerId, MailId};

use super::{Format, Site};

/// Mails that came in.
#[derive(Debug, Args)]
pub struct Mails {
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// What to do.
    #[command(subcommand)]
    pub command: MailsCommand,
}

/// What is done with mails.
#[derive(Debug, Subcommand)]
pub enum MailsCommand {
    /// List mails in one state, oldest first.
    List {
        /// attention, new, offer, reply or ignored.
        #[arg(long, default_value = "attention")]
        state: String,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Show a mail with its words.
    Show {
        /// The mail.
        id: MailId,
        /// How to print.
        #[command(flatten)]
        format: Format,
    },
    /// Turn a mail that needs attention into an offer.
    ToOffer(ToOffer),
    /// Set a mail that needs attention aside.
    Ignore {
        /// The mail.
        id: MailId,
    },
}

/// The offer that is made of a mail.
#[derive(Debug, Args)]
pub struct ToOffer {
    /// The mail.
    pub id: MailId,
    /// The title of the job.
    #[arg(long)]
    pub title: String,
    /// What the work is.
    #[arg(long, default_value = "")]
    pub description: String,
    /// The commune of work.
    #[arg(long)]
    pub place: Option<String>,
    /// Its employer [default: that of the sender].
    #[arg(long)]
    pub employer: Option<EmployerId>,
    /// How to print.
    #[command(flatten)]
    pub format: Format,
}
