//! Which addresses a webhook may be sent to: nobody makes this process call its neighbours.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The target of a webhook lies in a private network, or its name leads there.
#[derive(Debug, thiserror::Error)]
#[error("the target is in a private network")]
pub(super) struct PrivateTarget;

/// Looks names up and hands on public addresses only. The connection is made to one of these, so
/// that a name that changes its mind in between leads nowhere else.
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|it| is_public(it.ip())).collect();
            if public.is_empty() {
                return Err(PrivateTarget.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether the URL may be called: https with a public host, or anything by HTTP where private
/// targets are allowed. Names are looked at when they are looked up.
pub(super) fn may_call(url: &Url, allow_private: bool) -> bool {
    if allow_private {
        return matches!(url.scheme(), "http" | "https");
    }
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>();
    url.scheme() == "https" && address.map_or(!bare.is_empty(), is_public)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn may(url: &str, allow_private: bool) -> bool {
        may_call(&url.parse().expect("a URL"), allow_private)
    }

    #[test]
    fn public_hosts_are_called_by_https_only() {
        for url in [
            "https://jobs.example.org/hook",
            "https://93.184.216.34:8443/x",
        ] {
            assert!(may(url, false), "{url}");
        }
        assert!(may("https://[2a00:1450::8a]/x", false));
        assert!(!may("http://jobs.example.org/hook", false));
    }

    #[test]
    fn neighbours_are_not_called_however_they_are_written() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.0.0.1/",
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
        ] {
            assert!(!may(url, false), "{url}");
        }
    }

    #[test]
    fn private_targets_are_called_where_that_is_allowed() {
        assert!(may("http://127.0.0.1:9000/hook", true));
        assert!(!may("ftp://127.0.0.1/hook", true));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let name = "localhost".parse::<Name>().expect("a name");
        let refused = PublicOnly.resolve(name).await.err().expect("refused");
        assert!(refused.downcast_ref::<PrivateTarget>().is_some());
    }
}
