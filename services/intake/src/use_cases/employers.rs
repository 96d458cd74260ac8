//! Employers, their keys and their webhooks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use relais_domain::Error;
use relais_domain::clock::to_micros;
use relais_domain::ids::EmployerId;
use relais_proto::intake::{AddEmployerRequest, Correspondence, Employer};
use relais_runtime::auth::{ApiKey, KeyKind};
use relais_runtime::outward::{self, Refused};

use super::employer_id;
use super::look::Viewer;
use crate::Intake;
use crate::content::{self, Findings};
use crate::store::employers::{self, StoredEmployer};

const MAX_NAME_CHARS: usize = 200;
/// The language of an employer that names none.
const DEFAULT_LANGUAGE: &str = "fr";
/// Employers that are listed.
const LISTED: u32 = 10_000;
/// Bytes of a webhook secret; Standard Webhooks asks for 24 to 64.
const SECRET_BYTES: usize = 32;
/// What a webhook secret begins with (Standard Webhooks).
const SECRET_PREFIX: &str = "whsec_";

impl Intake {
    /// Adds an employer and gives it a key, which is told here and never again.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field; those of the store.
    pub(crate) async fn add_employer(
        &self,
        request: &AddEmployerRequest,
    ) -> Result<(Employer, ApiKey), Error> {
        let now = self.inner.clock.now();
        let id = EmployerId::new(now, self.random());
        let employer = cleaned(request, id, now)?;
        let key = self.new_key();
        let (added, hash) = (employer.clone(), key.hash());
        self.inner
            .store
            .write(move |tx| {
                Box::pin(async move {
                    employers::insert(tx, &added).await?;
                    Ok(employers::add_key(tx, id, hash, now).await?)
                })
            })
            .await?;
        Ok((employer, key))
    }

    /// Every employer, or only those who are still to be confirmed, by name.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn employers(&self, unconfirmed: bool) -> Result<Vec<Employer>, Error> {
        let mut connection = self.inner.store.read().await?;
        let all = employers::all(&mut connection, LISTED).await?;
        let all = all.into_iter().map(|stored| stored.employer);
        Ok(all.filter(|it| it.unconfirmed || !unconfirmed).collect())
    }

    /// Notes that an employer whom a mail made known is one, by this name where it is not empty.
    ///
    /// # Errors
    /// `NotFound`; `InvalidInput` for a name that is too long; those of the store.
    pub(crate) async fn confirm_employer(&self, id: &str, name: &str) -> Result<Employer, Error> {
        let employer = employer_id(id)?;
        let mut findings = Findings::default();
        let name = content::line("/name", name, MAX_NAME_CHARS, &mut findings);
        let name = findings.or(name)?;
        let confirm = self.inner.store.write(move |tx| {
            Box::pin(async move { Ok(employers::confirm(tx, employer, &name).await?) })
        });
        if !confirm.await? {
            return Err(Error::not_found("employer"));
        }
        self.employer(id).await
    }

    /// An employer.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn employer(&self, id: &str) -> Result<Employer, Error> {
        Ok(self.stored_employer(employer_id(id)?).await?.employer)
    }

    /// Gives an employer a new key. The others end after `grace`.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn rotate_key(
        &self,
        id: &str,
        grace: SignedDuration,
    ) -> Result<ApiKey, Error> {
        let id = employer_id(id)?;
        self.stored_employer(id).await?;
        let now = self.inner.clock.now();
        let end = now.saturating_add(grace).unwrap_or(Timestamp::MAX);
        let key = self.new_key();
        let hash = key.hash();
        self.inner
            .store
            .write(move |tx| {
                Box::pin(async move {
                    employers::end_keys(tx, id, end).await?;
                    employers::forget_ended_keys(tx, id, now).await?;
                    Ok(employers::add_key(tx, id, hash, now).await?)
                })
            })
            .await?;
        self.inner.keys.invalidate_all();
        Ok(key)
    }

    /// Ends every key of an employer at once, and tells how many there were.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn revoke_keys(&self, id: &str) -> Result<u32, Error> {
        let id = employer_id(id)?;
        self.stored_employer(id).await?;
        let now = self.inner.clock.now();
        let revoked = self
            .inner
            .store
            .write(move |tx| {
                Box::pin(async move { Ok(employers::revoke_keys(tx, id, now).await?) })
            })
            .await?;
        self.inner.keys.invalidate_all();
        Ok(u32::try_from(revoked).unwrap_or(u32::MAX))
    }

    /// Sets where an employer wants webhooks, and gives the secret that they are signed with. An
    /// empty URL ends them; the secret is then empty too.
    ///
    /// # Errors
    /// `NotFound`; `InvalidInput` for a URL that must not be called; those of the store.
    pub(crate) async fn set_webhook(&self, id: &str, url: &str) -> Result<String, Error> {
        let id = employer_id(id)?;
        let url = (!url.is_empty()).then(|| url.to_owned());
        let mut secret = None;
        if let Some(url) = &url {
            let allow_private = self.inner.config.webhooks.allow_private_targets;
            outward::target(url, allow_private).map_err(refused_url)?;
            let bytes: [u8; SECRET_BYTES] = self.random();
            secret = Some(format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes)));
        }
        let told = secret.clone().unwrap_or_default();
        let is_known = self
            .inner
            .store
            .write(move |tx| {
                Box::pin(async move { Ok(employers::set_webhook(tx, id, url, secret).await?) })
            })
            .await?;
        is_known
            .then_some(told)
            .ok_or_else(|| Error::not_found("employer"))
    }

    /// What is needed to write to an employer about an offer: its contact, or else the employer's
    /// own address.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn correspondence(&self, offer: &str) -> Result<Correspondence, Error> {
        let offer = self.offer(Viewer::Everything, offer).await?;
        let id = offer.employer_id.parse().map_err(Error::internal)?;
        let StoredEmployer {
            employer,
            webhook_secret,
        } = self.stored_employer(id).await?;
        let content = offer.content.clone().unwrap_or_default();
        let contact = content.application_contact.unwrap_or_default();
        let either = |first: String, second: String| if first.is_empty() { second } else { first };
        Ok(Correspondence {
            offer: Some(offer),
            employer_name: employer.name,
            email: either(contact.email, employer.email),
            contact_name: contact.name,
            language: either(content.language, employer.language),
            webhook_url: employer.webhook_url,
            webhook_secret: webhook_secret.unwrap_or_default(),
        })
    }

    async fn stored_employer(&self, id: EmployerId) -> Result<StoredEmployer, Error> {
        let mut connection = self.inner.store.read().await?;
        let found = employers::by_id(&mut connection, id).await?;
        found.ok_or_else(|| Error::not_found("employer"))
    }

    fn new_key(&self) -> ApiKey {
        ApiKey::generate(KeyKind::Employer, &*self.inner.entropy)
    }
}

fn cleaned(
    request: &AddEmployerRequest,
    id: EmployerId,
    now: Timestamp,
) -> Result<Employer, Error> {
    let mut findings = Findings::default();
    let found = &mut findings;
    let language = content::language("/language", &request.language, found);
    let employer = Employer {
        employer_id: id.to_string(),
        name: content::line("/name", &request.name, MAX_NAME_CHARS, found),
        email: content::email("/email", &request.email, found),
        language: if language.is_empty() {
            DEFAULT_LANGUAGE.to_owned()
        } else {
            language
        },
        bce_number: content::bce("/bce_number", &request.bce_number, found),
        webhook_url: String::new(),
        created_at: to_micros(now),
        unconfirmed: false,
    };
    if employer.name.is_empty() {
        found.wrong("/name", "is missing", "give the name of the firm");
    }
    if employer.email.is_empty() {
        found.wrong(
            "/email",
            "is missing",
            "give the address that answers go to",
        );
    }
    findings.or(employer)
}
/// An address that must not be called, with what would be right.
pub(crate) fn refused_url(refused: Refused) -> Error {
    let remedy = match refused {
        Refused::NotAUrl | Refused::NotSecure => {
            "give an address like https://jobs.example.org/relais"
        }
        Refused::UserName => "leave it out",
        Refused::Private => "give an address that can be reached from the internet",
    };
    Error::invalid_field("/url", refused.to_string(), remedy)
}
