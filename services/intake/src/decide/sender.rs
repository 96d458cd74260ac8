//! Which employer a mail comes from.

use relais_domain::Error;
use relais_domain::ids::EmployerId;
use relais_proto::intake::Employer;
use relais_store::{Connection, Tx};

use crate::content::is_email;
use crate::store::employers;

/// Providers whose addresses anybody may have: such a domain names no firm.
const PROVIDERS: [&str; 38] = [
    "aol.com",
    "belgacom.net",
    "brutele.be",
    "edpnet.be",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.be",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.be",
    "live.com",
    "live.fr",
    "mail.com",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.be",
    "outlook.com",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
    "proximus.be",
    "scarlet.be",
    "sfr.fr",
    "skynet.be",
    "t-online.de",
    "telenet.be",
    "voo.be",
    "wanadoo.fr",
    "web.de",
    "yahoo.com",
    "yahoo.fr",
];

/// Who wrote a mail, as the employer that it may make known.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// The address, in small letters.
    pub address: String,
    /// The employer to be made where nobody is known by that address or its domain.
    pub newcomer: Employer,
}

impl Sender {
    /// A sender whom nothing speaks against.
    pub fn new(address: &str, name: &str, language: &str, id: EmployerId, created_at: i64) -> Self {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let name = match name.trim() {
            "" if is_provider(domain) => address,
            "" => domain,
            name => name,
        };
        Self {
            address: address.to_lowercase(),
            newcomer: Employer {
                employer_id: id.to_string(),
                name: name.to_owned(),
                email: address.to_owned(),
                language: language.to_owned(),
                created_at,
                unconfirmed: true,
                ..Employer::default()
            },
        }
    }

    /// Whether answers could be sent there.
    pub fn is_reachable(&self) -> bool {
        is_email(&self.address)
    }

    /// The employer known by this sender's address or domain, or the newcomer, who is added.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn settle(&self, tx: &mut Tx) -> Result<EmployerId, Error> {
        let known = employer_of(tx, &self.address).await?;
        if known.is_none() {
            employers::insert(tx, &self.newcomer).await?;
        }
        let employer = known.as_ref().unwrap_or(&self.newcomer);
        employer.employer_id.parse().map_err(Error::internal)
    }
}

fn is_provider(domain: &str) -> bool {
    PROVIDERS.binary_search(&domain).is_ok()
}

/// The employer who writes from this address, in small letters, or whose firm has its domain.
///
/// # Errors
/// Those of the store.
pub(crate) async fn employer_of(
    connection: &mut Connection,
    address: &str,
) -> Result<Option<Employer>, Error> {
    let mut found = employers::by_sender(connection, address).await?;
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    if found.is_none() && !domain.is_empty() && !is_provider(domain) {
        found = employers::by_domain(connection, domain).await?;
    }
    Ok(found.map(|stored| stored.employer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_stand_in_order_so_that_each_is_found() {
        assert!(PROVIDERS.is_sorted());
        assert!(is_provider("gmail.com") && !is_provider("batir.example"));
    }
}
