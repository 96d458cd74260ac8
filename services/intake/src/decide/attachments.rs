//! The texts of a mail's files.

use relais_documents::{Hint, ReadError};
use relais_domain::Error;
use relais_reading::offer::Attachment;
use relais_reading::{AttachedFile, Mail};

use super::{Decider, reason};

/// Files of one mail that are read.
const MAX_FILES: usize = 10;

impl Decider {
    /// Reads the files of a mail, one after the other, in processes of their own. Pictures within
    /// the text are none of them.
    ///
    /// # Errors
    /// `Unavailable` where no such process can be run.
    pub(super) async fn texts(&self, mail: &Mail) -> Result<Vec<Attachment>, Error> {
        let mut texts = Vec::new();
        let files = mail.attachments.iter().filter(|file| !is_adornment(file));
        for file in files.take(MAX_FILES) {
            texts.push(Attachment {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                text: self.text(file).await?,
            });
        }
        Ok(texts)
    }

    async fn text(&self, file: &AttachedFile) -> Result<Result<String, String>, Error> {
        let hint = Hint {
            media_type: Some(file.media_type.clone()),
            file_name: Some(file.name.clone()),
        };
        match self.documents.read(&file.bytes, &hint).await {
            Ok(document) => Ok(Ok(document.text)),
            Err(ReadError::Unreadable(why)) => Ok(Err(reason::of_document(&why).to_owned())),
            Err(ReadError::Machine(error)) => {
                let message = "documents cannot be read for now";
                Err(Error::unavailable(message).with_source(error))
            }
            Err(error @ ReadError::Bug(_)) => Err(Error::internal(error)),
        }
    }
}

/// Whether a file goes with the text rather than saying something itself.
fn is_adornment(file: &AttachedFile) -> bool {
    let kinds = ["text/calendar", "text/vcard", "text/x-vcard"];
    let signature = ["application/pgp-signature", "application/pkcs7-signature"];
    let media_type = file.media_type.as_str();
    (file.is_inline && media_type.starts_with("image/"))
        || kinds.contains(&media_type)
        || signature.contains(&media_type)
}
