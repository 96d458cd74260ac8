//! The secrets that a process makes for itself at its first start.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use relais_domain::entropy::{Entropy, random};
use serde::Deserialize;
use sha2::Sha256;

use crate::auth::{ApiKey, KeyKind};
use crate::config::Secret;
use crate::signed::LinkSigner;

/// The name of the file in the data folder.
pub const FILE_NAME: &str = "secrets.toml";

/// Tells the key of mails from what else is drawn from the key of links. No link that is signed
/// begins like this: those begin with the number of their version.
const MAIL_KEY_PURPOSE: &[u8] = b"relais originals of mails, version 1";

/// The secrets of one installation. Processes that share an installation share the file.
#[derive(Clone)]
pub struct Secrets {
    link_key: [u8; 32],
    service_key: ApiKey,
}

/// Why there are no secrets to work with.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The file or its folder cannot be read or written.
    #[error("secrets file {}: {source}: give this user a data_dir that it may write to", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Other users of the machine may read the file.
    #[error("secrets file {} can be read by others (mode {mode:03o}): chmod 600 it", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds something else.
    #[error(
        "secrets file {}: {reason}: put the file back from a copy; \
         without it, links in mails that were sent stop working",
        path.display()
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong, without the secret itself.
        reason: &'static str,
    },
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    link_key: Secret,
    service_key: Secret,
}

impl Secrets {
    /// New secrets out of the given source of randomness.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let service_key = ApiKey::generate(KeyKind::Service, entropy);
        Self {
            link_key: random(entropy),
            service_key,
        }
    }

    /// Reads the file, or makes it with new secrets when there is none, readable by this user only.
    ///
    /// # Errors
    /// When the file cannot be read or made, is readable by others, or holds something else.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> Result<Self, SecretsError> {
        let io_error = |source| SecretsError::Io {
            path: path.to_owned(),
            source,
        };
        if !path.try_exists().map_err(io_error)? {
            write_new(path, &Self::generate(entropy)).map_err(io_error)?;
        }
        // Read back in any case: another process may have been first.
        Self::load(path)
    }

    /// Signs the links in mails.
    pub fn link_signer(&self) -> LinkSigner {
        LinkSigner::new(&self.link_key)
    }

    /// Encrypts the originals of mails. It is drawn from the key of links, so that an installation
    /// made before there were mails has it too.
    pub fn mail_key(&self) -> [u8; 32] {
        // HMAC fills a shorter key up with zeros (RFC 2104).
        let mut key = [0; 64];
        key[..32].copy_from_slice(&self.link_key);
        let mac = Hmac::<Sha256>::new(&key.into()).chain_update(MAIL_KEY_PURPOSE);
        mac.finalize().into_bytes().into()
    }

    /// The key that the parts of this system call each other with.
    pub fn service_key(&self) -> &ApiKey {
        &self.service_key
    }

    fn load(path: &Path) -> Result<Self, SecretsError> {
        let io_error = |source| SecretsError::Io {
            path: path.to_owned(),
            source,
        };
        let mode = std::fs::metadata(path)
            .map_err(io_error)?
            .permissions()
            .mode()
            & 0o777;
        // A group may read it: so Kubernetes hands a secret to a user that is not root.
        if mode & 0o037 != 0 {
            return Err(SecretsError::Exposed {
                path: path.to_owned(),
                mode,
            });
        }
        let text = std::fs::read_to_string(path).map_err(io_error)?;
        parse(&text).map_err(|reason| SecretsError::Broken {
            path: path.to_owned(),
            reason,
        })
    }

    fn to_document(&self) -> String {
        format!(
            "# Made at the first start. Whoever has this file can sign links and call every \
             service.\nlink_key = \"{}\"\nservice_key = \"{}\"\n",
            URL_SAFE_NO_PAD.encode(self.link_key),
            self.service_key.expose(),
        )
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(hidden)")
    }
}

fn parse(text: &str) -> Result<Secrets, &'static str> {
    let document: Document =
        toml::from_str(text).map_err(|_| "does not hold link_key and service_key")?;
    let link_key = URL_SAFE_NO_PAD.decode(document.link_key.expose()).ok();
    let link_key = link_key.and_then(|bytes| bytes.try_into().ok());
    let link_key = link_key.ok_or("link_key is not 32 bytes in base64url")?;
    let service_key: ApiKey = document
        .service_key
        .expose()
        .parse()
        .map_err(|_| "service_key is not a key")?;
    if service_key.kind() != KeyKind::Service {
        return Err("service_key is not of the kind svc");
    }
    Ok(Secrets {
        link_key,
        service_key,
    })
}

/// Writes the file beside its place and links it there, so that it is whole or absent, and so that
/// of two processes that start together the first one wins.
fn write_new(path: &Path, secrets: &Secrets) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let draft = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(secrets.to_document().as_bytes())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::entropy::Random;

    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("data").join(FILE_NAME);
        (folder, path)
    }

    fn load(path: &Path, seed: u64) -> Result<Secrets, SecretsError> {
        Secrets::load_or_create(path, &Random::from_seed(seed))
    }

    #[test]
    fn the_second_start_finds_the_secrets_of_the_first() {
        let (_folder, path) = folder();
        let first = load(&path, 1).expect("made");
        let second = load(&path, 2).expect("found");
        assert_eq!(first.service_key().hash(), second.service_key().hash());
        assert_eq!(first.link_key, second.link_key);
    }

    #[test]
    fn the_key_of_mails_stays_the_same_and_is_not_the_key_of_links() {
        let (_folder, path) = folder();
        let first = load(&path, 1).expect("made");
        let second = load(&path, 2).expect("found");
        assert_eq!(first.mail_key(), second.mail_key());
        assert_ne!(first.mail_key(), first.link_key);
    }

    #[test]
    fn only_this_user_may_read_the_file() {
        let (_folder, path) = folder();
        load(&path, 1).expect("made");
        let mode = std::fs::metadata(&path)
            .expect("the file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_others_may_read_is_refused() {
        let (_folder, path) = folder();
        load(&path, 1).expect("made");
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("chmod");
        let error = load(&path, 1).expect_err("exposed");
        assert!(
            error.to_string().ends_with("(mode 644): chmod 600 it"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_the_group_may_read_too_is_taken() {
        let (_folder, path) = folder();
        load(&path, 1).expect("made");
        std::fs::set_permissions(&path, Permissions::from_mode(0o440)).expect("chmod");
        assert!(load(&path, 1).is_ok());
    }

    #[test]
    fn a_broken_file_is_named_and_never_replaced() {
        let (_folder, path) = folder();
        load(&path, 1).expect("made");
        std::fs::write(&path, "link_key = \"short\"\nservice_key = \"x\"\n").expect("write");
        let error = load(&path, 1).expect_err("broken");
        assert!(matches!(error, SecretsError::Broken { .. }), "{error}");
        assert!(
            std::fs::read_to_string(&path)
                .expect("still there")
                .contains("short")
        );
    }

    #[test]
    fn a_folder_without_leftovers_remains() {
        let (_folder, path) = folder();
        load(&path, 1).expect("made");
        let files = std::fs::read_dir(path.parent().expect("a folder"))
            .expect("readable")
            .count();
        assert_eq!(files, 1);
    }
}
