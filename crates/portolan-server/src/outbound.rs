//! Requests that the server makes for its users: where they may go is decided here, and again for every address that
//! a name turns out to have.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long the other side may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a service may be silent that thinks before it answers.
const PATIENCE: Duration = Duration::from_secs(300);

/// The way out; clones share its connections.
#[derive(Clone)]
pub struct Outbound {
    client: Client,
    reach: Reach,
}

/// Which addresses may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reach {
    /// The server itself is heard on this machine only, so its users are on this machine and may name it.
    loopback: bool,
    /// The operator has named a place in a private network.
    private: bool,
}

impl Outbound {
    /// The way out of a server with this address.
    pub fn new(base_url: &str) -> anyhow::Result<Outbound> {
        let host = base_url.trim_start_matches("http://");
        let loopback = host.parse().is_ok_and(|at: SocketAddr| at.ip().is_loopback());
        Outbound::reaching(Reach { loopback, private: false }, SILENCE)
    }

    /// The way to a service that the operator has named, who says whether it may be in a private network.
    pub fn to_upstream(private: bool) -> anyhow::Result<Outbound> {
        Outbound::reaching(Reach { loopback: private, private }, PATIENCE)
    }

    fn reaching(reach: Reach, silence: Duration) -> anyhow::Result<Outbound> {
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .read_timeout(silence)
            .user_agent(concat!("portolan/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(reach)
            .build()?;
        Ok(Outbound { client, reach })
    }

    /// The client that requests are made with. It follows no redirects and reaches no address that is not allowed
    /// under a name; addresses in numbers must have passed [`Outbound::check`].
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Reads an `http` or `https` address and refuses, with a reason, one that may not be called.
    pub fn check(&self, address: &str) -> Result<Url, String> {
        let url = Url::parse(address).map_err(|error| format!("is no web address: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("must begin with https:// or http://".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not contain a user name or password".to_owned());
        }
        let host = url.host_str().unwrap_or_default();
        match literal(host) {
            Some(ip) if !self.reach.allows(ip) => Err(self.reach.refusal(host)),
            None if !self.reach.allows_name(host) => Err(self.reach.refusal(host)),
            _ => Ok(url),
        }
    }

    /// As [`Outbound::check`], for addresses that something is sent to: unencrypted only within this machine.
    pub fn check_receiver(&self, address: &str) -> Result<Url, String> {
        let url = self.check(address)?;
        let host = url.host_str().unwrap_or_default();
        let here = literal(host).map_or_else(|| is_localhost(host), |ip| ip.is_loopback());
        if url.scheme() == "https" || here {
            return Ok(url);
        }
        Err("must begin with https://; only receivers on this machine may be called without encryption"
            .to_owned())
    }
}

impl Reach {
    fn allows(self, ip: IpAddr) -> bool {
        self.private || is_public(ip) || self.loopback && ip.to_canonical().is_loopback()
    }

    /// Whether a name may be looked up. What it turns out to be is checked again.
    fn allows_name(self, host: &str) -> bool {
        let here = is_localhost(host);
        let near = host.trim_end_matches('.').to_lowercase().ends_with(".local");
        self.private || !near && (self.loopback || !here)
    }

    fn refusal(self, host: &str) -> String {
        let but = if self.loopback { ", other than this machine itself" } else { "" };
        format!("{host} is not an address on the public internet{but}, and may not be called")
    }
}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = *self;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> = found.into_iter().filter(|at| reach.allows(at.ip())).collect();
            if allowed.is_empty() {
                return Err(reach.refusal(name.as_str()).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Why a request failed, in words without the address, which may hold a secret.
pub fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    if error.is_timeout() {
        return "the other side did not answer in time".to_owned();
    }
    let mut innermost: &dyn std::error::Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether a name stands for this machine wherever it is looked up.
fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

/// Whether an address is one of the public internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

/// Only what is assigned for the public internet, and within that what does not lead on to an address of version 4.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    match (first, second) {
        // NAT64 and 6to4 carry an address of version 4.
        (0x64, 0xff9b) => is_public_v4(tail(ip)),
        (0x2002, _) => is_public_v4(Ipv4Addr::from((u128::from(ip) >> 80) as u32)),
        (0x2001, 0 | 0xdb8) => false,
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

fn tail(ip: Ipv6Addr) -> Ipv4Addr {
    Ipv4Addr::from(u128::from(ip) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for public in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1", "64:ff9b::101:101", "2002:101:101::1"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "ff02::1",
            "2001:db8::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "::7f00:1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn this_machine_may_be_called_by_a_server_that_only_it_hears() {
        let here = Outbound::new("http://127.0.0.1:8750").unwrap();
        let open = Outbound::new("http://192.0.2.7:8750").unwrap();
        for url in ["http://127.0.0.1:9/x", "http://[::1]:9/x", "http://localhost:9/x"] {
            here.check_receiver(url).unwrap();
            assert!(open.check(url).is_err(), "{url}");
        }
        for url in [
            "http://10.0.0.1/",
            "http://169.254.169.254/latest",
            "http://[fe80::1]/",
            "http://2130706433.local/",
            "http://0x7f.1/",
            "ftp://example.org/",
            "https://me:secret@example.org/",
            "nonsense",
            "",
        ] {
            assert!(open.check(url).is_err(), "{url}");
        }
        assert!(here.check("http://10.0.0.1/").is_err());
        assert!(here.check_receiver("http://printer.local/").is_err());
        here.check("http://example.org/x").unwrap();
        assert!(here.check_receiver("http://example.org/x").is_err());
        open.check_receiver("https://example.org/x").unwrap();
    }

    #[tokio::test]
    async fn a_name_for_this_machine_is_found_out() {
        let reach = Reach { loopback: false, private: false };
        assert!(reach.resolve("localhost".parse().unwrap()).await.is_err());
        let reach = Reach { loopback: true, private: false };
        assert!(reach.resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
