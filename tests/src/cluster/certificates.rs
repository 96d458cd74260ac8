//! An authority of the tests, and certificates of it.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};

/// An authority whose certificates are good for 127.0.0.1, for doors and callers alike.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: PathBuf,
}

/// The files of a certificate and its key.
pub struct Certificate {
    /// The certificate.
    pub cert_file: PathBuf,
    /// The key.
    pub key_file: PathBuf,
}

impl Authority {
    /// A new one, which writes into `folder`.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn new(folder: &Path) -> anyhow::Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let authority = Self {
            issuer,
            folder: folder.to_owned(),
        };
        std::fs::write(authority.file(), authority.issuer.pem())?;
        Ok(authority)
    }

    /// The certificate of the authority itself.
    pub fn file(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// A certificate that holds.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn certificate(&self, name: &str) -> anyhow::Result<Certificate> {
        self.sign(name, &params()?)
    }

    /// A certificate that ended in 2020.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn expired(&self, name: &str) -> anyhow::Result<Certificate> {
        let mut params = params()?;
        params.not_after = date_time_ymd(2020, 1, 1);
        self.sign(name, &params)
    }

    fn sign(&self, name: &str, params: &CertificateParams) -> anyhow::Result<Certificate> {
        let key = KeyPair::generate()?;
        let signed = params.signed_by(&key, &self.issuer)?;
        let certificate = Certificate {
            cert_file: self.folder.join(format!("{name}.pem")),
            key_file: self.folder.join(format!("{name}.key")),
        };
        std::fs::write(&certificate.cert_file, signed.pem())?;
        std::fs::write(&certificate.key_file, key.serialize_pem())?;
        Ok(certificate)
    }
}

fn params() -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()])?;
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    Ok(params)
}
