//! Requests → JSON, with patience: limits are honoured, failures tried again, redirects followed by hand.
//!
//! The token goes to one server alone, the one it was given for, and into no message. Waiting and sending are given by
//! the caller, so that tests do neither.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::ForgeError;
use super::retry::{self, Verdict};
use crate::timestamp::Timestamp;

/// Most redirects that are followed for one request.
const REDIRECT_LIMIT: usize = 5;
/// Largest answer that is read, in bytes.
pub const ANSWER_LIMIT: usize = 64 << 20;

/// A secret. Shows nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// What is asked of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// To give what is there.
    #[default]
    Get,
    /// To take something new, or to answer a question.
    Post,
    /// To take something in the place of what is there.
    Put,
    /// To change what is there.
    Patch,
}

/// What is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub method: Method,
    /// Where to.
    pub url: String,
    /// JSON that goes with it; nothing is sent with [`Method::Get`].
    pub body: Option<String>,
    /// Name and value of the header that holds the token, where it may go.
    pub authorization: Option<(&'static str, String)>,
    /// The mark of the answer that is known already.
    pub etag: Option<String>,
}

/// What came back, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body, read to its end.
    pub body: Vec<u8>,
}

/// What went wrong on the way: no connection, a time-out, a body that was cut off or is too long. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hiccup(pub String);

/// Sends a request once, following nothing.
pub trait Transport {
    /// Sends it and reads the reply to its end.
    fn send(&self, request: &Request) -> Result<Reply, Hiccup>;
}

/// A client of one server.
pub struct Client<'c> {
    /// What sends.
    pub transport: &'c dyn Transport,
    /// What waits.
    pub wait: &'c dyn Fn(Duration),
    /// What hears why it waits.
    pub say: &'c dyn Fn(&str),
    /// The header for the token, `Authorization` or a forge's own, and the token with whatever stands before it.
    pub authorization: Option<(&'static str, Token)>,
    /// The server's address: the token goes nowhere else.
    pub api: String,
}

/// Whether a request may be sent again whose fate is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Twice is as good as once.
    Always,
    /// Only after a limit, which says that nothing was done: twice would be one too many.
    AfterLimits,
}

/// A request before it is sent.
struct Asked<'a> {
    method: Method,
    url: String,
    body: Option<String>,
    etag: Option<&'a str>,
    repeat: Repeat,
}

/// What a try came to that gave no answer.
struct Failed {
    verdict: Verdict,
    status: u16,
    /// Whether the server says that it did nothing for now.
    by_limit: bool,
}

/// JSON, and what the headers say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The JSON; `None` if nothing changed since the mark that was sent.
    pub value: Option<Value>,
    /// The whole reply, without its body.
    pub reply: Reply,
}

impl Token {
    /// Takes a token as it stands in the environment; `None` if it could not stand in a header.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain =
            !text.is_empty() && text.len() <= 1_000 && text.bytes().all(|b| b.is_ascii_graphic());
        plain.then(|| Self(text.to_owned()))
    }

    /// The same with words before it, such as `Bearer `.
    #[must_use]
    pub fn with_scheme(self, scheme: &str) -> Self {
        Self(format!("{scheme}{}", self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token")
    }
}

impl Reply {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// When it was given, by the server's clock.
    pub fn date(&self) -> Option<Timestamp> {
        http_date(self.header("date")?)
    }

    /// Whether its body says that it is JSON.
    pub fn is_json(&self) -> bool {
        let kind = self.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json")
    }
}

/// Reads `Tue, 01 Jul 2025 00:00:00 GMT`.
pub fn http_date(text: &str) -> Option<Timestamp> {
    let at = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text.trim())
        .ok()?;
    Some(Timestamp::new(at.as_second(), 0))
}

impl Client<'_> {
    /// Gets an address below the server's.
    ///
    /// # Errors
    ///
    /// See [`ForgeError`].
    pub fn get(&self, path: &str, etag: Option<&str>) -> Result<Answer, ForgeError> {
        let asked = Asked {
            method: Method::Get,
            url: format!("{}{path}", self.api),
            body: None,
            etag,
            repeat: Repeat::Always,
        };
        self.ask(&asked, &|_| None)
    }

    /// Posts a question in JSON to an address below the server's. `limited` says whether an answer with status 200 speaks
    /// of a limit or a failure after all.
    ///
    /// # Errors
    ///
    /// See [`ForgeError`].
    pub fn post(
        &self,
        path: &str,
        body: &Value,
        limited: &dyn Fn(&Value) -> Option<Trouble>,
    ) -> Result<Answer, ForgeError> {
        self.write(Method::Post, path, body, Repeat::Always, limited)
    }

    /// Sends JSON that changes something at an address below the server's, and reads what the server says of it.
    ///
    /// # Errors
    ///
    /// See [`ForgeError`].
    pub fn write(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        repeat: Repeat,
        limited: &dyn Fn(&Value) -> Option<Trouble>,
    ) -> Result<Answer, ForgeError> {
        let asked = Asked {
            method,
            url: format!("{}{path}", self.api),
            body: Some(body.to_string()),
            etag: None,
            repeat,
        };
        self.ask(&asked, limited)
    }

    fn ask(
        &self,
        asked: &Asked<'_>,
        limited: &dyn Fn(&Value) -> Option<Trouble>,
    ) -> Result<Answer, ForgeError> {
        let url = &asked.url;
        let mut reason = String::new();
        for attempt in 1..=retry::ATTEMPTS {
            let (verdict, by_limit) = match self.follow(asked)? {
                Ok(reply) => match self.judged(reply, attempt, limited) {
                    Ok(answer) => return Ok(answer),
                    Err(failed) => (
                        self.refusal(url, failed.verdict, failed.status)?,
                        failed.by_limit,
                    ),
                },
                Err(Hiccup(reason)) => (retry::judge_failure(&reason, attempt), false),
            };
            let Verdict::Wait(time, why) = verdict else {
                continue;
            };
            if asked.repeat == Repeat::AfterLimits && !by_limit {
                return Err(ForgeError::Unsure {
                    url: url.clone(),
                    reason: why,
                });
            }
            reason = why;
            if attempt < retry::ATTEMPTS {
                (self.say)(&format!("{reason}; trying again in {} s", time.as_secs()));
                (self.wait)(time);
            }
        }
        Err(ForgeError::GaveUp {
            url: url.clone(),
            reason,
            attempts: retry::ATTEMPTS,
        })
    }

    /// An answer that can be read, or what to do instead.
    fn judged(
        &self,
        mut reply: Reply,
        attempt: u32,
        limited: &dyn Fn(&Value) -> Option<Trouble>,
    ) -> Result<Answer, Failed> {
        let status = reply.status;
        let failed = |verdict, by_limit| Failed {
            verdict,
            status,
            by_limit,
        };
        let verdict = retry::judge(&reply, attempt);
        if verdict != Verdict::Take {
            return Err(failed(verdict, retry::is_limit(&reply)));
        }
        if reply.status == 304 {
            return Ok(Answer { value: None, reply });
        }
        let body = std::mem::take(&mut reply.body);
        let Ok(value) = serde_json::from_slice::<Value>(&body) else {
            let verdict = retry::judge_failure("the answer is damaged", attempt);
            return Err(failed(verdict, false));
        };
        match limited(&value) {
            None => Ok(Answer {
                value: Some(value),
                reply,
            }),
            Some(Trouble::Limit) => Err(failed(retry::limit(&reply, attempt), true)),
            Some(Trouble::Failure(reason)) => {
                Err(failed(retry::judge_failure(&reason, attempt), false))
            }
        }
    }

    /// Passes on a verdict that asks to wait; any other ends the request.
    fn refusal(&self, url: &str, verdict: Verdict, status: u16) -> Result<Verdict, ForgeError> {
        let url = url.to_owned();
        match verdict {
            Verdict::TooLong(wait) => Err(ForgeError::Limited {
                url,
                minutes: wait.as_secs().div_ceil(60),
            }),
            Verdict::Refused(reason) => Err(ForgeError::Refused {
                url,
                status,
                reason,
            }),
            verdict => Ok(verdict),
        }
    }

    /// Sends a request and follows where it leads: never from an encrypted address to one that is not, never a posted
    /// body to another server, never the token.
    fn follow(&self, asked: &Asked<'_>) -> Result<Result<Reply, Hiccup>, ForgeError> {
        let mut url = asked.url.clone();
        for _ in 0..=REDIRECT_LIMIT {
            if !is_safe(&url) {
                return Err(ForgeError::Insecure(url));
            }
            let home = same_server(&url, &self.api);
            let request = Request {
                method: asked.method,
                authorization: self
                    .authorization
                    .as_ref()
                    .filter(|_| home)
                    .map(|(name, token)| (*name, token.0.clone())),
                url: url.clone(),
                body: asked.body.clone(),
                etag: asked.etag.map(str::to_owned),
            };
            let reply = match self.transport.send(&request) {
                Ok(reply) => reply,
                Err(hiccup) => return Ok(Err(hiccup)),
            };
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(Ok(reply));
            }
            url = self.target(&url, &reply, asked.body.is_some())?;
        }
        Err(ForgeError::Redirected {
            target: url.clone(),
            url,
            reason: "it leads from address to address without end",
        })
    }

    fn target(&self, url: &str, reply: &Reply, posted: bool) -> Result<String, ForgeError> {
        let target = moved_to(url, reply);
        let refused = |reason| ForgeError::Redirected {
            url: url.to_owned(),
            target: printable(&target),
            reason,
        };
        if !is_safe(&target) {
            return Err(refused("it is not encrypted, or no address at all"));
        }
        if posted && !same_server(&target, &self.api) {
            return Err(refused("it is another server"));
        }
        if posted && !matches!(reply.status, 307 | 308) {
            return Err(refused("what is sent cannot be moved like this"));
        }
        Ok(target)
    }
}

/// What is wrong with an answer that looks well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It speaks of a limit.
    Limit,
    /// It speaks of a failure that may pass.
    Failure(String),
}

/// Where a reply leads from an address: elsewhere, or to a path of the same server.
pub(super) fn moved_to(url: &str, reply: &Reply) -> String {
    let target = reply.header("location").unwrap_or_default();
    match target.starts_with('/') && !target.starts_with("//") {
        true => format!("{}{target}", server(url).unwrap_or_default()),
        false => target.to_owned(),
    }
}

pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Scheme, host and port, such as `https://api.github.com`; `None` with a name or password in it.
pub fn server(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#', '\\']).next()?;
    let plain = !host.is_empty() && !host.contains('@');
    plain.then(|| &url[..scheme.len() + 3 + host.len()])
}

/// Whether two addresses have one scheme, host and port.
pub(super) fn same_server(url: &str, other: &str) -> bool {
    match (server(url), server(other)) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

/// Whether an address is encrypted, or never leaves this machine.
pub fn is_safe(url: &str) -> bool {
    let plain = !url.contains(|c: char| c.is_control() || c.is_whitespace());
    let Some(server) = server(url).filter(|_| plain) else {
        return false;
    };
    if let Some(host) = server.strip_prefix("http://") {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        return matches!(name, "127.0.0.1" | "[::1]" | "localhost");
    }
    server.starts_with("https://")
}
