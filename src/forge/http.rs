//! Requests over the network. Knows nothing of forges; says nothing of what it sends.

use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{HeaderMap, Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};

use super::client::{ANSWER_LIMIT, Hiccup, Method, Reply, Request, Transport};
use crate::record::avatar::PICTURE_LIMIT;

/// How it is told that a host's name does not exist.
pub const UNKNOWN_NAME: &str = "the server's name is not known";

/// A pool of connections.
pub struct Http {
    agent: Agent,
    /// Largest answer that is read, in bytes.
    limit: usize,
    /// Whether a longer one is cut one byte beyond that; else it is a failure.
    cuts: bool,
}

impl Http {
    /// Makes one whose requests, from the first byte to the last, take at most this time.
    pub fn new(timeout: Duration) -> Self {
        Self::accepting("application/json", ANSWER_LIMIT, false, timeout)
    }

    /// Makes one that asks for pictures. Of one that is larger than those that are kept, no more is read than tells so.
    pub fn for_pictures(timeout: Duration) -> Self {
        Self::accepting("image/*", PICTURE_LIMIT, true, timeout)
    }

    /// Makes one that asks for files of a site, whatever they are.
    pub fn for_files(timeout: Duration) -> Self {
        Self::accepting("*/*", ANSWER_LIMIT, false, timeout)
    }

    /// Makes one that asks whether pages are there, and reads none.
    pub fn for_pages(timeout: Duration) -> Self {
        Self::accepting("text/html,*/*;q=0.8", 0, true, timeout)
    }

    /// Makes one that asks for small files of others, and reads no more of them than 512 KiB.
    pub fn for_small_files(timeout: Duration) -> Self {
        Self::accepting("text/plain,*/*;q=0.8", 512 << 10, true, timeout)
    }

    /// The same, but for hosts of private networks, which are not connected to, whatever their names are; a proxy, where there is one,
    /// decides that itself.
    #[must_use]
    pub fn to_public_hosts(self) -> Self {
        let config = self.agent.config().clone();
        if config.proxy().is_some() {
            return self;
        }
        let resolver = Public(DefaultResolver::default());
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, ..self }
    }

    fn accepting(kind: &str, limit: usize, cuts: bool, timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .timeout_connect(Some(timeout.min(Duration::from_secs(20))))
            .user_agent(concat!("teigen/", env!("CARGO_PKG_VERSION")))
            .accept(kind)
            .build();
        Self {
            agent: config.new_agent(),
            limit,
            cuts,
        }
    }
}

impl Transport for Http {
    fn send(&self, request: &Request) -> Result<Reply, Hiccup> {
        let mut response = self.call(request).map_err(hiccup)?;
        let mut body = Vec::new();
        if self.limit == 0 {
            return Ok(reply(&response, body));
        }
        // Bounded once more after unpacking: little can become much.
        let limit = self.limit as u64;
        let config = response.body_mut().with_config().limit(limit + 1);
        let unpacked = config.reader().take(limit + 1).read_to_end(&mut body);
        unpacked.map_err(|error| hiccup(ureq::Error::from(error)))?;
        if body.len() > self.limit && !self.cuts {
            return Err(hiccup(ureq::Error::BodyExceedsLimit(limit)));
        }
        Ok(reply(&response, body))
    }
}

fn reply(response: &Response<Body>, body: Vec<u8>) -> Reply {
    Reply {
        status: response.status().as_u16(),
        headers: headers(response.headers()),
        body,
    }
}

/// Finds the addresses of hosts, and passes over those that are no public ones.
#[derive(Debug)]
struct Public(DefaultResolver);

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let mut public = self.0.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        match public.is_empty() {
            true => Err(ureq::Error::Io(std::io::ErrorKind::PermissionDenied.into())),
            false => Ok(public),
        }
    }
}

/// Whether an address is one of the public internet, as IANA's registries of special-purpose addresses (RFC 6890) tell.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            let special = address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_multicast()
                || address.is_documentation()
                || matches!((a, b, c), (0 | 240.., _, _) | (100, 64..128, _))
                || matches!((a, b, c), (192, 0, 0) | (198, 18..20, _) | (192, 88, 99));
            !special
        }
        IpAddr::V6(address) => {
            if let Some(inner) = address.to_ipv4_mapped() {
                return is_public(IpAddr::V4(inner));
            }
            // Of these, all that is given out begins with 001 (RFC 4291); what wraps addresses of the other kind is not needed.
            let [first, second, ..] = address.segments();
            let wraps = first == 0x2002 || (first == 0x2001 && second < 0x200);
            let documentation = (first == 0x2001 && second == 0xdb8) || first == 0x3fff;
            first & 0xe000 == 0x2000 && !wraps && !documentation
        }
    }
}

impl Http {
    fn call(&self, request: &Request) -> Result<Response<Body>, ureq::Error> {
        let authorization = request.authorization.as_ref();
        let call = match request.method {
            Method::Get => {
                let mut call = self.agent.get(&request.url);
                if let Some((name, value)) = authorization {
                    call = call.header(*name, value);
                }
                if let Some(etag) = &request.etag {
                    call = call.header("if-none-match", etag);
                }
                return call.call();
            }
            Method::Post => self.agent.post(&request.url),
            Method::Put => self.agent.put(&request.url),
            Method::Patch => self.agent.patch(&request.url),
        };
        let mut call = call.header("content-type", "application/json");
        if let Some((name, value)) = authorization {
            call = call.header(*name, value);
        }
        call.send(request.body.as_deref().unwrap_or_default())
    }
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

fn is_no_name(said: &str) -> bool {
    let systems = [
        "Name or service not known",
        "Name does not resolve",
        "nodename nor servname provided",
        "No such host is known",
        "No address associated with hostname",
    ];
    systems.iter().any(|words| said.contains(words))
}

/// What went wrong, without addresses or headers.
fn hiccup(error: ureq::Error) -> Hiccup {
    Hiccup(match error {
        ureq::Error::Timeout(_) => "the server does not answer in time".to_owned(),
        ureq::Error::HostNotFound => UNKNOWN_NAME.to_owned(),
        ureq::Error::ConnectionFailed => "the server cannot be reached".to_owned(),
        ureq::Error::BodyExceedsLimit(limit) => {
            format!("the answer has more than {limit} bytes")
        }
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            "the host is none of the public internet".to_owned()
        }
        // What systems say of a name that does not exist; of one that could not be asked for, they say something else.
        ureq::Error::Io(error) if is_no_name(&error.to_string()) => UNKNOWN_NAME.to_owned(),
        ureq::Error::Io(error) => format!("the connection broke ({})", error.kind()),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            "the encrypted connection was refused".to_owned()
        }
        _ => "the connection broke".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_private_networks_are_told_from_public_ones() {
        let check = |public: bool, addresses: &[&str]| {
            for address in addresses {
                assert_eq!(
                    is_public(address.parse().expect(address)),
                    public,
                    "{address}"
                );
            }
        };
        check(
            true,
            &[
                "8.8.8.8",
                "100.63.0.1",
                "172.32.0.1",
                "198.20.0.1",
                "2606:4700::1111",
                "::ffff:8.8.8.8",
            ],
        );
        check(
            false,
            &[
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
            ],
        );
        check(
            false,
            &[
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "198.18.0.1",
                "192.0.0.8",
                "203.0.113.9",
            ],
        );
        check(
            false,
            &[
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
            ],
        );
        check(
            false,
            &["2002:7f00:1::", "2001::1", "2001:db8::1", "fec0::1"],
        );
    }
}
