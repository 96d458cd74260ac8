//! Where a webhook may point.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::Uri;
use relais_domain::Error;

const MAX_URL_CHARS: usize = 2_000;
const REMEDY: &str = "give an address like https://jobs.example.org/relais";

/// Checks the URL of a webhook. Names are looked up and checked again when it is called; here
/// only what is private on its face is refused, unless `allow_private`.
///
/// # Errors
/// `InvalidInput` with what would be right.
pub(super) fn check(url: &str, allow_private: bool) -> Result<(), Error> {
    let refuse = |message: &str, remedy: &str| Err(Error::invalid_field("/url", message, remedy));
    let parsed = url
        .parse::<Uri>()
        .ok()
        .filter(|_| url.len() <= MAX_URL_CHARS);
    let Some((uri, host)) = parsed.as_ref().and_then(|uri| Some((uri, uri.host()?))) else {
        return refuse("is not a URL", REMEDY);
    };
    let is_secure = uri.scheme_str() == Some("https");
    let is_plain = uri.scheme_str() == Some("http");
    if !(is_secure || (is_plain && allow_private)) {
        return refuse("is not an https URL", REMEDY);
    }
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return refuse("holds a user name", "leave it out: each call is signed");
    }
    if !allow_private && !is_public(host) {
        return refuse(
            "points into a private network",
            "give an address that can be reached from the internet",
        );
    }
    Ok(())
}

fn is_public(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => is_public_v4(address),
        Ok(IpAddr::V6(address)) => is_public_v6(address),
        Err(_) => is_public_name(bare),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || is_shared)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4() {
        return is_public_v4(v4);
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local())
}

/// A name with a dot that ends in letters: `127.1` and `2130706433` are addresses to some.
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_lowercase();
    let Some((_, last)) = name.rsplit_once('.') else {
        return false;
    };
    let is_private = ["localhost", "local", "internal", "lan", "home", "corp"].contains(&last);
    !is_private && last.starts_with(|c: char| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_https_address_is_taken() {
        for url in [
            "https://jobs.example.org/hook?a=1",
            "https://93.184.216.34:8443/x",
        ] {
            assert!(check(url, false).is_ok(), "{url}");
        }
    }

    #[test]
    fn nobody_makes_us_call_our_neighbours() {
        for url in [
            "http://jobs.example.org/",
            "ftp://jobs.example.org/",
            "jobs.example.org",
            "/hook",
            "",
            "https://user:pass@jobs.example.org/",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0x1/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://intranet/",
            "https://db.internal./",
        ] {
            assert!(check(url, false).is_err(), "{url}");
        }
    }

    #[test]
    fn a_private_target_is_taken_where_it_is_allowed() {
        assert!(check("http://127.0.0.1:9000/hook", true).is_ok());
        assert!(check("ftp://127.0.0.1/hook", true).is_err());
    }
}
