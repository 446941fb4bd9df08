//! Addresses on other hosts → whether a page is there. Reads none of them.
//!
//! Several hosts are asked at once, each one page after another with a pause, as its `robots.txt` allows, and no longer once it fails
//! again and again. Only what a host says for good counts as gone: what wants a login, is busy or keeps programs out may be there. Hosts
//! that are no public ones are asked only if the caller names them. Waiting and sending are given by the caller.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use url::{Host, Url};

use super::client::{Hiccup, Method, Reply, Request, Transport};
use super::http::UNKNOWN_NAME;
use super::topics::{Robots, refusal};

/// Hosts that are asked at once.
const WORKERS: usize = 8;
/// What is waited before each request to a host but the first.
const PAUSE: Duration = Duration::from_secs(1);
/// What is waited before one more try, and the longest that a host may ask for.
const RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_secs(30);
/// Pages that one host is asked for, failures in a row after which it is asked for no more, redirects that are followed.
const PAGES: usize = 300;
const PATIENCE: usize = 3;
const REDIRECTS: usize = 8;
/// Longest address that is asked for, in bytes.
const LONGEST: usize = 4_000;

/// What is asked with.
pub struct Asking<'a> {
    /// Sends, and reads nothing of pages.
    pub pages: &'a (dyn Transport + Sync),
    /// Sends, and reads files.
    pub files: &'a (dyn Transport + Sync),
    /// Waits.
    pub wait: &'a (dyn Fn(Duration) + Sync),
    /// Hosts that may be asked although they are no public ones, with their ports if they have any.
    pub allowed: &'a [String],
}

/// Whether a page is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is.
    There,
    /// It is, for good, at another address.
    Moved(String),
    /// It is not, and why that is known.
    Gone(String),
    /// Nobody knows, and why.
    Unknown(String),
    /// It was not asked for: its host does not want programs to ask, or stands for any other (RFC 2606).
    Closed,
}

/// An address as browsers read it, without what they keep for themselves (`#…`); `None` if it is none of the web.
pub fn address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    url.set_fragment(None);
    let is_of_web = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LONGEST;
    is_of_web.then_some(url)
}

/// Asks for all of these, each once.
pub fn ask(urls: &BTreeSet<Url>, asking: &Asking<'_>) -> BTreeMap<Url, Answer> {
    let mut by_host: BTreeMap<String, Vec<&Url>> = BTreeMap::new();
    for url in urls {
        by_host.entry(host_of(url)).or_default().push(url);
    }
    // The one that takes longest begins first.
    let mut hosts: Vec<Vec<&Url>> = by_host.into_values().collect();
    hosts.sort_by_key(|urls| std::cmp::Reverse(urls.len()));
    let workers = WORKERS.min(hosts.len());
    let waiting = Mutex::new(VecDeque::from(hosts));
    let found = Mutex::new(BTreeMap::new());
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop_front()
    };
    let work = || {
        while let Some(urls) = next() {
            let answers = of_host(&urls, asking);
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.extend(urls.into_iter().cloned().zip(answers));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    doubt_names(&mut found);
    found
}

/// Whether a host is there for examples.
fn is_example(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let names = [
        "example",
        "example.com",
        "example.net",
        "example.org",
        "invalid",
        "test",
    ];
    names.iter().any(|name| {
        let before = host.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// Where nobody answers, it is not the names that are wrong, but the line.
fn doubt_names(found: &mut BTreeMap<Url, Answer>) {
    let is_unknown_name =
        |answer: &Answer| matches!(answer, Answer::Gone(why) if why == UNKNOWN_NAME);
    let answers =
        |answer: &Answer| !is_unknown_name(answer) && !matches!(answer, Answer::Unknown(_));
    if found.values().any(answers) {
        return;
    }
    for answer in found.values_mut().filter(|answer| is_unknown_name(answer)) {
        *answer = Answer::Unknown(UNKNOWN_NAME.to_owned());
    }
}

/// One host, as it is asked: its pauses, its rules, its failures.
struct Visit<'v> {
    asking: &'v Asking<'v>,
    requests: usize,
    failures: usize,
    /// What it asks of programs, when it was asked for that.
    robots: Option<Result<Robots, Hiccup>>,
}

/// Asks one host for some of its pages.
fn of_host(urls: &[&Url], asking: &Asking<'_>) -> Vec<Answer> {
    let mut visit = Visit {
        asking,
        requests: 0,
        failures: 0,
        robots: None,
    };
    let urls = urls.iter().enumerate();
    urls.map(|(index, url)| visit.answer(index, url)).collect()
}

impl Visit<'_> {
    fn answer(&mut self, index: usize, url: &Url) -> Answer {
        if is_example(url) {
            return Answer::Closed;
        }
        if let Some(reason) = refused(url, self.asking.allowed) {
            return Answer::Unknown(reason.to_owned());
        }
        if index >= PAGES {
            return Answer::Unknown(format!("{PAGES} pages of this host were asked for"));
        }
        if self.failures >= PATIENCE {
            return Answer::Unknown("the host failed again and again".to_owned());
        }
        match self.allows(url) {
            Ok(true) => self.page(url),
            Ok(false) => Answer::Closed,
            Err(Hiccup(reason)) if reason == UNKNOWN_NAME => Answer::Gone(reason),
            Err(Hiccup(reason)) => Answer::Unknown(reason),
        }
    }

    /// Whether the host wants programs to ask for a page.
    fn allows(&mut self, url: &Url) -> Result<bool, Hiccup> {
        let robots = match self.robots.take() {
            Some(robots) => robots,
            None => self.ask_for_robots(url),
        };
        let robots = self.robots.insert(robots);
        let robots = robots.as_ref().map_err(Hiccup::clone)?;
        Ok(robots.allows(&path_of(url)))
    }

    /// One that has no such file, or shows it to nobody, asks nothing.
    fn ask_for_robots(&mut self, url: &Url) -> Result<Robots, Hiccup> {
        let mut place = url.clone();
        place.set_path("/robots.txt");
        place.set_query(None);
        let reply = match self.send(&place, self.asking.files) {
            Ok(reply) => reply,
            // A name that does not exist will not the second time.
            Err(Hiccup(reason)) if reason == UNKNOWN_NAME => return Err(Hiccup(reason)),
            Err(_) => {
                (self.asking.wait)(RETRY);
                self.send(&place, self.asking.files)?
            }
        };
        Ok(match reply.status {
            200 => Robots::read(&reply.body),
            _ => Robots::default(),
        })
    }

    /// Asks for a page, and once more if the host is busy.
    fn page(&mut self, url: &Url) -> Answer {
        let first = self.follow(url);
        let retry = match &first {
            Err(_) => Some(RETRY),
            Ok((reply, _)) if matches!(reply.status, 429 | 500..=599) => Some(patience(reply)),
            Ok(_) => None,
        };
        let last = match retry.filter(|time| *time <= LONGEST_RETRY) {
            Some(time) => {
                (self.asking.wait)(time);
                self.follow(url)
            }
            None => first,
        };
        match last {
            Err(Hiccup(reason)) => {
                self.failures += 1;
                Answer::Unknown(reason)
            }
            Ok((reply, place)) => {
                self.failures = 0;
                judged(url, &reply, place)
            }
        }
    }

    /// Asks for a page, wherever it leads; the last reply, and the address that counts for good if it is another.
    fn follow(&mut self, url: &Url) -> Result<(Reply, Option<Url>), Hiccup> {
        let mut place = url.clone();
        let mut for_good = true;
        for _ in 0..REDIRECTS {
            let reply = self.send(&place, self.asking.pages)?;
            let is_redirect = matches!(reply.status, 301 | 302 | 303 | 307 | 308);
            let Some(to) = reply.header("location").filter(|_| is_redirect) else {
                let moved = for_good && place != *url;
                return Ok((reply, moved.then_some(place)));
            };
            for_good &= matches!(reply.status, 301 | 308);
            let to = place.join(to).ok().and_then(|to| address(to.as_str()));
            let to = to.ok_or_else(|| Hiccup("it leads to no address of the web".to_owned()))?;
            if refused(&to, self.asking.allowed).is_some() {
                return Err(Hiccup("it leads to no public server".to_owned()));
            }
            place = to;
        }
        Err(Hiccup("it leads on and on".to_owned()))
    }

    fn send(&mut self, url: &Url, transport: &dyn Transport) -> Result<Reply, Hiccup> {
        if self.requests > 0 {
            (self.asking.wait)(PAUSE);
        }
        self.requests += 1;
        transport.send(&Request {
            method: Method::Get,
            url: url.as_str().to_owned(),
            body: None,
            authorization: None,
            etag: None,
        })
    }
}

fn judged(url: &Url, reply: &Reply, place: Option<Url>) -> Answer {
    match (reply.status, place) {
        (200..=299, None) => Answer::There,
        (200..=299, Some(place)) if is_same(url, &place) => Answer::There,
        (200..=299, Some(place)) => Answer::Moved(place.into()),
        (404 | 410, _) => Answer::Gone(format!("the host answers {}", reply.status)),
        (status, _) => Answer::Unknown(format!("the host answers {status}")),
    }
}

/// Whether only the way of writing is another: a slash at the end.
fn is_same(one: &Url, other: &Url) -> bool {
    let plain = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
    plain(one) == plain(other)
}

/// What a host asks to be waited, in seconds (RFC 9110, 10.2.3); a date is too long.
fn patience(reply: &Reply) -> Duration {
    match reply.header("retry-after") {
        None => RETRY,
        Some(asked) => asked
            .trim()
            .parse()
            .map_or(Duration::MAX, Duration::from_secs),
    }
}

/// Why an address is not asked for.
fn refused(url: &Url, allowed: &[String]) -> Option<&'static str> {
    if !url.username().is_empty() || url.password().is_some() {
        return Some("there is a name or a password in the address");
    }
    let name = host_of(url);
    let without_port = url.host_str().unwrap_or_default();
    if allowed
        .iter()
        .any(|host| *host == name || host == without_port)
    {
        return None;
    }
    match url.host() {
        Some(Host::Domain(name)) => refusal(name),
        _ => Some("it is a number and no name"),
    }
}

/// A host, with its port if it is not the usual one.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn path_of(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A web of a few addresses: status, and where a redirect leads. Others are unknown names.
    struct Web {
        pages: Vec<(&'static str, u16, &'static str)>,
        asked: Mutex<Vec<String>>,
        waited: Mutex<Duration>,
    }

    impl Web {
        fn new(pages: &[(&'static str, u16, &'static str)]) -> Self {
            Self {
                pages: pages.to_vec(),
                asked: Mutex::default(),
                waited: Mutex::default(),
            }
        }

        fn ask(&self, urls: &[&str], allowed: &[&str]) -> Vec<Answer> {
            let urls: Vec<Url> = urls.iter().map(|url| address(url).expect(url)).collect();
            let allowed: Vec<String> = allowed.iter().map(|&host| host.to_owned()).collect();
            let found = ask(
                &urls.iter().cloned().collect(),
                &Asking {
                    pages: self,
                    files: self,
                    wait: &|time| *self.waited.lock().expect("a time") += time,
                    allowed: &allowed,
                },
            );
            urls.iter().map(|url| found[url].clone()).collect()
        }

        fn asked(&self) -> Vec<String> {
            self.asked.lock().expect("a list").clone()
        }
    }

    impl Transport for Web {
        fn send(&self, request: &Request) -> Result<Reply, Hiccup> {
            self.asked.lock().expect("a list").push(request.url.clone());
            let mut pages = self.pages.iter();
            let found = pages.find(|(url, ..)| *url == request.url);
            match found {
                Some((_, 0, reason)) => Err(Hiccup((*reason).to_owned())),
                Some((_, status, text)) => {
                    let name = if *status == 429 {
                        "retry-after"
                    } else {
                        "location"
                    };
                    Ok(Reply {
                        status: *status,
                        headers: vec![(name.to_owned(), (*text).to_owned())],
                        body: text.as_bytes().to_vec(),
                    })
                }
                None if request.url.ends_with("/robots.txt") && request.url.contains("//a.") => {
                    Ok(Reply {
                        status: 404,
                        headers: Vec::new(),
                        body: Vec::new(),
                    })
                }
                None => Err(Hiccup(UNKNOWN_NAME.to_owned())),
            }
        }
    }

    fn check(pages: &[(&'static str, u16, &'static str)], url: &str, expected: Answer) {
        let web = Web::new(pages);
        assert_eq!(web.ask(&[url], &[]), [expected], "{:?}", web.asked());
    }

    #[test]
    fn what_is_there_moved_gone_or_unknown_is_told_apart() {
        let page = "https://a.example.jp/x";
        check(
            &[(page, 200, "")],
            "https://a.example.jp/x#y",
            Answer::There,
        );
        check(
            &[(page, 404, "")],
            page,
            Answer::Gone("the host answers 404".into()),
        );
        check(
            &[(page, 410, "")],
            page,
            Answer::Gone("the host answers 410".into()),
        );
        check(
            &[(page, 403, "")],
            page,
            Answer::Unknown("the host answers 403".into()),
        );
        check(
            &[(page, 503, "")],
            page,
            Answer::Unknown("the host answers 503".into()),
        );
        check(
            &[(page, 0, "the server does not answer in time")],
            page,
            Answer::Unknown("the server does not answer in time".into()),
        );
        let there = ("https://a.example.jp/z", 200, "");
        check(
            &[(page, 301, "/z"), there],
            page,
            Answer::Moved("https://a.example.jp/z".into()),
        );
        check(&[(page, 302, "/z"), there], page, Answer::There);
        check(
            &[(page, 301, "/z"), ("https://a.example.jp/z", 404, "")],
            page,
            Answer::Gone("the host answers 404".into()),
        );
        check(
            &[(page, 308, "x/"), ("https://a.example.jp/x/", 200, "")],
            page,
            Answer::There,
        );
        check(
            &[(page, 302, "/x")],
            page,
            Answer::Unknown("it leads on and on".into()),
        );
        check(
            &[(page, 302, "file:///etc/passwd")],
            page,
            Answer::Unknown("it leads to no address of the web".into()),
        );
    }

    #[test]
    fn a_name_that_does_not_exist_is_gone_only_if_others_answer() {
        let web = Web::new(&[("https://a.example.jp/", 200, "")]);
        let urls = ["https://a.example.jp/", "https://b.example.jp/"];
        let gone = Answer::Gone(UNKNOWN_NAME.into());
        assert_eq!(web.ask(&urls, &[]), [Answer::There, gone]);
        let unknown = Answer::Unknown(UNKNOWN_NAME.into());
        assert_eq!(web.ask(&["https://b.example.jp/"], &[]), [unknown]);
    }

    #[test]
    fn hosts_that_are_not_public_are_not_asked_unless_they_are_named() {
        let web = Web::new(&[
            ("http://localhost:8000/", 200, ""),
            ("http://localhost:8000/robots.txt", 404, ""),
            (
                "https://a.example.jp/",
                302,
                "http://169.254.169.254/latest",
            ),
        ]);
        let urls = [
            "http://localhost:8000/",
            "http://127.0.0.1/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://wiki/",
            "https://a:b@a.example.jp/",
            "https://a.example.jp/",
        ];
        for answer in web.ask(&urls, &[]) {
            assert!(matches!(answer, Answer::Unknown(_)), "{answer:?}");
        }
        let only = |url: &String| url.starts_with("https://a.example.jp/");
        assert!(web.asked().iter().all(only), "{:?}", web.asked());
        let answers = web.ask(&["http://localhost:8000/"], &["localhost:8000"]);
        assert_eq!(answers, [Answer::There]);
    }

    #[test]
    fn a_host_is_asked_slowly_and_as_its_robots_txt_allows() {
        let web = Web::new(&[
            (
                "https://a.example.jp/robots.txt",
                200,
                "User-agent: *\nDisallow: /closed\n",
            ),
            ("https://a.example.jp/1", 200, ""),
            ("https://a.example.jp/2", 200, ""),
        ]);
        let urls = [
            "https://a.example.jp/1",
            "https://a.example.jp/2#a",
            "https://a.example.jp/2#b",
            "https://a.example.jp/closed/x?y",
        ];
        let there = Answer::There;
        let expected = [there.clone(), there.clone(), there, Answer::Closed];
        assert_eq!(web.ask(&urls, &[]), expected);
        assert_eq!(web.asked().len(), 3);
        assert_eq!(*web.waited.lock().expect("a time"), 2 * PAUSE);
    }

    #[test]
    fn a_busy_host_is_asked_once_more_and_one_that_fails_again_and_again_is_left_alone() {
        let web = Web::new(&[("https://a.example.jp/1", 429, "7")]);
        let busy = Answer::Unknown("the host answers 429".into());
        assert_eq!(web.ask(&["https://a.example.jp/1"], &[]), [busy]);
        let waited = *web.waited.lock().expect("a time");
        assert_eq!(waited, Duration::from_secs(7) + 2 * PAUSE);
        let names: Vec<String> = (0..9)
            .map(|n| format!("https://a.example.jp/{n}"))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let web = Web::new(&[]);
        let answers = web.ask(&names, &[]);
        assert_eq!(web.asked().len(), 1 + 2 * PATIENCE);
        let left = Answer::Unknown("the host failed again and again".into());
        assert_eq!(answers.last(), Some(&left));
    }

    #[test]
    fn addresses_are_those_that_browsers_ask_for() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(address(text).as_ref().map(Url::as_str), expected, "{text}");
        };
        check(
            "https://例え.jp/予算?年=1#表",
            Some("https://xn--r8jz45g.jp/%E4%BA%88%E7%AE%97?%E5%B9%B4=1"),
        );
        let web = Web::new(&[]);
        let urls = [
            "https://a.example/",
            "https://www.example.com/",
            "https://example.org/",
        ];
        assert_eq!(
            web.ask(&urls, &[]),
            [Answer::Closed, Answer::Closed, Answer::Closed]
        );
        assert_eq!(web.asked(), [""; 0]);
        check("HTTP://A.example:80", Some("http://a.example/"));
        check("mailto:a@a.example", None);
        check("https://", None);
        check(&format!("https://a.example/{}", "x".repeat(5_000)), None);
    }
}
