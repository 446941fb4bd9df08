//! Requests over the network. Knows nothing of forges; says nothing of what it sends.

use std::io::Read;
use std::time::Duration;

use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body};

use super::client::{ANSWER_LIMIT, Hiccup, Method, Reply, Request, Transport};
use crate::record::avatar::PICTURE_LIMIT;

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
        // Bounded once more after unpacking: little can become much.
        let limit = self.limit as u64;
        let config = response.body_mut().with_config().limit(limit + 1);
        let unpacked = config.reader().take(limit + 1).read_to_end(&mut body);
        unpacked.map_err(|error| hiccup(ureq::Error::from(error)))?;
        if body.len() > self.limit && !self.cuts {
            return Err(hiccup(ureq::Error::BodyExceedsLimit(limit)));
        }
        Ok(Reply {
            status: response.status().as_u16(),
            headers: headers(response.headers()),
            body,
        })
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

/// What went wrong, without addresses or headers.
fn hiccup(error: ureq::Error) -> Hiccup {
    Hiccup(match error {
        ureq::Error::Timeout(_) => "the server does not answer in time".to_owned(),
        ureq::Error::HostNotFound => "the server's name is not known".to_owned(),
        ureq::Error::ConnectionFailed => "the server cannot be reached".to_owned(),
        ureq::Error::BodyExceedsLimit(limit) => {
            format!("the answer has more than {limit} bytes")
        }
        ureq::Error::Io(error) => format!("the connection broke ({})", error.kind()),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            "the encrypted connection was refused".to_owned()
        }
        _ => "the connection broke".to_owned(),
    })
}
