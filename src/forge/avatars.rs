//! Addresses of accounts' pictures → their bytes: small, from the forge's own servers only, without any token.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::client::{Method, Request, Transport, is_safe, server};
use super::topics::refusal;
use crate::record::avatar::PICTURE_LIMIT;

/// Failures of one server in a row after which it is left alone.
const PATIENCE: usize = 3;
/// Servers that forges keep pictures on, beside their own: GitHub's, and the one that GitLab and Forgejo lead to.
const SHARED: [&str; 2] = ["githubusercontent.com", "gravatar.com"];
/// How wide pictures are asked for, in pixels: twice as wide as they are shown.
const WIDTH: &str = "s=80";

/// Someone who asks for pictures.
pub struct Gallery<'g> {
    transport: &'g dyn Transport,
    /// The hosts of the forge itself, as they stand in addresses.
    own: Vec<String>,
    /// How many more requests there may be.
    left: Cell<usize>,
    failures: RefCell<BTreeMap<String, usize>>,
}

/// What became of a question for a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Had {
    /// Its bytes.
    Picture(Vec<u8>),
    /// There is none that could be kept, as far as can be told now.
    None,
    /// Its server is not asked: it is none of the forge's.
    Elsewhere,
    /// Enough was asked in one sync.
    Enough,
}

impl<'g> Gallery<'g> {
    /// Makes one that asks a forge's own hosts, and those that forges share, at most so many times.
    pub fn new(transport: &'g dyn Transport, own: Vec<String>, requests: usize) -> Self {
        Self {
            transport,
            own,
            left: Cell::new(requests),
            failures: RefCell::default(),
        }
    }

    /// Asks for the picture at an address. Nothing is followed: a picture that has moved is told under its new address.
    pub fn get(&self, url: &str) -> Had {
        let Some(host) = self.allowed(url) else {
            return Had::Elsewhere;
        };
        if self.failures.borrow().get(&host).copied().unwrap_or(0) >= PATIENCE {
            return Had::None;
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            return Had::Enough;
        };
        self.left.set(left);
        let sent = self.transport.send(&Request {
            method: Method::Get,
            url: sized(url, &host),
            body: None,
            authorization: None,
            etag: None,
        });
        match sent {
            Ok(reply) if reply.status == 200 && reply.body.len() <= PICTURE_LIMIT => {
                self.failures.borrow_mut().remove(&host);
                Had::Picture(reply.body)
            }
            Ok(reply) if reply.status < 500 && !matches!(reply.status, 403 | 429) => Had::None,
            _ => {
                *self.failures.borrow_mut().entry(host).or_default() += 1;
                Had::None
            }
        }
    }

    /// The host of an address, if it may be asked.
    fn allowed(&self, url: &str) -> Option<String> {
        let (_, host) = server(url)?.split_once("://")?;
        let host = host.to_ascii_lowercase();
        let own = self.own.iter().any(|own| own.eq_ignore_ascii_case(&host));
        let allowed = own || refusal(&host).is_none() && is_shared(&host);
        (is_safe(url) && allowed).then_some(host)
    }
}

fn is_shared(host: &str) -> bool {
    SHARED.iter().any(|shared| {
        host.strip_suffix(shared)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// The address of a small picture, where the server makes them.
fn sized(url: &str, host: &str) -> String {
    let (plain, query) = url.split_once('?').unwrap_or((url, ""));
    let has_size = query
        .split('&')
        .any(|part| part.starts_with("s=") || part.starts_with("size="));
    if !is_shared(host) || has_size || url.contains('#') {
        return url.to_owned();
    }
    match query {
        "" => format!("{plain}?{WIDTH}"),
        query => format!("{plain}?{query}&{WIDTH}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::client::{Hiccup, Reply};

    struct Answers(fn(&Request) -> Result<Reply, Hiccup>, RefCell<Vec<Request>>);

    impl Transport for Answers {
        fn send(&self, request: &Request) -> Result<Reply, Hiccup> {
            self.1.borrow_mut().push(request.clone());
            (self.0)(request)
        }
    }

    fn reply(status: u16, body: &[u8]) -> Result<Reply, Hiccup> {
        Ok(Reply {
            status,
            headers: Vec::new(),
            body: body.to_vec(),
        })
    }

    fn check(url: &str, expected: Option<&str>) {
        let answers = Answers(|_| reply(200, b"GIF89a"), RefCell::default());
        let had = Gallery::new(&answers, vec!["git.example.org".to_owned()], 9).get(url);
        let asked = answers.1.into_inner().pop().map(|request| request.url);
        assert_eq!(asked.as_deref(), expected, "{url}: {had:?}");
    }

    #[test]
    fn only_servers_of_the_forge_are_asked() {
        for url in [
            "https://git.example.org/avatars/0b",
            "https://GIT.example.org/avatars/0b",
        ] {
            check(url, Some(url));
        }
        for url in [
            "http://git.example.org/avatars/0b",
            "https://elsewhere.example/a.png",
            "https://git.example.org.elsewhere.example/a.png",
            "https://notgithubusercontent.com/u/1",
            "https://git.example.org@elsewhere.example/",
            "https://169.254.169.254/",
            "http://localhost/",
        ] {
            check(url, None);
        }
    }

    #[test]
    fn small_pictures_are_asked_for_where_the_server_makes_them() {
        check(
            "https://avatars.githubusercontent.com/u/1?v=4",
            Some("https://avatars.githubusercontent.com/u/1?v=4&s=80"),
        );
        check(
            "https://avatars.githubusercontent.com/u/1?s=80&v=4",
            Some("https://avatars.githubusercontent.com/u/1?s=80&v=4"),
        );
        check(
            "https://secure.gravatar.com/avatar/0b",
            Some("https://secure.gravatar.com/avatar/0b?s=80"),
        );
    }

    #[test]
    fn a_server_that_fails_is_left_alone_and_all_has_an_end() {
        let url = |n: usize| format!("https://git.example.org/avatars/{n}");
        let failing = Answers(|_| reply(500, b""), RefCell::default());
        let own = || vec!["git.example.org".to_owned()];
        let gallery = Gallery::new(&failing, own(), 100);
        (0..10).for_each(|n| assert_eq!(gallery.get(&url(n)), Had::None));
        assert_eq!(failing.1.borrow().len(), PATIENCE);
        let working = Answers(|_| reply(200, b"GIF89a"), RefCell::default());
        let gallery = Gallery::new(&working, own(), 2);
        let had: Vec<Had> = (0..3).map(|n| gallery.get(&url(n))).collect();
        assert_eq!(had[1..], [Had::Picture(b"GIF89a".to_vec()), Had::Enough]);
    }

    #[test]
    fn neither_a_missing_picture_nor_a_large_one_nor_a_redirect_is_had() {
        for answer in [
            (|_: &Request| reply(404, b"")) as fn(&Request) -> _,
            |_| reply(302, b""),
            |_| reply(200, &vec![0; PICTURE_LIMIT + 1]),
            |_| Err(Hiccup("cut".to_owned())),
        ] {
            let answers = Answers(answer, RefCell::default());
            let gallery = Gallery::new(&answers, vec!["a.example".to_owned()], 9);
            assert_eq!(gallery.get("https://a.example/1"), Had::None);
        }
    }
}
