//! Calls that this process makes to addresses which others name: webhooks, feeds. Nobody makes it
//! call its neighbours.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder, Url, redirect};

/// Characters of an address.
const MAX_URL_CHARS: usize = 2_000;
/// Ends of names that are for private networks.
const PRIVATE_ENDS: [&str; 6] = ["localhost", "local", "internal", "lan", "home", "corp"];

/// Why an address is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is none.
    #[error("is not a URL")]
    NotAUrl,
    /// It is not called by https, or by http where that is allowed.
    #[error("is not an https URL")]
    NotSecure,
    /// It holds a user name or a password.
    #[error("holds a user name")]
    UserName,
    /// It lies in a private network, or its name leads there.
    #[error("points into a private network")]
    Private,
}

/// The address that `text` names, if it may be called: https to a public host, or anything by
/// HTTP where private targets are allowed. Names are looked up, and judged again, when they are
/// called through [`client`].
///
/// # Errors
/// [`Refused`], by what is wrong with it.
pub fn target(text: &str, allow_private: bool) -> Result<Url, Refused> {
    if text.len() > MAX_URL_CHARS {
        return Err(Refused::NotAUrl);
    }
    let url: Url = text.parse().map_err(|_| Refused::NotAUrl)?;
    may_call(&url, allow_private)?;
    Ok(url)
}

/// Whether an address may be called, as [`target`] says.
///
/// # Errors
/// [`Refused`], by what is wrong with it.
pub fn may_call(url: &Url, allow_private: bool) -> Result<(), Refused> {
    let host = url.host_str().filter(|host| !host.is_empty());
    let host = host.ok_or(Refused::NotAUrl)?;
    match url.scheme() {
        "https" => {}
        "http" if allow_private => {}
        _ => return Err(Refused::NotSecure),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::UserName);
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let public = bare
        .parse()
        .map_or_else(|_| is_public_name(bare), is_public);
    if allow_private || public {
        Ok(())
    } else {
        Err(Refused::Private)
    }
}

/// What every client for such calls has in common: it follows no redirect by itself, goes through
/// no proxy (which would look names up by itself), and connects to public addresses only, unless
/// private targets are allowed.
pub fn client(allow_private: bool) -> ClientBuilder {
    // The client takes the cryptography of the process; where that is chosen already, it stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("Relais/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy();
    if allow_private {
        builder
    } else {
        builder.dns_resolver(PublicOnly)
    }
}

/// Whether a call failed because the name of its target leads into a private network.
pub fn led_home(error: &reqwest::Error) -> bool {
    let first: &dyn std::error::Error = error;
    let mut causes = std::iter::successors(Some(first), |cause| (*cause).source());
    causes.any(|cause| cause.downcast_ref::<Refused>().is_some())
}

/// Looks names up and hands on public addresses only. The connection is made to one of these, so
/// that a name that changes its mind in between leads nowhere else.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|it| is_public(it.ip())).collect();
            if public.is_empty() {
                return Err(Refused::Private.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address belongs to the public internet (the registries of special-purpose
/// addresses, RFC 6890, list those that do not).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_protocol = (a, b, c) == (192, 0, 0);
    let is_benchmark = a == 198 && (18..20).contains(&b);
    !(a == 0
        || a >= 224
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || is_shared
        || is_protocol
        || is_benchmark)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Addresses that carry one of version 4: mapped, compatible, translated (NAT64), 6to4.
    let [.., high, low] = segments;
    let tail = || Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0 | 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(tail()),
        [0x2002, high, low, ..] => {
            is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
        }
        // Global unicast is 2000::/3; in it, 2001::/23 is for protocols and 2001:db8::/32 for
        // documentation.
        [0x2001, 0..0x200 | 0xdb8, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// A name with a dot that does not end as those of private networks do.
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_lowercase();
    let last = name.rsplit_once('.').map(|(_, last)| last);
    last.is_some_and(|last| !PRIVATE_ENDS.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_hosts_are_called_by_https_only() {
        for url in [
            "https://jobs.example.org/hook?a=1",
            "https://93.184.216.34:8443/x",
            "https://[2a00:1450::8a]/x",
        ] {
            assert!(target(url, false).is_ok(), "{url}");
        }
        for url in ["http://jobs.example.org/", "ftp://jobs.example.org/"] {
            assert_eq!(target(url, false), Err(Refused::NotSecure), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_or_holds_a_password_is_refused() {
        let long = format!("https://jobs.example.org/{}", "x".repeat(MAX_URL_CHARS));
        for url in ["jobs.example.org", "/hook", "", "https://", long.as_str()] {
            assert_eq!(target(url, false), Err(Refused::NotAUrl), "{url}");
        }
        let signed_in = "https://user:pass@jobs.example.org/";
        assert_eq!(target(signed_in, false), Err(Refused::UserName));
    }

    #[test]
    fn neighbours_are_not_called_however_they_are_written() {
        for url in [
            "https://localhost/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0x1/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.0.9/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://intranet/",
            "https://db.internal./",
        ] {
            assert_eq!(target(url, false), Err(Refused::Private), "{url}");
        }
    }

    #[test]
    fn private_targets_are_called_where_that_is_allowed() {
        assert!(target("http://127.0.0.1:9000/hook", true).is_ok());
        assert!(target("ftp://127.0.0.1/hook", true).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let name = "localhost".parse::<Name>().expect("a name");
        let refused = PublicOnly.resolve(name).await.err().expect("refused");
        assert_eq!(refused.downcast_ref(), Some(&Refused::Private));
    }
}
