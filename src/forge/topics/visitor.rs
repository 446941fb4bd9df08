//! Questions to forums, one after another: with a pause before each, as `robots.txt` allows, never to another host than the one that was
//! meant, and bounded. Waiting and sending are given by the caller.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use super::super::ForgeError;
use super::super::client::{Hiccup, Method, Reply, Request, Transport, is_safe};
use super::super::retry::{self, Verdict};
use super::base_of;
use super::robots::Robots;
use crate::record::topic::recognise;

/// How often a question is asked, how long is waited for an answer in all, and how many redirects are followed.
const ATTEMPTS: u32 = 4;
const LONGEST_WAIT: Duration = Duration::from_secs(120);
const REDIRECT_LIMIT: usize = 5;

/// How much is asked and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Requests.
    pub requests: usize,
    /// Bytes of answers.
    pub bytes: usize,
}

/// Someone who asks forums.
pub struct Visitor<'v> {
    transport: &'v dyn Transport,
    wait: &'v dyn Fn(Duration),
    say: &'v dyn Fn(&str),
    pause: Duration,
    left: Cell<Bounds>,
    hosts: RefCell<BTreeMap<String, Host>>,
}

/// What is known of a host.
#[derive(Clone, Debug, Default)]
struct Host {
    robots: Option<Robots>,
    waited: Duration,
    /// Why nothing more is asked there.
    given_up: Option<ForgeError>,
}

/// An answer, and where it came from in the end.
pub struct Visited {
    /// Status, headers and body.
    pub reply: Reply,
    /// The address that answered.
    pub url: String,
}

/// Marks of an answer that is known.
#[derive(Clone, Debug, Default)]
pub struct Mark(pub Option<String>);

impl<'v> Visitor<'v> {
    /// Makes one that waits for `pause` before each request but the first to a host.
    pub fn new(
        transport: &'v dyn Transport,
        wait: &'v dyn Fn(Duration),
        say: &'v dyn Fn(&str),
        pause: Duration,
        bounds: Bounds,
    ) -> Self {
        Self {
            transport,
            wait,
            say,
            pause,
            left: Cell::new(bounds),
            hosts: RefCell::default(),
        }
    }

    /// Says something to whoever looks on.
    pub fn say(&self, text: &str) {
        (self.say)(text);
    }

    /// How many more requests there may be.
    pub fn requests_left(&self) -> usize {
        self.left.get().requests
    }

    /// Whether nothing more may be asked or read.
    pub fn is_spent(&self) -> bool {
        let left = self.left.get();
        left.requests == 0 || left.bytes == 0
    }

    /// Gets JSON from a host. Answers that say that something is not there, or may not be seen, are answers.
    ///
    /// # Errors
    ///
    /// The host cannot be asked, does not want to be, leads elsewhere, or fails again and again; then nothing more is asked there.
    pub fn get(&self, host: &str, path: &str, mark: &Mark) -> Result<Visited, ForgeError> {
        let known = self.hosts.borrow().get(host).cloned();
        if let Some(error) = known.as_ref().and_then(|host| host.given_up.clone()) {
            return Err(error);
        }
        let robots = match known.and_then(|host| host.robots) {
            Some(robots) => robots,
            None => self.robots(host)?,
        };
        self.asked(host, path, mark, &robots)
    }

    /// Asks, and remembers where there is no use in asking more.
    fn asked(
        &self,
        host: &str,
        path: &str,
        mark: &Mark,
        robots: &Robots,
    ) -> Result<Visited, ForgeError> {
        let asked = self.insist(host, path, mark, robots);
        if let Err(error @ (ForgeError::GaveUp { .. } | ForgeError::Limited { .. })) = &asked {
            self.host(host, |host| host.given_up = Some(error.clone()));
        }
        asked
    }

    fn host(&self, name: &str, change: impl FnOnce(&mut Host)) {
        change(self.hosts.borrow_mut().entry(name.to_owned()).or_default());
    }

    /// What a host asks of programs. One that has no such file asks nothing; one whose file cannot be had is left alone.
    fn robots(&self, host: &str) -> Result<Robots, ForgeError> {
        let robots = match self.asked(host, "/robots.txt", &Mark::default(), &Robots::default()) {
            Ok(visited) if visited.reply.status == 200 => Robots::read(&visited.reply.body),
            Ok(_) | Err(ForgeError::Redirected { .. }) => Robots::default(),
            Err(error) => return Err(error),
        };
        self.host(host, |host| host.robots = Some(robots.clone()));
        Ok(robots)
    }

    fn insist(
        &self,
        host: &str,
        path: &str,
        mark: &Mark,
        robots: &Robots,
    ) -> Result<Visited, ForgeError> {
        let url = format!("{}{path}", base_of(host));
        let mut reason = String::new();
        for attempt in 1..=ATTEMPTS {
            let verdict = match self.follow(&url, host, mark, robots)? {
                Ok(visited) => match self.judged(&visited, path, attempt) {
                    Verdict::Take => return Ok(visited),
                    verdict => verdict,
                },
                Err(Hiccup(reason)) => retry::judge_failure(&reason, attempt),
            };
            match verdict {
                Verdict::Take => {}
                Verdict::Wait(time, why) => {
                    reason = why;
                    if attempt < ATTEMPTS {
                        self.patience(&url, host, time, &reason)?;
                    }
                }
                Verdict::TooLong(time) => return Err(limited(&url, time)),
                Verdict::Refused(reason) => {
                    return Err(ForgeError::Unusable { url, reason });
                }
            }
        }
        Err(ForgeError::GaveUp {
            url,
            reason,
            attempts: ATTEMPTS,
        })
    }

    fn judged(&self, visited: &Visited, path: &str, attempt: u32) -> Verdict {
        let reply = &visited.reply;
        let is_answer = matches!(reply.status, 401 | 404 | 410)
            || path == "/robots.txt" && reply.status < 500 && reply.status != 429;
        match retry::judge(reply, attempt) {
            _ if is_answer => Verdict::Take,
            // A page that says no may be a wall before the forum and not its word.
            Verdict::Refused(_) if reply.status == 403 && reply.is_json() => Verdict::Take,
            Verdict::Take
                if reply.status != 304
                    && serde_json::from_slice::<serde::de::IgnoredAny>(&reply.body).is_err() =>
            {
                retry::judge_failure("the answer is damaged", attempt)
            }
            verdict => verdict,
        }
    }

    fn patience(
        &self,
        url: &str,
        host: &str,
        time: Duration,
        reason: &str,
    ) -> Result<(), ForgeError> {
        let waited = self
            .hosts
            .borrow()
            .get(host)
            .map_or(Duration::ZERO, |host| host.waited)
            + time;
        if waited > LONGEST_WAIT {
            return Err(limited(url, time));
        }
        self.host(host, |host| host.waited = waited);
        self.say(&format!(
            "{host}: {reason}; trying again in {} s",
            time.as_secs()
        ));
        (self.wait)(time);
        Ok(())
    }

    /// Sends a request and follows where it leads on the same server.
    fn follow(
        &self,
        url: &str,
        host: &str,
        mark: &Mark,
        robots: &Robots,
    ) -> Result<Result<Visited, Hiccup>, ForgeError> {
        let base = base_of(host);
        let mut url = url.to_owned();
        for _ in 0..=REDIRECT_LIMIT {
            if !is_safe(&url) {
                return Err(ForgeError::Insecure(url));
            }
            let path = url.strip_prefix(&base).unwrap_or_default();
            if !robots.allows(path) {
                return Err(ForgeError::Unwelcome(url));
            }
            let mut reply = match self.send(&url, host, mark)? {
                Ok(reply) => reply,
                Err(hiccup) => return Ok(Err(hiccup)),
            };
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(Ok(Visited { reply, url }));
            }
            let target = target(&base, reply.header("location").unwrap_or_default());
            let inside = target
                .strip_prefix(&base)
                .filter(|path| path.starts_with('/'));
            let Some(path) = inside else {
                let target = target
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(200)
                    .collect();
                return Err(ForgeError::Redirected {
                    url,
                    target,
                    reason: "it is another server",
                });
            };
            if path.starts_with("/login") || path.starts_with("/session") {
                // Who is not logged in may not see it.
                reply.status = 401;
                return Ok(Ok(Visited { reply, url }));
            }
            url = as_json(&url, &target);
        }
        Err(ForgeError::Redirected {
            target: url.clone(),
            url,
            reason: "it leads from address to address without end",
        })
    }

    fn send(
        &self,
        url: &str,
        host: &str,
        mark: &Mark,
    ) -> Result<Result<Reply, Hiccup>, ForgeError> {
        let left = self.left.get();
        if left.requests == 0 || left.bytes == 0 {
            return Err(ForgeError::Spent);
        }
        if self.hosts.borrow().contains_key(host) {
            (self.wait)(self.pause);
        }
        self.host(host, |_| ());
        let request = Request {
            method: Method::Get,
            url: url.to_owned(),
            body: None,
            authorization: None,
            etag: mark.0.clone(),
        };
        let sent = self.transport.send(&request);
        let read = sent.as_ref().map_or(0, |reply| reply.body.len());
        self.left.set(Bounds {
            requests: left.requests - 1,
            bytes: left.bytes.saturating_sub(read),
        });
        Ok(sent)
    }
}

fn limited(url: &str, time: Duration) -> ForgeError {
    ForgeError::Limited {
        url: url.to_owned(),
        minutes: time.as_secs().div_ceil(60),
    }
}

fn target(base: &str, location: &str) -> String {
    match location.starts_with('/') && !location.starts_with("//") {
        true => format!("{base}{location}"),
        false => location.to_owned(),
    }
}

/// Forums lead from a topic's old address to its new page: the same as JSON is asked for.
fn as_json(asked: &str, target: &str) -> String {
    let is_json = |url: &str| url.split('?').next().unwrap_or_default().ends_with(".json");
    match recognise(target) {
        Some(topic) if is_json(asked) && !is_json(target) => {
            let (before, _) = target.split_once("/t/").unwrap_or((target, ""));
            format!("{before}/t/{}.json", topic.number)
        }
        _ => target.to_owned(),
    }
}
