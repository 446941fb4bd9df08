//! Addresses → bytes, of one site: bounded, tried again where a server stumbles, led nowhere else.

use std::time::Duration;

use super::ForgeError;
use super::client::{Method, Reply, Request, Transport, is_safe, moved_to, printable, same_server};
use super::retry::{self, Verdict};

/// How often a file is asked for.
const ATTEMPTS: u32 = 4;
/// Most redirects that are followed for one file.
const REDIRECT_LIMIT: usize = 3;

/// Gets the file at an address; `None` if the server says that there is none.
///
/// # Errors
///
/// The address is not encrypted, the server cannot be reached or refuses, or it leads to another one.
pub fn fetch(
    transport: &dyn Transport,
    wait: &dyn Fn(Duration),
    url: &str,
) -> Result<Option<Vec<u8>>, ForgeError> {
    if !is_safe(url) {
        return Err(ForgeError::Insecure(url.to_owned()));
    }
    let mut reason = String::new();
    for attempt in 1..=ATTEMPTS {
        let verdict = match follow(transport, url)? {
            Ok(reply) if reply.status == 200 => return Ok(Some(reply.body)),
            Ok(reply) if matches!(reply.status, 404 | 410) => return Ok(None),
            Ok(reply) => (retry::judge(&reply, attempt), reply.status),
            Err(said) => (retry::judge_failure(&said, attempt), 0),
        };
        let (Verdict::Wait(time, said), _) = verdict else {
            return Err(ForgeError::Refused {
                url: url.to_owned(),
                status: verdict.1,
                reason: "the file is not given out".to_owned(),
            });
        };
        reason = said;
        if attempt < ATTEMPTS {
            wait(time);
        }
    }
    Err(ForgeError::Unreached {
        url: url.to_owned(),
        reason,
        attempts: ATTEMPTS,
    })
}

/// Sends a request, and follows where it leads on the same server.
fn follow(transport: &dyn Transport, url: &str) -> Result<Result<Reply, String>, ForgeError> {
    let mut at = url.to_owned();
    for _ in 0..=REDIRECT_LIMIT {
        let request = Request {
            method: Method::Get,
            url: at.clone(),
            body: None,
            authorization: None,
            etag: None,
        };
        let reply = match transport.send(&request) {
            Ok(reply) => reply,
            Err(hiccup) => return Ok(Err(hiccup.0)),
        };
        if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(Ok(reply));
        }
        at = target(&at, &reply)?;
    }
    Err(refused(
        url,
        &at,
        "it leads from address to address without end",
    ))
}

fn target(url: &str, reply: &Reply) -> Result<String, ForgeError> {
    let target = moved_to(url, reply);
    match same_server(&target, url) && is_safe(&target) {
        true => Ok(target),
        false => Err(refused(
            url,
            &target,
            "it is another server; name that address instead",
        )),
    }
}

fn refused(url: &str, target: &str, reason: &'static str) -> ForgeError {
    ForgeError::Redirected {
        url: url.to_owned(),
        target: printable(target),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::forge::Hiccup;

    /// Answers by address, each time with the next.
    struct Server(RefCell<Vec<(&'static str, u16, &'static str)>>);

    impl Transport for Server {
        fn send(&self, request: &Request) -> Result<Reply, Hiccup> {
            let (url, status, text) = self.0.borrow_mut().remove(0);
            assert_eq!(request.url, url);
            if status == 0 {
                return Err(Hiccup(text.to_owned()));
            }
            let headers = vec![("location".to_owned(), text.to_owned())];
            Ok(Reply {
                status,
                headers,
                body: text.as_bytes().to_vec(),
            })
        }
    }

    fn check(answers: &[(&'static str, u16, &'static str)], expected: &str) {
        let server = Server(RefCell::new(answers.to_vec()));
        let got = fetch(&server, &|_| (), "https://a.example/x");
        let told = match got {
            Ok(Some(bytes)) => String::from_utf8(bytes).expect("a text"),
            Ok(None) => "none".to_owned(),
            Err(error) => error.to_string(),
        };
        assert!(told.contains(expected), "{told}");
        assert!(server.0.borrow().is_empty(), "every answer was asked for");
    }

    #[test]
    fn a_server_that_stumbles_is_asked_again_and_one_that_leads_elsewhere_is_not_followed() {
        let x = "https://a.example/x";
        check(&[(x, 200, "body")], "body");
        check(&[(x, 404, "")], "none");
        check(&[(x, 0, "broke"), (x, 503, ""), (x, 200, "body")], "body");
        check(&[(x, 0, "broke"); 4], "broke");
        check(&[(x, 403, "")], "403");
        check(
            &[(x, 301, "/y"), ("https://a.example/y", 200, "body")],
            "body",
        );
        check(&[(x, 301, "https://b.example/x")], "another server");
        check(&[(x, 301, "http://a.example/x")], "another server");
    }
}
