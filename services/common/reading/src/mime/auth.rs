//! What the receiving server found out about the sender (RFC 8601).

/// The result of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It held.
    Pass,
    /// It did not hold.
    Fail,
    /// It probably does not hold.
    SoftFail,
    /// The domain says nothing either way.
    Neutral,
    /// There was nothing to check.
    Absent,
    /// It could not be checked.
    Error,
}

impl Verdict {
    fn of(word: &str) -> Self {
        match word {
            "pass" => Self::Pass,
            "fail" | "hardfail" => Self::Fail,
            "softfail" => Self::SoftFail,
            "neutral" | "policy" => Self::Neutral,
            "none" => Self::Absent,
            _ => Self::Error,
        }
    }
}

/// Whether a mail comes from the domain that it names as its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SenderCheck {
    /// The domain vouches for it.
    Verified,
    /// It was not sent in the domain's name: never to be treated as the known employer.
    Failed,
    /// The server recorded nothing that decides.
    Unknown,
}

/// The checks that the trusted server recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Auth {
    /// SPF of the envelope's sender.
    pub spf: Option<Verdict>,
    /// The best of the DKIM signatures.
    pub dkim: Option<Verdict>,
    /// DMARC: whether one of both stands for the `From` domain.
    pub dmarc: Option<Verdict>,
    /// The domain for which SPF held.
    spf_domain: String,
    /// The domains whose DKIM signatures held.
    dkim_domains: Vec<String>,
}

impl Auth {
    /// Reads the topmost result of the server with this id; those below it came with the mail.
    pub(super) fn read<'a>(
        results: impl Iterator<Item = &'a str>,
        trusted_authserv_id: &str,
    ) -> Self {
        let mut auth = Self::default();
        if trusted_authserv_id.is_empty() {
            return auth;
        }
        let trusted = |result: &String| {
            let id = result.split([';', ' ']).next().unwrap_or_default();
            id.eq_ignore_ascii_case(trusted_authserv_id)
        };
        let Some(result) = results.map(without_comments).find(trusted) else {
            return auth;
        };
        for check in result.split(';').skip(1) {
            auth.add(check);
        }
        auth
    }

    fn add(&mut self, check: &str) {
        let mut words = check.split_whitespace();
        let Some((method, verdict)) = words.next().and_then(|word| word.split_once('=')) else {
            return;
        };
        let verdict = Verdict::of(&verdict.to_lowercase());
        let property = |name: &str| {
            let mut pairs = check
                .split_whitespace()
                .filter_map(|word| word.split_once('='));
            let value = pairs.find(|(known, _)| known.eq_ignore_ascii_case(name))?.1;
            let value = value.trim_matches('"').to_lowercase();
            Some(
                value
                    .rsplit_once('@')
                    .map_or(value.clone(), |(_, domain)| domain.to_owned()),
            )
        };
        match method.to_lowercase().as_str() {
            "spf" => {
                self.spf = Some(verdict);
                let domain = property("smtp.mailfrom").or_else(|| property("smtp.helo"));
                if verdict == Verdict::Pass {
                    self.spf_domain = domain.unwrap_or_default();
                }
            }
            "dkim" if verdict == Verdict::Pass => {
                self.dkim = Some(verdict);
                let domain = property("header.d").or_else(|| property("header.i"));
                self.dkim_domains.extend(domain);
            }
            "dkim" => self.dkim = self.dkim.or(Some(verdict)),
            "dmarc" => self.dmarc = Some(verdict),
            _ => {}
        }
    }

    /// Whether a mail with a sender of this domain is what it says. DMARC decides where it was
    /// checked; else a signature or SPF of the same domain.
    pub fn sender(&self, domain: &str) -> SenderCheck {
        let domain = domain.to_lowercase();
        let is_aligned = |other: &str| {
            !other.is_empty()
                && (other == domain
                    || domain.ends_with(&format!(".{other}"))
                    || other.ends_with(&format!(".{domain}")))
        };
        let vouched =
            is_aligned(&self.spf_domain) || self.dkim_domains.iter().any(|d| is_aligned(d));
        match self.dmarc {
            Some(Verdict::Pass) => SenderCheck::Verified,
            Some(Verdict::Fail) => SenderCheck::Failed,
            _ if vouched => SenderCheck::Verified,
            _ if self.spf == Some(Verdict::Fail) || self.dkim == Some(Verdict::Fail) => {
                SenderCheck::Failed
            }
            _ => SenderCheck::Unknown,
        }
    }
}

/// A header without its comments, which may be nested and may hold any character.
fn without_comments(header: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(header.len());
    for c in header.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(results: &[&str]) -> SenderCheck {
        Auth::read(results.iter().copied(), "mx.relais.example").sender("trasis.example")
    }

    #[test]
    fn only_the_topmost_result_of_the_trusted_server_counts() {
        let pass = "mx.relais.example; dmarc=pass header.from=trasis.example";
        let fail =
            "mx.relais.example (by us; ok); dmarc=fail (p=REJECT; x) header.from=trasis.example";
        assert_eq!(check(&[pass]), SenderCheck::Verified);
        assert_eq!(check(&[fail, pass]), SenderCheck::Failed);
        assert_eq!(
            check(&["elsewhere.example; dmarc=pass"]),
            SenderCheck::Unknown
        );
    }

    #[test]
    fn a_signature_of_another_domain_vouches_for_nobody() {
        let other = "mx.relais.example; dkim=pass header.d=mailer.example; spf=fail smtp.mailfrom=a@b.example";
        assert_eq!(check(&[other]), SenderCheck::Failed);
        let own =
            "mx.relais.example; dkim=fail header.d=old.example; dkim=pass header.d=trasis.example";
        assert_eq!(check(&[own]), SenderCheck::Verified);
    }

    #[test]
    fn a_longer_name_that_ends_alike_is_another_domain() {
        let alike = "mx.relais.example; spf=pass smtp.mailfrom=x@nottrasis.example";
        assert_eq!(check(&[alike]), SenderCheck::Unknown);
    }
}
