//! Outgoing mail.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Secret, first_line};

/// Outgoing mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// The address that mails come from.
    pub from_address: String,
    /// The name that mail readers show beside it.
    pub from_name: String,
    /// Where employers answer about one case: an address whose part before the `@` ends with
    /// `{case}`, like `offres+{case}@relais.example`; a sign that nobody can guess stands there
    /// then. Without it they answer to `from_address`, and answers are known by the mails that
    /// they answer.
    pub reply_address: Option<String>,
    /// How mails leave.
    pub transport: MailTransport,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            from_address: "relais@localhost".to_owned(),
            from_name: "Relais".to_owned(),
            reply_address: None,
            transport: MailTransport::default(),
        }
    }
}

/// How mails leave: one of the two sections `[mail.transport.smtp]` and `[mail.transport.folder]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Through a mail server.
    Smtp(Smtp),
    /// Into a folder, one `.eml` file each: for trials, nothing reaches anybody.
    Folder(Folder),
}

impl Default for MailTransport {
    fn default() -> Self {
        Self::Folder(Folder::default())
    }
}

impl MailTransport {
    /// Places a relative mail folder inside the data folder.
    pub(super) fn resolve_folder(&mut self, data_dir: &Path) {
        if let Self::Folder(folder) = self {
            folder.path = data_dir.join(&folder.path);
        }
    }
}

/// A folder that takes the mails.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Folder {
    /// The folder; one that is not absolute lies in the data folder.
    pub path: PathBuf,
}

impl Default for Folder {
    fn default() -> Self {
        Self {
            path: PathBuf::from("mail-out"),
        }
    }
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// The name of the server.
    pub host: String,
    /// Its port; when it is not given, the usual one for the security chosen.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: SmtpSecurity,
    /// The user to log in as; without one there is no login.
    #[serde(default)]
    pub username: Option<String>,
    /// The password; `password_file` is the better place.
    #[serde(default)]
    pub password: Option<Secret>,
    /// A file whose first line is the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Certificates (PEM) to trust beside those of the system, for a server of one's own.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

impl Smtp {
    /// The port to connect to.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            SmtpSecurity::None => 25,
            SmtpSecurity::Starttls => 587,
            SmtpSecurity::Tls => 465,
        })
    }

    /// The password, from the configuration or from the file that it names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_password(&self) -> io::Result<Option<Secret>> {
        match &self.password_file {
            Some(file) => first_line(file).map(Some),
            None => Ok(self.password.clone()),
        }
    }
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// Not at all: for a server on this machine.
    None,
    /// The connection begins in the clear and must then be encrypted.
    #[default]
    Starttls,
    /// Encrypted from the first byte.
    Tls,
}
